"""`klynge sync`: what is new or has changed in a folder is staged, taken in and remembered; no bad file stops it."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from app.cli.drop_folder import Sight, look_into
from app.cli.drop_staging import Names, StagedDrop, Staging, StillWritten, folder_of, staging_folder
from app.cli.files import absent
from app.cli.importing import Patience, now, opened
from app.config import Settings
from app.domain.access import IMPORT, Caller
from app.domain.findings import Finding
from app.errors import KlyngeError, StoreBusy, StoreUnusable
from app.jobs import sweep
from app.services.catalogue import CATALOGUE
from app.services.import_records import Ids, wire_finding
from app.services.import_report import failed_file, run_of, waiting_file
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Body, Store
from app.services.resources import ResourceService
from app.services.sources import SourceService
from app.services.sync import SyncRun, SyncService, Taken
from app.services.sync_job import Superseded
from app.services.sync_memory import Known
from app.services.writing import Act, Writer

ACT = Act(Caller("klynge sync", frozenset({IMPORT})))
_EXPORT = ".xml"

OnDone = Callable[[Body, int], None]
"""Hears of each file that is done, and of how many there are."""


def _hears_nothing(_file: Body, _files: int) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked to do. `is_full`: every file is opened, also those that look as they did."""

    folder: Path
    system: str
    is_full: bool = False


@dataclass(slots=True)
class _Plan:
    """What a run finds to do. `files` are to be taken in, `known` were, and look as they did."""

    files: list[str] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)


async def sync(
    settings: Settings, order: Order, on_done: OnDone = _hears_nothing, is_stopping: Callable[[], bool] = _never
) -> Body:
    """One run over the folder, as an `ImportRun`. Where it is stopped, the rest waits.

    Raises `StoreUnusable`, and `StoreBusy` also where a run of this source is under way.
    """
    async with opened(settings) as store:
        service = sync_service(settings, store)
        try:
            async with service.run(order.system, ACT) as run:
                return await _Round(settings, order, service, run, on_done, is_stopping).go()
        except Superseded:
            raise StoreBusy(f"another run of the source {order.system} has taken over from this one") from None
        finally:
            with contextlib.suppress(StoreBusy):  # pending changes wait for the next sweep, of whichever process
                await sweep(store)


async def watch(settings: Settings, order: Order, on_round: Callable[[Body | KlyngeError], None]) -> None:
    """A run, a pause, and again, until a signal ends it. A run that is under way then stops between two files."""
    stop = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    while not stop.is_set():
        try:
            on_round(await sync(settings, order, is_stopping=stop.is_set))
        except (StoreBusy, StoreUnusable) as error:
            on_round(error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings.sync_watch_seconds)


def sync_service(settings: Settings, store: Store) -> SyncService:
    writer = Writer(store, now)
    sources = SourceService(store, writer, ResourceService(store, writer, CATALOGUE["source"]), now)
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
    patience: Patience = field(default_factory=Patience)

    async def go(self) -> Body:
        sight = await asyncio.to_thread(look_into, self.order.folder, self.settings.import_limit_bytes)
        names = Names(sight.files)
        plan = _planned(self.order, names, self.run)
        with staging_folder(f"{self.settings.database_url} {self.order.system}") as folder:
            if plan.files:
                await asyncio.sleep(self.settings.sync_settle_seconds)
                await self._take(plan, names, Staging(folder, names.files))
        job = await self.patience.with_(self.run.end)
        result = {**self._told(plan, sight), "id": job}
        if not result["counts"]["failed"] and not result["counts"]["waiting"] and sight.is_whole:
            has_written = job is not None
            await self.patience.with_(partial(self.service.succeeded, self.order.system, ACT, has_written=has_written))
        return result

    async def _take(self, plan: _Plan, names: Names, staging: Staging) -> None:
        for name, known in await asyncio.to_thread(_same_again, plan.files, names, staging, self.run):
            self.run.memory.files[name] = plan.known[name] = known
        plan.files = [name for name in plan.files if name not in plan.known]
        if plan.files:
            await self.patience.with_(partial(self.run.begin, plan.files))
        for name in plan.files:
            if self.is_stopping():
                return
            self.on_done(await self._one(name, names, staging), len(plan.files))

    async def _one(self, name: str, names: Names, staging: Staging) -> Body:
        try:
            staged = await asyncio.to_thread(staging.take, name)
            data = await asyncio.to_thread(staged.path.read_bytes)
            taken = Taken(name, names.files[name].look, staged.sha256, data, StagedDrop(staging, names, name))
            return await self.patience.with_(partial(self.run.take, taken))
        except StillWritten as error:
            told = _still_written(name, error.path)
        except OSError as error:
            told = _unreadable(name, error)
        finally:
            staging.forget()
        return await self.patience.with_(partial(self.run.tell, told))

    def _told(self, plan: _Plan, sight: Sight) -> Body:
        told = [*self.run.told, *map(_unchanged, plan.known.items()), *map(_refused, sight.refused.items())]
        told += [waiting_file(name, None) for name in plan.files[len(self.run.told) :]]
        return run_of(sorted(told, key=lambda file: str(file["name"])), dry_run=False)


def _planned(order: Order, names: Names, run: SyncRun) -> _Plan:
    plan = _Plan()
    for name in documents(names):
        known = run.memory.files.get(name)
        if known is not None and not order.is_full and _is_as_it_was(name, known, names, run.reading):
            plan.known[name] = known
        else:
            plan.files.append(name)
    return plan


def documents(names: Names) -> list[str]:
    """The files to be read for themselves, exports first and of those the outer ones. What lies beside an export in
    XML, or below it, belongs to that: it may be closed, and only the export knows."""
    folders = {folder_of(name) for name in names.files if _is_export(name)}
    found = [name for name in names.files if _is_export(name) or not any(name.startswith(one) for one in folders)]
    return sorted(found, key=lambda name: (not _is_export(name), name.count("/"), name))


def _is_export(name: str) -> bool:
    return name.lower().endswith(_EXPORT)


def _is_as_it_was(name: str, known: Known, names: Names, reading: str) -> bool:
    """As far as can be told without opening it."""
    if known.look != names.files[name].look or not _is_beside_the_same(name, known, names, reading):
        return False
    return all(one.path is None or names.files[one.path].look == one.look for one in known.beside)


def _is_beside_the_same(name: str, known: Known, names: Names, reading: str) -> bool:
    """Whether it would be read as it was, and find the same files."""
    folder = folder_of(name)
    is_listed = known.listing in (None, names.listing(folder))
    return (
        known.reading == reading
        and is_listed
        and all(names.found(folder, one.asked) == one.path for one in known.beside)
    )


def _same_again(files: list[str], names: Names, staging: Staging, run: SyncRun) -> list[tuple[str, Known]]:
    """Those that were written anew and hold the same, with all that they asked for, as they look now."""
    found = []
    for name in files:
        known = run.memory.files.get(name)
        if known is not None and _is_beside_the_same(name, known, names, run.reading):
            hashes = {name: known.sha256} | {one.path: one.sha256 for one in known.beside if one.path is not None}
            with contextlib.suppress(StillWritten, OSError):  # told when it is taken
                if all(staging.take(path).sha256 == sha256 for path, sha256 in hashes.items()):
                    found.append((name, _as_it_looks(known, names, name)))
        staging.forget()
    return found


def _as_it_looks(known: Known, names: Names, name: str) -> Known:
    beside = tuple(one if one.path is None else replace(one, look=names.files[one.path].look) for one in known.beside)
    return replace(known, look=names.files[name].look, beside=beside)


def _unchanged(one: tuple[str, Known]) -> Body:
    """As `ImportFile`. One that failed has failed again; what was found in the others is told by their own imports."""
    name, known = one
    told = failed_file(name, known.sha256, ()) | {"format": known.format, "import_id": known.import_id}
    state = "failed" if known.outcome == "failed" else "unchanged"
    return told | {"state": state, "findings": list(known.findings)}


def _refused(one: tuple[str, Finding]) -> Body:
    return failed_file(one[0], None, (one[1],))


def _unreadable(name: str, error: OSError) -> Body:
    return failed_file(name, None, (absent(f"{name} kan ikke læses eller kopieres: {error.strerror}."),))


def _still_written(name: str, path: str) -> Body:
    what = "Filen" if path == name else f"Filen {path}, som den henviser til,"
    message = f"{what} bliver stadig skrevet. Den tages med i næste kørsel."
    finding = Finding("text_absent", "info", message, hint="Kør igen, når filen er færdig.")
    return waiting_file(name, None) | {"findings": [wire_finding(finding, Ids(None))]}
