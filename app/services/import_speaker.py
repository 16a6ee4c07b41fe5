"""One document among others: what it says of each resource, and what that would make of the stored ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.errors import StoreBusy
from app.services.contention import attempts
from app.services.import_kept import Heard, add_to_gist, hear, keep_said
from app.services.import_plan import Planned
from app.services.import_proposals import Proposal, propose
from app.services.import_said import Order, Saying, around
from app.services.merged import merged_ids
from app.services.ports import Kind, Record, Store

_MANY = 200
_NOTHING: Mapping[str, Heard] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Speaker:
    """`order` is the document's place among all, `job` its import, `at` when it was read."""

    store: Store
    order: Order
    document_id: str
    job: str
    at: str

    async def propose(
        self, planned: tuple[Planned, ...], known: Mapping[str, Heard] = _NOTHING
    ) -> tuple[Proposal, ...]:
        """What becomes of each resource, as it is stored now, with all that other documents said of it.

        `known` is what was heard of some of them just before.
        """
        stored = await self._stored(planned)
        owners = {one.id: one.id for one in planned if one.id not in known}
        for id in tuple(owners):
            owners |= dict.fromkeys(merged_ids(stored[id].body), id) if id in stored else {}
        kinds = {one.id: one.kind for one in planned}
        heard = {**known, **await hear(self.store, {id: kinds[own] for id, own in owners.items()}, owners, self.job)}
        return tuple(
            replace(
                propose(one, stored.get(one.id), around(heard[one.id].sayings, self._saying(one))),
                heard=heard[one.id],
            )
            for one in planned
        )

    async def keep(self, proposals: tuple[Proposal, ...]) -> None:
        """Keeps for good what the document says. Before the job is, so that who meets the job finds it."""
        said = {one.planned.id: self._saying(one.planned, is_applied=not one.is_deleted) for one in proposals}
        await keep_said(self.store, self.job, said)

    async def tell(self, proposal: Proposal) -> Proposal:
        """Adds what the document says to the gist of the resource; where others were quicker, what is then proposed.

        Raises `StoreBusy`.
        """
        async for _ in attempts():
            own = self._saying(proposal.planned, is_applied=not proposal.is_deleted)
            if await add_to_gist(self.store, proposal.planned.id, proposal.heard, own):
                return proposal
            [proposal] = await self.propose((proposal.planned,))
        raise StoreBusy(f"of this {proposal.planned.kind} many speak at once")

    def _saying(self, planned: Planned, *, is_applied: bool = True) -> Saying:
        return Saying(
            self.order,
            self.document_id,
            planned.kind,
            planned.content,
            is_addition=planned.is_addition,
            is_applied=is_applied,
            job=self.job,
            at=self.at,
        )

    async def _stored(self, planned: tuple[Planned, ...]) -> dict[str, Record]:
        """Deleted ones too."""
        ids: dict[Kind, list[str]] = {}
        for one in planned:
            ids.setdefault(one.kind, []).append(one.id)
        found: dict[str, Record] = {}
        for kind, own in ids.items():
            for start in range(0, len(own), _MANY):
                records = await self.store.get_many(kind, tuple(own[start : start + _MANY]))
                found |= {record.id: record for record in records}
        return found
