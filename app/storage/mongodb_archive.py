"""The archive in MongoDB: former versions, packed, a document for each: `{_id, kind, record, version, packed}`."""

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from app.services.ports import Kind, Record
from app.storage.envelope import unpack, version_id
from app.storage.mongodb_documents import Document


class Archive:
    def __init__(self, versions: AsyncCollection[Document]) -> None:
        self._versions = versions

    async def put(self, previous: Record, packed: bytes) -> None:
        """What is there already stays: put there by a write that did not come to its end, or that lost."""
        name = version_id(previous.kind, previous.id, previous.version)
        place = {"_id": name, "kind": previous.kind, "record": previous.id, "version": previous.version}
        try:
            await self._versions.insert_one({**place, "packed": packed})
        except DuplicateKeyError:
            return

    async def rewrite(self, record: Record, packed: bytes) -> None:
        name = version_id(record.kind, record.id, record.version)
        await self._versions.update_one({"_id": name}, {"$set": {"packed": packed}})

    async def get(self, kind: Kind, id: str, version: int) -> Record | None:
        found = await self._versions.find_one({"_id": version_id(kind, id, version)})
        return unpack(kind, id, version, bytes(found["packed"])) if found else None

    async def numbers(self, kind: Kind, id: str) -> set[int]:
        found = await self._versions.find({"kind": kind, "record": id}, {"version": 1}).to_list(None)
        return {document["version"] for document in found}

    async def sizes(self, kind: Kind, id: str) -> dict[int, int]:
        """By version, in bytes."""
        found = self._versions.find({"kind": kind, "record": id}, {"version": 1, "packed": 1})
        return {document["version"]: len(document["packed"]) async for document in found}

    async def drop(self, kind: Kind, id: str, below: int) -> None:
        await self._versions.delete_many({"kind": kind, "record": id, "version": {"$lt": below}})

    async def create_indexes(self) -> None:
        await self._versions.create_index([("kind", 1), ("record", 1)], name="by_record")
