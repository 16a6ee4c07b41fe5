"""Each finding about a pot: a case that has it, the boundary, and a case that is quiet."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.budget import pot_findings
from app.domain.findings import Finding
from tests.domain import pots
from tests.domain.pots import Body, allocation, carry_over, grant, initiative, said, transfer

DAY = date(2024, 6, 1)
F, E, R = pots.FJORD, pots.ENG, pots.REGION
DECIDED: Body = {"forum_id": None, "forum_name": None, "on": None, "meeting_id": pots.uid("m"), "agenda_item_id": None}


def findings(body: Body, *initiatives: Body, as_of: date = DAY) -> tuple[Finding, ...]:
    return pot_findings(body, pots.PARTIES, initiatives or [initiative("1"), initiative("2")], as_of=as_of)


def only(code: str, found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.code == code]


def one(code: str, found: tuple[Finding, ...]) -> Finding:
    (finding,) = only(code, found)
    return finding


@pytest.mark.parametrize(("allocated", "told"), [(999, 0), (1000, 0), (1001, 1)])
def test_a_pot_is_overallocated_from_one_krone_over(allocated: int, told: int) -> None:
    body = pots.pot(grants=[grant(1000)], allocations=[allocation("1", None, allocated)])
    assert len(only("pot_overallocated", findings(body))) == told


def test_an_overallocated_pot_names_the_nulls_that_count_zero() -> None:
    cells = [allocation("1", F, 500), allocation("1", E, None)]
    found = one("pot_overallocated", findings(pots.pot(grants=[grant(None)], allocations=cells)))
    assert [found.stated, found.computed, found.difference] == [0, 500, -500]
    assert "tæller 0: indsats 1, Engby Kommune; tilskuddet." in found.message
    assert {"/allocations/1", "/grants/0"} <= set(found.paths)


def test_a_grant_without_an_amount_counts_as_the_sum_of_its_shares() -> None:
    body = pots.pot(grants=[grant(None, 600, 400)], allocations=[allocation("1", F, 1000)])
    assert not only("pot_overallocated", findings(body))


@pytest.mark.parametrize(("policy", "severity"), [("allow", "info"), ("warn", "warning"), ("block", "error")])
def test_a_party_over_its_share_is_as_grave_as_the_policy_says(policy: str, severity: str) -> None:
    body = pots.pot(
        policy={"pot": "block", "party": policy}, grants=[grant(100, 40, 60)], allocations=[allocation("1", F, 41)]
    )
    found = one("party_overallocated", findings(body))
    assert found.severity == severity
    assert found.difference == -1
    assert found.message == "Fjordby Kommune har fået afsat 1 kr. mere, end den råder over."


def test_a_party_is_judged_after_approved_transfers_alone() -> None:
    body = pots.pot(grants=[grant(100, 40, 60, 0)], allocations=[allocation("1", F, 41)])
    body["transfers"] = [transfer(E, F, 1)]
    assert not only("party_overallocated", findings(body))
    body["transfers"] = [transfer(E, F, 1, "proposed")]
    assert only("party_overallocated", findings(body))


def test_parties_are_not_judged_while_money_carries_no_party() -> None:
    body = pots.pot(grants=[grant(100, 40, 60)], allocations=[allocation("1", F, 41), allocation("2", None, 1)])
    found = findings(body)
    assert not only("party_overallocated", found)
    unattributed = one("allocations_unattributed", found)
    assert (unattributed.severity, unattributed.paths) == ("info", ("/allocations/1",))


def test_a_zero_without_a_party_leaves_balances_known() -> None:
    body = pots.pot(grants=[grant(100, 40, 60)], allocations=[allocation("1", F, 41), allocation("2", None, 0)])
    assert only("party_overallocated", findings(body))
    assert not only("allocations_unattributed", findings(body))


def test_a_party_without_a_share_is_not_judged_while_the_grant_is_not_shared_out() -> None:
    body = pots.pot(grants=[grant(100)], allocations=[allocation("1", F, 41)])
    assert not only("party_overallocated", findings(body))


@pytest.mark.parametrize(("allocated", "left"), [(1000, None), (999, 1), (0, 1000)])
def test_what_is_left_of_the_grant_is_told_with_its_amount_m8(allocated: int, left: int | None) -> None:
    body = pots.pot(grants=[grant(1000)], allocations=[allocation("1", None, allocated)])
    found = only("unallocated_remainder", findings(body))
    assert [finding.difference for finding in found] == ([left] if left else [])
    assert {finding.severity for finding in found} <= {"info"}


@pytest.mark.parametrize(
    ("stated", "severity"),
    [("3228031", None), ("3228032", "warning"), ("3228033", "warning"), ("3228034", "error"), ("3228028", "error")],
)
def test_shares_may_miss_their_grant_by_one_krone_each(stated: str, severity: str | None) -> None:
    body = pots.pot(grants=[grant(Decimal(stated), 1_557_216, 1_670_815)])
    found = only("grant_split_mismatch", findings(body))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_a_mismatch_of_one_is_told_with_both_sums_m1() -> None:
    found = one("grant_split_mismatch", findings(pots.pot(grants=[grant(3_228_032, 1_557_216, 1_670_815)])))
    assert [found.stated, found.computed, found.difference] == [3_228_032, 3_228_031, 1]


def single_column(*amounts: int | None, printed_total: int) -> Body:
    """A table with one column of amounts, its cells on the lines from 10 on, the total below."""
    rows = [said("allocated", amount, of=f"{place}", line=10 + place) for place, amount in enumerate(amounts)]
    cells = [row for row in rows if row["amount_dkk"] is not None]
    return pots.pot(stated=[*cells, said("grand_total", printed_total, line=30)])


def test_a_grand_total_is_the_sum_of_its_column_and_blanks_count_zero() -> None:
    assert not only("total_mismatch", findings(single_column(500, None, 0, 700, printed_total=1200)))
    found = one("total_mismatch", findings(single_column(500, None, 0, 700, printed_total=1300)))
    assert found.severity == "error"
    assert [found.stated, found.computed, found.difference] == [1300, 1200, 100]
    assert found.where[0].lines == (30, 30)


def test_a_parent_row_is_added_and_not_compared_with_its_children_m11() -> None:
    rows = [
        said("allocated", amount, of=of, line=line) for line, (of, amount) in enumerate([("1", 750), ("1a", 250)], 5)
    ]
    assert not only("total_mismatch", findings(pots.pot(stated=[*rows, said("grand_total", 1000, line=9)])))


def test_a_total_over_an_unreadable_cell_is_not_compared() -> None:
    body = single_column(500, 700, printed_total=1)
    body["stated"].insert(1, said("allocated", None, "7500.000", of="9", line=12))
    found = findings(body)
    assert not only("total_mismatch", found)
    assert only("amount_malformed", found)


def test_a_second_table_below_is_summed_on_its_own() -> None:
    body = single_column(500, 700, printed_total=1200)
    body["stated"] += [said("allocated", 40, of="7", line=40), said("grand_total", 40, line=41)]
    assert not only("total_mismatch", findings(body))


def test_a_total_after_a_subtotal_sums_everything_above() -> None:
    body = single_column(500, 700, printed_total=1200)
    body["stated"] += [said("allocated", 40, of="7", line=40), said("grand_total", 1240, line=41)]
    assert not only("total_mismatch", findings(body))


def test_the_total_of_an_older_document_is_held_against_its_own_cells() -> None:
    body = single_column(500, 700, printed_total=1200)
    newer = pots.evidence(11, document="e" * 64)
    body["stated"].append(said("allocated", 900, of="1", evidence=newer, as_of="2024-03-01"))
    assert not only("total_mismatch", findings(body))


def test_a_total_without_printed_cells_is_held_against_the_allocations_of_its_place() -> None:
    rows = [allocation("1", F, 5), allocation("2", F, 6)]
    right, wrong = said("column_total", 11, party_id=F), said("column_total", 12, party_id=F)
    assert not only("total_mismatch", findings(pots.pot(allocations=rows, stated=[right])))
    assert only("total_mismatch", findings(pots.pot(allocations=rows, stated=[wrong])))


def test_a_malformed_amount_is_an_error_and_a_dropped_digit_gives_the_hint_m4() -> None:
    rows = [said("allocated", None, "7500.000 kr.", of="1", line=160), said("allocated", 750_000, of="1", line=263)]
    found = one("amount_malformed", findings(pots.pot(stated=rows)))
    assert (found.severity, found.paths) == ("error", ("/stated/0",))
    assert found.hint == "Måske 750.000 kr.: det beløb står for samme indsats (linje 263)."


def test_a_malformed_amount_has_no_hint_from_another_initiative() -> None:
    rows = [said("allocated", None, "7500.000 kr.", of="1", line=160), said("allocated", 750_000, of="2", line=263)]
    assert one("amount_malformed", findings(pots.pot(stated=rows))).hint is None


def test_the_hint_also_looks_at_what_is_set_aside_for_the_initiative() -> None:
    body = pots.pot(allocations=[allocation("1", None, 750_000)], stated=[said("allocated", None, "75.0000", of="1")])
    assert one("amount_malformed", findings(body)).hint == "Måske 750.000 kr.: det beløb er afsat til samme indsats."


def test_one_printed_token_read_twice_is_one_finding_with_both_paths() -> None:
    rows = [said(what, None, "7500.000", of="1", line=9) for what in ("allocated", "row_total")]
    assert one("amount_malformed", findings(pots.pot(stated=rows))).paths == ("/stated/0", "/stated/1")


@pytest.mark.parametrize(("printed", "told"), [("9.999", 0), ("10.000", 1)])
def test_ten_thousand_millions_is_a_suspect_unit_m5(printed: str, told: int) -> None:
    body = pots.pot(stated=[said("redistributed", None, printed, unit_printed="mio.")])
    assert len(only("unit_suspect", findings(body))) == told


def test_two_exact_amounts_for_the_same_thing_at_the_same_time_contradict_m30() -> None:
    rows = [said("grand_total", 3_228_032, line=256), said("grand_total", 3_200_000, line=266)]
    found = one("amount_contradiction", findings(pots.pot(stated=rows)))
    assert (found.severity, found.paths) == ("warning", ("/stated/0", "/stated/1"))
    assert [place.lines for place in found.where] == [(256, 256), (266, 266)]


@pytest.mark.parametrize(
    "other", [{"approximate": True}, {"as_of": "2024-03-01"}, {"years": [2023]}, {"party_id": F}, {"of": "1"}]
)
def test_amounts_that_differ_in_kind_do_not_contradict(other: Body) -> None:
    rows = [said("spent", 1, of="2"), said("spent", 2, **{"of": "2", **other})]
    assert not only("amount_contradiction", findings(pots.pot(stated=rows)))


def test_a_total_in_prose_above_the_table_contradicts_the_tables_and_is_no_wrong_sum_m2() -> None:
    body = single_column(2_500_000, 700_000, printed_total=3_200_000)
    body["stated"].insert(0, said("allocated", 3_228_032, line=5))
    found = findings(body)
    assert only("amount_contradiction", found)
    assert not only("total_mismatch", found)


def test_a_newer_statement_that_differs_tells_old_and_new_m17() -> None:
    rows = [said("allocated", amount, of="1", as_of=day) for amount, day in ((7, "2024-03-01"), (5, "2023-11-01"))]
    found = one("allocation_changed", findings(pots.pot(stated=rows)))
    assert found.severity == "info"
    assert [found.stated, found.computed] == [7, 5]
    assert "fra 5 kr. til 7 kr." in found.message


def test_a_newer_statement_that_repeats_the_amount_is_quiet() -> None:
    rows = [said("allocated", 5, of="1", as_of=day) for day in ("2024-03-01", "2023-11-01")]
    assert not only("allocation_changed", findings(pots.pot(stated=rows)))


def test_changes_of_one_newer_document_are_one_finding() -> None:
    old = [said("allocated", 5, of=of, as_of="2023-11-01") for of in ("1", "2")]
    new = [said("allocated", 6, of=of, as_of="2024-03-01") for of in ("1", "2")]
    assert one("allocation_changed", findings(pots.pot(stated=old + new))).paths == ("/stated/2", "/stated/3")


def test_blank_cells_of_one_statement_are_one_finding() -> None:
    rows = [allocation("1", F, 5), allocation("1", E, None), allocation("2", F, None)]
    found = one("empty_cell", findings(pots.pot(allocations=rows)))
    assert found.paths == ("/allocations/1/amount_dkk", "/allocations/2/amount_dkk")


def test_where_no_cell_has_a_number_no_blank_is_told() -> None:
    assert not only("empty_cell", findings(pots.pot(allocations=[allocation("1", F, None)])))


def test_money_released_but_still_in_the_table_is_told_m16() -> None:
    freed = {"amount_dkk": 500_000, "approximate": True, "candidate_initiative_ids": [], "decided": None}
    body = pots.pot(allocations=[allocation("1", R, 750_000, released=[freed])])
    found = one("partly_released", findings(body))
    assert "ca. 500.000 kr." in found.message
    assert found.paths == ("/allocations/0",)


def spending(**members: object) -> Body:
    report = {"reported_on": None, "printed": [], "forecast_partial": False, **members}
    return initiative("1", "Afprøvning", status_reports=[report])


FIVE_SET_ASIDE = pots.pot(grants=[grant(500)], allocations=[allocation("1", None, 500, decided=DECIDED)])


@pytest.mark.parametrize(("spent", "told"), [(500, 0), (501, 1)])
def test_more_spent_than_set_aside_is_told(spent: int, told: int) -> None:
    found = only("spent_exceeds_allocated", findings(FIVE_SET_ASIDE, spending(spent_dkk=spent)))
    assert [finding.severity for finding in found] == ["warning"] * told


@pytest.mark.parametrize(("forecast", "partial", "told"), [(500, False, 0), (501, False, 1), (501, True, 0)])
def test_more_forecast_than_set_aside_is_told_unless_it_covers_a_part_m29(
    forecast: int, *, partial: bool, told: int
) -> None:
    found = findings(FIVE_SET_ASIDE, spending(forecast_dkk=forecast, forecast_partial=partial))
    assert len(only("forecast_exceeds_allocated", found)) == told


def test_the_newest_report_with_a_figure_counts() -> None:
    reports = [{"reported_on": "2024-05-01", "spent_dkk": 400}, {"reported_on": "2023-05-01", "spent_dkk": 600}]
    found = findings(FIVE_SET_ASIDE, initiative("1", status_reports=[*reports, {"reported_on": "2024-05-02"}]))
    assert not only("spent_exceeds_allocated", found)


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ({"stated_allocated_dkk": 500}, 1),
        ({"printed": ["Forbrug pt. ikke opgjort"]}, 1),
        ({"stated_allocated_dkk": 500, "spent_dkk": 0}, 0),
        ({"stated_allocated_dkk": 500, "forecast_dkk": 300}, 0),
        ({"text": "Indsatsen forløber planmæssigt."}, 0),
    ],
)
def test_a_report_about_money_without_a_figure_is_told_m27(report: Body, told: int) -> None:
    assert len(only("spend_unknown", findings(FIVE_SET_ASIDE, spending(**report)))) == told


@pytest.mark.parametrize(
    ("status", "spent", "told"),
    [("stopped", 499, 1), ("paused", None, 1), ("stopped", 500, 0), ("running", 0, 0), ("completed", 0, 0)],
)
def test_money_left_with_an_initiative_that_does_not_run_is_told(status: str, spent: int | None, told: int) -> None:
    found = findings(FIVE_SET_ASIDE, {**spending(spent_dkk=spent), "status": status})
    assert len(only("allocation_to_inactive", found)) == told


@pytest.mark.parametrize(("decided_on", "told"), [("2024-01-01", 1), ("2023-12-31", 0)])
def test_money_set_aside_after_completion_is_told(decided_on: str, told: int) -> None:
    decided = {**DECIDED, "on": {"from": decided_on, "to": decided_on}}
    body = pots.pot(grants=[grant(500)], allocations=[allocation("1", None, 500, decided=decided)])
    done = initiative("1", status="completed", period={"from": None, "to": "2023-12-31", "open_end": False})
    assert len(only("allocation_to_inactive", findings(body, done))) == told


def test_undecided_allocations_of_one_statement_are_one_info() -> None:
    rows = [allocation(of, None, 1, evidence=pots.evidence(9)) for of in ("1", "2")]
    found = one("allocation_undecided", findings(pots.pot(allocations=rows)))
    assert (found.severity, found.paths) == ("info", ("/allocations/0", "/allocations/1"))


def test_a_named_decider_without_a_known_decision_is_a_warning_m20() -> None:
    decided = {**DECIDED, "meeting_id": None, "forum_name": "Direktørforum"}
    found = one("allocation_undecided", findings(pots.pot(allocations=[allocation("1", None, 1, decided=decided)])))
    assert found.severity == "warning"
    assert "Direktørforum" in found.message


@pytest.mark.parametrize(
    "decided", [DECIDED, {**DECIDED, "meeting_id": None, "forum_name": "Forum", "on": {"from": "2023-04-18"}}]
)
def test_a_known_decision_is_quiet(decided: Body) -> None:
    found = findings(pots.pot(allocations=[allocation("1", None, 1, decided=decided)]))
    assert not only("allocation_undecided", found)


def test_a_proposed_allocation_needs_no_decision_yet() -> None:
    assert not only(
        "allocation_undecided", findings(pots.pot(allocations=[allocation("1", None, 1, status="proposed")]))
    )


@pytest.mark.parametrize(
    ("pot_years", "years", "told"),
    [
        ([2022], [], 0),
        ([2022, 2023], [], 1),
        ([2022, 2023], [(2022, None), (2023, None)], 1),
        ([2022, 2023], [(2022, 1), (2023, None)], 1),
        ([2022, 2023], [(2022, 1), (2023, 2)], 0),
        ([2022, 2023], [(2022, None)], 0),
    ],
)
def test_a_grant_of_several_years_without_a_split_is_told_once_m8(
    pot_years: list[int], years: list[tuple[int, int | None]], told: int
) -> None:
    rows = [{"year": year, "amount_dkk": amount} for year, amount in years]
    body = pots.pot(grant_years=pot_years, grants=[grant(3, 1, 2, years=rows)])
    assert len(only("years_undistributed", findings(body))) == told


@pytest.mark.parametrize(
    ("as_of", "carried", "spent", "ends_on", "told"),
    [
        (date(2022, 12, 31), [], 100, None, 0),
        (date(2023, 1, 1), [], 100, None, 1),
        (date(2023, 1, 1), [(2022, 2023)], 100, None, 0),
        (date(2024, 1, 1), [(2022, 2023)], 100, None, 1),
        (date(2023, 1, 1), [], 500, None, 0),
        (date(2023, 1, 1), [], None, None, 0),
        (date(2023, 1, 1), [], 100, "2023-06-30", 0),
        (date(2023, 7, 1), [], 100, "2023-06-30", 1),
    ],
)
def test_known_unspent_money_of_a_year_that_is_over_needs_a_decision_m23_m31(
    as_of: date, carried: list[tuple[int, int]], spent: int | None, ends_on: str | None, told: int
) -> None:
    body = {**FIVE_SET_ASIDE, "carry_overs": [carry_over(*years) for years in carried]}
    named = {**spending(spent_dkk=spent), "period": {"to": ends_on, "open_end": False}}
    found = only("carry_over_undecided", findings(body, named, as_of=as_of))
    assert [finding.computed for finding in found] == [400] * told
    assert {finding.severity for finding in found} <= {"warning"}


def test_a_proposed_carry_over_decides_nothing_and_a_closed_pot_needs_none() -> None:
    named = spending(spent_dkk=100)
    proposed = {**FIVE_SET_ASIDE, "carry_overs": [carry_over(2022, 2025, "proposed")]}
    assert only("carry_over_undecided", findings(proposed, named))
    assert not only("carry_over_undecided", findings({**FIVE_SET_ASIDE, "closed_on": "2023-12-01"}, named))


def test_an_empty_pot_has_nothing_to_tell() -> None:
    assert findings(pots.pot()) == ()
