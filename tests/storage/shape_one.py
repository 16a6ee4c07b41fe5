"""A store as programs left it when the store's shape was 1: without audiences, marks, parts, search and newer keys."""

import sqlite3

from pymongo import AsyncMongoClient

from app.services.ports import KINDS
from app.storage.search_terms import FIELDS

NEWER_LISTS = ("initiatives", "outcomes", "awaits", "resources")
NEWER_KEYS = {f"keys.{key}": "" for key in NEWER_LISTS}


async def age(url: str) -> None:
    """Takes from a closed store what shape 1 did not have. Sources came later and must be none."""
    if url.startswith("sqlite:///"):
        _age_sqlite(url.removeprefix("sqlite:///"))
    else:
        await _age_mongodb(url)
    await set_shape(url, 1)


async def set_shape(url: str, shape: int) -> None:
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute(f"PRAGMA user_version = {shape:d}")
        connection.close()
        return
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(url)
    await client.get_default_database()["meta"].update_one({"_id": "store"}, {"$set": {"shape": shape}})
    await client.close()


def _age_sqlite(path: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for table in ("source", "source_lists", "leases"):
        connection.execute(f"DROP TABLE {table}")
    for kind in (kind for kind in KINDS if kind != "source"):
        connection.execute(f'DROP INDEX "{kind}_marks"')
        connection.execute(f'UPDATE "{kind}" SET audience = ? WHERE deleted = 0', ("all",))  # noqa: S608 -- names
        connection.execute(f'ALTER TABLE "{kind}" DROP COLUMN parts')
        if kind != "import":
            connection.execute(f'ALTER TABLE "{kind}" DROP COLUMN k_created')
        connection.execute(f'DELETE FROM "{kind}_lists" WHERE key IN {NEWER_LISTS}')  # noqa: S608 -- names
        if kind in FIELDS:
            connection.execute(f'DROP TABLE "{kind}_passages"')
            connection.execute(f'DROP TABLE "{kind}_terms"')
    connection.execute("DROP INDEX log_of_record")
    for column in ("kind", "record", "version"):
        connection.execute(f"ALTER TABLE log DROP COLUMN {column}")
    connection.close()


async def _age_mongodb(url: str) -> None:
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(url)
    database = client.get_default_database()
    newer = {"mark": "", "parts": "", "place": "", "passages": "", "terms": "", **NEWER_KEYS}
    for kind in KINDS:
        await database[kind].update_many({}, {"$unset": newer})
        await database[kind].update_many({"deleted": False}, {"$set": {"audience": "all"}})
    await database["source"].drop()
    await database["leases"].drop()
    await client.close()
