"""What is proposed becomes what is stored, whoever changes the records meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import TypeVar, cast

from app.errors import AlreadyExists, Deleted, StoreBusy, VersionConflict
from app.schemas.fields import utc_text
from app.services.contention import ATTEMPTS
from app.services.import_proposals import Proposal, content_of, next_sources
from app.services.import_speaker import Speaker
from app.services.source_entries import entry_for
from app.services.writing import SERVER_OWNED, Act, Writer

T = TypeVar("T")


class ProposalWriter:
    """`clock` gives aware UTC time. What was outrun is proposed anew by `speaker`."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime], speaker: Speaker, act: Act) -> None:
        self._writer, self._clock, self._speaker, self._act = writer, clock, speaker, act

    async def write(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """In their order, people at once: nobody names another."""
        done: list[Proposal] = []
        for kind, own in groupby(proposals, key=lambda one: one.planned.kind):
            writes = (self._one(one) for one in own)
            done += await at_once(*writes) if kind == "participant" else [await write for write in writes]
        return done

    async def _one(self, proposal: Proposal) -> Proposal:
        """Writes what is proposed; where the record has changed meanwhile, what is then proposed."""
        for _ in range(ATTEMPTS):
            try:
                await self._once(proposal, self._speaker.document_id)
            except (AlreadyExists, VersionConflict, Deleted):
                [proposal] = await self._speaker.propose((proposal.planned,))
            else:
                return proposal
        raise StoreBusy(f"this {proposal.planned.kind} is being changed by many at once")

    async def _once(self, proposal: Proposal, document_id: str) -> None:
        planned, body, current = proposal.planned, proposal.body, proposal.current
        now = utc_text(self._clock())
        if body is None:
            return
        if current is None:
            sources = tuple(entry_for(source, now, 1, document_id) for source in planned.sources)
            await self._writer.create(planned.kind, body, self._act, id=planned.id, sources=sources)
            return
        if current.deleted:
            owned = {name: current.body[name] for name in SERVER_OWNED}
            owned["sources"] = next_sources(current, planned, document_id, now)
            await self._writer.revive(current, {**owned, **body}, self._act)
            return
        proposed = {**content_of(body), "sources": next_sources(current, planned, document_id, now)}
        await self._writer.change(
            planned.kind,
            planned.id,
            lambda held: {**held, **proposed},
            self._act,
            expected_version=current.version,
            known=current,
        )


async def at_once(*works: Awaitable[T]) -> list[T]:
    """What each returns, when all have come to their end; then the first that failed raises."""
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return cast("list[T]", outcomes)
