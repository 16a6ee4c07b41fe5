"""Exports of more than one file in a job: what lies beside each of them, and which files are read with which."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.importers.drop import Drop, Names, segments_of
from app.importers.sniff import parts_of
from app.services.import_documents import hash_of_parts
from app.services.import_staging import Staging
from app.services.ports import Body


class JobDrop:
    """The files of a job by their paths. A path that several files have, and not the same bytes, is nobody's.

    Bytes are fetched one file at a time, by the loop that this was made on: whoever reads is on another thread.
    """

    def __init__(self, staging: Staging, files: Sequence[Body]) -> None:
        self._staging, self._loop = staging, asyncio.get_running_loop()
        sums: dict[str, set[str]] = {}
        for file in files:
            sums.setdefault(file["name"], set()).add(file["sha256"])
        self.files = {
            file["name"]: file for file in files if segments_of(file["name"]) and len(sums[file["name"]]) == 1
        }
        self.names = Names(sorted(self.files))

    def bytes_of(self, name: str) -> bytes | None:
        """Null where the job has ended. Raises `StoreBusy`."""
        return asyncio.run_coroutine_threadsafe(self._staging.bytes_of(self.files[name]), self._loop).result()

    def around(self, name: str) -> Drop:
        """What lies in the folder of the file, and below."""
        return _Folder(self, _folder_of(name))


class _Folder:
    def __init__(self, drop: JobDrop, folder: str) -> None:
        self._drop, self._folder = drop, folder

    def read(self, path: str) -> bytes | None:
        name = self._drop.names.found(path, self._folder)
        return None if name is None else self._drop.bytes_of(name)

    def names(self) -> tuple[str, ...]:
        below = (name for name in self._drop.names.all if name.startswith(self._folder))
        return tuple(name.removeprefix(self._folder) for name in below)


@dataclass(frozen=True, slots=True)
class Belongings:
    """`owners` gives for a file, by its path, the export that it is read with."""

    drop: JobDrop
    owners: dict[str, str] = field(default_factory=dict)

    def beside(self, name: str) -> str:
        """As `SourceFile.beside`."""
        parts = [part for part, owner in self.owners.items() if owner == name]
        return hash_of_parts({part.removeprefix(_folder_of(name)): self.drop.files[part]["sha256"] for part in parts})


async def belongings(drop: JobDrop) -> Belongings:
    """Of all exports in XML, the outer ones first. Raises `StoreBusy`."""
    exports = [name for name, file in drop.files.items() if file.get("is_xml")]
    if len(drop.files) == 1 or not exports:
        return Belongings(drop)
    return await asyncio.to_thread(_belongings, drop, sorted(exports, key=lambda name: (name.count("/"), name)))


def _belongings(drop: JobDrop, exports: Sequence[str]) -> Belongings:
    """What belongs to an export owns nothing itself."""
    owners: dict[str, str] = {}
    for name in exports:
        if name not in owners:
            owners |= {part: name for part in _parts(drop, name) if part != name and part not in owners}
    return Belongings(drop, owners)


def _parts(drop: JobDrop, name: str) -> Iterator[str]:
    data = drop.bytes_of(name)
    found = () if data is None else parts_of(data, drop.around(name))
    return (_folder_of(name) + part for part in found)


def _folder_of(name: str) -> str:
    """Empty, or ending in `/`."""
    folder, separator, _ = name.rpartition("/")
    return folder + separator
