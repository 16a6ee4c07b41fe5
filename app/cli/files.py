"""From what a person names on the command line to files: folders and globs opened up, bytes read within the limit."""

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.findings import Finding

_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Named:
    """One thing to import. `fault` says why there is no file to read; `path` is then what the person named."""

    path: Path
    fault: Finding | None = None


def shown(path: Path | str) -> str:
    """The path as text that can be printed and stored, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "replace")


def files_of(paths: tuple[str, ...]) -> tuple[Named, ...]:
    """At least one for every path, in order; the files of a folder (hidden ones left out) by name, at any depth."""
    return tuple(named for path in paths for named in _files_of(path))


def read(path: Path, limit_bytes: int) -> bytes | Finding:
    """The bytes, or why there are none."""
    try:
        if not path.is_file():
            return absent(f"{shown(path)} er ikke en almindelig fil.")
        size = path.stat().st_size
        if size > limit_bytes:
            return too_large(size, limit_bytes)
        with path.open("rb") as file:
            data = file.read(limit_bytes + 1)
    except OSError as error:
        return absent(f"{shown(path)} kan ikke læses: {error.strerror}.")
    return data if len(data) <= limit_bytes else too_large(len(data), limit_bytes)


def _files_of(text: str) -> Iterator[Named]:
    path = Path(text)
    if path.is_dir():
        yield from _in_folder(path)
    elif path.exists() or not _WILDCARDS & set(text):
        yield Named(path, None if path.exists() else absent(f"{shown(text)} findes ikke."))
    else:
        yield from _matching(text)


def _in_folder(folder: Path) -> Iterator[Named]:
    faults: list[OSError] = []
    names = sorted(_walk(folder, faults))
    yield from (Named(path) for path in names)
    for fault in faults:
        yield Named(Path(fault.filename), absent(f"{shown(fault.filename)} kan ikke læses: {fault.strerror}."))
    if not names and not faults:
        yield Named(folder, absent(f"Mappen {shown(folder)} har ingen filer."))


def _walk(folder: Path, faults: list[OSError]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _matching(pattern: str) -> Iterator[Named]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
    if not matches:
        yield Named(Path(pattern), absent(f"Ingen filer passer til {shown(pattern)}."))
    for match in matches:
        if Path(match).is_file():
            yield Named(Path(match))
        elif Path(match).is_dir() and "**" not in pattern:
            yield from _in_folder(Path(match))


def absent(message: str) -> Finding:
    return Finding("text_absent", "error", message)


def too_large(size: int, limit_bytes: int) -> Finding:
    message = f"Filen fylder {size} byte; grænsen er {limit_bytes}. Den er ikke læst."
    hint = "Del filen, eller hæv KLYNGE_IMPORT_LIMIT_BYTES."
    return Finding("format_unknown", "error", message, hint=hint)
