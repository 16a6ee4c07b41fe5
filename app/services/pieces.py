"""Blobs that are sent on in pieces, so that nobody holds the whole of a large one."""

from collections.abc import AsyncIterator

from app.errors import StoreBusy
from app.services.ports import Store

PIECE_BYTES = 4_000_000
"""Pieces end where those of the store do, so that none of its own is read twice."""


async def pieces(store: Store, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to `stop`. Raises `StoreBusy` where they are gone meanwhile."""
    while start < stop:
        end = min(start - start % PIECE_BYTES + PIECE_BYTES, stop)
        piece = await store.read_blob(key, start, end - start)
        if piece is None or len(piece) != end - start:
            raise StoreBusy("the file is being removed")
        yield piece
        start = end


async def has_size(store: Store, key: str, size_bytes: int) -> bool:
    """Whether there is such a blob of exactly this size."""
    last = max(size_bytes - 1, 0)
    end = await store.read_blob(key, last, 2)
    return end is not None and len(end) == size_bytes - last
