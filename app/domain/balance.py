"""The balance of a pot: granted - allocated + transfers, per party, signed (domain facts M7, M8).

Everywhere the total is the sum over the parties plus what is unattributed. Null is not known or not stated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.pot import ZERO, Allocation, Pot, Wire, total
from app.domain.spending import Initiative, forecast_of, in_code_order, spent_of


@dataclass(frozen=True, slots=True)
class Party:
    """`name` is null where the cluster has no such party."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class PartyBalance:
    """`granted` is null where no grant gives the party a share. `balance` is null while it cannot be known:
    allocations or grants that carry no party may be this party's."""

    party: Party
    granted: Decimal | None
    allocated: Decimal | None
    transferred: Decimal
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Unattributed:
    """What carries no party. `granted` is negative where shares exceed their grant; null where no grant is known."""

    granted: Decimal | None
    allocated: Decimal
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative. `cells` has every party of the balance in its order, and `None` where money carries no party."""

    initiative: Initiative
    cells: Mapping[str | None, Decimal | None]
    total: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    granted: Decimal | None
    allocated: Decimal
    transferred: Decimal
    spent: Decimal | None
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Balance:
    parties: tuple[PartyBalance, ...]
    unattributed: Unattributed
    rows: tuple[Row, ...]
    total: Total


def balance_of(pot: Pot, parties: Iterable[Wire], initiatives: Mapping[str, Initiative]) -> Balance:
    """`parties` are the cluster's (wire form). Rows: initiatives that carry allocations, in natural order of codes."""
    shown = balance_parties(pot, parties)
    rows = tuple(_row(pot, initiative, shown) for initiative in _allocated_to(pot, initiatives))
    granted, allocated = pot.granted, pot.allocated
    return Balance(
        parties=shown,
        unattributed=_unattributed(pot),
        rows=rows,
        total=Total(
            granted=granted,
            allocated=allocated,
            transferred=sum((one.transferred for one in shown), ZERO),
            spent=total([row.spent for row in rows]),
            balance=None if granted is None else granted - allocated,
        ),
    )


def balance_parties(pot: Pot, parties: Iterable[Wire]) -> tuple[PartyBalance, ...]:
    """Every party of the pot in the pot's order, then those that only a part of it names."""
    names = {party["id"]: party.get("name") for party in parties}
    return tuple(_party_balance(pot, Party(id, names.get(id))) for id in _party_ids(pot))


def unattributed_grant(pot: Pot) -> Decimal | None:
    """What the grants' shares do not cover."""
    return total([None if (granted := grant.granted) is None else granted - grant.shared for grant in pot.grants])


def _party_ids(pot: Pot) -> tuple[str, ...]:
    named = [share.party_id for grant in pot.grants for share in grant.shares]
    named += [one.party_id for one in pot.allocations if one.party_id]
    named += [id for transfer in pot.transfers for id in (transfer.from_party_id, transfer.to_party_id)]
    return tuple(dict.fromkeys([*pot.party_ids, *named]))


def _party_balance(pot: Pot, party: Party) -> PartyBalance:
    granted = total([share.amount for grant in pot.grants for share in grant.shares if share.party_id == party.id])
    allocated = _allocated(pot, party.id)
    transferred = _transferred(pot, party.id)
    known = not pot.unattributed and (granted is not None or not _shares_are_missing(pot))
    return PartyBalance(
        party=party,
        granted=granted,
        allocated=allocated,
        transferred=transferred,
        balance=(granted or ZERO) - (allocated or ZERO) + transferred if known else None,
    )


def _allocated(pot: Pot, party_id: str) -> Decimal | None:
    """0 where nothing is set aside; null where all its cells are blank, or money that carries no party may be its."""
    cells = [one.amount for one in pot.approved if one.party_id == party_id]
    return total(cells) if cells or pot.unattributed else ZERO


def _transferred(pot: Pot, party_id: str) -> Decimal:
    approved = [transfer for transfer in pot.transfers if transfer.status == "approved"]
    received = sum((one.amount for one in approved if one.to_party_id == party_id), ZERO)
    given = sum((one.amount for one in approved if one.from_party_id == party_id), ZERO)
    return received - given


def _shares_are_missing(pot: Pot) -> bool:
    """Whether a party without a share may yet have one: more is unattributed than rounding explains."""
    shares = sum(len(grant.shares) for grant in pot.grants)
    unattributed = unattributed_grant(pot)
    return unattributed is None or unattributed > shares


def _unattributed(pot: Pot) -> Unattributed:
    granted = unattributed_grant(pot)
    allocated = sum((one.amount or ZERO for one in pot.unattributed), ZERO)
    return Unattributed(granted, allocated, None if granted is None else granted - allocated)


def _allocated_to(pot: Pot, initiatives: Mapping[str, Initiative]) -> list[Initiative]:
    named = dict.fromkeys(allocation.initiative_id for allocation in pot.approved)
    return in_code_order(initiatives.get(id) or unknown_initiative(id) for id in named)


def unknown_initiative(id: str) -> Initiative:
    """Stands for an initiative that the pot names and the store does not have."""
    return Initiative(id, None, None, "proposed", None, ())


def _row(pot: Pot, initiative: Initiative, shown: tuple[PartyBalance, ...]) -> Row:
    allocations = [one for one in pot.approved if one.initiative_id == initiative.id]
    cells: dict[str | None, Decimal | None] = {one.party.id: _cell(allocations, one.party.id) for one in shown}
    if any(allocation.party_id is None for allocation in allocations):
        cells[None] = _cell(allocations, None)
    spent, forecast = spent_of(pot, initiative), forecast_of(pot, initiative)
    return Row(
        initiative=initiative,
        cells=cells,
        total=total([allocation.amount for allocation in allocations]),
        spent=spent.amount if spent else None,
        forecast=forecast.amount if forecast else None,
    )


def _cell(allocations: list[Allocation], party_id: str | None) -> Decimal | None:
    return total([allocation.amount for allocation in allocations if allocation.party_id == party_id])
