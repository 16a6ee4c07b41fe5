"""Blobs in MongoDB as chunk documents, with plain inserts, finds and deletes.

Chunks are written under a token of the upload, the head that names the token last: a head means every chunk is there,
and deleting one upload never touches another's chunks. A put that was cut off leaves chunks that nothing reads.
"""

import uuid

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from app.storage.mongodb_documents import Document

CHUNK_BYTES = 4_000_000


class Blobs:
    def __init__(self, heads: AsyncCollection[Document], chunks: AsyncCollection[Document]) -> None:
        self._heads = heads
        self._chunks = chunks

    async def put(self, key: str, data: bytes, media_type: str) -> None:
        if await self._heads.find_one({"_id": key}, {"_id": 1}) is not None:
            return
        upload = uuid.uuid4().hex
        count = -(-len(data) // CHUNK_BYTES)
        for number in range(count):
            chunk = data[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
            await self._chunks.insert_one({"_id": f"{upload}:{number}", "data": chunk})
        head = {"_id": key, "upload": upload, "count": count, "media_type": media_type}
        try:
            await self._heads.insert_one(head)
        except DuplicateKeyError:
            await self._remove(upload, count)

    async def get(self, key: str) -> tuple[bytes, str] | None:
        head = await self._heads.find_one({"_id": key})
        data = await self._joined(head, range(head["count"])) if head else None
        return None if head is None or data is None else (data, head["media_type"])

    async def read(self, key: str, start: int, length: int) -> bytes | None:
        """Of the chunks, only those that hold a byte that is wanted."""
        head = await self._heads.find_one({"_id": key})
        if head is None:
            return None
        first, behind = start // CHUNK_BYTES, -(-(start + length) // CHUNK_BYTES)
        data = await self._joined(head, range(first, min(behind, head["count"])))
        place = start - first * CHUNK_BYTES
        return None if data is None else data[place : place + length]

    async def _joined(self, head: Document, numbers: range) -> bytes | None:
        parts: list[bytes] = []
        for number in numbers:
            chunk = await self._chunks.find_one({"_id": f"{head['upload']}:{number}"})
            if chunk is None:  # deleted meanwhile
                return None
            parts.append(bytes(chunk["data"]))
        return b"".join(parts)

    async def delete(self, key: str) -> None:
        head = await self._heads.find_one({"_id": key})
        if head is None:
            return
        await self._heads.delete_one({"_id": key, "upload": head["upload"]})
        await self._remove(head["upload"], head["count"])

    async def _remove(self, upload: str, count: int) -> None:
        for number in range(count):
            await self._chunks.delete_one({"_id": f"{upload}:{number}"})
