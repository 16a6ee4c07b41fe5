"""The mover: what is left pending is published later, once, in order, by however many movers."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from typing import Literal

import pytest

from app.config import Settings
from app.errors import StoreBusy
from app.services.ports import KINDS
from app.storage.mongodb import MongoDBStore
from app.storage.mongodb_documents import Document
from app.storage.mongodb_log import RUN, ChangeLog
from app.storage.mongodb_mover import Mover
from app.storage.stores import open_store
from tests.storage.records import change, meeting, put, put_next, record, tombstone, whole_log


@pytest.fixture(params=["motor", "pymongo"])
async def store(mongodb_url: str, request: pytest.FixtureRequest) -> AsyncIterator[MongoDBStore]:
    driver: Literal["motor", "pymongo"] = request.param
    opened = await open_store(Settings(database_url=mongodb_url, mongodb_driver=driver))
    assert isinstance(opened, MongoDBStore)
    yield opened
    await opened.close()


class StuckLog(ChangeLog):
    """A log that nobody can append to for now."""

    async def append(self, changes: Sequence[Document]) -> int:  # noqa: ARG002 -- the signature of what it stands for
        raise StoreBusy("stuck")


def stick(store: MongoDBStore) -> None:
    """From here on only the records are written, as when every writer dies before it publishes."""
    log_to(store, StuckLog(store._now.database["log"]))


def release(store: MongoDBStore) -> None:
    log_to(store, ChangeLog(store._now.database["log"]))


def log_to(store: MongoDBStore, log: ChangeLog) -> None:
    now = store._now
    store._opened = dataclasses.replace(now, log=log, mover=Mover(log, {kind: now.database[kind] for kind in KINDS}))


async def test_a_write_stands_when_its_change_cannot_be_published_and_the_next_sweep_does_it(
    store: MongoDBStore,
) -> None:
    stick(store)
    first = meeting("a")
    await put(store, first)
    second = await put_next(store, first)
    third = tombstone(second)
    await store.replace(third, second, change(third, "deleted"))
    assert await store.get("meeting", "a") == third
    assert await store.read_log(0, 10) == ()
    release(store)
    assert await store.publish_pending() == 3
    assert [entry.change.version for entry in await whole_log(store)] == [1, 2, 3]
    assert await store.publish_pending() == 0


async def test_movers_at_the_same_time_publish_each_change_once(store: MongoDBStore) -> None:
    stick(store)
    for n in range(12):
        first = meeting(f"m{n}")
        await put(store, first)
        await put_next(store, first)
    release(store)
    moved = await asyncio.gather(*(store.publish_pending() for _ in range(6)))
    entries = await whole_log(store)
    assert sum(moved) == len(entries) == 24
    assert len({entry.change.event_id for entry in entries}) == 24
    for n in range(12):
        assert [entry.change.version for entry in entries if entry.change.id == f"m{n}"] == [1, 2]


async def test_a_sweep_is_bounded_and_the_next_goes_on(store: MongoDBStore) -> None:
    stick(store)
    await put(store, *(record("forum", f"f{n}") for n in range(3)), *(meeting(f"m{n}") for n in range(3)))
    release(store)
    assert [await store.publish_pending(limit=4) for _ in range(3)] == [4, 2, 0]


async def test_more_changes_than_one_run_keep_their_order(store: MongoDBStore) -> None:
    changes = [dataclasses.asdict(change(meeting(f"m{n}"))) for n in range(RUN + 5)]
    assert await store._now.log.append(changes) == RUN + 5
    assert await store._now.log.append(changes) == 0
    assert [entry.change.id for entry in await whole_log(store)] == [f"m{n}" for n in range(RUN + 5)]


async def test_reading_stops_before_a_gap_that_is_still_being_filled(store: MongoDBStore) -> None:
    await put(store, meeting("a"), meeting("b"), meeting("c"), meeting("d"))
    log = store._now.database["log"]
    third = await log.find_one({"_id": f"{3:015d}"})
    assert third is not None
    await log.delete_one({"_id": third["_id"]})
    assert [entry.seq for entry in await store.read_log(0, 10)] == [1, 2]
    assert await store.read_log(2, 10) == ()
    await log.insert_one(third)
    assert [entry.seq for entry in await store.read_log(2, 10)] == [3, 4]
