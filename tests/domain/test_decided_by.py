"""What of a pot was certainly decided by a day."""

from typing import Any

import pytest

from app.domain.decided_by import as_decided_by, is_undated, meetings_named

DAYS = {"early": "2031-01-10", "late": "2031-06-01"}
DAY = "2031-03-31"


def on(to: str | None, start: str | None = None) -> dict[str, Any]:
    return {"on": {"from": start, "to": to}}


PARTS = [
    ("decided before", {"decided": on("2031-03-30")}, True),
    ("decided on the day", {"decided": on("2031-03-31")}, True),
    ("decided after", {"decided": on("2031-04-01")}, False),
    ("some day of a month that reaches past it", {"decided": on("2031-04-30", "2031-03-01")}, False),
    ("by a meeting before", {"decided": {"meeting_id": "early"}}, True),
    ("by a meeting after", {"decided": {"meeting_id": "late"}}, False),
    ("stated day before the meeting's", {"decided": {**on("2031-02-01"), "meeting_id": "late"}}, True),
    ("shown by minutes before", {"evidence": {"meeting_id": "early"}}, True),
    ("shown by minutes after", {"evidence": {"meeting_id": "late"}}, False),
    ("decided early, shown late", {"decided": {"meeting_id": "early"}, "evidence": {"meeting_id": "late"}}, True),
    ("an open end", {"decided": on(None, "2031-01-01")}, False),
    ("by a meeting that is not there", {"decided": {"meeting_id": "gone"}}, False),
    ("nothing known", {"decided": None, "evidence": None}, False),
]


def pot(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"grants": [{"id": "g"}], "allocations": list(parts), "transfers": [], "carry_overs": []}


@pytest.mark.parametrize(("case", "part", "counts"), PARTS)
def test_a_part_counts_when_it_was_certainly_decided(case: str, part: dict[str, Any], counts: bool) -> None:
    found = as_decided_by(pot(part), DAY, DAYS)
    assert found["allocations"] == ([part] if counts else [])
    assert found["grants"] == [{"id": "g"}]


def test_transfers_and_carry_overs_are_held_to_the_day_as_well() -> None:
    late, early = {"decided": on("2032-01-01")}, {"decided": on("2030-01-01")}
    found = as_decided_by({**pot(), "transfers": [late, early], "carry_overs": [early, late]}, DAY, DAYS)
    assert (found["transfers"], found["carry_overs"]) == ([early], [early])


def test_the_meetings_that_decided_or_show_it_are_named_once() -> None:
    both = {"decided": {"meeting_id": "a", "evidence": {"meeting_id": "b"}}, "evidence": {"meeting_id": "a"}}
    assert meetings_named(pot(both, {"evidence": {"meeting_id": "c"}})) == ("a", "b", "c")


def test_a_pot_is_undated_when_a_part_has_no_known_day() -> None:
    assert not is_undated(pot({"decided": on("2031-03-30")}, {"evidence": {"meeting_id": "late"}}), DAYS)
    assert is_undated(pot({"decided": on("2031-03-30")}, {"evidence": {"meeting_id": "gone"}}), DAYS)
