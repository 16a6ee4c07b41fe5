"""Leases in MongoDB: `{_id: name, holder, until}`, taken by an insert or by one conditional replace."""

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from app.storage.mongodb_documents import Document


class Leases:
    def __init__(self, leases: AsyncCollection[Document]) -> None:
        self._leases = leases

    async def take(self, name: str, holder: str, now: str, until: str) -> bool:
        """As the port says."""
        lease = {"_id": name, "holder": holder, "until": until}
        held = await self._leases.find_one({"_id": name})
        if held is None:
            try:
                await self._leases.insert_one(lease)
            except DuplicateKeyError:
                return False
            return True
        if held["holder"] != holder and held["until"] > now:
            return False
        taken = await self._leases.replace_one(held, lease)
        return taken.matched_count == 1

    async def give_back(self, name: str, holder: str) -> None:
        await self._leases.delete_one({"_id": name, "holder": holder})
