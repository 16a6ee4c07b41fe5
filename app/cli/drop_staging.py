"""Copies of what lies in a drop, made before anything is read: a private folder, gone when the run is."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.cli.drop_folder import Seen, look_of
from app.errors import StoreUnusable
from app.importers.drop import Names
from app.services.sync_memory import Beside

_CHUNK_BYTES = 1_000_000


class StillWritten(Exception):
    """A file does not look as it did a moment ago: it waits for the next run."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy, and the hash of its bytes."""

    path: Path
    sha256: str


@contextmanager
def staging_folder(name: str) -> Iterator[Path]:
    """An empty folder for this user alone. One that a killed run left under the same name is removed first.

    Raises `StoreUnusable` where it cannot be made.
    """
    folder = Path(tempfile.gettempdir(), f"klynge-sync-{hashlib.sha256(name.encode()).hexdigest()[:16]}")
    try:
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise StoreUnusable(f"the staging folder {folder} cannot be made: {error.strerror}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Staging:
    """Copies files as they were seen; `forget` removes the copies, so that the folder holds one export at a time."""

    def __init__(self, folder: Path, files: Mapping[str, Seen]) -> None:
        self._folder, self._files = folder, files
        self._staged: dict[str, Staged] = {}

    def take(self, path: str) -> Staged:
        """Raises `StillWritten`, and `OSError` for what cannot be read or copied."""
        if path not in self._staged:
            self._staged[path] = _copied(path, self._files[path], self._folder / str(len(self._staged)))
        return self._staged[path]

    def forget(self) -> None:
        for staged in self._staged.values():
            staged.path.unlink(missing_ok=True)
        self._staged.clear()


def _copied(name: str, seen: Seen, to: Path) -> Staged:
    """A file that is another by now, or has been written to, is not copied."""
    digest = hashlib.sha256()
    try:
        source = seen.path.open("rb")
    except FileNotFoundError:
        raise StillWritten(name) from None
    with source, to.open("wb") as copy:
        _check(name, seen, source.fileno())
        for chunk in iter(lambda: source.read(_CHUNK_BYTES), b""):
            digest.update(chunk)
            copy.write(chunk)
        _check(name, seen, source.fileno())
    return Staged(to, digest.hexdigest())


def _check(name: str, seen: Seen, opened: int) -> None:
    if look_of(os.fstat(opened)) != (seen.look, seen.identity):
        raise StillWritten(name)


class SeenNames:
    """The files of a drop as they were seen, found by the paths that exports give."""

    def __init__(self, files: Mapping[str, Seen]) -> None:
        self.files = files
        self._names = Names(files)

    def found(self, folder: str, path: str) -> str | None:
        """What `path` means to an export in `folder` (empty, or ending in `/`)."""
        return self._names.found(path, folder)

    def below(self, folder: str) -> tuple[str, ...]:
        """Relative to the folder."""
        return tuple(name[len(folder) :] for name in self.files if name.startswith(folder))

    def listing(self, folder: str) -> str:
        return hashlib.sha256("\n".join(self.below(folder)).encode()).hexdigest()


class StagedDrop:
    """A `Drop` beside one export, which remembers what was asked of it."""

    def __init__(self, staging: Staging, names: SeenNames, export: str) -> None:
        self._staging, self._names = staging, names
        self._folder = folder_of(export)
        self._asked: dict[str, Beside] = {}
        self.listing: str | None = None

    @property
    def beside(self) -> tuple[Beside, ...]:
        return tuple(self._asked.values())

    def read(self, path: str) -> bytes | None:
        """Raises `StillWritten`; the export then waits as well."""
        name = self.named(path)
        if name is None:
            self._asked[path] = Beside(path)
            return None
        look = self._names.files[name].look
        try:
            staged = self._staging.take(name)
        except PermissionError:
            self._asked[path] = Beside(path, name, look)
            return None
        self._asked[path] = Beside(path, name, look, staged.sha256)
        return staged.path.read_bytes()

    def named(self, path: str) -> str | None:
        """The file that a path means, as the whole drop knows it."""
        return self._names.found(self._folder, path)

    def names(self) -> tuple[str, ...]:
        self.listing = self._names.listing(self._folder)
        return self._names.below(self._folder)


def folder_of(path: str) -> str:
    """Empty, or ending in `/`."""
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else f"{parent}/"
