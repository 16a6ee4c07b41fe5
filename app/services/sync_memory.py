"""What a source's earlier runs over a folder made of each file, kept in the store: any machine may go on with it.

A file that looks as it did, beside files that look as they did, is known without opening it.
"""

from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec import Struct

from app.domain.exact_json import encode
from app.services.ports import Store

_MEDIA_TYPE = "application/json"

Outcome = Literal["stored", "left_out", "failed"]


class Look(Struct, frozen=True):
    """A file from outside: bytes, and when it was last written, in nanoseconds since 1970."""

    size: int
    modified_ns: int


class Beside(Struct, frozen=True):
    """A file that an export asked for: the path relative to the export's folder, and the file that it was, if any."""

    asked: str
    path: str | None = None
    look: Look | None = None
    sha256: str | None = None


class Known(Struct, frozen=True):
    """What became of a file. `reading` names the importer and the settings of the source that it was read under.

    `stored_sha256` is what is stored of this path: of a file that failed, the last version that did not. `left_out`: it
    is of a forum that the source is not for. Of a file that failed, or lacks
    another, `findings` say why, in their wire form. `beside`
    are the files that it asked for; `listing` is the hash of all names, where it asked for those; `parts` are the files
    that belong to it, which are not read for themselves.
    """

    look: Look
    sha256: str
    reading: str
    outcome: Outcome
    format: str | None = None
    import_id: str | None = None
    stored_sha256: str | None = None
    findings: tuple[dict[str, Any], ...] = ()
    beside: tuple[Beside, ...] = ()
    listing: str | None = None
    parts: tuple[str, ...] = ()


class Memory(Struct):
    """`files` by path, `/` between folders. `run` is the job of the run that is under way, or was cut off."""

    files: dict[str, Known] = {}
    run: str | None = None

    def has_elsewhere(self, path: str) -> bool:
        """Whether what is stored of this path is stored of another as well."""
        sha256 = self.files[path].stored_sha256
        return any(known.stored_sha256 == sha256 for other, known in self.files.items() if other != path)


_decoder = msgspec.json.Decoder(Memory, float_hook=Decimal)


class MemoryKeeper:
    """Of one source. What is equal to what is kept is not written again."""

    def __init__(self, store: Store, source_id: str) -> None:
        self._store, self._key = store, f"sync/{source_id}"
        self._kept = b""

    async def recall(self) -> Memory:
        blob = await self._store.get_blob(self._key)
        if blob is None:
            return Memory()
        self._kept = blob[0]
        return _decoder.decode(blob[0])

    async def remember(self, memory: Memory) -> None:
        """Raises `StoreBusy`."""
        data = encode(memory)
        if data != self._kept:
            await self._store.replace_blob(self._key, data, _MEDIA_TYPE)
            self._kept = data
