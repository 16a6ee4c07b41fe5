"""One person taken out of everything that is kept, as a job that goes on where it was cut off.

A person is listed first (`suppressions.py`): from then on no write names them. Then the whole store is looked through,
round after round, until a round finds nothing: records and their archived versions, reasons of changes, and blobs. A
record that is changed gets a new version, by which mirrors are told; versions in the archive, and tombstones, are
written over. The bytes of a source document in which the name stands give way to its text without it, in the same
lines; such a file of an attachment is not kept. Attendance stays, under a pseudonym.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial

from msgspec.structs import replace as with_members

from app.domain.access import Caller
from app.errors import Deleted, NotFound
from app.schemas.fields import utc_text
from app.services.handed_out import beside_the_answer, counted
from app.services.leases import Leases
from app.services.merged import merged_ids
from app.services.paging import pages
from app.services.ports import KINDS, Body, Query, Record, SortKey, Store
from app.services.suppressed_places import STEPS, Round, no_counts
from app.services.suppressions import Listed, Place, Position, Suppressed, pseudonym
from app.services.writing import Act, Writer, check_unlimited

LEASE = "suppression"
MAX_ROUNDS = 10
SETTLE_SECONDS = 2.0
"""How long after somebody is listed a write may still be under way that knew nothing of it."""

_MANY = 50


class SuppressingService:
    """`clock` gives aware UTC time."""

    def __init__(self, store: Store, writer: Writer, clock: Callable[[], datetime], leases: Leases) -> None:
        self._store, self._writer, self._clock, self._leases = store, writer, clock, leases
        self._suppressions = writer.suppressions
        self.arrived = asyncio.Event()

    async def suppress(self, id: str, names: tuple[str, ...], act: Act) -> Body:
        """Takes it on for good and returns the job. `names` are further ones that the person is known by.

        Of one who is suppressed already it looks through everything again. Raises `NotFound`, `Deleted`, and
        `NotInReach` for who is limited to clusters or a source.
        """
        participant = await self._participant(id, act.caller)
        ids = (id, *merged_ids(participant.body))
        known = tuple([name for one in ids async for name in self._names_of(one)])
        now = utc_text(self._clock())

        def listed(held: Listed) -> Listed:
            fresh = Suppressed(id, ids, pseudonym(), (), (), (), now, act.caller.name)
            person = held.of(id) or fresh
            person = held.with_names(person, (*known, *names))
            again = {"state": "accepted", "place": Place(), "counts": {}, "unread": 0, "completed_at": None}
            said = {"ids": ids, "requested_at": now, "actor": act.caller.name}
            held = held.with_(with_members(person, **again, **said))
            reason = None if act.reason is None else held.suppression.text(act.reason)
            return held.with_(with_members(_listed(held, id), reason=reason))

        held = await self._suppressions.change(listed)
        self.arrived.set()
        return _wire(held, id)

    async def read(self, id: str, caller: Caller) -> Body:
        """Raises `NotFound` for one who is not suppressed."""
        check_unlimited(caller)
        held = await self._suppressions.listed()
        if held is None or held.of(id) is None:
            raise NotFound("suppression", id)
        return _wire(held, id)

    async def would_change(self, id: str, names: tuple[str, ...], caller: Caller) -> Body:
        """The job as it would be, with what one round would change. Writes nothing; reads all that is kept."""
        participant = await self._participant(id, caller)
        ids = (id, *merged_ids(participant.body))
        known = [name for one in ids async for name in self._names_of(one)]
        known += [name async for name in self._names_met(ids)]
        held = await self._suppressions.listed() or Listed("00")
        fresh = Suppressed(id, ids, "Udeladt person", (), (), (), utc_text(self._clock()), caller.name)
        trial = Listed(held.key).with_(Listed(held.key).with_names(fresh, (*known, *names)))
        round = Round(self._store, self._writer, trial.suppression, None, self._now)
        counted(KINDS)
        with beside_the_answer():
            for step in STEPS:
                async for _ in round.step(step, ()):
                    pass
        return {**_wire(trial, id), "counts": round.counts, "unread_files": round.unread}

    async def work(self, is_stopping: Callable[[], bool]) -> None:
        """Carries on what is not completed, unless another process is at it. Raises `StoreBusy`."""
        held = await self._suppressions.listed()
        if held is None or all(one.state == "completed" for one in held.persons):
            return
        async with self._leases.hold(LEASE) as is_free:
            if not is_free:
                return
            for person in held.persons:
                if person.state != "completed":
                    await self._carry_out(person.id, is_stopping)

    async def _participant(self, id: str, caller: Caller) -> Record:
        check_unlimited(caller)
        record = await self._store.get("participant", id)
        if record is None:
            raise NotFound("participant", id)
        if record.deleted:
            raise Deleted("participant", id, record.body)
        return record

    async def _names_of(self, id: str) -> AsyncIterator[str]:
        """Those of the participant, in every version."""
        for version in await self._store.versions("participant", id):
            record = await self._store.read_version("participant", id, version)
            if record is None or record.deleted:
                continue
            yield record.body["name"]
            for variant in record.body["name_variants"]:
                yield variant["text"]

    async def _names_met(self, ids: tuple[str, ...]) -> AsyncIterator[str]:
        """Those that meetings call the person by."""
        query = Query("meeting", any_of={"participants": ids}, sort=(SortKey("created"),), limit=_MANY)
        async for page in pages(self._store, query):
            for record in await self._store.get_many("meeting", tuple(row.id for row in page.rows)):
                for attendee in record.body.get("attendees") or ():
                    if attendee["participant_id"] in ids and attendee["name"]:
                        yield attendee["name"]

    async def _carry_out(self, id: str, is_stopping: Callable[[], bool]) -> None:
        person = await self._told(id, lambda one: with_members(one, state="running"))
        if not person.place.kind:
            names = tuple([name async for name in self._names_met(person.ids)])
            await self._suppressions.change(lambda held: _with_names(held, id, names))
            await asyncio.sleep(SETTLE_SECONDS)
            person = await self._told(id, lambda one: with_members(one, place=Place(1, STEPS[0])))
        while not is_stopping() and person.state == "running":
            person = await self._step(person, is_stopping)

    async def _step(self, person: Suppressed, is_stopping: Callable[[], bool]) -> Suppressed:
        """One kind of record, or the blobs; then the next, the next round, or the end."""
        suppression = await self._suppressions.newest()
        act = Act(Caller(person.actor, frozenset()), None, person.reason)
        step = STEPS[STEPS.index(person.place.kind)]
        round = Round(self._store, self._writer, suppression, act, self._now)
        async for after in round.step(step, person.place.after):
            person = await self._came_on(person.id, partial(_with_batch, after=after, round=round))
            round.begin_batch()
            if is_stopping() or person.state != "running":
                return person
        if step == STEPS[-1] and not person.place.changed:
            await self._store.compact()
        return await self._came_on(person.id, lambda one: _with_next(one, self._now()))

    async def _came_on(self, id: str, edit: Callable[[Suppressed], Suppressed]) -> Suppressed:
        """As `_told`; who was asked for again meanwhile stays as that left them, and is begun anew."""
        return await self._told(id, lambda one: edit(one) if one.state == "running" else one)

    async def _told(self, id: str, edit: Callable[[Suppressed], Suppressed]) -> Suppressed:
        held = await self._suppressions.change(lambda held: held.with_(edit(_listed(held, id))))
        return _listed(held, id)

    def _now(self) -> str:
        return utc_text(self._clock())


def _listed(held: Listed, id: str) -> Suppressed:
    person = held.of(id)
    if person is None:
        raise NotFound("suppression", id)
    return person


def _with_names(held: Listed, id: str, names: tuple[str, ...]) -> Listed:
    return held.with_(held.with_names(_listed(held, id), names))


def _with_batch(person: Suppressed, after: Position, round: Round) -> Suppressed:
    counts = {name: person.counts.get(name, 0) + count for name, count in round.counts.items()}
    changed = person.place.changed + sum(round.counts.values())
    place = with_members(person.place, after=after, changed=changed)
    return with_members(person, place=place, counts=counts, unread=person.unread + round.unread)


def _with_next(person: Suppressed, now: str) -> Suppressed:
    """The next kind; behind the last the next round, or the end where this one found nothing."""
    place = person.place
    step = STEPS.index(place.kind) + 1
    if step < len(STEPS):
        return with_members(person, place=with_members(place, kind=STEPS[step], after=()))
    if place.changed and place.round < MAX_ROUNDS:
        return with_members(person, place=Place(place.round + 1, STEPS[0]), unread=0)
    return with_members(person, state="completed", completed_at=now, place=Place())


def _wire(held: Listed, id: str) -> Body:
    person = _listed(held, id)
    return {
        "participant_id": person.id,
        "pseudonym": person.pseudonym,
        "state": person.state,
        "requested_at": person.requested_at,
        "requested_by": person.actor,
        "reason": person.reason,
        "completed_at": person.completed_at,
        "round": person.place.round,
        "step": person.place.kind or None,
        "counts": {**no_counts(), **person.counts},
        "unread_files": person.unread,
    }
