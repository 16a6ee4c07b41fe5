"""The figures of domain.md section 5 that must come out right, on synthetic pots with the same numbers."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from app.domain.balance import Balance, balance_of
from app.domain.budget import pot_findings, refusals
from app.domain.findings import Finding
from app.domain.pot import read_pot
from app.domain.settlement import settle
from app.domain.spending import read_initiatives
from tests.domain import pots

DAY = date(2024, 1, 15)


def party_table_findings() -> tuple[Finding, ...]:
    return pot_findings(pots.party_table_pot(), pots.PARTIES, pots.party_table_initiatives(), as_of=DAY)


def party_table_balance() -> Balance:
    pot = read_pot(pots.party_table_pot())
    return balance_of(pot, pots.PARTIES, read_initiatives(pots.party_table_initiatives()))


def test_the_party_table_has_exactly_the_expected_findings_m10() -> None:
    assert Counter((found.code, found.severity) for found in party_table_findings()) == {
        ("party_overallocated", "info"): 1,
        ("unallocated_remainder", "info"): 1,
        ("unit_suspect", "warning"): 1,
        ("empty_cell", "info"): 1,
        ("years_undistributed", "info"): 1,
        ("partly_released", "info"): 1,
        ("allocation_undecided", "info"): 1,
    }


def test_the_remainder_is_told_with_its_amount() -> None:
    found = next(found for found in party_table_findings() if found.code == "unallocated_remainder")
    assert found.difference == 62_103
    assert "62.103 kr." in found.message


def test_the_suspect_unit_is_told_with_its_line() -> None:
    found = next(found for found in party_table_findings() if found.code == "unit_suspect")
    assert found.where[0].lines == (116, 116)
    assert "1.022.190 mio." in found.message


def test_the_party_table_balances_m7() -> None:
    balance = party_table_balance()
    assert [one.granted for one in balance.parties] == [565_810, 2_892_000, 3_624_293]
    assert [one.allocated for one in balance.parties] == [1_588_000, 2_682_000, 2_750_000]
    assert [one.balance for one in balance.parties] == [-1_022_190, 210_000, 874_293]
    total = balance.total
    assert [total.granted, total.allocated, total.balance] == [7_082_103, 7_020_000, 62_103]


def test_rows_stand_in_natural_code_order_without_the_parent_that_has_no_row_m12_m13() -> None:
    rows = [row.initiative.code for row in party_table_balance().rows]
    assert rows == [code for code, *_ in pots.CELLS]


def test_a_blank_cell_stays_null_in_the_balance_and_a_zero_stays_zero_m14() -> None:
    rows = {row.initiative.code: row for row in party_table_balance().rows}
    assert rows["6"].cells[pots.REGION] is None
    assert rows["6"].total == 2_000_000
    assert rows["5"].cells[pots.REGION] == 0


def test_settling_proportionally_takes_197_972_and_824_218() -> None:
    settlement = settle(party_table_balance().parties, "proportional")
    moved = {move.from_party.id: move.amount for move in settlement.transfers}
    assert moved == {pots.ENG: 197_972, pots.REGION: 824_218}
    assert {move.to_party.id for move in settlement.transfers} == {pots.FJORD}
    assert sum(amount for _, amount in settlement.remaining) == 62_103
    assert settlement.uncovered == 0


def test_the_party_table_is_not_refused() -> None:
    assert refusals(None, pots.party_table_pot()) == ()


@pytest.mark.parametrize(("line", "code"), [(136, "column_total"), (125, "row_total")])
def test_one_changed_total_is_one_mismatch_and_the_balance_below_is_not_blamed(line: int, code: str) -> None:
    body = pots.party_table_pot()
    row = next(row for row in body["stated"] if row["evidence"]["lines"][0] == line and row["what"] == code)
    row["amount_dkk"] += 10
    found = pot_findings(body, pots.PARTIES, pots.party_table_initiatives(), as_of=DAY)
    mismatches = [one for one in found if one.code == "total_mismatch"]
    assert [one.paths for one in mismatches] == [(f"/stated/{body['stated'].index(row)}",)]
    assert mismatches[0].difference == Decimal(10)


def column_table_pot() -> pots.Body:
    """A pot of one column without parties, with prose about it, one amount of it malformed."""
    amounts = {"a": 500_000, "b": 300_000, "c": 750_000, "d": 900_000, "e": 750_000, "f": 0}
    prose = [pots.said("allocated", None, "7500.000 kr.", of="e", line=160, unit_printed="kr.")]
    prose.append(pots.said("grand_total", 3_228_032, line=256))
    lines = {code: line for line, code in enumerate(amounts, 259)}
    cells = [pots.said("allocated", amount, of=code, line=lines[code]) for code, amount in amounts.items()]
    rows = [
        pots.allocation(code, None, amount, evidence=pots.evidence(lines[code])) for code, amount in amounts.items()
    ]
    return pots.pot(
        grants=[pots.grant(3_228_032, 1_557_216, 1_670_815)],
        allocations=rows,
        stated=[*prose, *cells, pots.said("grand_total", 3_200_000, line=266)],
    )


def test_the_column_table_has_exactly_the_expected_findings() -> None:
    initiatives = [pots.initiative(code) for code in "abcdef"]
    found = pot_findings(column_table_pot(), pots.PARTIES, initiatives, as_of=DAY)
    assert Counter(finding.code for finding in found) == {
        "unallocated_remainder": 1,
        "grant_split_mismatch": 1,
        "amount_malformed": 1,
        "amount_contradiction": 1,
        "allocations_unattributed": 1,
        "allocation_undecided": 1,
    }
    differences = {finding.code: finding.difference for finding in found if finding.difference is not None}
    assert differences == {"unallocated_remainder": 28_032, "grant_split_mismatch": 1}
