"""Parts of a resource, each with a version of its own: read, added, replaced, patched and removed one by one.

Every change of a part is one conditional change of its resource, which is checked as a whole before it lands. Who
changes another part at the same moment does not stand in the way: the resource is read again and the change repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.access import Caller
from app.domain.audience import Audience, audience_in, sees_whole
from app.domain.exact_json import copied, encode
from app.domain.merge_patch import merge_patch
from app.domain.parts import find_part, with_part, without_part
from app.errors import (
    Fault,
    HiddenContent,
    InvalidInput,
    NotFound,
    PartRemoved,
    StillReferenced,
    VersionConflict,
    VersionMissing,
)
from app.schemas.parts import part_update_of
from app.schemas.shared import Part
from app.services.catalogue import CATALOGUE
from app.services.content import completed, refuse_changed, validated
from app.services.idempotency import check_repeated
from app.services.kept_ids import with_kept_ids
from app.services.merged import survivors
from app.services.part_kinds import PartKind
from app.services.part_versions import part_version
from app.services.ports import Body, Record, Store
from app.services.references import check_references, own_references_to, unknown_own_references
from app.services.resources import Answer, Created
from app.services.shown import as_reader, check_seen, current, seen_of, telling
from app.services.writing import Act, KeyedRequest, Writer, new_id, with_part_ids

Condition = int | Literal["*"] | None
"""The version of the part that a change is meant for, any version, or none said (allowed where nothing is there)."""


@dataclass(frozen=True, slots=True)
class PartWritten:
    """`is_added`: it was not there before."""

    answer: Answer
    is_added: bool


@dataclass(frozen=True, slots=True)
class PartList:
    """`version` is the resource's."""

    items: list[Body]
    id: str
    version: int
    shape: int
    is_redacted: bool


class _Repeated(Exception):
    """A keyed request that this record remembers."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record


class PartService:
    def __init__(self, store: Store, writer: Writer, part: PartKind) -> None:
        self._store, self._writer, self._part = store, writer, part
        self._rules = CATALOGUE[part.kind]

    async def all_of(self, id: str, caller: Caller, number: str | None = None) -> PartList:
        """All of them, or those with this printed number. Raises `NotFound` and `Deleted`."""
        record = await self._read(id, caller)
        parts = [part for part in self._seen(record, caller) if number is None or part["number"] == number]
        items = [{**part, "version": part_version(record, part["id"])} for part in parts]
        return PartList(items, record.id, record.version, record.shape, not sees_whole(record.audience, caller))

    async def read(self, id: str, part_id: str, caller: Caller) -> Answer:
        """Raises `NotFound` for the resource and for the part, and `Deleted`."""
        return self._answer(await self._read(id, caller), part_id, caller)

    async def add(self, id: str, content: Part, act: Act, request: KeyedRequest | None = None) -> Created:
        """Adds at the end. Raises `InvalidInput`, `NotFound`, `Deleted` and what the kind's rules refuse.

        A keyed request that was done before is answered with the part as it now is; `IdempotencyKeyReused` where it was
        another, `PartRemoved` where the part is there no longer.
        """
        part = content.model_dump()
        part["id"] = part["id"] or (request.id if request else new_id())
        if request:
            part = with_kept_ids(part, {}, part["id"])

        def check(record: Record) -> None:
            if request and request.id in record.part_requests:
                raise _Repeated(record)

        def edit(current: Body) -> Body:
            if find_part(current, self._part.collection, part["id"]) is not None:
                raise InvalidInput((Fault("/id", "id_repeated", "another part of this resource has this id"),))
            return self._with(current, part)

        try:
            record = await self._change(id, edit, act, check, part["id"], request)
        except _Repeated as repeated:
            return Created(self._replayed(repeated.record, part["id"], request, act), is_replayed=True)
        return Created(self._written(record, part["id"], act), is_replayed=False)

    async def replace(self, id: str, part_id: str, content: Part, condition: Condition, act: Act) -> Answer:
        """Never creates. `content` is of `part_update_of`. Raises as `put`, and `NotFound`."""
        sent = content.model_dump()

        def edit(current: Body) -> Body:
            return self._with(current, self._content(sent, part_id))

        return await self._changed(id, part_id, edit, condition, sent["version"], act)

    async def put(self, id: str, part_id: str, content: Part, condition: Condition, act: Act) -> PartWritten:
        """Adds or replaces the part with this id.

        Raises `InvalidInput` (faults point into the part), `VersionMissing`, `VersionConflict` (about the part),
        `NotFound` and `Deleted` (about the resource), `StoreBusy` and what the kind's rules refuse.
        """
        sent, is_added = content.model_dump(), False

        def edit(current: Body) -> Body:
            nonlocal is_added
            is_added = find_part(current, self._part.collection, part_id) is None
            return self._with(current, self._content(sent, part_id))

        check = self._condition_of_put(part_id, condition, sent["version"])
        record = await self._change(id, edit, act, check, part_id)
        return PartWritten(self._written(record, part_id, act), is_added)

    async def patch(self, id: str, part_id: str, changes: Body, condition: Condition, act: Act) -> Answer:
        """As `replace`, with a JSON Merge Patch of the part."""
        shape = part_update_of(self._part.shape)

        def edit(current: Body) -> Body:
            patched = completed(shape, merge_patch(self._held(current, part_id), changes), changes).model_dump()
            return self._with(current, self._content(patched, part_id))

        return await self._changed(id, part_id, edit, condition, changes.get("version"), act)

    async def delete(self, id: str, part_id: str, condition: Condition, act: Act) -> None:
        """Raises as `replace`, and `StillReferenced` where another part of the resource names this one."""

        def edit(current: Body) -> Body:
            named = own_references_to(self._part.kind, current, part_id)
            if named:
                raise StillReferenced(named)
            return self._checked(without_part(current, self._part.collection, part_id), current)

        await self._change(id, edit, act, self._condition(part_id, condition, None), part_id)

    async def _read(self, id: str, caller: Caller) -> Record:
        record = (await survivors(self._store, self._part.kind, (id,))).get(id)
        if record is not None:
            return check_seen(record, self._part.kind, id, caller)
        return await current(self._store, self._part.kind, id, caller)

    def _seen(self, record: Record, caller: Caller) -> list[Body]:
        parts: list[Body] = seen_of(record, caller).get(self._part.collection, [])
        return parts

    def _written(self, record: Record, part_id: str, act: Act) -> Answer:
        """What was written; where it is closed for who wrote it, as they sent it, and an agenda item as a stub."""
        caller = as_reader(act.caller)
        audience = replace(audience_in(record.audience), leaves_out=False)
        shown = replace(record, audience=audience.text)
        if find_part({self._part.collection: self._seen(shown, caller)}, self._part.collection, part_id) is None:
            shown = replace(record, audience=Audience(audience.clusters).text)
        return self._answer(shown, part_id, caller)

    def _answer(self, record: Record, part_id: str, caller: Caller) -> Answer:
        part = self._held({self._part.collection: self._seen(record, caller)}, part_id)
        version = part_version(record, part_id)
        is_redacted = not sees_whole(record.audience, caller)
        return Answer(part_id, version, record.shape, is_redacted, encode({**part, "version": version}))

    def _replayed(self, record: Record, part_id: str, request: KeyedRequest | None, act: Act) -> Answer:
        if request is not None:
            check_repeated(request, record.part_requests[request.id])
        if find_part(record.body, self._part.collection, part_id) is None:
            raise PartRemoved(self._part.noun, part_id)
        return self._written(record, part_id, act)

    def _held(self, body: Body, part_id: str) -> Body:
        part = find_part(body, self._part.collection, part_id)
        if part is None:
            raise NotFound(self._part.noun, part_id)
        return part

    def _content(self, sent: Body, part_id: str) -> Body:
        refuse_changed({"id": sent["id"]}, {"id": part_id})
        return {**{name: value for name, value in sent.items() if name != "version"}, "id": part_id}

    def _with(self, current: Body, part: Body) -> Body:
        with self._pointing_into(current, part["id"]):
            return self._checked(with_part(current, self._part.collection, part), current)

    def _checked(self, proposed: Body, current: Body) -> Body:
        """Raises `InvalidInput` where the resource as a whole would not hold, and what the kind's rules refuse."""
        validated(self._rules.update, proposed)
        faults = unknown_own_references(self._part.kind, proposed)
        if faults:
            raise InvalidInput(faults)
        self._rules.check(proposed, current)
        return with_part_ids(proposed)

    def _condition(self, part_id: str, condition: Condition, sent: int | None) -> Callable[[Record], None]:
        """What is there is changed only by who says which version was read; `*` means something that is there."""

        def check(record: Record) -> None:
            self._held(record.body, part_id)
            version = part_version(record, part_id)
            if condition is None:
                raise VersionMissing(version)
            if condition not in ("*", version):
                raise VersionConflict(int(condition), version)
            refuse_changed({"version": sent}, {"version": version})

        return check

    def _condition_of_put(self, part_id: str, condition: Condition, sent: int | None) -> Callable[[Record], None]:
        """What is not there yet is added without a condition."""
        of_change = self._condition(part_id, condition, sent)

        def check(record: Record) -> None:
            if find_part(record.body, self._part.collection, part_id) is not None:
                of_change(record)
            elif condition is not None:
                raise VersionConflict(0 if condition == "*" else condition, None)

        return check

    async def _changed(
        self, id: str, part_id: str, edit: Callable[[Body], Body], condition: Condition, sent: int | None, act: Act
    ) -> Answer:
        record = await self._change(id, edit, act, self._condition(part_id, condition, sent), part_id)
        return self._written(record, part_id, act)

    async def _change(
        self,
        id: str,
        edit: Callable[[Body], Body],
        act: Act,
        check: Callable[[Record], None],
        part_id: str,
        request: KeyedRequest | None = None,
    ) -> Record:
        """References to other resources are looked up once, before; all else is checked on what is replaced."""
        kind = self._part.kind
        record = await current(self._store, kind, id, as_reader(act.caller))

        def seen_and_asked(record: Record) -> None:
            self._check_touched(record, part_id, edit, act.caller)
            check(record)

        with telling(record, act.caller):
            seen_and_asked(record)
            with self._pointing_into(record.body, part_id):
                await check_references(self._store, kind, edit(record.body), record.body, act.caller)
            return await self._writer.change(kind, id, edit, act, check=seen_and_asked, request=request)

    def _check_touched(self, record: Record, part_id: str, edit: Callable[[Body], Body], caller: Caller) -> None:
        """Raises `NotFound` for a part that is hidden from the caller, `HiddenContent` where it is so in part."""
        caller, held = as_reader(caller), find_part(record.body, self._part.collection, part_id)
        if held is None or sees_whole(record.audience, caller):
            return
        seen = self._held({self._part.collection: self._seen(record, caller)}, part_id)
        if part_id in audience_in(record.audience).hidden_from(caller):
            raise HiddenContent
        hidden = [name for name, value in held.items() if seen[name] != value]
        if not hidden:
            return
        proposed = find_part(edit(copied(record.body)), self._part.collection, part_id)
        touched = hidden if proposed is None else [name for name in hidden if proposed[name] != held[name]]
        if touched:
            raise HiddenContent(f"/{touched[0]}")

    @contextmanager
    def _pointing_into(self, body: Body, part_id: str) -> Iterator[None]:
        """Faults of the part point into the part that was sent, not into the resource."""
        ids = [part["id"] for part in body[self._part.collection]]
        place = ids.index(part_id) if part_id in ids else len(ids)
        prefix = f"/{self._part.collection}/{place}"
        try:
            yield
        except InvalidInput as exc:
            raise InvalidInput(
                tuple(Fault(_within(fault.pointer, prefix), fault.code, fault.message) for fault in exc.faults)
            ) from exc


def _within(pointer: str, prefix: str) -> str:
    return pointer.removeprefix(prefix) if pointer.startswith(f"{prefix}/") else pointer
