"""Source keys in MongoDB: one document for each, `{_id: hash, owner}`, so that `_id` keeps them unique."""

import asyncio

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from app.errors import StoreBusy
from app.services.ports import Kind, SourceKey
from app.services.writing import derived_id
from app.storage.keys import source_hash
from app.storage.mongodb_documents import Document

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.005


class Claims:
    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._database = database
        self._claims = database["claims"]

    async def owner(self, key: str) -> str | None:
        """Whose the claim with this hash is."""
        found = await self._claims.find_one({"_id": key})
        return str(found["owner"]) if found else None

    async def claim(self, kind: Kind, source: SourceKey, owner: str) -> str:
        """As the port says. Raises `StoreBusy` where others are quicker time and again."""
        for attempt in range(_ATTEMPTS):
            holder = await self._try(kind, source, owner)
            if holder is not None:
                return holder
            await asyncio.sleep(_PAUSE_SECONDS * attempt)
        raise StoreBusy("this source key is being claimed by many at once")

    async def _try(self, kind: Kind, source: SourceKey, owner: str) -> str | None:
        """Whose the claim is after one try, or null where somebody else was quicker."""
        claim = {"_id": source_hash(kind, source), "owner": owner}
        holder = await self.owner(claim["_id"])
        if holder is None:
            try:
                await self._claims.insert_one(claim)
            except DuplicateKeyError:
                return None
            return owner
        if holder == owner or await self._stands(kind, source, holder):
            return holder
        taken = await self._claims.replace_one({"_id": claim["_id"], "owner": holder}, claim)
        return owner if taken.matched_count == 1 else None

    async def _stands(self, kind: Kind, source: SourceKey, owner: str) -> bool:
        """Whether the owner lists the key, or does not exist, is the one derived from it and may be about to."""
        record = await self._database[kind].find_one({"_id": owner}, {"keys": 1})
        if record is None:
            return owner == derived_id(kind, source.system, source.kind, source.id)
        return source_hash(kind, source) in record.get("keys", {}).get("sources", ())
