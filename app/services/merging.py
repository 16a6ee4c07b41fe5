"""Two resources that are one: merging them, and undoing it. Restoring what was deleted is the same road back.

No transaction spans records, so every step may be repeated, and a merge that was cut off is completed by sending it
again. In this order: the survivor takes over what the other has, with a marker among its sources; the other becomes a
tombstone that names the survivor and lists no sources; the claims of its source keys move. An import in between finds
the other, or the survivor, and never neither.
"""

from pydantic import ValidationError

from app.domain.access import ADMIN, Caller
from app.domain.audience import audience_in, sees, sees_whole
from app.domain.visible import EVERYTHING
from app.errors import (
    Deleted,
    Fault,
    HiddenContent,
    InvalidInput,
    MergeRefused,
    NotAllowed,
    NotFound,
    RestoreRefused,
    StoreBusy,
    VersionConflict,
)
from app.schemas.faults import invalid_input
from app.services.catalogue import CATALOGUE
from app.services.contention import ATTEMPTS
from app.services.merge_bodies import adopted, refuse_strangers, released
from app.services.merged import merged_ids
from app.services.ports import Body, Kind, Record, Store
from app.services.references import check_references
from app.services.resources import Answer, answer_of
from app.services.shown import as_reader, check_seen
from app.services.source_entries import key_of
from app.services.writing import SERVER_OWNED, Act, Writer

MAX_VERSIONS = 200
"""How many versions of a survivor are looked through for the merge that is undone."""


class MergeService:
    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer

    async def merge(self, kind: Kind, id: str, into: str, expected_version: int | None, act: Act) -> Answer:
        """The survivor. A merge already done is done again, which changes nothing.

        Raises `NotFound`, `Deleted`, `VersionConflict` (all about `id`), `InvalidInput` about `into`, `MergeRefused`.
        """
        if id == into:
            raise InvalidInput((Fault("/into", "merged_with_itself", "names the resource itself"),))
        for _ in range(ATTEMPTS):
            other = await self._seen(kind, id, act.caller)
            if other.deleted and other.body.get("merged_into") != into:
                raise Deleted(kind, id, other.body)
            if not other.deleted:
                _check_version(other, expected_version)
                if not await self._merged(other, into, act):
                    continue
            return await self._finished(kind, id, into, act.caller)
        raise StoreBusy(f"this {kind} is being changed by many at once")

    async def restore(self, kind: Kind, id: str, expected_version: int | None, act: Act) -> Answer:
        """Lifts a tombstone, and undoes the merge that left it. What is not deleted stays as it is.

        Raises `NotFound`, `NotAllowed`, `VersionConflict`, `RestoreRefused`, and what the kind's rules refuse.
        """
        tombstone = await self._seen(kind, id, act.caller)
        if not tombstone.deleted:
            return await self._restored(tombstone, act.caller)
        if tombstone.body["deleted_reason"] == "privacy" and not act.caller.may(ADMIN):
            raise NotAllowed(ADMIN)
        _check_version(tombstone, expected_version)
        last = await self._store.read_version(kind, id, tombstone.version - 1)
        if last is None:
            raise RestoreRefused("the version before the deletion is not kept")
        await self._check(kind, last.body)
        into = tombstone.body.get("merged_into")
        if into is not None:
            await self._release(kind, into, last.body, act)
        return await self._restored(await self._writer.revive(tombstone, last.body, act), act.caller)

    async def _seen(self, kind: Kind, id: str, caller: Caller) -> Record:
        """Raises `NotFound`, and `HiddenContent` where something of it is hidden from the caller."""
        record = check_seen(await self._found(kind, id), kind, id, as_reader(caller))
        if not sees_whole(record.audience, as_reader(caller)):
            raise HiddenContent
        return record

    async def _found(self, kind: Kind, id: str) -> Record:
        record = await self._store.get(kind, id)
        if record is None:
            raise NotFound(kind, id)
        return record

    async def _merged(self, other: Record, into: str, act: Act) -> bool:
        """False where the other has changed meanwhile.

        Two that are merged into each other at once both get their marker; then only the one of the greater id goes.
        """
        kind, survivor = other.kind, await self._survivor(other.kind, into, act.caller)
        refuse_strangers(kind, survivor.body, other.body)
        is_hidden = _is_hidden(other) and not _is_hidden(survivor)
        if is_hidden and kind == "participant":
            raise MergeRefused("the other is known from closed material alone, and the survivor would tell of it")

        def adopt(current: Body) -> Body:
            return _in_shape(kind, adopted(current, other.body, is_hidden=is_hidden))

        await self._writer.change(kind, into, adopt, act)
        now = await self._found(kind, other.id)
        if into in merged_ids(now.body) and other.id < into:
            raise MergeRefused("the survivor is being merged into this one")
        if now.version != other.version:
            return False
        try:
            await self._writer.delete(
                kind, other.id, act, "duplicate", expected_version=other.version, merged_into=into
            )
        except (VersionConflict, Deleted):
            return False
        return True

    async def _survivor(self, kind: Kind, into: str, caller: Caller) -> Record:
        record = await self._store.get(kind, into)
        if record is None or record.deleted or not sees(record.audience, as_reader(caller)):
            raise InvalidInput((Fault("/into", "reference_unknown", f"names no {kind}"),))
        if not sees_whole(record.audience, as_reader(caller)):
            raise HiddenContent("/into")
        return record

    async def _finished(self, kind: Kind, id: str, into: str, caller: Caller) -> Answer:
        """Moves the claims of what the other listed last."""
        tombstone = await self._found(kind, id)
        last = await self._store.read_version(kind, id, tombstone.version - 1)
        for entry in last.body["sources"] if last else ():
            await self._store.claim_source(kind, key_of(entry), into)
        return answer_of(await self._writer.current(kind, into), caller)

    async def _check(self, kind: Kind, body: Body) -> None:
        """What a create would be asked. Raises `RestoreRefused` for references that lead nowhere by now."""
        rules = CATALOGUE[kind]
        try:
            await check_references(self._store, kind, body)
        except InvalidInput as exc:
            raise RestoreRefused(f"what it refers to is gone: {exc}") from exc
        await rules.guard(self._store, body, None)
        rules.check(body, None)

    async def _release(self, kind: Kind, into: str, other: Body, act: Act) -> None:
        survivor = await self._store.get(kind, into)
        if survivor is None or survivor.deleted:
            raise RestoreRefused("it was merged into one that is deleted by now; restore that one first")
        if other["id"] not in merged_ids(survivor.body):
            return
        before, after = await self._around_merge(survivor, other["id"])
        await self._writer.change(kind, into, lambda current: released(current, before, after, other), act)

    async def _around_merge(self, survivor: Record, id: str) -> tuple[Body | None, Body]:
        """The survivor before and after it took the other over."""
        after = survivor
        for version in range(survivor.version - 1, max(0, survivor.version - 1 - MAX_VERSIONS), -1):
            earlier = await self._store.read_version(survivor.kind, survivor.id, version)
            if earlier is None:
                break
            if not earlier.deleted and id not in merged_ids(earlier.body):
                return earlier.body, after.body
            after = earlier
        return None, after.body

    async def _restored(self, record: Record, caller: Caller) -> Answer:
        """Its source keys are its own again."""
        for entry in record.body["sources"]:
            await self._store.claim_source(record.kind, key_of(entry), record.id)
        return answer_of(record, caller)


def _is_hidden(record: Record) -> bool:
    return EVERYTHING in audience_in(record.audience).hidden


def _check_version(record: Record, expected: int | None) -> None:
    if expected is not None and record.version != expected:
        raise VersionConflict(expected, record.version)


def _in_shape(kind: Kind, body: Body) -> Body:
    """Raises `InvalidInput` where both together are more than the shape holds."""
    content = {name: value for name, value in body.items() if name not in SERVER_OWNED}
    try:
        CATALOGUE[kind].create.model_validate(content)
    except ValidationError as exc:
        raise invalid_input(exc.errors(include_url=False, include_input=False)) from exc
    return body
