"""An older store is refused, and brought up by `klynge migrate`, which may be killed anywhere and run again."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli import migrating
from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.errors import StoreBusy, StoreUnusable
from app.schemas.search import SearchParameters
from app.services.import_documents import SourceFile
from app.services.leases import Leases
from app.services.ports import KINDS, Query, SortKey, Store
from app.services.search import SearchService
from app.services.writing import Writer
from app.storage.envelope import MIGRATING, STORE_SHAPE
from app.storage.migration import is_older, migrate
from app.storage.stores import make_migration, open_store
from tests.cli.command import PROJECT, environment, klynge
from tests.cli.contents import assert_log_is_true, records, whole_log
from tests.cli.minutes import FIRST, SECOND
from tests.services.same_store import ACT, take_in, tick
from tests.storage.shape_one import age, set_shape

PROGRAM = Path(__file__).with_name("dying_migration.py")
KILLED = -9
CALLER = Caller("reader", frozenset({ADMIN}))


def clock() -> datetime:
    return datetime.now(UTC)


async def seen(store: Store) -> dict[str, Any]:
    """All that a reader can be told of the store."""
    kept = [replace(one, part_versions={}) for one in await records(store)]  # which shape 1 did not keep
    marks = {kind: await store.read_marks(kind, None, 200) for kind in KINDS}
    rows = {kind: (await store.find_page(Query(kind, sort=(SortKey("updated"),), limit=200))).rows for kind in KINDS}
    [initiative] = [one.id for one in kept if one.kind == "initiative" and one.body.get("code") == "1"]
    named = await store.find_page(Query("meeting", equals={"initiatives": initiative}, sort=(SortKey("day"),)))
    found = await SearchService(store).search(SearchParameters(q="klyngemidler"), CALLER)
    history = [await store.read_changes(one.kind, one.id, None, 50) for one in kept]
    older = [await store.read_version(one.kind, one.id, 1) for one in kept]
    assert named.rows
    assert found.items
    return {
        "records": kept,
        "marks": marks,
        "rows": rows,
        "named": named,
        "found": found,
        "history": history,
        "older": older,
        "log": await whole_log(store),
        "bytes": await store.get_blob(SourceFile("a", FIRST.encode()).document_id),
    }


async def made_old(url: str) -> dict[str, Any]:
    """What is seen of a store that is of shape 1 afterwards."""
    store = await open_store(Settings(database_url=url))
    await take_in(store, SourceFile("a.txt", FIRST.encode()), SourceFile("b.txt", SECOND.encode()))
    [participant, *_] = (await store.find_page(Query("participant", sort=(SortKey("name_sort"),)))).rows
    await Writer(store, tick).delete("participant", participant.id, ACT, "privacy")
    told = await seen(store)
    await store.close()
    await age(url)
    return told


async def seen_at(url: str) -> dict[str, Any]:
    store = await open_store(Settings(database_url=url))
    try:
        await assert_log_is_true(store)
        return await seen(store)
    finally:
        await store.close()


def killed_after(url: str, steps: int) -> int:
    command = [sys.executable, str(PROGRAM), url, str(steps)]
    return subprocess.run(command, timeout=60, check=False, cwd=PROJECT, env=environment()).returncode


async def test_a_store_of_shape_1_is_refused_and_after_the_migration_tells_what_it_told(database_url: str) -> None:
    told = await made_old(database_url)
    with pytest.raises(StoreUnusable, match="klynge migrate"):
        await open_store(Settings(database_url=database_url))
    settings = Settings(database_url=database_url)
    assert "poster skal skrives om" in await migrating.run(settings, dry_run=True)
    with pytest.raises(StoreUnusable, match="shape 1"):
        await open_store(Settings(database_url=database_url))
    assert "poster er skrevet om" in await migrating.run(settings, dry_run=False)
    assert await seen_at(database_url) == told
    assert await migrating.run(settings, dry_run=False) == migrating.UP_TO_DATE


async def test_a_migration_killed_in_the_middle_is_opened_by_nobody_and_completed_by_running_it_again(
    database_url: str,
) -> None:
    told = await made_old(database_url)
    for steps in (1, 3):
        assert killed_after(database_url, steps) == KILLED
        with pytest.raises(StoreUnusable, match="cut off"):
            await open_store(Settings(database_url=database_url))
    done = klynge("migrate", database_url=database_url)
    assert done.returncode == 0, done.stderr
    assert await seen_at(database_url) == told


async def test_while_one_process_migrates_another_is_told_to_wait(database_url: str) -> None:
    told = await made_old(database_url)
    first, second = (make_migration(Settings(database_url=database_url)) for _ in range(2))
    await first.open()
    await second.open()
    await first.begin()
    async with Leases(first, clock, 60).hold("migration") as is_free:
        assert is_free
        await first.move(3)
        with pytest.raises(StoreBusy, match="another process"):
            await migrate(second, clock, lambda _: None)
    moved: list[int] = []
    left = await second.left()
    await migrate(second, clock, moved.append, batch=7)
    assert sum(moved) == left
    assert 1 < max(moved) <= 7
    await first.close()
    await second.close()
    assert "adgang" in await migrating.run(Settings(database_url=database_url), dry_run=False)
    assert await seen_at(database_url) == told


async def test_a_store_of_a_newer_program_is_not_migrated(database_url: str) -> None:
    await (await open_store(Settings(database_url=database_url))).close()
    assert STORE_SHAPE + 1 < MIGRATING
    migration = make_migration(Settings(database_url=database_url))
    await migration.open()
    await set_shape(database_url, STORE_SHAPE + 1)
    with pytest.raises(StoreUnusable, match=f"shape {STORE_SHAPE + 1}"):
        await is_older(migration)
    await migration.close()


def test_where_there_is_no_file_none_is_made(sqlite_url: str) -> None:
    none = klynge("migrate", database_url=sqlite_url)
    assert (none.returncode, none.stderr) == (2, "klynge: there is no store yet\n")
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


async def test_an_empty_database_has_nothing_to_migrate(mongodb_url: str) -> None:
    assert await migrating.run(Settings(database_url=mongodb_url), dry_run=False) == migrating.UP_TO_DATE
