"""Pots: their balance, settlement and findings, and dry runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.access import Caller
from app.domain.audience import sees, sees_whole
from app.domain.balance import Balance, balance_of
from app.domain.budget import pot_findings
from app.domain.findings import Finding
from app.domain.pot import ZERO, Pot, read_pot
from app.domain.pot_parts import as_proposed
from app.domain.settlement import Method, settle
from app.domain.spending import read_initiatives
from app.errors import Deleted, NotFound, RuleBroken, VersionNotKept
from app.reports.balance_sheet import BalanceSheet
from app.schemas.balance import BalanceRead, SettlementRead, balance_read, settlement_read
from app.schemas.fields import COPENHAGEN
from app.schemas.findings import FindingsRead
from app.services.merged import with_survivors
from app.services.ports import Body, Kind, Query, Record, SortKey, Store
from app.services.recorded import decided_by, record_at, with_survivors_at
from app.services.references import check_references
from app.services.shown import as_seen_since, current, seen_of, shown_to
from app.services.writing import Writer

MAX_POTS = 200
"""How many pots of one cluster are looked through for what else they set aside."""

_MANY = 200
_SETTLED_BY = ("pot_overallocated", "party_overallocated", "grant_split_mismatch", "empty_cell")


@dataclass(frozen=True, slots=True)
class At:
    """`recorded`: as the store had it at this time (UTC as the server writes it), null for now; `decided_by`: as far
    as it was decided by this day (ISO), null for all of it."""

    recorded: str | None = None
    decided_by: str | None = None


NOW = At()


@dataclass(frozen=True, slots=True)
class CheckedPot:
    """A pot as a caller sees it. `partial`: something is hidden, or left out because no day of decision is known."""

    body: Body
    pot: Pot
    balance: Balance
    findings: tuple[Finding, ...]
    partial: bool
    cluster: str | None


@dataclass(frozen=True, slots=True)
class _Surroundings:
    cluster: str | None
    parties: tuple[Body, ...]
    initiatives: tuple[Body, ...]
    allocated_elsewhere: Mapping[str, Decimal]


class FundingService:
    """`clock` gives aware UTC time; where no day is asked for, findings are as of Copenhagen's today."""

    def __init__(self, store: Store, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._store, self._writer, self._clock = store, writer, clock

    async def checked(self, funding_id: str, caller: Caller, as_of: date | None = None, at: At = NOW) -> CheckedPot:
        """Balance and findings together. Raises `NotFound`, also for a time before the pot, and `Deleted`."""
        now = await current(self._store, "funding", funding_id, caller)
        record = await self._recorded(now, at.recorded)
        body = await self._named_anew(_seen(record, now, caller), at.recorded)
        undated = False
        if at.decided_by is not None:
            body, undated = await decided_by(self._store, body, at.decided_by)
        around = await self._surroundings(body, caller, at.recorded)
        pot = read_pot(body)
        return CheckedPot(
            body=body,
            pot=pot,
            balance=balance_of(pot, around.parties, read_initiatives(around.initiatives)),
            findings=self._findings(body, around, as_of),
            partial=undated or not (sees_whole(record.audience, caller) and sees_whole(now.audience, caller)),
            cluster=around.cluster,
        )

    async def balance(self, funding_id: str, caller: Caller, at: At = NOW) -> BalanceRead:
        checked = await self.checked(funding_id, caller, at=at)
        return balance_read(checked.balance, funding_id, checked.body["updated_at"], partial=checked.partial)

    async def balance_sheet(self, funding_id: str, caller: Caller, at: At = NOW) -> BalanceSheet:
        """The balance for a report, with the names and findings that belong to it."""
        checked = await self.checked(funding_id, caller, at=at)
        return BalanceSheet(
            pot=checked.body["name"],
            cluster=checked.cluster,
            grant_years=tuple(checked.body["grant_years"]),
            balance=checked.balance,
            findings=checked.findings,
            as_of=checked.body["updated_at"],
            decided_by=at.decided_by,
            partial=checked.partial,
        )

    async def settlement(self, funding_id: str, method: Method, caller: Caller) -> SettlementRead:
        """Raises `RuleBroken` with the findings that say why, while party balances are unknown."""
        checked = await self.checked(funding_id, caller)
        if any(one.balance is None for one in checked.balance.parties):
            why = tuple(found for found in checked.findings if found.code == "allocations_unattributed")
            raise RuleBroken("the parties' balances are not known, so nothing can be settled", why)
        settlement = settle(checked.balance.parties, method)
        return settlement_read(settlement, tuple(one for one in checked.findings if one.code in _SETTLED_BY))

    async def findings(self, funding_id: str, caller: Caller, as_of: date | None = None) -> FindingsRead:
        return FindingsRead.of((await self.checked(funding_id, caller, as_of)).findings)

    async def validate(
        self, funding_id: str, proposal: Mapping[str, Any], caller: Caller, as_of: date | None = None
    ) -> FindingsRead:
        """A dry run: what the pot would cause with the parts of `proposal` (a dumped `ValidateRequest`).

        Writes nothing. Raises `InvalidInput` for references that lead nowhere.
        """
        record = await current(self._store, "funding", funding_id, caller)
        body = seen_of(record, caller)
        proposed = as_proposed(body, proposal)
        await check_references(self._store, "funding", proposed, body, caller)
        proposed = await with_survivors(self._store, proposed)
        around = await self._surroundings(proposed, caller)
        return FindingsRead.of(self._findings(proposed, around, as_of))

    def _findings(self, body: Body, around: _Surroundings, as_of: date | None) -> tuple[Finding, ...]:
        return pot_findings(
            body,
            around.parties,
            around.initiatives,
            as_of=as_of or self._clock().astimezone(COPENHAGEN).date(),
            allocated_elsewhere=around.allocated_elsewhere,
        )

    async def _recorded(self, now: Record, recorded: str | None) -> Record:
        """A pot that is deleted now is not read in its past either."""
        if recorded is None:
            return now
        record = await record_at(self._store, "funding", now.id, recorded)
        if record is None and now.body["created_at"] <= recorded:
            raise VersionNotKept("funding", now.id)
        if record is None:
            raise NotFound("funding recorded at this time", now.id)
        if record.deleted:
            raise Deleted("funding", now.id, record.body)
        return record

    async def _named_anew(self, body: Body, recorded: str | None) -> Body:
        if recorded is None:
            return await with_survivors(self._store, body)
        return await with_survivors_at(self._store, body, recorded)

    async def _surroundings(self, body: Body, caller: Caller, recorded: str | None = None) -> _Surroundings:
        found = await self._records("cluster", (body["cluster_id"],), recorded)
        cluster = seen_of(found[0], caller) if found else {}
        named = [row["initiative_id"] for row in (*body["allocations"], *body["stated"]) if row["initiative_id"]]
        initiatives = await self._records("initiative", tuple(dict.fromkeys(named)), recorded)
        return _Surroundings(
            cluster=cluster.get("name"),
            parties=tuple(cluster.get("parties", ())),
            initiatives=tuple(seen_of(record, caller) for record in initiatives if sees(record.audience, caller)),
            allocated_elsewhere=await self._elsewhere(body, caller, recorded),
        )

    async def _records(self, kind: Kind, ids: tuple[str, ...], recorded: str | None) -> list[Record]:
        """Those that are there and not deleted, now or at the time."""
        found: list[Record | None] = []
        if recorded is not None:
            found += [await record_at(self._store, kind, id, recorded) for id in ids]
        else:
            for start in range(0, len(ids), _MANY):
                found += await self._store.get_many(kind, ids[start : start + _MANY])
        return [record for record in found if record is not None and not record.deleted]

    async def _elsewhere(self, body: Body, caller: Caller, recorded: str | None) -> dict[str, Decimal]:
        """What the cluster's other pots have set aside, per initiative."""
        query = Query("funding", equals={"cluster": body["cluster_id"]}, sort=(SortKey("name_sort"),), limit=MAX_POTS)
        query = shown_to(caller, query)
        ids = tuple(row.id for row in (await self._store.find_page(query)).rows if row.id != body["id"])
        amounts: dict[str, Decimal] = {}
        for other in await self._records("funding", ids, recorded):
            for row in read_pot(await self._named_anew(seen_of(other, caller), recorded)).approved:
                amounts[row.initiative_id] = amounts.get(row.initiative_id, ZERO) + (row.amount or ZERO)
        return amounts


def _seen(record: Record, now: Record, caller: Caller) -> Body:
    """Raises `NotFound` for a time at which the caller could see nothing of it."""
    seen = as_seen_since(record, now, caller) if record.version != now.version else seen_of(record, caller)
    if not seen:
        raise NotFound("funding recorded at this time", now.id)
    return seen
