"""Which store a URL gives, what must not be opened, and what a database that does not answer looks like."""

import asyncio
import gc
import sqlite3
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from app.config import Settings
from app.errors import StoreBusy, StoreUnusable
from app.services.ports import Store
from app.storage.envelope import STORE_SHAPE
from app.storage.mongodb import MongoDBStore
from app.storage.sqlite import SQLiteStore
from app.storage.sqlite_schema import NETWORK_FILE_SYSTEMS, file_system_of, refuse_network_file_system, set_up
from app.storage.stores import make_store, open_store
from tests.servers import free_port
from tests.storage.records import change, meeting, put

MOUNTS = """\
/dev/vda / ext4 rw 0 0
tmpfs /memory tmpfs rw 0 0
server:/export /srv/data nfs4 rw 0 0
//nas/share /mnt/with\\040blank cifs rw 0 0
/dev/vdb /srv/data/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/x.db", "ext4"),
        ("/memory/x.db", "tmpfs"),
        ("/srv/data/x/y.db", "nfs4"),
        ("/srv/data2/x.db", "ext4"),
        ("/srv/data/local/x.db", "ext4"),
        ("/mnt/with blank/x.db", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_innermost_mount(path: str, expected: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == expected


def test_a_network_file_system_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refuse_network_file_system(tmp_path)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: f"server:/x {tmp_path} nfs rw 0 0\n")
    with pytest.raises(StoreUnusable, match="nfs"):
        refuse_network_file_system(tmp_path / "below")


def test_local_file_systems_are_no_network_file_systems() -> None:
    assert not NETWORK_FILE_SYSTEMS & {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "zfs"}


@pytest.mark.parametrize("url", ["", "sqlite:///", "sqlite://x.db", "postgresql://host/db", "klynge.db", "mongo://x"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(StoreUnusable):
        make_store(Settings(database_url=url))


def test_a_url_names_its_store() -> None:
    assert isinstance(make_store(Settings(database_url="sqlite:///./x.db")), SQLiteStore)
    assert isinstance(make_store(Settings(database_url="mongodb://127.0.0.1/x")), MongoDBStore)


async def test_a_path_with_blanks_and_letters_may_be_quoted(tmp_path: Path) -> None:
    (tmp_path / "æ ø").mkdir()
    store = await open_store(Settings(database_url=f"sqlite:///{tmp_path}/%C3%A6%20%C3%B8/k.db"))
    await store.close()
    assert (tmp_path / "æ ø" / "k.db").exists()


async def test_a_missing_folder_and_a_file_that_is_no_store_are_unusable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable):
        await open_store(Settings(database_url=f"sqlite:///{tmp_path}/none/k.db"))
    (tmp_path / "k.db").write_bytes(b"minutes of a meeting" * 100)
    with pytest.raises(StoreUnusable):
        await open_store(Settings(database_url=f"sqlite:///{tmp_path}/k.db"))


async def test_a_sqlite_store_of_a_newer_program_is_not_opened(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/k.db")
    await (await open_store(settings)).close()
    with sqlite3.connect(tmp_path / "k.db") as connection:
        connection.execute(f"PRAGMA user_version = {STORE_SHAPE + 1}")
    connection.close()
    with pytest.raises(StoreUnusable, match="shape"):
        await open_store(settings)


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_a_mongodb_store_of_a_newer_program_is_not_opened(mongodb_url: str, driver: str) -> None:
    settings = Settings(database_url=mongodb_url, mongodb_driver=driver)  # type: ignore[arg-type]  # one of the two
    await (await open_store(settings)).close()
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(mongodb_url)
    await client.get_default_database()["meta"].replace_one({"_id": "store"}, {"shape": STORE_SHAPE + 1})
    await client.close()
    with pytest.raises(StoreUnusable, match="shape"):
        await open_store(settings)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # PyMongo's monitor, cancelled while
@pytest.mark.parametrize("driver", ["motor", "pymongo"])  # it connects, leaves a socket to the garbage collector
async def test_an_unreachable_mongodb_is_busy(driver: str) -> None:
    url = f"mongodb://127.0.0.1:{free_port()}/x?serverSelectionTimeoutMS=200"
    with pytest.raises(StoreBusy):
        await open_store(Settings(database_url=url, mongodb_driver=driver))  # type: ignore[arg-type]  # one of the two
    gc.collect()


async def test_a_sqlite_file_locked_by_another_writer_is_busy_and_the_write_did_not_happen(tmp_path: Path) -> None:
    store = await open_store(Settings(database_url=f"sqlite:///{tmp_path}/k.db", sqlite_busy_seconds=0.05))
    other = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
    item = meeting("a")
    made = change(item)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            await store.insert(item, made)
        assert await store.get("meeting", "a") is None
        other.execute("ROLLBACK")
        await store.insert(item, made)
        assert len(await store.read_log(0, 10)) == 1
    finally:
        other.close()
        await store.close()


async def test_a_sqlite_commit_is_synchronous_and_readers_see_it_at_once(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "k.db")
    await store.open()
    try:
        assert store._writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        await put(store, meeting("a"))
        assert await store.get("meeting", "a") is not None
    finally:
        await store.close()


async def test_lists_are_answered_from_indexes(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "k.db")
    await store.open()
    plans = {
        "SELECT id FROM meeting WHERE k_forum = 'f' ORDER BY k_day DESC, id DESC": "meeting_by_forum_and_day",
        "SELECT id FROM meeting ORDER BY k_starts, id": "meeting_by_starts",
        "SELECT id FROM meeting_lists WHERE key = 'participants' AND value IN ('p', 'q')": "key=? AND value=?",
    }
    try:
        for sql, index in plans.items():
            plan = " ".join(row[3] for row in store._reader.execute(f"EXPLAIN QUERY PLAN {sql}"))
            assert index in plan
            assert "TEMP B-TREE" not in plan
    finally:
        await store.close()


async def test_eight_processes_worth_of_stores_open_one_new_file_at_once(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/k.db")
    stores: list[Store] = [make_store(settings) for _ in range(8)]
    for store in stores:
        await store.open()
    await put(stores[0], meeting("a"))
    assert all([await store.get("meeting", "a") is not None for store in stores])
    for store in stores:
        await store.close()


async def test_a_new_file_that_another_process_is_setting_up_is_waited_for(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "k.db", isolation_level=None) as other:
        other.execute("CREATE TABLE held (x)")
        other.execute("BEGIN EXCLUSIVE")
        connection = sqlite3.connect(tmp_path / "k.db", timeout=0, isolation_level=None, check_same_thread=False)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            set_up(connection, 0)
        setting_up = asyncio.create_task(asyncio.to_thread(set_up, connection, 30))
        await asyncio.sleep(0.1)
        assert not setting_up.done()
        other.execute("COMMIT")
        await setting_up
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    other.close()
