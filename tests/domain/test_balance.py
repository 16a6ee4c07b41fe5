"""Balance: what must hold for any pot, and the cases of what cannot be known."""

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.balance import Balance, balance_of
from app.domain.budget import pot_findings
from app.domain.pot import ZERO, read_pot
from app.domain.spending import read_initiatives
from tests.domain import pots
from tests.domain.pots import Body, allocation, grant, initiative, said, transfer
from tests.domain.test_pot_findings import DAY

CODES = ("1", "1a", "2", "10", "10a", "10b", "11")
F, E, R = pots.FJORD, pots.ENG, pots.REGION
amounts = st.decimals(0, 1_000_000, places=2)
parties = st.sampled_from([F, E, R])
cells = st.builds(allocation, st.sampled_from(CODES), parties | st.none(), st.none() | amounts)
transfers = st.lists(
    st.builds(transfer, st.just(F), st.sampled_from([E, R]), amounts, st.sampled_from(["approved", "proposed"]))
)
grants = st.lists(st.builds(grant, st.none() | amounts, amounts, amounts) | st.builds(grant, amounts), max_size=3)
any_pot = st.builds(
    lambda grants, cells, transfers: pots.pot(grants=grants, allocations=cells, transfers=transfers),
    grants,
    st.lists(cells, max_size=12),
    transfers,
)


def balance(body: Body, *initiatives: Body) -> Balance:
    return balance_of(read_pot(body), pots.PARTIES, read_initiatives(initiatives or map(initiative, CODES)))


@given(any_pot)
def test_the_parties_and_the_unattributed_make_the_total(body: Body) -> None:
    found = balance(body)
    assert sum((one.granted or ZERO for one in found.parties), found.unattributed.granted or ZERO) == (
        found.total.granted or ZERO
    )
    assert sum((one.allocated or ZERO for one in found.parties), found.unattributed.allocated) == found.total.allocated
    assert sum((row.total or ZERO for row in found.rows), ZERO) == found.total.allocated
    assert found.total.transferred == 0


@given(any_pot)
def test_known_party_balances_and_the_unattributed_make_the_whole_balance(body: Body) -> None:
    found = balance(body)
    known = [one.balance for one in found.parties if one.balance is not None]
    if len(known) == len(found.parties) and found.total.balance is not None:
        assert sum(known, found.unattributed.balance or ZERO) == found.total.balance


@given(any_pot, st.randoms())
def test_the_order_of_the_parts_makes_no_difference(body: Body, chance: Random) -> None:
    shuffled = {name: chance.sample(part, len(part)) if isinstance(part, list) else part for name, part in body.items()}
    shuffled["party_ids"] = body["party_ids"]
    assert balance(shuffled) == balance(body)
    assert codes(shuffled) == codes(body)


def codes(body: Body) -> list[tuple[str, Decimal | None]]:
    found = pot_findings(body, pots.PARTIES, map(initiative, CODES), as_of=DAY)
    return sorted((finding.code, finding.difference or ZERO) for finding in found)


def test_rows_stand_in_natural_order_of_codes_and_names_come_last() -> None:
    named = [*map(initiative, CODES), initiative(None, "Ærø"), initiative(None, "Aften"), initiative(None, "Zone")]
    rows = [allocation(of, F, 1) for of in ("10b", "Ærø", "2", "1a", "Zone", "Aften", "10a", "11", "1")]
    found = balance(pots.pot(allocations=rows), *named)
    assert [row.initiative.code or row.initiative.name for row in found.rows] == [
        "1",
        "1a",
        "2",
        "10a",
        "10b",
        "11",
        "Aften",
        "Zone",
        "Ærø",
    ]


def test_nothing_stated_stays_null() -> None:
    found = balance(pots.pot(allocations=[allocation("1", F, None)]))
    assert (found.total.granted, found.total.balance, found.total.spent) == (None, None, None)
    assert (found.rows[0].total, found.rows[0].cells[F], found.rows[0].cells[E]) == (None, None, None)


def test_what_the_shares_do_not_cover_is_unattributed() -> None:
    found = balance(pots.pot(grants=[grant(3_228_032, 1_557_216, 1_670_815)]))
    assert found.unattributed.granted == 1
    assert [one.granted for one in found.parties] == [1_557_216, 1_670_815, None]


def test_party_balances_are_unknown_while_money_carries_no_party() -> None:
    found = balance(pots.pot(grants=[grant(10, 5, 5, 0)], allocations=[allocation("1", None, 1)]))
    assert [one.balance for one in found.parties] == [None, None, None]
    assert found.unattributed.balance == -1
    assert found.total.balance == 9
    assert found.rows[0].cells[None] == 1


def test_proposed_allocations_and_transfers_move_nothing() -> None:
    body = pots.pot(grants=[grant(10, 10, 0, 0)], allocations=[allocation("1", F, 4, status="proposed")])
    found = balance({**body, "transfers": [transfer(F, E, 3, "proposed")]})
    assert [one.balance for one in found.parties] == [10, 0, 0]
    assert found.rows == ()


def test_spending_comes_from_reports_and_else_from_the_pots_statements() -> None:
    reported = initiative("1", status_reports=[{"spent_dkk": 203_048, "forecast_dkk": 338_622}])
    stated = [said("spent", 7, of="1"), said("spent", 0, of="2"), said("forecast", 9, of="2")]
    rows = [allocation(code, F, 1) for code in ("1", "2", "11")]
    found = balance(pots.pot(allocations=rows, stated=stated), reported, initiative("2"), initiative("11"))
    assert [row.spent for row in found.rows] == [203_048, 0, None]
    assert [row.forecast for row in found.rows] == [338_622, 9, None]
    assert found.total.spent == 203_048


def test_an_initiative_that_is_not_in_the_store_still_has_its_row() -> None:
    (row,) = balance(pots.pot(allocations=[allocation("unknown", F, 5)])).rows
    assert (row.initiative.code, row.initiative.name) == (None, None)
    assert row.total == 5
