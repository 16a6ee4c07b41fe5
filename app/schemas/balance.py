"""The computed answers about a pot's money: balance and settlement."""

from typing import Annotated

from pydantic import Field

from app.domain.balance import Balance, PartyBalance, Row
from app.domain.balance import Party as DomainParty
from app.domain.findings import Finding
from app.domain.settlement import Method, Settlement
from app.schemas.fields import Flag, Id, Sum, UtcInstant
from app.schemas.findings import findings_read
from app.schemas.imports import FindingRead
from app.schemas.shared import Shape


class PartyRef(Shape):
    """A party by id, with its name for reading."""

    id: Id
    name: Annotated[str | None, Field(description="Null where the cluster has no such party")] = None


class PartyBalanceRead(Shape):
    """Signed. `granted_dkk` is null without a share, `balance_dkk` while it cannot be known."""

    party: PartyRef
    granted_dkk: Sum | None = None
    allocated_dkk: Sum | None = None
    transferred_dkk: Sum
    balance_dkk: Sum | None = None


class UnattributedBalance(Shape):
    """What carries no party: grants beyond their shares, allocations without a party."""

    granted_dkk: Sum | None = None
    allocated_dkk: Sum
    balance_dkk: Sum | None = None


class InitiativeRef(Shape):
    """An initiative by id, with code and name for reading."""

    id: Id
    code: str | None = None
    name: str | None = None


class BalanceCell(Shape):
    """Null `party_id`: set aside without a party. Null amount: blank, or nothing set aside; not 0."""

    party_id: Id | None = None
    amount_dkk: Sum | None = None


class BalanceRow(Shape):
    """What is set aside for one initiative, and spent on it."""

    initiative: InitiativeRef
    cells: list[BalanceCell]
    total_dkk: Sum | None = None
    spent_dkk: Sum | None = None
    forecast_dkk: Sum | None = None


class BalanceTotal(Shape):
    """The sums of a pot."""

    granted_dkk: Sum | None = None
    allocated_dkk: Sum
    transferred_dkk: Sum
    spent_dkk: Sum | None = None
    balance_dkk: Sum | None = None


class BalanceRead(Shape):
    """`as_of`: when what it was computed from was recorded. `partial`: something is hidden from the caller, or
    `decided_by` left out what has no known day of decision."""

    funding_id: Id
    as_of: UtcInstant
    partial: Flag
    parties: list[PartyBalanceRead]
    unattributed: UnattributedBalance
    rows: list[BalanceRow]
    total: BalanceTotal


class ProposedTransfer(Shape):
    """A transfer that would even out the parties."""

    from_party: PartyRef
    to_party: PartyRef
    amount_dkk: Sum


class RemainingBalance(Shape):
    """What a party has left."""

    party: PartyRef
    amount_dkk: Sum


class SettlementRead(Shape):
    """`transfers` are proposed, not written; `remaining` is each party's balance after them."""

    method: Method
    transfers: list[ProposedTransfer]
    remaining: list[RemainingBalance]
    uncovered_dkk: Sum
    findings: list[FindingRead]


def balance_read(balance: Balance, funding_id: str, as_of: str, *, partial: bool) -> BalanceRead:
    total = balance.total
    return BalanceRead(
        funding_id=funding_id,
        as_of=as_of,
        partial=partial,
        parties=[_party_balance(one) for one in balance.parties],
        unattributed=UnattributedBalance(
            granted_dkk=balance.unattributed.granted,
            allocated_dkk=balance.unattributed.allocated,
            balance_dkk=balance.unattributed.balance,
        ),
        rows=[_row(row) for row in balance.rows],
        total=BalanceTotal(
            granted_dkk=total.granted,
            allocated_dkk=total.allocated,
            transferred_dkk=total.transferred,
            spent_dkk=total.spent,
            balance_dkk=total.balance,
        ),
    )


def settlement_read(settlement: Settlement, findings: tuple[Finding, ...]) -> SettlementRead:
    return SettlementRead(
        method=settlement.method,
        transfers=[
            ProposedTransfer(from_party=_party(move.from_party), to_party=_party(move.to_party), amount_dkk=move.amount)
            for move in settlement.transfers
        ],
        remaining=[RemainingBalance(party=_party(party), amount_dkk=amount) for party, amount in settlement.remaining],
        uncovered_dkk=settlement.uncovered,
        findings=findings_read(findings),
    )


def _party(party: DomainParty) -> PartyRef:
    return PartyRef(id=party.id, name=party.name)


def _party_balance(one: PartyBalance) -> PartyBalanceRead:
    return PartyBalanceRead(
        party=_party(one.party),
        granted_dkk=one.granted,
        allocated_dkk=one.allocated,
        transferred_dkk=one.transferred,
        balance_dkk=one.balance,
    )


def _row(row: Row) -> BalanceRow:
    one = row.initiative
    return BalanceRow(
        initiative=InitiativeRef(id=one.id, code=one.code, name=one.name),
        cells=[BalanceCell(party_id=party_id, amount_dkk=amount) for party_id, amount in row.cells.items()],
        total_dkk=row.total,
        spent_dkk=row.spent,
        forecast_dkk=row.forecast,
    )
