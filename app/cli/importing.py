"""`klynge import`: one file after the other, each to its end, and no bad file stops the run."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.cli.drop_folder import FolderDrop
from app.cli.files import Named, read, shown
from app.config import Settings
from app.domain.access import IMPORT, Caller
from app.domain.findings import READING_SEVERITIES, Finding
from app.errors import StoreBusy
from app.importers.sniff import parts_of
from app.services.catalogue import CATALOGUE
from app.services.import_documents import SourceFile, UnknownMeans, hash_of_parts, part_of
from app.services.import_report import failed_file, left_out_file, run_of
from app.services.imports import ImportService
from app.services.ports import Body, Store
from app.services.resources import ResourceService
from app.services.sources import SourceService, codes_of
from app.services.sweeping import sweep
from app.services.sync_forums import left_out_as_other
from app.services.writing import Act, Writer
from app.storage.stores import open_store

BUSY_RETRIES = 5
BUSY_SECONDS = 1.0
ACT = Act(Caller("klynge import", frozenset({IMPORT})))

T = TypeVar("T")


def now() -> datetime:
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store of the settings. Raises `StoreUnusable` or `StoreBusy`."""
    store = await open_store(settings)
    try:
        yield store
    finally:
        await store.close()


class Patience:
    """Tries again while others keep the store busy: so many times in all, and from then on not at all."""

    def __init__(self, retries: int = BUSY_RETRIES, seconds: float = BUSY_SECONDS) -> None:
        self._retries, self._seconds = retries, seconds

    async def with_(self, step: Callable[[], Awaitable[T]]) -> T:
        """Raises `StoreBusy` where the retries are used up."""
        while True:
            try:
                return await step()
            except StoreBusy:
                if self._retries == 0:
                    raise
            self._retries -= 1
            await asyncio.sleep(self._seconds)


@dataclass(frozen=True, slots=True)
class Manner:
    """How files are to be imported: what `unknown` access means, and as of which source, whose settings hold."""

    dry_run: bool = False
    unknown_means: UnknownMeans | None = None
    source: str | None = None


async def import_files(
    settings: Settings,
    files: tuple[Named, ...],
    manner: Manner = Manner(),
    *,
    on_done: Callable[[Body], None] = lambda _: None,
) -> Body:
    """An `ImportRun`. Files in are files out; `on_done` hears of each.

    A file that a busy store kept from being imported has failed, without a finding: there is nothing wrong with it.
    Raises `InvalidInput` for a source that nobody has told of.
    """
    patience = Patience()
    drops = _Drops(settings.import_limit_bytes)
    owners = await asyncio.to_thread(_owners, files, drops, settings.import_limit_bytes)
    async with opened(settings) as store:
        sources = source_service(store)
        source = None if manner.source is None else await sources.settings(manner.source)
        one = _One(store, ImportService(store, Writer(store, now), now), manner, source, drops, owners)
        done: list[Body] = []
        for file in files:
            step = _belongs(file, owners) or one.step(file, settings.import_limit_bytes)
            try:
                told = step if isinstance(step, dict) else await patience.with_(step)
            except StoreBusy:
                told = failed_file(shown(file.path), None, ())
            done.append({**told, "name": shown(file.path)})
            on_done(done[-1])
        run = run_of(done, dry_run=manner.dry_run)
        with contextlib.suppress(StoreBusy):  # pending changes wait for the next sweep, of whichever process
            if manner.source is not None and not manner.dry_run and not run["counts"]["failed"]:
                await patience.with_(partial(sources.succeeded, manner.source, ACT))
            await patience.with_(partial(sweep, store))
    return run


def source_service(store: Store) -> SourceService:
    writer = Writer(store, now)
    return SourceService(store, writer, ResourceService(store, writer, CATALOGUE["source"]), now)


class _Drops(dict[Path, FolderDrop]):
    """What lies in each folder, looked into once."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__()
        self._limit_bytes = limit_bytes

    def __missing__(self, folder: Path) -> FolderDrop:
        return self.setdefault(folder, FolderDrop(folder, self._limit_bytes))


def _owners(files: tuple[Named, ...], drops: _Drops, limit_bytes: int) -> dict[Path, Path]:
    """The export in XML that each file belongs to which is not to be read for itself."""
    found: dict[Path, Path] = {}
    for file in files:
        data = read(file.path, limit_bytes) if file.fault is None and file.path.suffix.lower() == ".xml" else b""
        if isinstance(data, bytes):
            parent = file.path.parent
            parts = (parent.joinpath(*part.split("/")) for part in parts_of(data, drops[parent]))
            found |= {part: file.path for part in parts if part != file.path}
    return found


def _belongs(file: Named, owners: dict[Path, Path]) -> Body | None:
    """The `ImportFile` of a file that is read with the export it belongs to."""
    owner = owners.get(file.path)
    if owner is None or file.fault is not None:
        return None
    return left_out_file(shown(file.path), None, None, part_of(shown(owner)))


@dataclass(frozen=True, slots=True)
class _One:
    """What imports one file; `source` are the settings of the source, where there is one."""

    store: Store
    service: ImportService
    manner: Manner
    source: Body | None
    drops: _Drops
    owners: dict[Path, Path]

    def step(self, file: Named, limit_bytes: int) -> Callable[[], Awaitable[Body]] | Body:
        """What imports the file, or the `ImportFile` of one that cannot be read."""
        data = file.fault or read(file.path, limit_bytes)
        if isinstance(data, Finding):
            return failed_file(shown(file.path), None, (data,))
        told = self.source or {}
        source = SourceFile(
            shown(file.path.name),
            data,
            self.manner.unknown_means or told.get("unknown_means"),
            self.manner.source,
            self.drops[file.path.parent],
            self._beside(file.path),
            codes_of(told),
        )
        return partial(self._imported, source)

    async def _imported(self, file: SourceFile) -> Body:
        left_out = await left_out_as_other(self.store, file, (self.source or {}).get("forum_ids", ()))
        if left_out is not None:
            return left_out
        return await (self.service.preview(file) if self.manner.dry_run else self.service.apply(file, ACT))

    def _beside(self, export: Path) -> str:
        """As `SourceFile.beside`."""
        drop = self.drops[export.parent]
        names = [part.relative_to(export.parent).as_posix() for part, owner in self.owners.items() if owner == export]
        return hash_of_parts({name: hashlib.sha256(drop.read(name) or b"").hexdigest() for name in names})


def went_wrong(run: Body) -> bool:
    """Whether a file failed, was read with an error, or lacks what was to be read (an agenda has no decisions yet)."""
    findings = (finding for file in run["files"] for finding in file["findings"])
    return bool(run["counts"]["failed"]) or any(map(_is_about_reading, findings))


def _is_about_reading(finding: Body) -> bool:
    if finding["code"] == "text_absent":
        return bool(finding["severity"] != "info")
    return finding["severity"] == "error" and finding["code"] in READING_SEVERITIES
