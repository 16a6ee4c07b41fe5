"""The write path of every record: stamp, check, replace under the version's condition, try again on contention."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import uuid_utils

from app.domain.access import Caller
from app.domain.audience import audience_in
from app.domain.exact_json import copied
from app.errors import (
    AlreadyExists,
    Deleted,
    Fault,
    InvalidInput,
    NotFound,
    NotInReach,
    StoreBusy,
    VersionConflict,
)
from app.schemas.fields import utc_text
from app.services.audiences import Audiences, Coming, Judged
from app.services.contention import attempts
from app.services.handed_out import beside_the_answer
from app.services.part_versions import next_part_versions
from app.services.ports import Body, Change, Kind, Record, Store
from app.services.spreading import Rejudge, Spread
from app.services.suppressions import Suppressions

MAX_REQUESTS = 1_000
"""How many keyed requests for parts a record remembers."""

_WITH_CHILDREN = frozenset({dict, list})

SERVER_OWNED = ("id", "version", "created_at", "updated_at", "sources")

Edit = Callable[[Body], Body]
"""Current body in (a copy that may be changed), proposed body out. May raise what refuses the change."""


Check = Callable[[Record], None]
"""May raise what refuses a change of the record. Pure: it is asked again on contention."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes, and why: what the audit says of a change."""

    caller: Caller
    request_id: str | None = None
    reason: str | None = None
    coming: Mapping[str, Coming] = field(default_factory=dict)
    """Meetings, by id, that an import is about to write: what it writes before them is judged by them."""

    def for_any_source(self) -> "Act":
        """The same, of a caller who was asked for the source already."""
        return replace(self, caller=replace(self.caller, source=None))


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that carries an `Idempotency-Key`. `id` is what it creates; `hash` tells a repeat from a misuse."""

    id: str
    hash: str


def new_id() -> str:
    return str(uuid_utils.uuid7())


def derived_id(*names: str) -> str:
    """UUIDv5 of names, each kept apart from its neighbours whatever they hold."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "klynge:" + "".join(f"{len(name)}:{name}" for name in names)))


def parts_of(body: Body) -> list[Body]:
    """Every part in a body (an object with `source_ids` below the top), in the order of the document."""
    found: list[Body] = []
    _add_parts(body, found)
    return found


def _add_parts(value: Body | list[Any], found: list[Body]) -> None:
    below = value.values() if isinstance(value, dict) else value
    for child in [child for child in below if type(child) in _WITH_CHILDREN]:
        if isinstance(child, dict) and "source_ids" in child:
            found.append(child)
        _add_parts(child, found)


def with_part_ids(body: Body, make_id: Callable[[], str] = new_id) -> Body:
    """The body with an id at every part. Raises `InvalidInput` where two parts carry the same id."""
    seen: set[str] = set()
    for part in parts_of(body):
        if part["id"] is None:
            part["id"] = make_id()
        if part["id"] in seen:
            fault = Fault(f"{_pointer_to(part, body)}/id", "id_repeated", "another part of this resource has this id")
            raise InvalidInput((fault,))
        seen.add(part["id"])
    return body


def _pointer_to(part: Body, value: Any, pointer: str = "") -> str | None:
    """JSON Pointer to this very object below `value`."""
    if value is part:
        return pointer
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = (_pointer_to(part, child, f"{pointer}/{name}") for name, child in children)
    return next((found for found in below if found is not None), None)


def _unchecked(_: Record) -> None:
    return None


def _with_request(record: Record, request: KeyedRequest | None) -> Record:
    """Remembers the newest requests, so that a repeat is known as one."""
    if request is None:
        return record
    known = {**record.part_requests, request.id: request.hash}
    return replace(record, part_requests=dict(list(known.items())[-MAX_REQUESTS:]))


def unlimited(caller: Caller) -> Caller:
    """The same, for what has to be written because of what they wrote."""
    return replace(caller, clusters=None, source=None)


def check_unlimited(caller: Caller) -> None:
    """Raises `NotInReach` for who is limited to clusters or to a source: it is about all of them."""
    if caller.clusters is not None or caller.source is not None:
        raise NotInReach


def check_reach(record: Record, caller: Caller) -> None:
    """Raises `NotInReach` for who is limited to other clusters."""
    if not audience_in(record.audience).in_reach(caller):
        raise NotInReach(record.kind)


def check_written(record: Record, caller: Caller) -> None:
    """As `check_reach`, of what is to be stored: who is limited to a source writes what names that source alone.

    Reports, documents and settings have no sources: who writes those asks before.
    """
    check_reach(record, caller)
    if caller.source is None or record.kind in ("import", "document", "source"):
        return
    if all(entry["system"] != caller.source for entry in record.body["sources"]):
        raise NotInReach(record.kind)


class Writer:
    """Creates, changes and deletes records. `clock` gives aware UTC time.

    `suppressions` is what this process knows of who is suppressed, for all that writes beside the writer.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._audiences = Audiences(store, clock)
        self.suppressions = Suppressions(store)

    async def create(
        self,
        kind: Kind,
        content: Body,
        act: Act,
        *,
        id: str | None = None,
        sources: tuple[dict[str, Any], ...] = (),
        request_hash: str | None = None,
    ) -> Record:
        """Inserts version 1. `content` has no server-owned members, and its parts get their ids in it.

        Raises `AlreadyExists` for a taken id, and `NotInReach` for what the caller could not read afterwards.
        """
        now = utc_text(self._clock())
        name = id or new_id()
        head = {"id": name, "version": 1, "created_at": now, "updated_at": now, "sources": list(sources)}
        body = await self._without_suppressed(kind, name, with_part_ids({**head, **content}))
        plain = Record(kind=kind, id=name, version=1, body=body, request_hash=request_hash)
        record = await self._judged(plain, None, act)
        check_written(record, act.caller)
        await self._store.insert(record, self._change(record, "created", act, now, before=None))
        with beside_the_answer():
            await Spread(self._store, self._rejudging(act), None, record).behind(act.coming)
        return record

    async def current(self, kind: Kind, id: str) -> Record:
        """Raises `NotFound` and `Deleted`."""
        record = await self._store.get(kind, id)
        if record is None:
            raise NotFound(kind, id)
        if record.deleted:
            raise Deleted(kind, id, record.body)
        return record

    async def judge(self, record: Record, act: Act) -> None:
        """Judges a record that was not judged when it was written, in place."""
        judged = await self._judged(record, record, act, anew=True)
        await self._store.judge(record, judged.audience)

    async def rejudge(self, kind: Kind, id: str, act: Act) -> None:
        """Judges anew who may see the record, and writes its next version where that is otherwise by now.

        Its body stays as it is. One that is not there or deleted stays so.
        """
        async for _ in attempts():
            previous = await self._store.get(kind, id)
            if previous is None or previous.deleted:
                return
            judged = await self._judged(previous, previous, act, anew=True)
            if judged.audience == previous.audience:
                return
            record = replace(judged, version=previous.version + 1, body=copied(previous.body))
            if await self._written(record, previous, "updated", act) is not None:
                return
        raise StoreBusy(f"this {kind} is being changed by many at once")

    async def change(
        self,
        kind: Kind,
        id: str,
        edit: Edit,
        act: Act,
        *,
        expected_version: int | None = None,
        check: Check = _unchecked,
        request: KeyedRequest | None = None,
        known: Record | None = None,
    ) -> Record:
        """Applies `edit` to the current body and replaces it; an edit that changes nothing writes nothing.

        With `expected_version` a newer record is a `VersionConflict`; without it the edit is tried again on the newer
        one, and after `ATTEMPTS` losses `StoreBusy` is raised. `edit` may set `sources`; the rest that the server owns
        is stamped here. `check` sees the record before each try. `request` is remembered in the record. `known` is the
        record as it was just read: the first try is on it.
        """
        async for _ in attempts():
            previous, known = known or await self.current(kind, id), None
            check_reach(previous, act.caller)
            if expected_version is not None and previous.version != expected_version:
                raise VersionConflict(expected_version, previous.version)
            check(previous)
            proposed = with_part_ids(self._stamped(edit(copied(previous.body)), previous))
            proposed = await self._without_suppressed(kind, id, proposed)
            if proposed == previous.body:
                return previous
            record = _with_request(replace(previous, version=previous.version + 1, body=proposed), request)
            written = await self._replaced(record, previous, "updated", act)
            if written is not None:
                return written
        raise StoreBusy(f"this {kind} is being changed by many at once")

    async def delete(
        self,
        kind: Kind,
        id: str,
        act: Act,
        deleted_reason: str,
        *,
        expected_version: int | None = None,
        merged_into: str | None = None,
        sources: list[Body] | None = None,
    ) -> Record:
        """Leaves a tombstone: the server-owned members, `deleted_at` and `deleted_reason`.

        With `merged_into` it names its survivor, which lists the sources from then on, so the tombstone lists none.
        `sources` are what it lists in place of those it had.
        """
        async for _ in attempts():
            previous = await self.current(kind, id)
            if expected_version is not None and previous.version != expected_version:
                raise VersionConflict(expected_version, previous.version)
            body = {name: previous.body[name] for name in SERVER_OWNED}
            body |= {"version": previous.version + 1, "deleted_reason": deleted_reason}
            body = await self._without_suppressed(kind, id, body)
            if merged_into is not None:
                body |= {"merged_into": merged_into, "sources": []}
            if sources is not None:
                body["sources"] = sources
            record = replace(previous, version=previous.version + 1, body=body, deleted=True)
            written = await self._replaced(record, previous, "deleted", act)
            if written is not None:
                return written
        raise StoreBusy(f"this {kind} is being changed by many at once")

    async def revive(self, tombstone: Record, content: Body, act: Act) -> Record:
        """Replaces the tombstone by `content` (a whole body). Raises `VersionConflict`."""
        owned = {name: tombstone.body[name] for name in ("id", "created_at")}
        body = with_part_ids({**copied(content), **owned})
        body = await self._without_suppressed(tombstone.kind, tombstone.id, body)
        record = replace(tombstone, version=tombstone.version + 1, body=body, deleted=False)
        written = await self._replaced(record, tombstone, "restored", act)
        if written is None:
            raise VersionConflict(tombstone.version, None)
        return written

    async def create_or_current(self, kind: Kind, content: Body, act: Act, id: str, **options: Any) -> Record:
        """As `create` with a derived id; a retry that meets its own record returns what is there, tombstones too."""
        try:
            return await self.create(kind, content, act, id=id, **options)
        except AlreadyExists:
            record = await self._store.get(kind, id)
            if record is None:
                raise StoreBusy(f"this {kind} is being written") from None
            return record

    async def _without_suppressed(self, kind: Kind, id: str, body: Body) -> Body:
        """Whoever writes: persons who are suppressed are not named again."""
        suppression = await self.suppressions.current()
        return suppression.body(kind, id, body) if suppression else body

    def _stamped(self, proposed: Body, previous: Record) -> Body:
        owned = {name: previous.body[name] for name in ("id", "version", "created_at", "updated_at")}
        return {**owned, **{name: value for name, value in proposed.items() if name not in owned}}

    async def _replaced(self, record: Record, previous: Record, verb: str, act: Act) -> Record | None:
        """Null where somebody else was quicker. Raises `NotInReach`."""
        check_reach(previous, act.caller)
        record = await self._judged(record, previous, act)
        check_written(record, act.caller)
        return await self._written(record, previous, verb, act)

    async def _written(self, record: Record, previous: Record, verb: str, act: Act) -> Record | None:
        """Null where somebody else was quicker. What comes from the record is judged with it."""
        spread = Spread(self._store, self._rejudging(act), previous, record)
        with beside_the_answer():
            await spread.ahead()
        now = utc_text(self._clock())
        record = replace(record, part_versions=next_part_versions(record, previous))
        record.body.update({"version": record.version, "updated_at": now})
        if record.deleted:
            record.body["deleted_at"] = now
        try:
            await self._store.replace(record, previous, self._change(record, verb, act, now, before=previous.audience))
        except VersionConflict:
            return None
        with beside_the_answer():
            await spread.behind(act.coming)
        return record

    async def _judged(self, record: Record, previous: Record | None, act: Act, *, anew: bool = False) -> Record:
        """A tombstone is for those who could see what was deleted."""
        before = audience_in(previous.audience) if previous else None
        if record.deleted and before is not None:
            return record
        judged = Judged(record.kind, record.body, before, act.caller, act.coming, anew=anew)
        with beside_the_answer():
            return replace(record, audience=(await self._audiences.of(judged)).text)

    def _rejudging(self, act: Act) -> Rejudge:
        async def rejudge(kind: Kind, id: str, coming: Mapping[str, Coming]) -> None:
            await self.rejudge(kind, id, replace(act, caller=unlimited(act.caller), coming=coming))

        return rejudge

    def _change(self, record: Record, verb: str, act: Act, at: str, *, before: str | None) -> Change:
        return Change(
            event_id=new_id(),
            type=f"{record.kind}.{verb}",
            kind=record.kind,
            id=record.id,
            version=record.version,
            at=at,
            actor=act.caller.name,
            request_id=act.request_id,
            reason=None if act.reason is None else self.suppressions.known.text(act.reason),
            audience_before=before,
            audience_after=record.audience,
        )
