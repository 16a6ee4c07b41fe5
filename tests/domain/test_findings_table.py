"""The table of findings of domain.md section 5, row by row: what fires with which severity, and its quiet neighbour."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest

from app.domain.budget import pot_findings
from app.domain.findings import MONEY_SEVERITIES, Finding
from tests.domain import pots
from tests.domain.pots import Body, allocation, carry_over, grant, initiative, said

F, E = pots.FJORD, pots.ENG
LINKED: Body = {"forum_id": None, "forum_name": None, "on": None, "meeting_id": pots.uid("m"), "agenda_item_id": None}
OTHER_FORUM: Body = {**LINKED, "meeting_id": None, "forum_name": "Direktørforum"}


class Row(NamedTuple):
    """`fires` has exactly one finding of the code, with this severity; `quiet` differs little and has none."""

    code: str
    severity: str
    fires: Body
    quiet: Body
    fires_with: tuple[Body, ...] = ()
    quiet_with: tuple[Body, ...] = ()


def granted(amount: int | None, *rows: Body, **members: Any) -> Body:
    return pots.pot(grants=[] if amount is None else [grant(amount)], allocations=list(rows), **members)


def one(amount: int | None, **members: Any) -> Body:
    return allocation("1", None, amount, **members)


def stated(*rows: Body, **members: Any) -> Body:
    return pots.pot(stated=list(rows), **members)


def split(policy: str, amount: int) -> Body:
    """A party whose share is 40, with this much set aside."""
    return pots.pot(
        grants=[grant(100, 40, 60)],
        allocations=[allocation("1", F, amount)],
        policy={"pot": "block", "party": policy},
    )


def report(**members: Any) -> tuple[Body, ...]:
    row = {"reported_on": "2022-06-01", "printed": [], "forecast_partial": False, **members}
    return (initiative("1", "Natpatrulje", status_reports=[row]),)


def two_tables(older: int, newer: int) -> Body:
    return stated(
        said("allocated", older, of="1", as_of="2022-01-01", evidence=pots.evidence(9, document="a" * 64)),
        said("allocated", newer, of="1", as_of="2022-06-01", evidence=pots.evidence(9, document="b" * 64)),
    )


RELEASED = [{"amount_dkk": 200, "approximate": True, "candidate_initiative_ids": [], "decided": None}]
YEARS: Mapping[bool, list[Body]] = {
    known: [{"year": year, "amount_dkk": 50 if known else None} for year in (2022, 2023)] for known in (True, False)
}
CELLS = (said("allocated", 500, of="1", line=5), said("allocated", None, "", of="2", line=6))

TABLE = (
    Row("pot_overallocated", "error", granted(100, one(101)), granted(100, one(100))),
    Row("party_overallocated", "info", split("allow", 41), split("allow", 40)),
    Row("party_overallocated", "warning", split("warn", 41), split("warn", 40)),
    Row("party_overallocated", "error", split("block", 41), split("block", 40)),
    Row("unallocated_remainder", "info", granted(100, one(99)), granted(100, one(100))),
    Row(
        *("total_mismatch", "error"),
        stated(*CELLS, said("grand_total", 501, line=9)),
        stated(*CELLS, said("grand_total", 500, line=9)),
    ),
    Row(
        *("grant_split_mismatch", "warning"),
        pots.pot(grants=[grant(102, 40, 60)]),
        pots.pot(grants=[grant(100, 40, 60)]),
    ),
    Row(
        *("grant_split_mismatch", "error"),
        pots.pot(grants=[grant(103, 40, 60)]),
        pots.pot(grants=[grant(None, 40, 60)]),
    ),
    Row(
        *("amount_malformed", "error"),
        stated(said("allocated", None, "6400.000 kr.", of="1", unit_printed="kr.")),
        stated(said("allocated", 6_400_000, "6.400.000 kr.", of="1", unit_printed="kr.")),
    ),
    Row(
        *("unit_suspect", "warning"),
        stated(said("redistributed", None, "10.000", unit_printed="mio.")),
        stated(said("redistributed", 9_999_000_000, "9.999", unit_printed="mio.")),
    ),
    Row(
        *("amount_contradiction", "warning"),
        stated(said("spent", 1, of="1", line=4), said("spent", 2, of="1", line=9)),
        stated(said("spent", 1, of="1", line=4), said("spent", 1, of="1", line=9)),
    ),
    Row("allocation_changed", "info", two_tables(500, 600), two_tables(500, 500)),
    Row("empty_cell", "info", granted(None, one(1), allocation("2", None, None)), granted(None, one(1))),
    Row("partly_released", "info", granted(None, one(500, released=RELEASED)), granted(None, one(500))),
    Row("allocations_unattributed", "info", granted(100, one(1)), granted(100, allocation("1", F, 1))),
    Row(
        "spent_exceeds_allocated",
        "warning",
        granted(5, one(5)),
        granted(5, one(5)),
        report(spent_dkk=6),
        report(spent_dkk=5),
    ),
    Row(
        *("forecast_exceeds_allocated", "warning"),
        *(granted(5, one(5)), granted(5, one(5))),
        report(forecast_dkk=6),
        report(forecast_dkk=6, forecast_partial=True),
    ),
    Row(
        *("spend_unknown", "info"),
        *(granted(5, one(5)), granted(5, one(5))),
        report(stated_allocated_dkk=5),
        report(stated_allocated_dkk=0),
    ),
    Row(
        *("allocation_to_inactive", "warning"),
        *(granted(5, one(5)), granted(5, one(5))),
        (initiative("1", status="stopped"),),
        (initiative("1", status="running"),),
    ),
    Row("allocation_undecided", "info", granted(5, one(5)), granted(5, one(5, decided=LINKED))),
    Row(
        "allocation_undecided",
        "warning",
        granted(5, one(5, decided=OTHER_FORUM)),
        granted(5, one(5, status="proposed")),
    ),
    Row(
        *("years_undistributed", "info"),
        pots.pot(grant_years=[2022, 2023], grants=[grant(100, years=YEARS[False])]),
        pots.pot(grant_years=[2022, 2023], grants=[grant(100, years=YEARS[True])]),
    ),
    Row(
        *("carry_over_undecided", "warning"),
        granted(5, one(5)),
        granted(5, one(5), carry_overs=[carry_over(2022, 2024)]),
        report(spent_dkk=4),
        report(spent_dkk=4),
    ),
)


def found(code: str, body: Body, named: tuple[Body, ...]) -> list[Finding]:
    about = named or (initiative("1"), initiative("2"))
    return [one for one in pot_findings(body, pots.PARTIES, about, as_of=date(2023, 6, 1)) if one.code == code]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.code}-{row.severity}")
def test_a_row_of_the_table_fires_with_its_severity(row: Row) -> None:
    assert [finding.severity for finding in found(row.code, row.fires, row.fires_with)] == [row.severity]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.code}-{row.severity}")
def test_the_neighbour_of_a_row_of_the_table_is_quiet(row: Row) -> None:
    assert found(row.code, row.quiet, row.quiet_with) == []


def test_every_code_about_money_is_in_the_table_with_every_severity_it_may_have() -> None:
    assert {(row.code, row.severity) for row in TABLE} == {
        (code, severity) for code, severities in MONEY_SEVERITIES.items() for severity in severities
    }


def print_of(day: str, amount: int, document: str, meeting: str) -> Body:
    evidence = {**pots.evidence(9, document=document), "meeting_id": pots.uid(meeting)}
    return said("allocated", amount, of="1", as_of=day, evidence=evidence)


def test_a_corrected_print_of_the_same_minutes_is_no_contradiction() -> None:
    rows = [print_of("2022-06-01", 500, "a" * 64, "m1"), print_of("2022-06-01", 600, "b" * 64, "m1")]
    assert found("amount_contradiction", stated(*rows), ()) == []


def test_two_meetings_of_one_day_contradict_each_other() -> None:
    rows = [print_of("2022-06-01", 500, "a" * 64, "m1"), print_of("2022-06-01", 600, "b" * 64, "m2")]
    assert len(found("amount_contradiction", stated(*rows), ())) == 1


def test_an_error_that_a_corrected_print_mends_is_told_no_longer() -> None:
    wrong = {**print_of("2022-06-01", 0, "a" * 64, "m1"), "printed": "6400.000", "amount_dkk": None}
    right = {**print_of("2022-06-01", 640_000, "b" * 64, "m1"), "printed": "640.000"}
    assert len(found("amount_malformed", stated(wrong), ())) == 1
    assert found("amount_malformed", stated(wrong, right), ()) == []


@pytest.mark.parametrize(("told_on", "severities"), [("2024-02-01", ["warning"]), ("2024-03-01", [])])
def test_a_decision_that_was_to_come_when_it_was_told_is_not_known_m20(told_on: str, severities: list[str]) -> None:
    on = {"from": "2024-02-15", "to": "2024-02-15"}
    decided = {**OTHER_FORUM, "on": on, "evidence": pots.evidence(9)}
    body = granted(None, one(5, decided=decided), stated=[said("allocated", 5, of="1", as_of=told_on, line=9)])
    about = (initiative("1"),)
    told = [row for row in pot_findings(body, (), about, as_of=date(2026, 1, 1)) if row.code == "allocation_undecided"]
    assert [row.severity for row in told] == severities


@pytest.mark.parametrize(("printed", "codes"), [("6400.000", {"amount_malformed"}), ("", {"empty_cell"})])
def test_one_printed_token_gives_at_most_one_finding(printed: str, codes: set[str]) -> None:
    cells = [allocation("1", F, None, evidence=pots.evidence(9)), allocation("2", F, 5, evidence=pots.evidence(10))]
    rows = [said("allocated", None, printed, of="1", party_id=F, line=9)] if printed else []
    told = pot_findings(pots.pot(allocations=cells, stated=rows), pots.PARTIES, (), as_of=date(2022, 6, 1))
    assert {one.code for one in told} - {"allocation_undecided", "pot_overallocated"} == codes
