"""An older store in MongoDB brought to the present shape.

Every record's document is written again, with its keys, summary and search terms computed anew from its body. How far
that is stands in `meta`, so a migration that was killed goes on where it was; a document that is written twice is the
same.
"""

from app.errors import StoreBusy
from app.services.ports import KINDS, Kind
from app.storage.envelope import MIGRATING, STORE_SHAPE, enclose, unjudged
from app.storage.mongodb import Driver, MongoDBStore
from app.storage.mongodb_documents import Document, document_of, record_of, translated

_UNDER_WAY = {"_id": "migration"}


class MongoDBMigration:
    """Fulfils `Migration`."""

    def __init__(self, url: str, driver: Driver) -> None:
        self._store = MongoDBStore(url, driver)

    async def open(self) -> None:
        self._database = self._store.connect()

    async def close(self) -> None:
        await self._store.close()

    async def shape(self) -> int:
        with translated():
            found = await self._database["meta"].find_one({"_id": "store"})
        return int(found["shape"]) if found else 0

    async def left(self) -> int:
        first, after = await self._place()
        with translated():
            counts = [await self._database[first].count_documents({"_id": {"$gt": after}})]
            counts += [await self._database[kind].count_documents({}) for kind in KINDS[KINDS.index(first) + 1 :]]
        return sum(counts)

    async def begin(self) -> None:
        await self._set_shape(MIGRATING + STORE_SHAPE)

    async def move(self, limit: int) -> int:
        first, after = await self._place()
        for kind in KINDS[KINDS.index(first) :]:
            wanted = {"_id": {"$gt": after if kind == first else ""}}
            with translated():
                found = await self._database[kind].find(wanted).sort([("_id", 1)]).limit(limit).to_list(limit)
                for document in found:
                    await self._rewrite(kind, document)
            if found:
                await self._keep_place(kind, found[-1]["_id"])
                return len(found)
        return 0

    async def finish(self) -> None:
        await self._set_shape(STORE_SHAPE)
        with translated():
            await self._database["meta"].delete_one(_UNDER_WAY)

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool:
        return await self._store.take_lease(name, holder, now, until)

    async def return_lease(self, name: str, holder: str) -> None:
        await self._store.return_lease(name, holder)

    async def _rewrite(self, kind: Kind, document: Document) -> None:
        record = record_of(kind, {"parts": {}, **document})
        written = await self._database[kind].replace_one(
            {"_id": record.id, "version": record.version}, document_of(enclose(unjudged(record)), document["pending"])
        )
        if written.matched_count != 1:
            raise StoreBusy("somebody writes to the store; stop every service, and run the migration again")

    async def _set_shape(self, shape: int) -> None:
        with translated():
            await self._database["meta"].update_one({"_id": "store"}, {"$set": {"shape": shape}})

    async def _place(self) -> tuple[Kind, str]:
        """The kind that is being rewritten, and the last id of it that is."""
        with translated():
            found = await self._database["meta"].find_one(_UNDER_WAY)
        return (found["kind"], found["after"]) if found else (KINDS[0], "")

    async def _keep_place(self, kind: Kind, after: str) -> None:
        place = {**_UNDER_WAY, "kind": kind, "after": after}
        with translated():
            await self._database["meta"].replace_one(_UNDER_WAY, place, upsert=True)
