"""The documentation leads where it says, also for a reader without internet."""

from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, PAGES, anchors, links


def is_alive(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.is_relative_to(CHECKOUT) and target.is_file() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_to_a_file_and_heading_of_the_checkout(page: Path) -> None:
    assert [link for link in links(page) if not is_alive(page, link)] == []


def test_a_link_to_a_heading_that_is_not_there_is_dead() -> None:
    [readme] = [page for page in PAGES if page == CHECKOUT / "README.md"]
    assert is_alive(readme, "docs/glossary.md#outcomes-of-a-decision")
    assert not is_alive(readme, "docs/glossary.md#outcomes")
    assert not is_alive(readme, "docs/missing.md")


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if link[0] != "#"]
    assert set(PAGES) <= reached
