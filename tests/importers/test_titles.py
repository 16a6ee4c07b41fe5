"""Titles of items: over several lines, over a page break, below their number. All of it invented."""

import pytest

from app.importers.document import AgendaItem
from tests.importers.minutes import read

HEAD = "REFERAT Økonomiudvalget d. 17-01-2024\nMødedato Onsdag d. 17. januar 2024 kl. 09:30\nMødested Sal 1\n\n"
FIRST, REST = "Temamøde om udbud af det nye plejehjem ved", "Kanalen i Solby"
LONG = f"{FIRST} {REST}"


def items_of(text: str) -> tuple[AgendaItem, ...]:
    meeting = read(HEAD + text).meeting
    assert meeting is not None
    return meeting.agenda_items


def item(heading: str, decided: str = "Godkendt.") -> str:
    return f"{heading}\n\n24-001234\n\nBeslutning\n\n{decided}\n\n"


def test_numbers_alone_above_their_titles_are_the_items_though_lists_below_count_too() -> None:
    listed = "Dagsorden\n\n1. Sti ved åen\n2. Bro ved åen\n\n"
    agreed = "1. Stien bygges.\n\n2. Broen bygges."
    found = items_of(listed + item("1.\n\nSti ved åen", agreed) + item("2.\n\nBro ved åen"))
    assert [(one.number, one.title) for one in found] == [("1", "Sti ved åen"), ("2", "Bro ved åen")]


@pytest.mark.parametrize(
    "heading",
    [
        f"Punkt 1: {FIRST}\n         {REST}",
        f"Punkt 1: {FIRST}\n\nSide 1 af 2\n\n{REST}",
        f"Punkt 1:\n{FIRST}\n{REST}",
    ],
    ids=["hanging", "over a page", "below"],
)
def test_a_title_over_several_lines_is_one_s20(heading: str) -> None:
    more = "\n\n".join(["Fremstilling", *["Der er tekst her."] * 14, "Side 2 af 2"])
    found = items_of(item(heading) + item("Punkt 2: Bro over åen ved kanalen og havnen i Solby") + more)
    assert (found[0].title, found[0].case_number) == (LONG, "24-001234")


def test_a_title_of_the_contents_ends_where_they_say() -> None:
    decided = "Orienteringen blev taget til efterretning af alle"
    listed = f"Indhold\n\nPunkt 1: {FIRST}\nPunkt 2: Bro\n\n"
    first = f"Punkt 1: {FIRST}\n{decided}\n\n"
    assert items_of(listed + first + item("Punkt 2: Bro"))[0].title == FIRST


@pytest.mark.parametrize(
    "title", ["Beslutning om pladser på plejeområdet", "Planen DK2020-planen", "Køb af jord - beslutning"]
)
def test_a_title_below_its_number_may_begin_like_a_heading_or_end_like_a_number(title: str) -> None:
    assert items_of(item(f"Punkt 1\n{title}") + item("Punkt 2\nBro"))[0].title == title


def test_an_item_whose_first_line_ends_with_an_abbreviation_is_no_sentence() -> None:
    heading = "Punkt 2: Indtægts- og udgiftsbevilling til stien vedr.\n         kompetenceløft"
    found = items_of(item("Punkt 1: Sti") + heading + "\n\nBeslutning\n\nGodkendt.\n\n" + item("Punkt 3: Bro"))
    assert [one.number for one in found] == ["1", "2", "3"]


def test_the_access_after_a_title_is_no_part_of_it_where_a_case_number_follows() -> None:
    texts = [
        f"Punkt {n}: {title} (Åben) - 24-00123{n}\n\nBeslutning\n\nGodkendt.\n\n"
        for n, title in ((1, "Sti"), (2, "Bro"))
    ]
    assert [one.title for one in items_of("".join(texts))] == ["Sti", "Bro"]
