"""Resources under the names that other systems have for them: read, upserted, withdrawn.

An upsert claims the source key first, then writes the record, whose id is derived from the key: one that was cut off
is completed by sending it again, and of many at once all mean one record. What a source sends again writes nothing.
What is known already by the natural key of its content (an import made it, or another system) is adopted: it gets the
source's key as well. Two ids of one system are two resources, whatever they are called.
A source's entry among the resource's `sources` has `applied_version`, the last version that it wrote; a tombstone of
that version was left by the source itself, so the source may revive it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.access import Caller
from app.domain.audience import sees, sees_whole
from app.domain.identity import KIND, SYSTEM
from app.errors import (
    AlreadyExists,
    Deleted,
    DeletedByPerson,
    Fault,
    HiddenContent,
    InvalidInput,
    NotFound,
    NotInReach,
    SourceShared,
    StoreBusy,
    VersionConflict,
)
from app.schemas.fields import utc_text
from app.services.content import completed, owned_by_server, validated, with_owned
from app.services.contention import attempts
from app.services.kept_ids import with_kept_ids
from app.services.merged import merged_ids
from app.services.natural_keys import keys_by_content
from app.services.ports import Body, Record, SourceKey, Store
from app.services.references import check_references, check_unreferenced
from app.services.resources import Answer, Rules, answer_of
from app.services.shown import as_reader, check_seen, check_touched, telling
from app.services.source_entries import entry_for, key_of
from app.services.source_references import resolved
from app.services.writing import SERVER_OWNED, Act, Writer, derived_id

UpsertState = Literal["created", "updated", "unchanged", "restored"]


@dataclass(frozen=True, slots=True)
class Upserted:
    answer: Answer
    state: UpsertState


class BySourceService:
    """One kind. `clock` gives aware UTC time."""

    def __init__(self, store: Store, writer: Writer, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._store, self._writer, self._rules, self._clock = store, writer, rules, clock
        self._owned = owned_by_server(rules.create, rules.update)

    async def read(self, source: SourceKey, caller: Caller) -> Answer:
        """Raises `NotFound` and `Deleted`. What was merged into another is that other."""
        record = check_seen(await self._found(source), self._rules.kind, source.id, caller)
        if record.deleted:
            raise Deleted(record.kind, record.id, record.body)
        return answer_of(record, caller)

    async def upsert(self, source: SourceKey, sent: Body, act: Act) -> Upserted:
        """Creates the resource, or replaces the members that are sent; null empties one.

        `sent` is a dumped upsert shape, of the members that were sent. Raises `InvalidInput`, `DeletedByPerson`,
        `NotInReach` for what is there and not for this caller, `StoreBusy` and what the kind's rules refuse.
        """
        _refuse_own(source)
        _refuse_others(source, act.caller)
        sent = await resolved(self._store, self._rules.kind, sent)
        async for _ in attempts():
            record = await self._store.find_by_source(self._rules.kind, source)
            if record is not None and not sees(record.audience, as_reader(act.caller)):
                raise NotInReach(record.kind)
            try:
                if record is None:
                    return await self._created(source, sent, act)
                if record.deleted:
                    return await self._revived(record, source, sent, act)
                return await self._changed(record, source, sent, act)
            except (AlreadyExists, VersionConflict, Deleted):
                continue
        raise StoreBusy(f"this {self._rules.kind} is being changed by many at once")

    async def withdraw(self, source: SourceKey, act: Act) -> None:
        """Deletes what the source says no longer; it may say it again. What is deleted already stays as it is.

        Raises `NotFound`, `StillReferenced`, and `SourceShared` where another source says it too.
        """
        _refuse_own(source)
        _refuse_others(source, act.caller)
        async for _ in attempts():
            record = check_seen(await self._found(source), self._rules.kind, source.id, as_reader(act.caller))
            if record.deleted:
                return
            others = [entry for entry in record.body["sources"] if key_of(entry) != source]
            if not all(map(_is_by_content, others)):
                raise SourceShared("another source says it too; a person can delete it")
            if not sees_whole(record.audience, as_reader(act.caller)):
                raise HiddenContent
            await check_unreferenced(self._store, record.kind, record.id, act.caller)
            sources = [entry for entry in self._sources(record, source) if not _is_by_content(entry)]
            try:
                await self._writer.delete(
                    record.kind, record.id, act, "withdrawn", expected_version=record.version, sources=sources
                )
            except (VersionConflict, Deleted):
                continue
            return
        raise StoreBusy(f"this {self._rules.kind} is being changed by many at once")

    async def _found(self, source: SourceKey) -> Record:
        record = await self._store.find_by_source(self._rules.kind, source)
        if record is None:
            raise NotFound(self._rules.kind, source.id)
        return record

    async def _created(self, source: SourceKey, sent: Body, act: Act) -> Upserted:
        rules, id = self._rules, self._derived(source)
        blank: Body = dict.fromkeys(self._owned)
        body = with_kept_ids(
            with_owned(completed(rules.update, sent, sent), {**blank, "sources": []}, self._owned), {}, id
        )
        content = {**{name: value for name, value in body.items() if name not in self._owned}, **rules.initial}
        keys = await self._natural_keys(content)
        known = await self._known(keys, source, act.caller)
        if known is not None:
            return await self._adopted(known, source, sent, act)
        await self._check(content, act)
        if await self._store.claim_source(rules.kind, source, id) != id:
            raise AlreadyExists(rules.kind, id)
        names = (source, *[key for key in keys[:1] if await self._store.claim_source(rules.kind, key, id) == id])
        entries = tuple(entry_for(name, utc_text(self._clock()), 1) for name in names)
        return _upserted(await self._writer.create(rules.kind, content, act, id=id, sources=entries), "created", act)

    async def _natural_keys(self, content: Body) -> list[SourceKey]:
        keys = await keys_by_content(self._store, self._rules.kind, content)
        return [SourceKey(SYSTEM, KIND, key) for key in keys]

    async def _known(self, keys: list[SourceKey], source: SourceKey, caller: Caller) -> Record | None:
        """The resource that has one of the natural keys, unless this system names it already.

        One that the caller may not know of keeps its key, and another is made beside it, as if it were not there.
        """
        for key in keys:
            record = await self._store.find_by_source(self._rules.kind, key)
            if record is None or record.deleted or _is_named_by(record, source):
                continue
            if sees(record.audience, as_reader(caller)):
                return record
        return None

    async def _adopted(self, record: Record, source: SourceKey, sent: Body, act: Act) -> Upserted:
        """Cut off behind the claim, it is a claim whose owner does not list it, which the next upsert takes over."""
        if await self._store.claim_source(self._rules.kind, source, record.id) != record.id:
            raise AlreadyExists(self._rules.kind, record.id)
        return await self._changed(record, source, sent, act)

    async def _changed(self, record: Record, source: SourceKey, sent: Body, act: Act) -> Upserted:
        rules = self._rules
        body = self._proposed(record, source, record.body, sent)
        if body == record.body and any(key_of(entry) == source for entry in record.body["sources"]):
            return _upserted(record, "unchanged", act, record)
        check_touched(record, body, act.caller)
        await check_references(self._store, rules.kind, body, record.body, act.caller)
        await rules.guard(self._store, body, record.body)
        with telling(record, act.caller):
            rules.check(body, record.body)
        body["sources"] = self._sources(record, source)
        changed = await self._writer.change(rules.kind, record.id, lambda _: body, act, expected_version=record.version)
        return _upserted(changed, "updated", act, record)

    async def _revived(self, tombstone: Record, source: SourceKey, sent: Body, act: Act) -> Upserted:
        withdrawn = any(
            key_of(entry) == source and entry["applied_version"] == tombstone.version
            for entry in tombstone.body["sources"]
        )
        if not withdrawn:
            raise DeletedByPerson(tombstone.kind, tombstone.body)
        last = await self._store.read_version(tombstone.kind, tombstone.id, tombstone.version - 1)
        body = self._proposed(last, source, last.body, sent) if last else self._begun_anew(tombstone, sent)
        await self._check(body, act)
        body["sources"] = self._sources(tombstone, source) + await self._free_keys(body, tombstone)
        return _upserted(await self._writer.revive(tombstone, body, act), "restored", act, tombstone)

    def _proposed(self, record: Record, source: SourceKey, held: Body, sent: Body) -> Body:
        """The whole body as the source would have it. Of one merged into this resource only what is lacking is taken.

        Otherwise two names of what was merged would be written over each other at every run.
        """
        if self._derived(source) in merged_ids(held):
            sent = {name: value for name, value in sent.items() if name in SERVER_OWNED or held.get(name) in (None, [])}
        content = validated(self._rules.update, {**held, **sent})
        return with_kept_ids(with_owned(content, held, self._owned), held, record.id)

    def _begun_anew(self, tombstone: Record, sent: Body) -> Body:
        """The whole body where nothing is kept of what was deleted. Raises `InvalidInput` as a create does."""
        owned = {name: tombstone.body[name] for name in SERVER_OWNED}
        content = completed(self._rules.update, sent, sent)
        held = {**dict.fromkeys(self._owned), **self._rules.initial, **owned}
        return with_kept_ids(with_owned(content, held, self._owned), {}, tombstone.id)

    async def _check(self, content: Body, act: Act) -> None:
        """What a create is asked."""
        await check_references(self._store, self._rules.kind, content, None, act.caller)
        await self._rules.guard(self._store, content, None)
        self._rules.check(content, None)

    def _derived(self, source: SourceKey) -> str:
        return derived_id(self._rules.kind, source.system, source.kind, source.id)

    def _sources(self, previous: Record, source: SourceKey) -> list[Body]:
        """The sources of the version after `previous`, which this source writes."""
        entry = entry_for(source, utc_text(self._clock()), previous.version + 1)
        held: list[Body] = previous.body["sources"]
        if all(key_of(one) != source for one in held):
            return [*held, entry]
        return [{**one, **entry, "url": one["url"]} if key_of(one) == source else one for one in held]

    async def _free_keys(self, content: Body, tombstone: Record) -> list[Body]:
        """The entry of the natural key for the version after the tombstone, where nobody else has taken it since."""
        kind, id, now = tombstone.kind, tombstone.id, utc_text(self._clock())
        return [
            entry_for(key, now, tombstone.version + 1)
            for key in (await self._natural_keys(content))[:1]
            if await self._store.claim_source(kind, key, id) == id
        ]


def _is_named_by(record: Record, source: SourceKey) -> bool:
    """Whether the system has a name of this kind for it: then it means another one by another id."""
    return any((entry["system"], entry["kind"]) == (source.system, source.kind) for entry in record.body["sources"])


def _is_by_content(entry: Body) -> bool:
    """Whether it is a natural key that an upsert gave it; one that a document gave has the document's checksum."""
    return (entry["system"], entry["kind"], entry["checksum"]) == (SYSTEM, KIND, None)


def _refuse_own(source: SourceKey) -> None:
    if source.system == SYSTEM:
        raise InvalidInput((Fault("?system", "reserved", "is the server's own; name your system"),))


def _refuse_others(source: SourceKey, caller: Caller) -> None:
    """Raises `NotInReach` for who may write for another source alone."""
    if caller.source is not None and caller.source != source.system:
        raise NotInReach("source")


def _upserted(record: Record, state: UpsertState, act: Act, before: Record | None = None) -> Upserted:
    return Upserted(answer_of(record, act.caller, before), state)
