"""Settlement: examples, and what must hold for any balances."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.balance import Party, PartyBalance
from app.domain.settlement import Method, Settlement, apportion, settle
from app.errors import RuleBroken

METHODS: tuple[Method, ...] = ("proportional", "fewest")
methods = st.sampled_from(METHODS)
amounts = st.decimals(min_value=-5_000_000, max_value=5_000_000, places=2)
whole_amounts = st.integers(-5_000_000, 5_000_000).map(Decimal)
balances = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), amounts, max_size=8)
whole_balances = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), whole_amounts, max_size=8)


def parties(by_id: dict[str, Decimal]) -> list[PartyBalance]:
    return [PartyBalance(Party(id, id), None, None, Decimal(0), balance) for id, balance in by_id.items()]


def settled(method: Method, **by_id: str) -> Settlement:
    return settle(parties({id: Decimal(amount) for id, amount in by_id.items()}), method)


def moves(settlement: Settlement) -> list[tuple[str, str, Decimal]]:
    return [(move.from_party.id, move.to_party.id, move.amount) for move in settlement.transfers]


def kroner_moved(settlement: Settlement) -> list[tuple[str, str, int]]:
    return [(giver, receiver, int(amount)) for giver, receiver, amount in moves(settlement)]


@pytest.mark.parametrize("method", METHODS)
def test_where_nobody_lacks_money_nothing_moves(method: Method) -> None:
    settlement = settled(method, a="5", b="0")
    assert settlement.transfers == ()
    assert settlement.uncovered == 0


def test_givers_give_in_proportion_and_ties_of_remainders_go_by_id() -> None:
    assert kroner_moved(settled("proportional", a="-1", b="5", c="5")) == [("b", "a", 1)]
    assert kroner_moved(settled("proportional", a="-10", b="30", c="10")) == [("b", "a", 8), ("c", "a", 2)]


def test_where_the_surplus_does_not_reach_receivers_receive_in_proportion() -> None:
    settlement = settled("proportional", a="-30", b="-10", c="20")
    assert kroner_moved(settlement) == [("c", "a", 15), ("c", "b", 5)]
    assert settlement.uncovered == 20


def test_fewest_takes_the_largest_surplus_to_the_largest_deficit() -> None:
    assert kroner_moved(settled("fewest", a="-10", b="-3", c="4", d="9")) == [
        ("d", "a", 9),
        ("c", "b", 3),
        ("c", "a", 1),
    ]


def test_less_than_a_krone_stays_where_it_is() -> None:
    settlement = settled("proportional", a="-10.75", b="20.50")
    assert kroner_moved(settlement) == [("b", "a", 10)]
    assert [amount for _, amount in settlement.remaining] == [Decimal("-0.75"), Decimal("10.50")]
    assert settlement.uncovered == Decimal("0.75")


def test_an_unknown_balance_is_refused() -> None:
    unknown = PartyBalance(Party("a", "a"), None, None, Decimal(0), None)
    with pytest.raises(RuleBroken):
        settle([unknown], "proportional")


@given(balances, methods)
def test_the_sum_over_parties_stays_what_it_was(by_id: dict[str, Decimal], method: Method) -> None:
    settlement = settle(parties(by_id), method)
    assert sum(amount for _, amount in settlement.remaining) == sum(by_id.values())


@given(balances, methods)
def test_no_party_overshoots_and_nobody_both_gives_and_receives(by_id: dict[str, Decimal], method: Method) -> None:
    settlement = settle(parties(by_id), method)
    for party, left in settlement.remaining:
        before = by_id[party.id]
        assert min(before, Decimal(0)) <= left <= max(before, Decimal(0))
    givers = {move.from_party.id for move in settlement.transfers}
    assert givers.isdisjoint(move.to_party.id for move in settlement.transfers)


@given(balances, methods)
def test_moves_are_whole_kroner_above_zero_and_explain_what_remains(by_id: dict[str, Decimal], method: Method) -> None:
    settlement = settle(parties(by_id), method)
    after = dict(by_id)
    for giver, receiver, amount in moves(settlement):
        assert amount > 0
        assert amount == int(amount)
        after[giver] -= amount
        after[receiver] += amount
    assert after == {party.id: left for party, left in settlement.remaining}


@given(whole_balances, methods)
def test_as_much_is_covered_as_there_is_surplus_for(by_id: dict[str, Decimal], method: Method) -> None:
    lacking = sum((-amount for amount in by_id.values() if amount < 0), Decimal(0))
    surplus = sum((amount for amount in by_id.values() if amount > 0), Decimal(0))
    assert settle(parties(by_id), method).uncovered == max(Decimal(0), lacking - surplus)


@given(balances, methods, st.randoms())
def test_the_order_of_the_parties_makes_no_difference(
    by_id: dict[str, Decimal], method: Method, chance: Random
) -> None:
    shuffled = parties(by_id)
    chance.shuffle(shuffled)
    assert moves(settle(shuffled, method)) == moves(settle(parties(by_id), method))


@given(whole_balances)
def test_each_giver_gives_within_a_krone_of_its_proportion(by_id: dict[str, Decimal]) -> None:
    settlement = settle(parties(by_id), "proportional")
    surplus = sum((amount for amount in by_id.values() if amount > 0), Decimal(0))
    moved = sum((amount for _, _, amount in moves(settlement)), Decimal(0))
    for party, left in settlement.remaining:
        before = by_id[party.id]
        if before > 0:
            assert abs((before - left) - moved * before / surplus) < 1


@given(st.integers(0, 10_000), st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 5_000)))
def test_apportioned_shares_sum_to_the_amount_within_the_weights(amount: int, weights: dict[str, int]) -> None:
    amount = min(amount, sum(weights.values()))
    shares = apportion(amount, weights)
    assert sum(shares.values()) == amount
    assert all(0 <= shares[id] <= weight for id, weight in weights.items())
