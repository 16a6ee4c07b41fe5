"""`klynge sync`: what is new or has changed in a folder is staged, taken in and remembered; no bad file stops it."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.cli import sync_told
from app.cli.drop_folder import Sight, look_into
from app.cli.drop_staging import SeenNames, StagedDrop, Staging, StillWritten, folder_of, staging_folder
from app.cli.importing import Patience, now, opened, source_service
from app.cli.sync_plan import Plan, planned, same_again
from app.config import Settings
from app.domain.access import IMPORT, Caller
from app.errors import KlyngeError, StoreBusy
from app.importers.sniff import parts_of
from app.services.import_documents import hash_of_parts
from app.services.import_report import run_of, waiting_file
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Body, Store
from app.services.sweeping import sweep
from app.services.sync import SyncRun, SyncService, Taken
from app.services.sync_job import Superseded
from app.services.writing import Act, Writer

ACT = Act(Caller("klynge sync", frozenset({IMPORT})))

OnDone = Callable[[Body, int], None]
"""Hears of each file that is done, and of how many there are."""


def hears_nothing(_file: Body, _files: int) -> None:
    return None


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked to do. `is_full`: every file is opened, also those that look as they did."""

    folder: Path
    system: str
    is_full: bool = False


async def sync(
    settings: Settings,
    order: Order,
    on_done: OnDone = hears_nothing,
    is_stopping: Callable[[], bool] = never,
    patience: Callable[[], Patience] = Patience,
) -> Body:
    """One run over the folder, as an `ImportRun`. Where it is stopped, the rest waits. `patience` is with a busy store.

    Raises `StoreUnusable`, and `StoreBusy` also where a run of this source is under way.
    """
    async with running(settings, order.system) as (service, run):
        return await _Round(settings, order, service, run, on_done, is_stopping, patience()).go()


@contextlib.asynccontextmanager
async def running(settings: Settings, system: str) -> AsyncIterator[tuple[SyncService, SyncRun]]:
    """A run of the source. Raises `StoreUnusable`, and `StoreBusy` also where one is under way."""
    async with opened(settings) as store:
        service = sync_service(settings, store)
        try:
            async with service.run(system, ACT) as run:
                yield service, run
        except Superseded:
            raise StoreBusy(f"another run of the source {system} has taken over from this one") from None
        finally:
            with contextlib.suppress(StoreBusy):  # pending changes wait for the next sweep, of whichever process
                await sweep(store)


async def watch(
    settings: Settings,
    once: Callable[[Callable[[], bool]], Awaitable[Body]],
    on_round: Callable[[Body | KlyngeError], None],
) -> None:
    """A run, a pause, and again, until a signal ends it. `once` is told whether it is to stop between two files."""
    stop = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    while not stop.is_set():
        try:
            on_round(await once(stop.is_set))
        except KlyngeError as error:
            on_round(error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings.sync_watch_seconds)


async def tell_success(service: SyncService, system: str, patience: Patience, run: Body) -> None:
    """Of a run with nothing failed and nothing left."""
    if not run["counts"]["failed"] and not run["counts"]["waiting"]:
        has_written = run["id"] is not None
        await patience.with_(partial(service.succeeded, system, ACT, has_written=has_written))


def sync_service(settings: Settings, store: Store) -> SyncService:
    writer = Writer(store, now)
    sources = source_service(store)
    leases = Leases(store, now, settings.import_lease_seconds)
    return SyncService(store, writer, ImportService(store, writer, now), sources, leases, now)


@dataclass(slots=True)
class _Round:
    """One run: the folder seen, what is new or has changed taken in, the rest told from memory."""

    settings: Settings
    order: Order
    service: SyncService
    run: SyncRun
    on_done: OnDone
    is_stopping: Callable[[], bool]
    patience: Patience

    async def go(self) -> Body:
        sight = await asyncio.to_thread(look_into, self.order.folder, self.settings.import_limit_bytes)
        if self.run.memory.files and not sight.files:
            sight.refused.setdefault(sync_told.FOLDER, sync_told.all_gone(len(self.run.memory.files)))
        names = SeenNames(sight.files)
        plan = planned(names, sight, self.run.memory, self.run.reading, is_full=self.order.is_full)
        removable = plan.gone if self._may_remove and sight.is_whole else []
        with staging_folder(f"{self.settings.database_url} {self.order.system}") as folder:
            staging = Staging(folder, names.files)
            await self._settle(plan, names, staging)
            await self._begin(plan, removable)
            await self._take(plan, names, staging)
        await self._remove(removable)
        job = await self.patience.with_(self.run.end)
        result = {**self._told(plan, sight), "id": job}
        if sight.is_whole:
            await tell_success(self.service, self.order.system, self.patience, result)
        return result

    @property
    def _may_remove(self) -> bool:
        return self.order.is_full and bool(self.run.source.get("removes_missing", False))

    @property
    def _at_most(self) -> int:
        return int(self.run.source.get("removes_at_most", 0))

    async def _settle(self, plan: Plan, names: SeenNames, staging: Staging) -> None:
        """Gives files that are being written time to show it, and finds those that hold what they held."""
        if not plan.files:
            return
        await asyncio.sleep(self.settings.sync_settle_seconds)
        memory, reading = self.run.memory, self.run.reading
        plan.known |= await asyncio.to_thread(same_again, plan.files, names, staging, memory, reading)
        memory.files |= plan.known
        parts = plan.parts
        plan.files = [name for name in plan.files if name not in plan.known and name not in parts]

    async def _begin(self, plan: Plan, removable: list[str]) -> None:
        told_of = [sync_told.FOLDER] if len(removable) > self._at_most else []
        files = [*plan.files, *told_of, *removable]
        if files:
            await self.patience.with_(partial(self.run.begin, files))

    async def _take(self, plan: Plan, names: SeenNames, staging: Staging) -> None:
        """A file that turns out to belong to an export which was taken before is not taken for itself."""
        parts = plan.parts
        for name in plan.files:
            if self.is_stopping():
                return
            if name in parts:
                told = await self.patience.with_(partial(self.run.tell, sync_told.still_there(name)))
            else:
                told = await self._one(name, names, staging)
                parts |= self.run.parts_of(name)
            self.on_done(told, len(plan.files))

    async def _one(self, name: str, names: SeenNames, staging: Staging) -> Body:
        try:
            staged = await asyncio.to_thread(staging.take, name)
            data = await asyncio.to_thread(staged.path.read_bytes)
            drop = StagedDrop(staging, names, name)
            parts = await asyncio.to_thread(_parts, data, drop)
            beside = await asyncio.to_thread(_hash_of, parts, folder_of(name), staging)
            taken = Taken(name, names.files[name].look, staged.sha256, data, drop, parts, beside)
            return await self.patience.with_(partial(self.run.take, taken))
        except StillWritten as error:
            told = sync_told.still_written(name, error.path)
        except OSError as error:
            told = sync_told.unreadable(name, error)
        finally:
            staging.forget()
        return await self.patience.with_(partial(self.run.tell, told))

    async def _remove(self, removable: list[str]) -> None:
        """A file that lies elsewhere by now is not gone. More than the source allows at once is none at all."""
        if self.is_stopping():
            return
        gone = {name for name in removable if self.run.is_last(name)}
        is_too_many = len(gone) > self._at_most
        if len(removable) > self._at_most:
            told = sync_told.too_many_gone(len(gone), self._at_most) if is_too_many else None
            await self.patience.with_(partial(self.run.tell, told or sync_told.still_there(sync_told.FOLDER)))
        for name in removable:
            if name in gone and is_too_many:
                await self.patience.with_(partial(self.run.tell, sync_told.still_there(name)))
            else:
                await self.patience.with_(partial(self.run.remove, name))

    def _told(self, plan: Plan, sight: Sight) -> Body:
        told = [sync_told.unchanged(name, known) for name, known in plan.known.items()]
        told += [sync_told.refused(name, finding) for name, finding in sight.refused.items()]
        told += [waiting_file(name, None) for name in self.run.left]
        return run_of(sorted([*self.run.told, *told], key=lambda file: str(file["name"])), dry_run=False)


def _parts(data: bytes, drop: StagedDrop) -> tuple[str, ...]:
    found = map(drop.named, parts_of(data, drop))
    return tuple(sorted({name for name in found if name is not None}))


def _hash_of(parts: tuple[str, ...], folder: str, staging: Staging) -> str:
    """As `SourceFile.beside`. Raises `StillWritten` and `OSError`."""
    return hash_of_parts({name.removeprefix(folder): staging.take(name).sha256 for name in parts})
