"""The store that the settings name. MongoDB's drivers are loaded where they are used
(docs/decisions/0024-what-a-command-loads.md)."""

from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

from app.config import Settings
from app.errors import StoreUnusable
from app.services.ports import Store
from app.storage.migration import Migration
from app.storage.sqlite import SQLiteStore
from app.storage.sqlite_migration import SQLiteMigration

_SQLITE = "sqlite:///"
_MONGODB = ("mongodb://", "mongodb+srv://")


def make_store(settings: Settings) -> Store:
    """Not opened yet. `sqlite:///x.db` is relative to the working directory, `sqlite:////x.db` absolute."""
    url = settings.database_url
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return SQLiteStore(Path(unquote(url.removeprefix(_SQLITE))), settings.sqlite_busy_seconds)
    if url.startswith(_MONGODB):
        mongodb: Store = import_module("app.storage.mongodb").MongoDBStore(url, settings.mongodb_driver)
        return mongodb
    raise StoreUnusable("the database URL is sqlite:///path or mongodb://host/name")


def make_migration(settings: Settings) -> Migration:
    """Of the store that the settings name, whatever its shape. Not opened yet."""
    store = make_store(settings)
    if isinstance(store, SQLiteStore):
        return SQLiteMigration(store.path, settings.sqlite_busy_seconds)
    module = import_module("app.storage.mongodb_migration")
    migration: Migration = module.MongoDBMigration(settings.database_url, settings.mongodb_driver)
    return migration


async def open_store(settings: Settings) -> Store:
    """Raises `StoreUnusable` or `StoreBusy`; nothing is left open then."""
    store = make_store(settings)
    try:
        await store.open()
    except BaseException:
        await store.close()
        raise
    return store
