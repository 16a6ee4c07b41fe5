"""One resource kind's use cases: read, list, create, replace, patch, delete."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.access import Caller
from app.domain.audience import as_seen, seen_by_all, sees, sees_whole
from app.domain.exact_json import decode, encode
from app.domain.merge_patch import merge_patch
from app.domain.vocabulary import DeletedReason
from app.errors import AlreadyExists, Deleted, HiddenContent, NotFound, RuleBroken, VersionConflict
from app.schemas.queries import ListQuery
from app.schemas.shared import Shape
from app.schemas.tombstones import Tombstone
from app.services.content import completed, owned_by_server, with_owned
from app.services.cursors import cursor_after, digest
from app.services.handed_out import answered
from app.services.idempotency import check_repeated
from app.services.kept_ids import with_kept_ids
from app.services.listing import Listing, query_of
from app.services.merged import survivors, with_families
from app.services.ports import Body, Kind, Query, Record, Row, Served, Store
from app.services.references import check_references, check_unreferenced
from app.services.shown import as_reader, check_touched, current, shown_to, telling
from app.services.summaries import summary
from app.services.writing import Act, KeyedRequest, Writer

Narrow = Callable[[Store, ListQuery, Query], Awaitable[Query]]
"""Adds what a list asks of other kinds. Bounded."""

Complete = Callable[[Store, list[Body]], Awaitable[list[Body]]]
"""Adds to summaries what is computed from other kinds. Bounded by the page."""

Check = Callable[[Body, Body | None], None]
"""Proposed and current body (null at a create). Raises what the domain refuses. Pure: it runs again on contention."""


Guard = Callable[[Store, Body, Body | None], Awaitable[None]]
"""As `Check`, for what only other records can tell. Asked before the write, so it is no lock. Bounded."""


async def as_asked(_store: Store, _asked: ListQuery, query: Query) -> Query:
    return query


async def as_stored(_store: Store, summaries: list[Body]) -> list[Body]:
    return summaries


def allow(_proposed: Body, _current: Body | None) -> None:
    return None


async def unguarded(_store: Store, _proposed: Body, _current: Body | None) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between the kinds. `initial` are members the server sets at the creation and keeps."""

    kind: Kind
    create: type[Shape]
    update: type[Shape]
    listing: Listing
    initial: Mapping[str, Any] = field(default_factory=dict)
    narrow: Narrow = as_asked
    complete: Complete = as_stored
    check: Check = allow
    guard: Guard = unguarded


@dataclass(frozen=True, slots=True)
class Answer:
    """A body on its way out, as JSON. `is_redacted`: something in it is hidden from the caller."""

    id: str
    version: int
    shape: int
    is_redacted: bool
    json: bytes


@dataclass(frozen=True, slots=True)
class Created:
    """`is_replayed`: an earlier request with the same key created it."""

    answer: Answer
    is_replayed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """`total` is null where nobody asked for it."""

    items: list[Body]
    next_cursor: str | None
    total: int | None = None


class ResourceService:
    """Bodies in are validated shapes or merge patches; what comes out is what the caller may see."""

    def __init__(self, store: Store, writer: Writer, rules: Rules) -> None:
        self._store, self._writer, self._rules = store, writer, rules
        self._owned = owned_by_server(rules.create, rules.update)

    async def read(self, id: str, caller: Caller) -> Answer:
        """Raises `NotFound` and `Deleted`. Nothing is decoded where the caller may see the whole record.

        What was merged into another is answered with that other, whose id the answer has.
        """
        served = await self._store.read(self._rules.kind, id)
        if served is None or not sees(served.audience, caller):
            raise NotFound(self._rules.kind, id)
        if served.deleted:
            return await self._read_survivor(served, caller)
        if sees_whole(served.audience, caller):
            return Answer(id, served.version, served.shape, is_redacted=False, json=served.json)
        return Answer(id, served.version, served.shape, is_redacted=True, json=encode(_seen(served, caller)))

    async def _read_survivor(self, served: Served, caller: Caller) -> Answer:
        survivor = (await survivors(self._store, served.kind, (served.id,))).get(served.id)
        if survivor is None or not sees(survivor.audience, caller):
            raise Deleted(served.kind, served.id, _seen(served, caller))
        return _answer(survivor, caller)

    async def page(self, asked: ListQuery, caller: Caller) -> Listed:
        """Raises `CursorInvalid`. Tombstones are among the items where `updated_since` is asked."""
        rules = self._rules
        query = await with_families(self._store, query_of(rules.listing, asked, caller))
        query = shown_to(caller, await rules.narrow(self._store, asked, query))
        page = await self._store.find_page(query)
        total = await self._store.count(query) if asked.count else None
        following = None
        if page.has_more and page.rows:
            following = cursor_after(page.rows[-1].position, digest(rules.kind, asked, caller))
        return Listed(await self._items(page.rows, caller), following, total)

    async def _items(self, rows: tuple[Row, ...], caller: Caller) -> list[Body]:
        seen = await self._seen_in_part(rows, caller)
        live = [seen.get(row.id, row.summary) for row in rows if not row.deleted]
        completed = iter(await self._rules.complete(self._store, live))
        return [_tombstone(row) if row.deleted else next(completed) for row in rows]

    async def _seen_in_part(self, rows: tuple[Row, ...], caller: Caller) -> dict[str, Body]:
        """Summaries of what the caller sees of records of which something is hidden."""
        kind = self._rules.kind
        ids = tuple(row.id for row in rows if not row.deleted and not sees_whole(row.audience, caller))
        records = await self._store.get_many(kind, ids) if ids else ()
        return {record.id: summary(kind, seen) for record in records if (seen := _seen_of(record, caller))}

    async def create(self, content: Shape, act: Act) -> Answer:
        """Raises `InvalidInput` for references that lead nowhere, and what the kind's rules refuse."""
        body = await self._checked(content, act)
        return answer_of(await self._writer.create(self._rules.kind, body, act), act.caller)

    async def create_once(self, content: Shape, request: KeyedRequest, act: Act) -> Created:
        """As `create`, but that a request which did so before is answered with the resource as it now is.

        Raises `IdempotencyKeyReused`, and `Deleted` where the resource was deleted since.
        """
        kind = self._rules.kind
        earlier = await self._store.get(kind, request.id)
        if earlier is None:
            try:
                body = with_kept_ids(await self._checked(content, act), {}, request.id)
                record = await self._writer.create(kind, body, act, id=request.id, request_hash=request.hash)
                return Created(answer_of(record, act.caller), is_replayed=False)
            except (AlreadyExists, RuleBroken):  # by the same request, a moment ago
                earlier = await self._store.get(kind, request.id)
                if earlier is None:
                    raise
        check_repeated(request, earlier.request_hash)
        if not sees(earlier.audience, as_reader(act.caller)):
            first = await self._store.read_version(kind, request.id, 1)
            return Created(answer_of(first or earlier, act.caller), is_replayed=True)
        return Created(await self.read(request.id, as_reader(act.caller)), is_replayed=True)

    async def _current(self, id: str, caller: Caller) -> Record:
        """As a writer may know of it, who need not have the right to read. Raises `NotFound` and `Deleted`."""
        return await current(self._store, self._rules.kind, id, as_reader(caller))

    async def _checked(self, content: Shape, act: Act) -> Body:
        body = {**content.model_dump(), **self._rules.initial}
        await check_references(self._store, self._rules.kind, body, None, act.caller)
        await self._rules.guard(self._store, body, None)
        self._rules.check(body, None)
        return body

    async def replace(self, id: str, content: Shape, expected_version: int | None, act: Act) -> Answer:
        """Raises `NotFound`, `Deleted`, `VersionConflict`, `InvalidInput` and what the kind's rules refuse."""
        return await self._change(id, lambda _: content, expected_version, act)

    async def patch(self, id: str, changes: Body, expected_version: int | None, act: Act) -> Answer:
        """As `replace`, with a JSON Merge Patch of the current body."""
        return await self._change(
            id,
            lambda current: completed(self._rules.update, merge_patch(current, changes), changes),
            expected_version,
            act,
        )

    async def delete(self, id: str, reason: DeletedReason, expected_version: int | None, act: Act) -> None:
        """Raises `NotFound`, `Deleted`, `VersionConflict`, and `StillReferenced`."""
        record = await self._current(id, act.caller)
        _check_version(record, expected_version)
        if not sees_whole(record.audience, as_reader(act.caller)):
            raise HiddenContent
        await check_unreferenced(self._store, self._rules.kind, id, act.caller)
        await self._writer.delete(self._rules.kind, id, act, reason, expected_version=expected_version)

    async def _change(
        self, id: str, content_for: Callable[[Body], Shape], expected_version: int | None, act: Act
    ) -> Answer:
        rules = self._rules
        record = await self._current(id, act.caller)
        _check_version(record, expected_version)
        before = record.body
        proposed = with_owned(content_for(before), before, self._owned)
        check_touched(record, proposed, act.caller)
        await check_references(self._store, rules.kind, proposed, before, act.caller)
        await rules.guard(self._store, proposed, before)

        def edit(current: Body) -> Body:
            again = proposed if current == before else with_owned(content_for(current), current, self._owned)
            with telling(record, act.caller):
                rules.check(again, current)
            return again

        def check(now: Record) -> None:
            if now is not record:
                check_touched(now, with_owned(content_for(now.body), now.body, self._owned), act.caller)

        changed = await self._writer.change(
            rules.kind, id, edit, act, expected_version=expected_version, check=check, known=record
        )
        return answer_of(changed, act.caller, record)


def _check_version(record: Record, expected_version: int | None) -> None:
    """Before anything is said of the content, which may be as the caller read it in an older version."""
    if expected_version is not None and record.version != expected_version:
        raise VersionConflict(expected_version, record.version)


def answer_of(record: Record, caller: Caller, before: Record | None = None) -> Answer:
    """Who wrote a resource is answered with it as a reader of the same rank sees it, though it may not read others.

    What was closed by the very write is shown once more, as far as the caller could see it `before` (null: it was not
    there, so all of it is theirs).
    """
    reader = as_reader(caller)
    if sees(record.audience, reader):
        return _answer(record, reader)
    answered(record)
    seen = seen_by_all(record.kind, record.body, (before.audience,) if before else (), reader)
    return Answer(record.id, record.version, record.shape, is_redacted=True, json=encode(seen))


def _answer(record: Record, caller: Caller) -> Answer:
    is_redacted = not sees_whole(record.audience, caller)
    return Answer(record.id, record.version, record.shape, is_redacted, encode(_seen_of(record, caller)))


def _seen(served: Served, caller: Caller) -> Body:
    return as_seen(served.kind, decode(served.json), served.audience, caller)


def _seen_of(record: Record, caller: Caller) -> Body:
    return as_seen(record.kind, record.body, record.audience, caller)


def _tombstone(row: Row) -> Body:
    return {name: row.summary.get(name) for name in Tombstone.model_fields}
