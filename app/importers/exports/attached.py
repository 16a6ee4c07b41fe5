"""The files of a drop that an export names as attachments: their media type, size and checksum."""

import hashlib

from app.importers.document import AttachedFile
from app.importers.drop import Drop
from app.importers.media_types import media_type_of


class AttachedFiles:
    """Reads each file once and keeps none of its bytes."""

    def __init__(self, drop: Drop) -> None:
        self._drop = drop
        self._known: dict[str, AttachedFile | None] = {}

    @property
    def all(self) -> tuple[AttachedFile, ...]:
        """Those that were there, in the order in which they were asked for."""
        return tuple(one for one in self._known.values() if one is not None)

    def at(self, path: str) -> AttachedFile | None:
        if path not in self._known:
            data = self._drop.read(path)
            self._known[path] = None if data is None else _file(path, data)
        return self._known[path]


def _file(path: str, data: bytes) -> AttachedFile:
    return AttachedFile(path, hashlib.sha256(data).hexdigest(), len(data), media_type_of(path, data))
