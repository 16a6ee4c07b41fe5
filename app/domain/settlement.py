"""Redistribution (omfordeling): who gives how much to whom, so that parties in deficit are covered by those in surplus.

Money moves in whole kroner; what is less than a krone stays where it is. No party gives more than its surplus or
receives more than its deficit, and nothing is made or lost: the sum over all parties stays what it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from app.domain.balance import Party, PartyBalance
from app.domain.pot import ZERO
from app.errors import RuleBroken

Method = Literal["proportional", "fewest"]
Moves = list[tuple[str, str, int]]
"""(from party, to party, whole kroner)."""


@dataclass(frozen=True, slots=True)
class Move:
    from_party: Party
    to_party: Party
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """`remaining` is each party's balance afterwards; `uncovered` is what the deficits still lack."""

    method: Method
    transfers: tuple[Move, ...]
    remaining: tuple[tuple[Party, Decimal], ...]
    uncovered: Decimal


def settle(parties: Sequence[PartyBalance], method: Method) -> Settlement:
    """Starts from balances, so from approved transfers. Raises `RuleBroken` where a party's balance is not known.

    `proportional`: givers give in proportion to their surplus; where the surplus does not reach, receivers receive in
    proportion to their deficit. `fewest`: largest surplus to largest deficit, step by step; not claimed to be minimal.
    Ties go by party id. The order of `parties` makes no difference to the moves.
    """
    balances = dict(_known_balances(parties))
    surplus = {id: _whole(balance) for id, balance in sorted(balances.items()) if balance >= 1}
    deficit = {id: _whole(-balance) for id, balance in sorted(balances.items()) if balance <= -1}
    moves = (_proportional if method == "proportional" else _fewest)(surplus, deficit)
    for giver, receiver, amount in moves:
        balances[giver] -= amount
        balances[receiver] += amount
    by_id = {one.party.id: one.party for one in parties}
    return Settlement(
        method=method,
        transfers=tuple(Move(by_id[giver], by_id[receiver], Decimal(amount)) for giver, receiver, amount in moves),
        remaining=tuple((one.party, balances[one.party.id]) for one in parties),
        uncovered=sum((-balance for balance in balances.values() if balance < 0), ZERO),
    )


def apportion(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Largest remainder: whole shares in proportion to the weights that sum to `amount`; ties by key.

    Nobody gets more than its weight while `amount` is at most the sum of the weights. Only 0 can go to no weights.
    """
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    shares = {id: amount * weight // whole for id, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: (-(amount * weights[name] % whole), name))
    for id in by_remainder[: amount - sum(shares.values())]:
        shares[id] += 1
    return shares


def _known_balances(parties: Sequence[PartyBalance]) -> Iterator[tuple[str, Decimal]]:
    for one in parties:
        if one.balance is None:
            raise RuleBroken("party balances are not known, so nothing can be settled")
        yield one.party.id, one.balance


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))


def _proportional(surplus: Mapping[str, int], deficit: Mapping[str, int]) -> Moves:
    moved = min(sum(surplus.values()), sum(deficit.values()))
    left = apportion(moved, surplus)
    moves: Moves = []
    for receiver, received in apportion(moved, deficit).items():
        for giver, given in apportion(received, left).items():
            left[giver] -= given
            moves += [(giver, receiver, given)] if given else []
    return moves


def _fewest(surplus: Mapping[str, int], deficit: Mapping[str, int]) -> Moves:
    givers, receivers = dict(surplus), dict(deficit)
    moves: Moves = []
    while givers and receivers:
        giver, receiver = _largest(givers), _largest(receivers)
        amount = min(givers[giver], receivers[receiver])
        moves.append((giver, receiver, amount))
        for side, id in ((givers, giver), (receivers, receiver)):
            side[id] -= amount
            if side[id] == 0:
                del side[id]
    return moves


def _largest(side: Mapping[str, int]) -> str:
    return min(side, key=lambda name: (-side[name], name))
