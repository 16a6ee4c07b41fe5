"""A folder that an agenda system writes into, as it looks from outside: nothing is opened, no link out is followed."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.cli.files import absent, shown, too_large
from app.domain.findings import Finding
from app.importers.drop import Names, same_name
from app.services.sync_memory import Look

MAX_DEPTH = 64
"""How many folders may lie in each other."""

_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", "~")
"""Ends of the names of files that programs write before they give them their own."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f]")

_OWN_OF_OTHERS = frozenset({"thumbs.db", "desktop.ini", "preview.xml"})
"""Files of Windows, and the draft that an agenda system writes beside what it publishes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file: where it is, how it looked, and which file on the device it was."""

    path: Path
    look: Look
    identity: tuple[int, int]


@dataclass(slots=True)
class Sight:
    """All that was seen, by path relative to the folder, `/` between. `refused` are things that are no files to take.

    `is_whole`: every folder could be read, and something was there.
    """

    files: dict[str, Seen] = field(default_factory=dict)
    refused: dict[str, Finding] = field(default_factory=dict)
    is_whole: bool = True


class FolderDrop:
    """The files of a folder as they are, for an export that is read from it once. Looked into when first asked."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder, self._limit_bytes = folder, limit_bytes

    @cached_property
    def _seen(self) -> dict[str, Seen]:
        return look_into(self._folder, self._limit_bytes).files

    @cached_property
    def _names(self) -> Names:
        return Names(self._seen)

    def read(self, path: str) -> bytes | None:
        name = self._names.found(path)
        try:
            return None if name is None else self._seen[name].path.read_bytes()
        except OSError:
            return None

    def names(self) -> tuple[str, ...]:
        return self._names.all


def look_into(folder: Path, limit_bytes: int) -> Sight:
    """Every file at any depth by path. Hidden, temporary and unfinished files are left out."""
    sight = Sight()
    root = folder.resolve()
    _look(root, root, "", limit_bytes, sight)
    sight.is_whole = sight.is_whole and bool(sight.files)
    return Sight(dict(sorted(sight.files.items())), dict(sorted(sight.refused.items())), sight.is_whole)


def look_of(found: os.stat_result) -> tuple[Look, tuple[int, int]]:
    return Look(found.st_size, found.st_mtime_ns), (found.st_dev, found.st_ino)


def _look(root: Path, folder: Path, above: str, limit_bytes: int, sight: Sight) -> None:
    entries = _entries(folder) if above.count("/") <= MAX_DEPTH else absent("Mappen ligger for dybt og er ikke læst.")
    if isinstance(entries, Finding):
        sight.refused[above.rstrip("/") or "."] = entries
        sight.is_whole = False
        return
    for entry in _kept(entries):
        name = above + _printable(entry.name)
        try:
            found = _entry(root, entry, name, limit_bytes, sight)
        except OSError as error:
            sight.refused[name] = absent(f"{name} kan ikke læses: {error.strerror}.")
            sight.is_whole = sight.is_whole and entry.is_symlink()
            continue
        if found:
            _look(root, Path(entry.path), f"{name}/", limit_bytes, sight)


def _entries(folder: Path) -> list[os.DirEntry[str]] | Finding:
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        return absent(f"Mappen kan ikke læses: {error.strerror}.")


def _kept(entries: list[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    for entry in entries:
        name = same_name(shown(entry.name))
        is_left_out = name.startswith((".", "~$")) or name.endswith(_UNFINISHED) or name in _OWN_OF_OTHERS
        if not is_left_out:
            yield entry


def _entry(root: Path, entry: os.DirEntry[str], name: str, limit_bytes: int, sight: Sight) -> bool:
    """Adds what the entry is to the sight; whether it is a folder to look into. Raises `OSError`."""
    if entry.is_dir(follow_symlinks=False):
        return True
    found = entry.stat(follow_symlinks=True)
    if entry.is_symlink() and (stat.S_ISDIR(found.st_mode) or not _is_below(root, Path(entry.path))):
        sight.refused[name] = _refused(f"{name} er et link ud af mappen eller til en mappe. Det er ikke fulgt.")
    elif not stat.S_ISREG(found.st_mode):
        sight.refused[name] = _refused(f"{name} er ikke en almindelig fil. Den er ikke læst.")
    elif found.st_size > limit_bytes:
        sight.refused[name] = too_large(found.st_size, limit_bytes)
    elif name in sight.files:
        sight.refused[name] = _refused(f"To filer har navne, som begge vises som {name}. Kun den ene er læst.")
    else:
        sight.files[name] = Seen(Path(entry.path), *look_of(found))
    return False


def _is_below(root: Path, path: Path) -> bool:
    """Raises `OSError` for links that lead in a circle."""
    return path.resolve(strict=True).is_relative_to(root)


def _printable(name: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", shown(name))


def _refused(message: str) -> Finding:
    return Finding("format_unknown", "error", message, hint="Læg selve filen i mappen.")
