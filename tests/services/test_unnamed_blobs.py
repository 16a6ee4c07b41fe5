"""Blobs that nothing names go; whatever something names, now or in the archive, stays."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

import pytest

from app.config import Settings
from app.schemas.meetings import Attachment
from app.services.kept_files import file_key
from app.services.leases import Leases
from app.services.letting_go import Tally
from app.services.ports import Body, Query, SortKey, Store
from app.services.retention import RULES, Retention
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.interrupted import EVERY_WRITE, InterruptedStore
from tests.services.same_store import take_in
from tests.services.test_import_jobs import accepted, jobs_of
from tests.services.test_import_reports import FILES, carried_out
from tests.services.test_retention import ADMINISTRATOR, never, now, retention_over

ACT = Act(ADMINISTRATOR)


def key(name: str) -> str:
    return file_key(hashlib.sha256(name.encode()).hexdigest())


NAMED = ("current", "archived", "said")
LOST = (
    key("lost"),
    hashlib.sha256(b"document").hexdigest(),
    f"reading/{hashlib.sha256(b'document').hexdigest()}",
    "said/gone",
    "said/gone/meetings",
    "imports/gone/names",
    "gist/participant/gone",
    "sync/gone",
)
OWN = ("publication/a", "access/2031", "another/a")
"""Keys that belong to no record, or to another program."""


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    store = await open_store(Settings(database_url=sqlite_url))
    yield store
    await store.close()


async def attach(store: Store, *names: str) -> str:
    """Gives the attachments of one item of the first meeting these files; the id of the meeting."""
    page = await store.find_page(Query("meeting", sort=(SortKey("day"),)))
    sums = [key(name).removeprefix(file_key("")) for name in names]
    attachments = [Attachment.model_validate({"title": "Bilag", "sha256": one}).model_dump() for one in sums]

    def edit(body: Body) -> Body:
        return {**body, "attachments": attachments}

    await Writer(store, now).change("meeting", page.rows[0].id, edit, ACT)
    return page.rows[0].id


async def put(store: Store, *keys: str) -> None:
    for one in keys:
        await store.put_blob(one, b"0123456789", "text/plain")


async def keys_of(store: Store) -> set[str]:
    return set(await store.list_blobs("", "", 500))


async def go(store: Store) -> Tally:
    return (await retention_over(store, unnamed_blobs=7).sweep())["unnamed_blobs"]


async def test_what_nothing_names_goes_and_all_else_stays(store: Store) -> None:
    job, waiting = await carried_out(store), await accepted(jobs_of(store), *FILES)
    await attach(store, "archived")
    await attach(store, "current")
    await store.put_blob("another/json", key("said").encode(), "application/json")
    await put(store, *map(key, NAMED), *OWN)
    held = await keys_of(store)
    assert f"imports/{waiting}/bytes/0" in held
    staged = f"imports/{job}/bytes/7"  # of a job that has ended
    await put(store, *LOST, staged)
    again = await take_in(store, *FILES)
    trial = (await retention_over(store, unnamed_blobs=7).would_sweep())["unnamed_blobs"]
    assert await keys_of(store) == held | {*LOST, staged}
    assert trial == Tally(len(LOST) + 1, 10 * (len(LOST) + 1))
    assert await go(store) == trial
    assert await keys_of(store) - {"retention"} == held
    assert await take_in(store, *FILES) == again
    assert await go(store) == Tally()


async def test_what_was_put_a_moment_ago_stays(sqlite_store: Store) -> None:
    def clock() -> datetime:
        return datetime.now(UTC)

    await put(sqlite_store, *LOST)
    days = dict.fromkeys(RULES, 0) | {"unnamed_blobs": 1}
    retention = Retention(sqlite_store, Writer(sqlite_store, clock), clock, Leases(sqlite_store, clock, 15.0), days)
    assert (await retention.sweep())["unnamed_blobs"] == Tally()
    assert set(LOST) <= await keys_of(sqlite_store)


async def test_the_file_of_what_was_deleted_goes_with_its_versions(sqlite_store: Store) -> None:
    await take_in(sqlite_store, FILES[0])
    id = await attach(sqlite_store, "current")
    await put(sqlite_store, key("current"))
    tombstone = await Writer(sqlite_store, now).delete("meeting", id, ACT, "privacy")
    assert await go(sqlite_store) == Tally()
    await sqlite_store.drop_archived(tombstone)
    assert (await go(sqlite_store)).count > 0
    assert key("current") not in await keys_of(sqlite_store)


async def test_a_write_that_relies_on_a_file_while_it_is_looked_for_keeps_it(sqlite_store: Store) -> None:
    """The store's clock is that of today; the look takes what is older than today."""
    await put(sqlite_store, key("lost"))
    before = datetime.now(UTC)

    class Meanwhile:
        def __getattr__(self, name: str) -> Any:
            return getattr(sqlite_store, name)

        async def list_blobs(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
            await sqlite_store.renew_blob(key("lost"))
            return await sqlite_store.list_blobs(prefix, after, limit)

    def clock() -> datetime:
        return before.replace(year=before.year + 1)

    store = cast("Store", Meanwhile())
    days = dict.fromkeys(RULES, 0) | {"unnamed_blobs": (clock() - before).days}
    retention = Retention(store, Writer(store, clock), clock, Leases(store, clock, 15.0), days)
    assert (await retention.sweep())["unnamed_blobs"].count == 0
    assert await sqlite_store.old_blobs("9", "file/", "", 10) == (key("lost"),)


async def test_a_service_looks_once_a_day(sqlite_store: Store) -> None:
    retention = retention_over(sqlite_store, unnamed_blobs=7)
    await retention.work(never)
    await put(sqlite_store, *LOST)
    assert (await retention.work(never))["unnamed_blobs"] == Tally()
    assert (await retention.sweep())["unnamed_blobs"].count == len(LOST)


class CutOff(Exception):
    pass


def cut_off() -> None:
    raise CutOff


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_look_that_is_cut_off_at_any_write_is_begun_again(sqlite_store: Store, moment: str) -> None:
    await take_in(sqlite_store, FILES[0])
    await attach(sqlite_store, "current")
    await put(sqlite_store, key("current"))
    held = await keys_of(sqlite_store)
    for step in count(1):
        await put(sqlite_store, *LOST)
        dying = InterruptedStore(sqlite_store, step, moment, cut_off, EVERY_WRITE)
        try:
            await retention_over(cast("Store", dying), unnamed_blobs=7).sweep()
        except CutOff:
            await go(sqlite_store)
            assert await keys_of(sqlite_store) - {"retention"} == held
        else:
            break
    assert step == len(LOST) + 2


async def test_blobs_of_an_older_release_are_as_old_as_the_first_question(sqlite_url: str) -> None:
    first = await open_store(Settings(database_url=sqlite_url))
    await put(first, "file/a")
    cast("Any", first)._writer.execute("DROP TABLE blob_times")
    await first.close()
    second = await open_store(Settings(database_url=sqlite_url))
    assert await second.old_blobs("2020", "", "", 10) == ()
    assert await second.old_blobs("9", "", "", 10) == ("file/a",)
    await second.close()
