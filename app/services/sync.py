"""Runs over what another system exports: each file once, whoever is killed meanwhile.

One run of a source at a time, under a lease. What became of each file is remembered in the store as the run goes on, so
that the next run takes up where this one ends; a file that was taken in and not yet remembered is taken in again, which
writes nothing. A run that has anything to do is an import job. One that was cut off is ended by the next run, which
tells the files that it had not come to as failed there, and takes them in itself.
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.findings import Finding
from app.errors import StoreBusy
from app.importers.drop import Drop
from app.importers.exports.people import AttendanceCodes
from app.importers.sniff import IMPORTER_VERSION
from app.services.import_documents import SourceFile
from app.services.import_report import failed_file, waiting_file
from app.services.import_withdrawal import Withdrawal
from app.services.imports import ImportService, Keep
from app.services.leases import Leases
from app.services.ports import Body, Store
from app.services.sources import SourceService, codes_of
from app.services.sync_forums import left_out_as_other
from app.services.sync_job import SyncJob
from app.services.sync_memory import Beside, Known, Look, Memory, MemoryKeeper
from app.services.writing import Act, Writer, derived_id, new_id

TELL_SECONDS = 1.0
"""How far what is remembered, and the job, may be behind what is done."""

SUCCESS_SECONDS = 60
"""A run that found nothing new tells of its success at most so often: a watch of every second would fill the feed."""


class RememberingDrop(Drop, Protocol):
    """What lies beside an export, and what was asked of it so far; see `sync_memory.Known`."""

    @property
    def beside(self) -> tuple[Beside, ...]: ...

    @property
    def listing(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of a drop; `name` is its path there, `/` between folders, `parts` are those of the files that belong to
    it, and `beside` is a hash of these; empty where there are none."""

    name: str
    look: Look
    sha256: str
    data: bytes
    drop: RememberingDrop
    parts: tuple[str, ...] = ()
    beside: str = ""


class SyncService:
    """`clock` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        imports: ImportService,
        sources: SourceService,
        leases: Leases,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._writer, self._imports = store, writer, imports
        self._sources, self._leases, self._clock = sources, leases, clock

    @asynccontextmanager
    async def run(self, system: str, act: Act) -> AsyncIterator["SyncRun"]:
        """A source that nobody has told of is made. Raises `StoreBusy`, also where a run of it is under way."""
        id = derived_id("source", system)
        async with self._leases.hold(f"sync/{id}") as is_free:
            if not is_free:
                raise StoreBusy(f"another run of the source {system} is under way; this one has done nothing")
            if await self._store.get("source", id) is None:
                await self._sources.put(system, {}, act)
            settings = await self._sources.settings(system)
            keeper = MemoryKeeper(self._store, id)
            run = SyncRun(self._store, self._writer, self._imports, settings, keeper, await keeper.recall(), act)
            await run.end_earlier()
            yield run

    async def succeeded(self, system: str, act: Act, *, has_written: bool) -> None:
        """The whole run ended well."""
        last = (await self._sources.settings(system))["last_success_at"]
        if has_written or last is None or self._clock() - datetime.fromisoformat(last) > _SUCCESS:
            await self._sources.succeeded(system, act)


_SUCCESS = timedelta(seconds=SUCCESS_SECONDS)


@dataclass(slots=True)
class SyncRun:
    """`source` are the settings of the source, `told` what became of the files so far, in their order."""

    store: Store
    writer: Writer
    imports: ImportService
    source: Body
    keeper: MemoryKeeper
    memory: Memory
    act: Act
    told: list[Body] = field(default_factory=list)
    _names: Sequence[str] = ()
    _told_at: float = 0.0

    @property
    def reading(self) -> str:
        """What decides, beside the bytes, on what is read and stored."""
        codes = [part for code in sorted(self._codes.items()) for part in code]
        settings = (self.source["unknown_means"], *sorted(self.source["forum_ids"]))
        return derived_id(IMPORTER_VERSION, *settings, *(["codes", *codes] if codes else []))

    @property
    def _codes(self) -> AttendanceCodes:
        return codes_of(self.source)

    async def end_earlier(self) -> None:
        """Ends the job of a run that was cut off."""
        if self.memory.run is not None:
            await self._job.end_cut_off()
            await self._remember(run=None)

    async def begin(self, names: Sequence[str]) -> None:
        """Makes the job of the run, of these files in this order. May be repeated."""
        if self.memory.run is None:
            await self._remember(run=new_id())
        self._names, self._told_at = names, time.monotonic()
        await self._job.begin(names, self.source["system"])

    async def take(self, taken: Taken) -> Body:
        """Stores what the next file says, and returns it as `tell` does. Raises `StoreBusy`; may be repeated."""
        name = taken.name.rpartition("/")[2]
        file = SourceFile(
            name,
            taken.data,
            self.source["unknown_means"],
            self.source["system"],
            taken.drop,
            taken.beside,
            self._codes,
            needs_head=True,
        )
        left_out = await left_out_as_other(self.store, file, self.source["forum_ids"])
        told = left_out or await self.imports.apply(file, self.act, self._keeping(taken.name))
        told = {**told, "name": taken.name}
        known = self._known(taken, told, is_left_out=left_out is not None)
        await self._withdraw_former(taken.name, known)
        self.memory.files[taken.name] = known
        return await self.tell(told)

    @property
    def left(self) -> Sequence[str]:
        """The files that the run has not come to."""
        return self._names[len(self.told) :]

    def parts_of(self, name: str) -> set[str]:
        """The files that belong to one that was taken."""
        known = self.memory.files.get(name)
        return set() if known is None else set(known.parts)

    def is_last(self, name: str) -> bool:
        """Whether something is stored of this path, and of no other."""
        return self.memory.files[name].stored_sha256 is not None and not self.memory.has_elsewhere(name)

    async def remove(self, name: str) -> Body:
        """Withdraws what was stored of a file that is gone, unless it is stored of another as well; as `take`."""
        known = self.memory.files.get(name)
        changed: list[Body] = []
        if known is not None and known.stored_sha256 is not None and self.is_last(name):
            changed = await Withdrawal(self.store, self.writer, known.stored_sha256, self.act).carry_out()
        told = await self.tell(_removed(name, known, changed))
        self.memory.files.pop(name, None)
        return told

    async def _withdraw_former(self, name: str, known: Known) -> None:
        """What is stored of the path from now on takes the place of what was."""
        former = self.memory.files.get(name)
        if former is None or former.stored_sha256 in (None, known.stored_sha256) or self.memory.has_elsewhere(name):
            return
        await Withdrawal(self.store, self.writer, former.stored_sha256, self.act).carry_out()

    async def tell(self, told: Body) -> Body:
        """Keeps what became of the next file, as an `ImportFile`, and returns what is kept. Raises `StoreBusy`."""
        told = await self._job.tell(len(self.told), told)
        if time.monotonic() - self._told_at > TELL_SECONDS:
            await self.keeper.remember(self.memory)
            done = [*self.told, told]
            await self._job.progress(len(done), [*done, *map(_waiting, self._names[len(done) :])])
            self._told_at = time.monotonic()
        self.told.append(told)
        return told

    async def end(self) -> str | None:
        """Remembers all, and ends the job where there is one, whose id is returned. May be repeated."""
        id = self.memory.run
        await self.keeper.remember(self.memory)
        if id is not None:
            await (self._job.end(self.told) if not self.left else self._job.end_cut_off())
            await self._remember(run=None)
        return id

    @property
    def _job(self) -> SyncJob:
        return SyncJob(self.store, self.writer, self.act, self.memory.run or "")

    async def _remember(self, run: str | None) -> None:
        self.memory.run = run
        await self.keeper.remember(self.memory)

    def _keeping(self, name: str) -> Keep:
        async def keep(told: Body) -> None:
            await self._job.tell(len(self.told), {**told, "name": name})

        return keep

    def _known(self, taken: Taken, told: Body, *, is_left_out: bool) -> Known:
        has_failed = told["state"] == "failed"
        former = self.memory.files.get(taken.name)
        stands = former is not None and (has_failed or former.stored_sha256 == taken.sha256)
        is_stored = not has_failed and not is_left_out
        return Known(
            look=taken.look,
            sha256=taken.sha256,
            reading=self.reading,
            outcome="left_out" if is_left_out else "failed" if has_failed else "stored",
            format=told["format"],
            import_id=told["import_id"],
            stored_sha256=taken.sha256 if is_stored else former.stored_sha256 if former and stands else None,
            findings=tuple(told["findings"]) if has_failed or _is_left_waiting(told) else (),
            beside=taken.drop.beside,
            listing=taken.drop.listing,
            parts=taken.parts,
        )


def _is_left_waiting(told: Body) -> bool:
    """Whether nothing is stored of the file until something comes that it lacks."""
    return told["import_id"] is None and any(one["severity"] == "warning" for one in told["findings"])


def _waiting(name: str) -> Body:
    return waiting_file(name, None)


def _removed(name: str, known: Known | None, changed: list[Body]) -> Body:
    what = "Det, som kun den sagde, er trukket tilbage." if changed else "Det, som den sagde, står i andre filer."
    finding = Finding(
        "text_absent", "info", f"Filen er ikke længere i mappen. {what}", hint="Læg den tilbage, hvis den skal med."
    )
    told = failed_file(name, None if known is None else known.stored_sha256, (finding,))
    return {**told, "state": "updated" if changed else "unchanged", "resources": changed}
