"""Blobs in MongoDB as chunk documents, with plain inserts, finds and deletes.

Chunks are written under a token of the upload, the head that names the token last: a head means every chunk is there,
and deleting one upload never touches another's chunks. A put that was cut off leaves chunks that nothing reads. A
reader whose chunks are replaced under its hands reads the head again. `at` in a head says when the blob was last put,
in microseconds since 1970.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from app.errors import StoreBusy
from app.storage.mongodb_documents import Document

CHUNK_BYTES = 4_000_000
_TRIES = 12
"""How often a blob that is being replaced is tried again."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUSY = "this blob is being replaced by many at once"


class Blobs:
    def __init__(self, heads: AsyncCollection[Document], chunks: AsyncCollection[Document]) -> None:
        self._heads = heads
        self._chunks = chunks

    async def put(self, key: str, data: bytes, media_type: str) -> None:
        if await self.renew(key):
            return
        head = await self._upload(key, data, media_type)
        if not await self._is_put(head, None):
            await self._remove(head)

    async def renew(self, key: str) -> bool:
        renewed = await self._heads.update_one({"_id": key}, {"$set": {"at": _now()}})
        return renewed.matched_count == 1

    async def replace(self, key: str, data: bytes, media_type: str) -> None:
        """Raises `StoreBusy` where others replace it over and over."""
        head = await self._upload(key, data, media_type)
        for _ in range(_TRIES):
            previous = await self._heads.find_one({"_id": key})
            if await self._is_put(head, previous):
                if previous is not None:
                    await self._remove(previous)
                return
        await self._remove(head)
        raise StoreBusy(_BUSY)

    async def swap(self, key: str, data: bytes, media_type: str, held: bytes | None) -> bool:
        """Whether `data` took the place of `held`: of the very upload that was found to hold these bytes."""
        previous = await self._heads.find_one({"_id": key})
        there = None if previous is None else await self._joined(previous, range(previous["count"]))
        if there != held:
            return False
        head = await self._upload(key, data, media_type)
        is_put = await self._is_put(head, previous)
        gone = previous if is_put else head
        if gone is not None:
            await self._remove(gone)
        return is_put

    async def get(self, key: str) -> tuple[bytes, str] | None:
        found = await self._found(key, lambda head: range(head["count"]))
        return found and (found[1], found[0]["media_type"])

    async def get_many(self, keys: tuple[str, ...]) -> dict[str, bytes]:
        """Two questions for all; one that is replaced meanwhile is read by itself."""
        heads = await self._heads.find({"_id": {"$in": list(keys)}}).to_list(None)
        names = [f"{head['upload']}:{number}" for head in heads for number in range(head["count"])]
        chunks = {one["_id"]: bytes(one["data"]) async for one in self._chunks.find({"_id": {"$in": names}})}
        found: dict[str, bytes] = {}
        for head in heads:
            own = [f"{head['upload']}:{number}" for number in range(head["count"])]
            if all(name in chunks for name in own):
                found[head["_id"]] = b"".join(chunks[name] for name in own)
            elif (blob := await self.get(head["_id"])) is not None:
                found[head["_id"]] = blob[0]
        return found

    async def read(self, key: str, start: int, length: int) -> bytes | None:
        """Of the chunks, only those that hold a byte that is wanted."""
        first, behind = start // CHUNK_BYTES, -(-(start + length) // CHUNK_BYTES)
        found = await self._found(key, lambda head: range(first, min(behind, head["count"])))
        place = start - first * CHUNK_BYTES
        return found and found[1][place : place + length]

    async def delete(self, key: str) -> None:
        head = await self._heads.find_one({"_id": key})
        if head is None:
            return
        await self._heads.delete_one({"_id": key, "upload": head["upload"]})
        await self._remove(head)

    async def drop_old(self, key: str, before: str) -> bool:
        """As the port says: the delete asks again."""
        is_old = {"_id": key, "at": {"$lt": _microseconds(before)}}
        head = await self._heads.find_one(is_old)
        if head is None:
            return False
        gone = await self._heads.delete_one({**is_old, "upload": head["upload"]})
        if gone.deleted_count == 1:
            await self._remove(head)
        return bool(gone.deleted_count == 1)

    async def names(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        """Keys that begin with `prefix`, ascending, behind `after`."""
        return await self._names({"_id": _behind(prefix, after)}, limit)

    async def old(self, before: str, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        """As `names`, as the port says. Heads of an older release have no time; they get the present one."""
        behind = {"_id": _behind(prefix, after)}
        await self._heads.update_many({**behind, "at": {"$exists": False}}, {"$set": {"at": _now()}})
        return await self._names({**behind, "at": {"$lt": _microseconds(before)}}, limit)

    async def _names(self, wanted: Document, limit: int) -> tuple[str, ...]:
        found = await self._heads.find(wanted, {"_id": 1}).sort([("_id", 1)]).limit(limit).to_list(limit)
        return tuple(head["_id"] for head in found)

    async def _upload(self, key: str, data: bytes, media_type: str) -> Document:
        """Writes the chunks and returns the head that names them, which is not written yet."""
        upload = uuid.uuid4().hex
        count = -(-len(data) // CHUNK_BYTES)
        for number in range(count):
            chunk = data[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
            await self._chunks.insert_one({"_id": f"{upload}:{number}", "data": chunk})
        return {"_id": key, "upload": upload, "count": count, "media_type": media_type, "at": _now()}

    async def _is_put(self, head: Document, previous: Document | None) -> bool:
        """Whether the head took the place of `previous`; false where another was quicker."""
        if previous is not None:
            found = await self._heads.replace_one({"_id": head["_id"], "upload": previous["upload"]}, head)
            return found.matched_count == 1
        try:
            await self._heads.insert_one(head)
        except DuplicateKeyError:
            return False
        return True

    async def _found(self, key: str, numbers: Callable[[Document], range]) -> tuple[Document, bytes] | None:
        """The head, and the chunks of it that are asked for, joined. Raises `StoreBusy` as `replace` does."""
        for _ in range(_TRIES):
            head = await self._heads.find_one({"_id": key})
            if head is None:
                return None
            data = await self._joined(head, numbers(head))
            if data is not None:
                return head, data
        raise StoreBusy(_BUSY)

    async def _joined(self, head: Document, numbers: range) -> bytes | None:
        """Null where a chunk is gone: the blob was replaced or deleted meanwhile."""
        parts: list[bytes] = []
        for number in numbers:
            chunk = await self._chunks.find_one({"_id": f"{head['upload']}:{number}"})
            if chunk is None:
                return None
            parts.append(bytes(chunk["data"]))
        return b"".join(parts)

    async def _remove(self, head: Document) -> None:
        for number in range(head["count"]):
            await self._chunks.delete_one({"_id": f"{head['upload']}:{number}"})


def _behind(prefix: str, after: str) -> Document:
    return {"$gte": prefix, "$gt": after, "$lt": f"{prefix}\U0010ffff"}


def _now() -> int:
    return _microseconds(datetime.now(UTC).isoformat())


def _microseconds(instant: str) -> int:
    """Since 1970; `instant` is RFC 3339."""
    return (datetime.fromisoformat(instant) - _EPOCH) // timedelta(microseconds=1)
