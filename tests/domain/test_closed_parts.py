"""What of a meeting, and of the facts that come from it, is closed, untold or not published."""

from typing import Any

import pytest

from app.domain.access import Decided
from app.domain.closed_parts import Hidden, hidden_facts, hidden_in_meeting

TODAY = "2031-03-04"
ALL = frozenset({"*"})


def item(access: str, **members: Any) -> dict[str, Any]:
    return {"id": "i", "access": access, "sections": [], "attachments": [], **members}


def meeting(*items: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"documents": [], "attachments": [], "status": "minutes_published", "agenda_items": [*items], **members}


def names(hidden: Hidden) -> tuple[set[str], set[str]]:
    return set(hidden.closed), set(hidden.untold)


@pytest.mark.parametrize(
    ("access", "meanings", "closed", "untold"),
    [
        ("unknown", (), set(), {"i"}),
        ("unknown", ("closed",), {"i"}, set()),
        ("unknown", ("open", "closed"), {"i"}, set()),
        ("unknown", ("open",), set(), set()),
        ("closed", (), {"i"}, set()),
        ("open", (), set(), set()),
    ],
)
def test_an_item_is_untold_where_it_says_nothing_and_nothing_says_what_that_means(
    access: str, meanings: tuple[Decided, ...], closed: set[str], untold: set[str]
) -> None:
    assert names(hidden_in_meeting(meeting(item(access)), meanings, TODAY)) == (closed, untold)


def test_an_item_with_a_day_is_closed_until_then_and_open_from_then_on() -> None:
    waits = [meeting(item("unknown", closed_until={"on": day})) for day in ("2031-03-05", "2031-03-04")]
    assert [names(hidden_in_meeting(one, (), TODAY)) for one in waits] == [({"i"}, set()), (set(), set())]


def test_what_is_closed_in_an_untold_item_stays_closed() -> None:
    attached = {"id": "a", "access": "unknown", "sections": [{"id": "t", "access": "closed"}]}
    sections = [{"id": "s", "access": "closed"}, {"id": "u", "access": "unknown"}]
    within = meeting(item("unknown", sections=sections, attachments=[attached]))
    assert names(hidden_in_meeting(within, (), TODAY)) == ({"s", "t", "i#"}, {"i", "a"})


def test_a_meeting_with_a_document_that_nobody_spoke_of_is_untold_and_with_a_closed_one_closed() -> None:
    said = [meeting(documents=[{"access": one}]) for one in ("unknown", "closed", "open")]
    assert [names(hidden_in_meeting(one, (), TODAY)) for one in said] == [
        (set(), {"*"}),
        ({"*"}, set()),
        (set(), set()),
    ]


def initiative(*items: str) -> dict[str, Any]:
    places = [{"meeting_id": "m", "agenda_item_id": one, "document_id": None} for one in items]
    return {"evidence": places[0], "goals": [{"evidence": place} for place in places]}


@pytest.mark.parametrize(
    ("items", "closed", "untold"),
    [
        (("u",), set(), {"u", "*"}),
        (("c",), {"c", "*"}, set()),
        (("u", "c"), {"c"}, {"u", "*"}),
        (("u", "o"), set(), {"u"}),
    ],
)
def test_an_initiative_of_which_all_comes_from_untold_or_closed_items_is_hidden_with_them(
    items: tuple[str, ...], closed: set[str], untold: set[str]
) -> None:
    origins = {"m": Hidden(closed=frozenset({"c"}), untold=frozenset({"u"}))}
    assert names(hidden_facts("initiative", initiative(*items), origins)) == (closed, untold)


def test_what_comes_from_a_meeting_that_is_untold_as_a_whole_is_untold() -> None:
    told = hidden_facts("initiative", initiative("o"), {"m": Hidden(untold=ALL)})
    assert names(told) == (set(), {"m", "*"})
