"""What is kept for a time only, rule by rule. Each goes through what it is about in batches, and tells of every batch.

A rule may be cut off anywhere and go on from the last place it told of: what is gone already is passed over. Two rules
follow the change log, so that each deletion, and each end of an import, is looked at once.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from app.domain.access import Caller
from app.errors import Deleted, VersionConflict
from app.services.access_log import ACCESS_LOG
from app.services.import_staging import staged
from app.services.merged import merged_ids
from app.services.ports import Change, LogEntry, Record, Store
from app.services.writing import Act, Writer

ACT = Act(Caller("klynge", frozenset()), reason="kept for a time only")
_MANY = 200
_ENDED = ("completed", "failed")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were let go of, and their bytes as they are stored."""

    count: int = 0
    bytes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.bytes + other.bytes)


@dataclass(frozen=True, slots=True)
class Batch:
    """`place` is where to go on: a place in the change log, or a day; 0 says nothing."""

    tally: Tally
    place: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """About what is older than `before` (RFC 3339 in UTC). `is_trial`: count what would go, and change nothing.

    `is_asked`: somebody waits, and what is looked at once a day is looked at now.
    """

    store: Store
    writer: Writer
    before: str
    place: int
    is_trial: bool
    is_asked: bool


async def access_log(round: Round) -> AsyncIterator[Batch]:
    """Entries of hidden material that was handed out."""
    after = ""
    while True:
        keys = await round.store.list_blobs(ACCESS_LOG, after, _MANY)
        old = tuple(key for key in keys if key.removeprefix(ACCESS_LOG) < round.before)
        yield Batch(await _without_blobs(round, old))
        if len(old) < _MANY:
            return
        after = old[-1]


async def deleted_versions(round: Round) -> AsyncIterator[Batch]:
    """Archived versions of what was deleted. Its tombstone stays, and so does who did what when."""
    async for entries in _log(round):
        tally = Tally()
        for entry in entries:
            if entry.change.type.endswith(".deleted"):
                tally += await _emptied(round, entry.change)
        yield Batch(tally, entries[-1].seq)


async def import_reports(round: Round) -> AsyncIterator[Batch]:
    """Jobs of several files that ended: what became of each file, and the job itself, which becomes a tombstone.

    The job of each single document stays: by it the same file is known again.
    """
    async for entries in _log(round):
        tally = Tally()
        for entry in entries:
            if entry.change.kind == "import":
                tally += await _without_report(round, entry.change)
        yield Batch(tally, entries[-1].seq)


async def _log(round: Round) -> AsyncIterator[tuple[LogEntry, ...]]:
    """The entries of the change log that are old enough, from the round's place on."""
    place = round.place
    while True:
        entries = await round.store.read_log(place, _MANY)
        young = next((number for number, entry in enumerate(entries) if entry.change.at >= round.before), len(entries))
        if young:
            yield entries[:young]
        if young < _MANY:
            return
        place = entries[-1].seq


async def _emptied(round: Round, deletion: Change) -> Tally:
    """What was merged into another is not gone with its tombstone, but when that other is."""
    tombstone = await round.store.get(deletion.kind, deletion.id)
    if tombstone is None or (tombstone.deleted, tombstone.version) != (True, deletion.version):
        return Tally()
    if tombstone.body.get("merged_into") is not None:
        return Tally()
    tally = await _without_archive(round, tombstone)
    for id in merged_ids(tombstone.body):
        merged = await round.store.get(deletion.kind, id)
        if merged is not None and merged.deleted:
            tally += await _without_archive(round, merged)
    return tally


async def _without_report(round: Round, change: Change) -> Tally:
    job = await round.store.get("import", change.id)
    if job is None or job.version > change.version + 1:
        return Tally()
    if job.deleted and await _is_own(round.store, job):  # cut off behind the tombstone
        return await _without_archive(round, job)
    is_ended = not job.deleted and job.body["state"] in _ENDED
    if not is_ended or job.version != change.version or "work" not in job.body:
        return Tally()
    tally = Tally(1)
    after = ""
    while keys := await round.store.list_blobs(staged(job.id), after, _MANY):
        tally += Tally(0, (await _without_blobs(round, keys)).bytes)
        after = keys[-1]
    sizes = await round.store.archived("import", job.id)
    if not round.is_trial:
        with suppress(Deleted, VersionConflict):
            tombstone = await round.writer.delete("import", job.id, ACT, "other", expected_version=job.version)
            await round.store.drop_archived(tombstone)
    return tally + Tally(0, sum(sizes.values()))


async def _is_own(store: Store, tombstone: Record) -> bool:
    """Whether it was this rule that deleted it."""
    changes = await store.read_changes(tombstone.kind, tombstone.id, None, 1)
    return [(one.actor, one.reason) for one in changes] == [(ACT.caller.name, ACT.reason)]


async def _without_archive(round: Round, tombstone: Record) -> Tally:
    sizes = await round.store.archived(tombstone.kind, tombstone.id)
    if sizes and not round.is_trial:
        await round.store.drop_archived(tombstone)
    return Tally(len(sizes), sum(sizes.values()))


async def _without_blobs(round: Round, keys: tuple[str, ...]) -> Tally:
    sizes = [len(data) for data in (await round.store.get_blobs(keys)).values()] if keys else []
    if not round.is_trial:
        for key in keys:
            await round.store.delete_blob(key)
    return Tally(len(sizes), sum(sizes))
