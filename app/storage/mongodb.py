"""The store over MongoDB's wire protocol, through Motor (the default) or PyMongo's own async client.

Only what both clients share is used: plain find, insert, conditional replace and update; no transactions. Writes are
confirmed by a majority with journal, reads are majority reads on the primary. `_id` is the only thing that must be
unique. Motor's classes are PyMongo's call for call, so they are typed as PyMongo's.
"""

import asyncio
import dataclasses
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bson.raw_bson import RawBSONDocument
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from app.errors import AlreadyExists, StoreUnusable, VersionConflict
from app.services.ports import (
    KINDS,
    Candidate,
    Change,
    Kind,
    LogEntry,
    Mark,
    Page,
    Query,
    Record,
    Served,
    SourceKey,
)
from app.storage.envelope import STORE_SHAPE, check_shape, check_succession, enclose, pack
from app.storage.indexes import indexes_of
from app.storage.keys import source_hash
from app.storage.mongodb_archive import Archive
from app.storage.mongodb_blobs import Blobs
from app.storage.mongodb_claims import Claims
from app.storage.mongodb_documents import (
    EXACT,
    MARK_FIELDS,
    RAW,
    ROW_FIELDS,
    Document,
    change_of,
    document_of,
    json_of,
    mark_of,
    mark_text,
    pending_of,
    record_in,
    row_of,
    translated,
)
from app.storage.mongodb_leases import Leases
from app.storage.mongodb_log import ChangeLog
from app.storage.mongodb_mover import Mover, Written
from app.storage.mongodb_search import SEARCH_FIELDS, candidate_of, filter_of
from app.storage.query import check, mongo_sort
from app.storage.search_terms import FIELDS

Driver = Literal["motor", "pymongo"]
Client = AsyncMongoClient[Document]

_CLIENTS: dict[Driver, Any] = {"motor": AsyncIOMotorClient, "pymongo": AsyncMongoClient}
_TIMEOUTS_MS = {
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 20_000,
    "waitQueueTimeoutMS": 5_000,
}
_CONFIRM_MS = 10_000
_RECORD = dict.fromkeys(("mark", "keys", "summary", "pending", "unpublished", "place", "passages", "search"), 0)
_SERVED = {"version": 1, "audience": 1, "shape": 1, "deleted": 1, "keys": 1, "body": 1}
MAX_IDS = 200


@dataclass(frozen=True, slots=True)
class _Opened:
    client: Client
    database: AsyncDatabase[Document]
    raw: Mapping[Kind, AsyncCollection[RawBSONDocument]]
    log: ChangeLog
    mover: Mover
    archive: Archive
    blobs: Blobs
    claims: Claims
    leases: Leases


def _index_models(kind: Kind) -> list[IndexModel]:
    """The keys' indexes, each ending in the id; `unpublished`, for the mover; `marks`, all that a mark holds;
    `search_terms`, for the search."""
    keyed = (([f"keys.{key}" for key in (*index.keys, "id")], index.name) for index in indexes_of(kind))
    searched = [(["search.terms"], "search_terms")] if kind in FIELDS else []
    named = [(["mark", "version", "audience", "deleted"], "marks"), *searched, *keyed]
    models = [IndexModel([(field, 1) for field in fields], name=name) for fields, name in named]
    return [IndexModel([("unpublished", 1)], name="unpublished", sparse=True), *models]


class MongoDBStore:
    """Fulfils `Store`. `url` names the database, else it is `klynge`."""

    def __init__(self, url: str, driver: Driver = "motor") -> None:
        self._url = url
        self._driver: Driver = driver
        self._opened: _Opened | None = None

    @property
    def client(self) -> Client:
        """The driver's client of an opened store."""
        return self._now.client

    async def open(self) -> None:
        self.connect()
        with translated():
            await self._check_shape()
            await self._create_indexes()

    def connect(self) -> AsyncDatabase[Document]:
        """The database, whatever its shape. Nothing is sent yet."""
        given = self._url.casefold()  # the URL's own options win
        timeouts = {name: value for name, value in _TIMEOUTS_MS.items() if name.casefold() not in given}
        try:
            client: Client = _CLIENTS[self._driver](self._url, **timeouts)
            named = client.get_default_database("klynge")
        except (PyMongoError, ValueError):
            raise StoreUnusable(
                "KLYNGE_DATABASE_URL cannot be read as an address of MongoDB; user and password are percent-encoded"
            ) from None  # what the driver says may repeat a part of it
        database = named.with_options(
            codec_options=EXACT,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern(w="majority", j=True, wtimeout=_CONFIRM_MS),
        )
        unopened = database.with_options(codec_options=RAW)
        raw = {kind: unopened[kind] for kind in KINDS}
        blobs = Blobs(database["blobs"], database["blob_chunks"])
        log = ChangeLog(database["log"])
        mover = Mover(log, {kind: database[kind] for kind in KINDS})
        claims, leases = Claims(database), Leases(database["leases"])
        archive = Archive(database["versions"])
        self._opened = _Opened(client, database, raw, log, mover, archive, blobs, claims, leases)
        return database

    async def close(self) -> None:
        if self._opened is None:
            return
        closing: Any = self._opened.client.close()
        if inspect.isawaitable(closing):  # Motor closes at once, PyMongo's client is awaited
            await closing
        self._opened = None

    async def ping(self) -> None:
        with translated():
            await self._now.database.command("ping")

    async def get(self, kind: Kind, id: str) -> Record | None:
        with translated():
            document = await self._now.raw[kind].find_one({"_id": id}, _RECORD)
        return record_in(kind, document) if document else None

    async def get_many(self, kind: Kind, ids: tuple[str, ...]) -> tuple[Record, ...]:
        if len(ids) > MAX_IDS:
            raise ValueError(f"at most {MAX_IDS} ids")
        if not ids:
            return ()
        wanted: Document = {"_id": ids[0] if len(ids) == 1 else {"$in": list(ids)}}
        with translated():
            found = await self._now.raw[kind].find(wanted, _RECORD).limit(len(ids)).to_list(len(ids))
        return tuple(record_in(kind, document) for document in found)

    async def read(self, kind: Kind, id: str) -> Served | None:
        with translated():
            found = await self._now.raw[kind].find_one({"_id": id}, _SERVED)
        if found is None:
            return None
        version, audience, shape, deleted = (found[name] for name in ("version", "audience", "shape", "deleted"))
        return Served(kind, id, version, audience, shape, deleted, json_of(found))

    async def find_page(self, query: Query) -> Page:
        checked = check(query)
        if checked.is_empty:
            return Page((), has_more=False)
        cursor = self._now.raw[query.kind].find(filter_of(query, checked), ROW_FIELDS)
        with translated():
            found = await cursor.sort(mongo_sort(checked)).limit(checked.limit + 1).to_list(checked.limit + 1)
        rows = tuple(row_of(checked, document) for document in found[: checked.limit])
        return Page(rows, has_more=len(found) > checked.limit)

    async def count(self, query: Query) -> int:
        checked = check(query)
        if checked.is_empty:
            return 0
        with translated():
            return await self._records(query.kind).count_documents(filter_of(query, checked, from_cursor=False))

    async def search(self, query: Query) -> tuple[Candidate, ...]:
        wanted = filter_of(query, check(query), from_cursor=False)
        cursor = self._records(query.kind).find(wanted, SEARCH_FIELDS).sort([("place", -1)])
        with translated():
            found = await cursor.limit(query.limit).to_list(query.limit)
        return tuple(candidate_of(document) for document in found)

    async def claim_source(self, kind: Kind, source: SourceKey, owner: str) -> str:
        with translated():
            return await self._now.claims.claim(kind, source, owner)

    async def find_by_source(self, kind: Kind, source: SourceKey) -> Record | None:
        """Of several that list the key (a merge half done) the claim's owner comes first."""
        key = source_hash(kind, source)
        listing: Document = {"keys.sources": {"$in": [key]}}
        with translated():
            owner = await self._now.claims.owner(key)
            owned = await self._now.raw[kind].find_one({"_id": owner, **listing}, _RECORD) if owner else None
            if owned is not None:
                return record_in(kind, owned)
            found = await self._now.raw[kind].find(listing, _RECORD).sort([("keys.id", 1)]).limit(1).to_list(1)
        return record_in(kind, found[0]) if found else None

    async def insert(self, record: Record, change: Change) -> None:
        pending = [pending_of(change)]
        document = document_of(enclose(record), pending)
        with translated():
            try:
                await self._records(record.kind).insert_one(document)
            except DuplicateKeyError as error:
                if not await self._happened(change):
                    raise AlreadyExists(record.kind, record.id) from error
        await self._now.mover.move(Written(record.kind, record.id, record.version, pending))

    async def replace(self, record: Record, previous: Record, change: Change) -> None:
        check_succession(record, previous)
        envelope = enclose(record)
        packed = await asyncio.to_thread(pack, previous)
        with translated():
            current = await self._records(record.kind).find_one({"_id": record.id}, {"version": 1, "pending": 1})
            if current is None or current["version"] != previous.version:
                return await self._refuse_or_repeat(previous, change)
            await self._now.archive.put(previous, packed)
            pending = [*current["pending"], pending_of(change)]
            result = await self._records(record.kind).replace_one(
                {"_id": record.id, "version": previous.version}, document_of(envelope, pending)
            )
            if result.matched_count != 1:
                return await self._refuse_or_repeat(previous, change)
        return await self._now.mover.move(Written(record.kind, record.id, record.version, pending))

    async def judge(self, record: Record, audience: str) -> None:
        envelope = enclose(dataclasses.replace(record, audience=audience))
        with translated():
            await self._records(record.kind).update_one(
                {"_id": record.id, "version": record.version}, {"$set": {"audience": audience, "keys": envelope.keys}}
            )

    async def rewrite(self, record: Record) -> None:
        members = document_of(enclose(record), [])
        for name in ("_id", "version", "pending"):
            del members[name]
        packed = await asyncio.to_thread(pack, record)
        with translated():
            current = {"_id": record.id, "version": record.version}
            await self._records(record.kind).update_one(current, {"$set": members})
            await self._now.archive.rewrite(record, packed)

    async def compact(self) -> None:
        """The server uses the room again by itself; until then its files may hold what was there."""

    async def rewrite_reason(self, change: Change) -> None:
        await self.publish_pending()
        with translated():
            await self._now.log.rewrite_reason(change)

    async def read_version(self, kind: Kind, id: str, version: int) -> Record | None:
        current = await self.get(kind, id)
        if current is None or current.version == version:
            return current
        with translated():
            return await self._now.archive.get(kind, id, version)

    async def versions(self, kind: Kind, id: str) -> tuple[int, ...]:
        with translated():
            found = await self._now.archive.numbers(kind, id)
            current = await self._records(kind).find_one({"_id": id}, {"version": 1})
        return tuple(sorted(found | {current["version"]} if current else found))

    async def archived(self, kind: Kind, id: str) -> dict[int, int]:
        with translated():
            return await self._now.archive.sizes(kind, id)

    async def drop_archived(self, tombstone: Record) -> None:
        """A restore in the very moment loses what was before the deletion, not what it restores."""
        current = {"_id": tombstone.id, "version": tombstone.version, "deleted": True}
        with translated():
            if await self._records(tombstone.kind).find_one(current, {"_id": 1}) is not None:
                await self._now.archive.drop(tombstone.kind, tombstone.id, tombstone.version)

    async def put_blob(self, key: str, data: bytes, media_type: str) -> None:
        with translated():
            await self._now.blobs.put(key, data, media_type)

    async def renew_blob(self, key: str) -> bool:
        with translated():
            return await self._now.blobs.renew(key)

    async def replace_blob(self, key: str, data: bytes, media_type: str) -> None:
        with translated():
            await self._now.blobs.replace(key, data, media_type)

    async def swap_blob(self, key: str, data: bytes, media_type: str, held: bytes | None) -> bool:
        with translated():
            return await self._now.blobs.swap(key, data, media_type, held)

    async def get_blob(self, key: str) -> tuple[bytes, str] | None:
        with translated():
            return await self._now.blobs.get(key)

    async def get_blobs(self, keys: tuple[str, ...]) -> dict[str, bytes]:
        if len(keys) > MAX_IDS:
            raise ValueError(f"at most {MAX_IDS} keys")
        with translated():
            return await self._now.blobs.get_many(keys)

    async def read_blob(self, key: str, start: int, length: int) -> bytes | None:
        with translated():
            return await self._now.blobs.read(key, start, length)

    async def delete_blob(self, key: str) -> None:
        with translated():
            await self._now.blobs.delete(key)

    async def list_blobs(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        with translated():
            return await self._now.blobs.names(prefix, after, limit)

    async def old_blobs(self, before: str, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        with translated():
            return await self._now.blobs.old(before, prefix, after, limit)

    async def drop_old_blob(self, key: str, before: str) -> bool:
        with translated():
            return await self._now.blobs.drop_old(key, before)

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool:
        with translated():
            return await self._now.leases.take(name, holder, now, until)

    async def return_lease(self, name: str, holder: str) -> None:
        with translated():
            await self._now.leases.give_back(name, holder)

    async def publish_pending(self, limit: int = 1000) -> int:
        """Looks at up to `limit` records, oldest change first within a kind. Finding nothing costs little."""
        moved, looked_at = 0, 0
        with translated():
            for kind in KINDS:
                if not await self._pending(kind, 1):
                    continue
                found = await self._pending(kind, limit - looked_at)
                looked_at += len(found)
                written = [Written(kind, one["_id"], one["version"], one["pending"]) for one in found]
                moved += await self._now.mover.publish(written)
        return moved

    async def read_changes(self, kind: Kind, id: str, below: int | None, limit: int) -> tuple[Change, ...]:
        with translated():
            document = await self._records(kind).find_one({"_id": id}, {"pending": 1})
            logged = await self._now.log.of_record(kind, id, below, limit)
        pending = [change_of(change) for change in document["pending"]] if document else []
        found = {change.version: change for change in (*pending, *logged) if below is None or change.version < below}
        return tuple(found[version] for version in sorted(found, reverse=True)[:limit])

    async def read_log(self, after: int, limit: int) -> tuple[LogEntry, ...]:
        with translated():
            return await self._now.log.read(after, limit)

    async def last_seq(self) -> int:
        with translated():
            return await self._now.log.last_seq()

    async def read_marks(self, kind: Kind, after: Mark | None, limit: int) -> tuple[Mark, ...]:
        behind = {"mark": {"$gt": mark_text(after.created, after.id) if after else ""}}
        cursor = self._records(kind).find({"deleted": False, **behind}, MARK_FIELDS).sort([("mark", 1)])
        with translated():
            found = await cursor.limit(limit).to_list(limit)
        return tuple(mark_of(document) for document in found)

    @property
    def _now(self) -> _Opened:
        if self._opened is None:
            raise RuntimeError("the store is not open")
        return self._opened

    def _records(self, kind: Kind) -> AsyncCollection[Document]:
        return self._now.database[kind]

    async def _check_shape(self) -> None:
        meta = self._now.database["meta"]
        found = await meta.find_one({"_id": "store"})
        if found is None:
            try:
                await meta.insert_one({"_id": "store", "shape": STORE_SHAPE})
            except DuplicateKeyError:
                return await self._check_shape()
        else:
            check_shape(found["shape"])
        return None

    async def _create_indexes(self) -> None:
        """Those of the records; of the versions of a record, for history; of the log.

        What was made is noted, so that opening a store asks once. Without the note all that is missing is made.
        """
        meta = self._now.database["meta"]
        wanted = sorted(f"{kind}.{model.document['name']}" for kind in KINDS for model in _index_models(kind))
        noted = await meta.find_one({"_id": "indexes"})
        if noted and noted["made"] == wanted:
            return
        there = await self._now.database.list_collection_names()
        for kind in KINDS:
            records = self._records(kind)
            made = await records.index_information() if kind in there else {}
            missing = [model for model in _index_models(kind) if model.document["name"] not in made]
            if missing:
                await records.create_indexes(missing)
        await self._now.archive.create_indexes()
        await self._now.log.create_indexes()
        await meta.replace_one({"_id": "indexes"}, {"_id": "indexes", "made": wanted}, upsert=True)

    async def _happened(self, change: Change) -> bool:
        """Whether this very write took place: the caller repeats it because no answer arrived."""
        document = await self._records(change.kind).find_one({"_id": change.id}, {"pending": 1})
        if document and any(pending["event_id"] == change.event_id for pending in document["pending"]):
            return True
        return await self._now.log.holds(change.event_id)

    async def _refuse_or_repeat(self, previous: Record, change: Change) -> None:
        if await self._happened(change):
            return
        current = await self._records(previous.kind).find_one({"_id": previous.id}, {"version": 1})
        raise VersionConflict(previous.version, current["version"] if current else None)

    async def _pending(self, kind: Kind, limit: int) -> list[Document]:
        if limit <= 0:
            return []
        cursor = self._records(kind).find({"unpublished": {"$gt": ""}}, {"version": 1, "pending": 1})
        found = await cursor.sort([("unpublished", 1)]).limit(limit).to_list(limit)
        return [document for document in found if document["pending"]]
