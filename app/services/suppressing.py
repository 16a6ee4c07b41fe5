"""One person taken out of everything that is kept, as a job that goes on where it was cut off.

A person is listed first (`suppressions.py`): from then on no write names them. Then the whole store is looked through,
round after round, until a round finds nothing: records and their archived versions, reasons of changes, and blobs. A
record that is changed gets a new version, by which mirrors are told; versions in the archive, and tombstones, are
written over. The bytes of a source document in which the name stands give way to its text without it, in the same
lines; such a file of an attachment is not kept. Attendance stays, under a pseudonym.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec.structs import replace as with_members

from app.domain.access import Caller
from app.domain.exact_json import decode, encode
from app.domain.suppressed import Suppression
from app.errors import Deleted, NotFound, NotInReach
from app.importers.looking import texts_in
from app.schemas.fields import utc_text
from app.services.handed_out import ACCESS_LOG
from app.services.leases import Leases
from app.services.merged import merged_ids
from app.services.ports import KINDS, Body, Kind, Query, Record, SortKey, Store
from app.services.source_entries import key_of
from app.services.suppressions import KINDS_COUNTED, Listed, Place, Suppressed, is_named, pseudonym
from app.services.writing import Act, Writer, unlimited

LEASE = "suppression"
MAX_ROUNDS = 10
SETTLE_SECONDS = 2.0
"""How long after somebody is listed a write may still be under way that knew nothing of it."""

_MANY = 50
_CHANGES = 500
_NAMES, _BLOBS = "names", "blobs"
_STEPS = (*KINDS, _BLOBS)
_DOCUMENT_KEY_LENGTH = 64
_JSON, _TEXT = "application/json", "text/plain"
_HASHES_ALONE = ("reading/", "publication/", "suppressed", ACCESS_LOG)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands of a person: `counts` by `KINDS_COUNTED`, `unread` files that nobody can look into."""

    counts: dict[str, int]
    unread: int


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
            fresh = Suppressed(id, ids, pseudonym(), (), (), (), now, act.caller.name, act.reason)
            person = held.of(id) or fresh
            person = held.with_names(person, (*known, *names))
            again = {"state": "accepted", "place": Place(), "counts": {}, "unread": 0, "completed_at": None}
            said = {"ids": ids, "requested_at": now, "actor": act.caller.name, "reason": act.reason}
            return held.with_(with_members(person, **again, **said))

        held = await self._suppressions.change(listed)
        suppression = held.suppression
        held = await self._suppressions.change(lambda now: _without_names(now, id, suppression))
        self.arrived.set()
        return _wire(held, id)

    async def read(self, id: str, caller: Caller) -> Body:
        """Raises `NotFound` for one who is not suppressed."""
        _check_unlimited(caller)
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
        round = _Round(self._store, self._writer, trial.suppression, None, self._now)
        for step in _STEPS:
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
        _check_unlimited(caller)
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
        async for page in _pages(self._store, query):
            for record in await self._store.get_many("meeting", page):
                for attendee in record.body.get("attendees") or ():
                    if attendee["participant_id"] in ids and attendee["name"]:
                        yield attendee["name"]

    async def _carry_out(self, id: str, is_stopping: Callable[[], bool]) -> None:
        person = await self._told(id, lambda one: with_members(one, state="running"))
        if not person.place.kind:
            names = tuple([name async for name in self._names_met(person.ids)])
            await self._suppressions.change(lambda held: _with_names(held, id, names))
            await asyncio.sleep(SETTLE_SECONDS)
            person = await self._told(id, lambda one: with_members(one, place=Place(1, _STEPS[0])))
        while not is_stopping() and person.state == "running":
            person = await self._step(person, is_stopping)

    async def _step(self, person: Suppressed, is_stopping: Callable[[], bool]) -> Suppressed:
        """One kind of record, or the blobs; then the next, the next round, or the end."""
        suppression = await self._suppressions.newest()
        act = Act(Caller(person.actor, frozenset()), None, person.reason)
        place = person.place
        async for round in self._batches(suppression, act, place):
            person = await self._told(person.id, lambda one, done=round: _with_done(one, done))  # type: ignore[misc]  # bound at once
            if is_stopping():
                return person
        if place.kind == _STEPS[-1] and not person.place.changed:
            await self._store.compact()
        return await self._told(person.id, lambda one: _with_next(one, self._now()))

    async def _batches(self, suppression: Suppression, act: Act, place: Place) -> AsyncIterator["_Done"]:
        round = _Round(self._store, self._writer, suppression, act, self._now)
        async for after in round.step(place.kind, place.after):
            yield _Done(after, dict(round.counts), round.unread)
            round.counts, round.unread = _no_counts(), 0

    async def _told(self, id: str, edit: Callable[[Suppressed], Suppressed]) -> Suppressed:
        held = await self._suppressions.change(lambda held: held.with_(edit(_listed(held, id))))
        return _listed(held, id)

    def _now(self) -> str:
        return utc_text(self._clock())


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of one batch, and where it ended."""

    after: tuple[str | int | bool, ...]
    counts: dict[str, int]
    unread: int


class _Round:
    """Looks through one kind after the other. Without an `act` it counts alone."""

    def __init__(
        self, store: Store, writer: Writer, suppression: Suppression, act: Act | None, now: Callable[[], str]
    ) -> None:
        self._store, self._writer, self._suppression, self._act, self._now = store, writer, suppression, act, now
        self.counts = _no_counts()
        self.unread = 0

    async def step(self, kind: str, after: tuple[str | int | bool, ...]) -> AsyncIterator[tuple[str | int | bool, ...]]:
        """Where each batch ended."""
        if kind == _BLOBS:
            async for key in self._blobs(str(after[0]) if after else ""):
                yield (key,)
            return
        query = Query(_kind(kind), sort=(SortKey("created"),), limit=_MANY, include_deleted=True, after=after or None)
        while True:
            page = await self._store.find_page(query)
            for row in page.rows:
                await self._record(_kind(kind), row.id)
            if page.rows:
                yield page.rows[-1].position
            if not page.has_more:
                return
            query = replace(query, after=page.rows[-1].position)

    async def _record(self, kind: Kind, id: str) -> None:
        record = await self._store.get(kind, id)
        if record is None:
            return
        body = await self._without(record)
        if body != record.body:
            self.counts["records"] += 1
            await self._write(record, body)
        for version in await self._store.versions(kind, id):
            await self._version(kind, id, version)
        await self._reasons(kind, id)

    async def _write(self, record: Record, body: Body) -> None:
        if self._act is None:
            return
        if record.deleted:
            await self._store.rewrite(replace(record, body={**body, "updated_at": self._now()}))
            return
        act = replace(self._act, caller=unlimited(self._act.caller))
        await self._claim(record, body)
        with suppress(Deleted, NotFound):
            edit = self._suppression.body
            await self._writer.change(record.kind, record.id, lambda now: edit(record.kind, record.id, now), act)

    async def _claim(self, record: Record, body: Body) -> None:
        """The names that sources have for it, as they are from now on."""
        for entry in body["sources"]:
            if entry not in record.body["sources"]:
                await self._store.claim_source(record.kind, key_of(entry), record.id)

    async def _version(self, kind: Kind, id: str, version: int) -> None:
        record = await self._store.read_version(kind, id, version)
        current = await self._store.get(kind, id)
        if record is None or current is None or current.version == version:
            return
        body = await self._without(record)
        if body != record.body:
            self.counts["versions"] += 1
            if self._act is not None:
                await self._store.rewrite(replace(record, body=body))

    async def _without(self, record: Record) -> Body:
        return await asyncio.to_thread(self._suppression.body, record.kind, record.id, record.body)

    async def _reasons(self, kind: Kind, id: str) -> None:
        below = None
        while True:
            changes = await self._store.read_changes(kind, id, below, _CHANGES)
            for change in changes:
                reason = self._suppression.text(change.reason or "") or None
                if reason != change.reason and change.reason:
                    self.counts["reasons"] += 1
                    if self._act is not None:
                        await self._store.rewrite_reason(replace(change, reason=reason))
            if len(changes) < _CHANGES:
                return
            below = changes[-1].version

    async def _blobs(self, after: str) -> AsyncIterator[str]:
        while True:
            keys = await self._store.list_blobs("", after, _MANY)
            for key in keys:
                await self._blob(key)
            if not keys:
                return
            after = keys[-1]
            yield after

    async def _blob(self, key: str) -> None:
        if key.startswith(_HASHES_ALONE) or "/bytes/" in key:  # staged bytes go when their job ends
            return
        blob = await self._store.get_blob(key)
        if blob is None:
            return
        data, media_type = blob
        if key.startswith("file/"):
            await self._file(key, data)
        elif len(key) == _DOCUMENT_KEY_LENGTH and "/" not in key:
            await self._document(key, data)
        elif media_type == _JSON:
            await self._json(key, data)

    async def _document(self, id: str, data: bytes) -> None:
        """Its text takes the place of its bytes, in the record and in the blob."""
        record = await self._store.get("document", id)
        if record is None or record.deleted or not await self._names(record.body["name"], data):
            return
        self.counts["documents"] += 1
        if self._act is None:
            return
        text = str((await self._without(record))["text"])
        kept = {"media_type": _TEXT, "size_bytes": len(text.encode())}
        await self._store.replace_blob(id, text.encode(), _TEXT)
        with suppress(Deleted, NotFound):
            await self._writer.change("document", id, lambda body: {**body, **kept}, self._act)

    async def _file(self, key: str, data: bytes) -> None:
        texts = await asyncio.to_thread(texts_in, "", data)
        if not texts:
            self.unread += 1
        elif await asyncio.to_thread(is_named, self._suppression, texts):
            self.counts["files"] += 1
            if self._act is not None:
                await self._store.delete_blob(key)

    async def _names(self, name: str, data: bytes) -> bool:
        return await asyncio.to_thread(lambda: is_named(self._suppression, texts_in(name, data)))

    async def _json(self, key: str, data: bytes) -> None:
        value = decode(data)
        now = await asyncio.to_thread(_without_sayings, self._suppression, key, value)
        if now == value:
            return
        self.counts["other"] += 1
        if self._act is None:
            return
        if key.startswith("gist/"):
            await self._store.delete_blob(key)  # made anew from what each job keeps
        else:
            await self._store.swap_blob(key, encode(now), _JSON, data)


def _without_sayings(suppression: Suppression, key: str, value: Any) -> Any:
    """JSON of the import's own: what was said of a participant stands beside their id, or under it in the key."""
    if key.startswith("sync/"):
        files = value["files"]
        return {**value, "files": {path: one for path, one in files.items() if _is_nameless(suppression, path, one)}}
    if key.startswith("said/"):
        said = [{**one, "content": suppression.body(one["kind"], one["id"], one["content"])} for one in value["said"]]
        return {**suppression.value(value), "said": said}
    if key.startswith("gist/participant/"):
        return _gist(suppression, key.rpartition("/")[2], value)
    return suppression.value(value)


def _gist(suppression: Suppression, id: str, value: Any) -> Any:
    if isinstance(value, dict):
        seen = {name: _gist(suppression, id, child) for name, child in value.items()}
        return {**seen, "content": suppression.body("participant", id, seen["content"])} if "content" in seen else seen
    return [_gist(suppression, id, one) for one in value] if isinstance(value, list) else suppression.value(value)


def _is_nameless(suppression: Suppression, path: str, known: Any) -> bool:
    """What is remembered of a file whose path names somebody is forgotten: the next run reads the file again."""
    return suppression.text(path) == path and suppression.value(known) == known


async def _pages(store: Store, query: Query) -> AsyncIterator[tuple[str, ...]]:
    while True:
        page = await store.find_page(query)
        yield tuple(row.id for row in page.rows)
        if not page.has_more:
            return
        query = replace(query, after=page.rows[-1].position)


def _check_unlimited(caller: Caller) -> None:
    """Whoever is limited cannot: it changes what is kept in every cluster, of every source."""
    if caller.clusters is not None or caller.source is not None:
        raise NotInReach("participant")


def _listed(held: Listed, id: str) -> Suppressed:
    person = held.of(id)
    if person is None:
        raise NotFound("suppression", id)
    return person


def _with_names(held: Listed, id: str, names: tuple[str, ...]) -> Listed:
    return held.with_(held.with_names(_listed(held, id), names))


def _without_names(held: Listed, id: str, suppression: Suppression) -> Listed:
    """The reason that was given may name the person too."""
    person = _listed(held, id)
    return held.with_(with_members(person, reason=None if person.reason is None else suppression.text(person.reason)))


def _with_done(person: Suppressed, done: _Done) -> Suppressed:
    counts = {name: person.counts.get(name, 0) + done.counts[name] for name in KINDS_COUNTED}
    changed = person.place.changed + sum(done.counts.values())
    place = with_members(person.place, after=done.after, changed=changed)
    return with_members(person, place=place, counts=counts, unread=person.unread + done.unread)


def _with_next(person: Suppressed, now: str) -> Suppressed:
    """The next kind; behind the last the next round, or the end where this one found nothing."""
    place = person.place
    step = _STEPS.index(place.kind) + 1
    if step < len(_STEPS):
        return with_members(person, place=with_members(place, kind=_STEPS[step], after=()))
    if place.changed and place.round < MAX_ROUNDS:
        return with_members(person, place=Place(place.round + 1, _STEPS[0]), unread=0)
    return with_members(person, state="completed", completed_at=now, place=Place())


def _no_counts() -> dict[str, int]:
    return dict.fromkeys(KINDS_COUNTED, 0)


def _kind(step: str) -> Kind:
    return next(kind for kind in KINDS if kind == step)


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
        "counts": {**_no_counts(), **person.counts},
        "unread_files": person.unread,
    }
