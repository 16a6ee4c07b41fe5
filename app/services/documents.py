"""Source documents: their bytes as they came, read in pieces."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.domain.access import Caller
from app.domain.audience import sees_whole
from app.errors import Deleted, NotFound
from app.services.pieces import pieces
from app.services.ports import Record, Store


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What is told of a document beside its bytes. `text` is what line numbers of evidence count in."""

    id: str
    version: int
    shape: int
    name: str
    media_type: str
    size_bytes: int
    text: str


class DocumentService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, id: str, caller: Caller) -> SourceDocument:
        """Raises `NotFound`, also where something in it is hidden from the caller, and `Deleted`."""
        record = await self._store.get("document", id)
        if record is None or not sees_whole(record.audience, caller):
            raise NotFound("document", id)
        if record.deleted:
            raise Deleted("document", id, record.body)
        return _document(record)

    def pieces(self, id: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `stop`. Raises `StoreBusy` where they are gone meanwhile."""
        return pieces(self._store, id, start, stop)


def _document(record: Record) -> SourceDocument:
    body = record.body
    return SourceDocument(
        id=record.id,
        version=record.version,
        shape=record.shape,
        name=body["name"],
        media_type=body["media_type"],
        size_bytes=body["size_bytes"],
        text=body["text"],
    )
