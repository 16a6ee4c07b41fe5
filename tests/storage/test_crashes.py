"""Nothing acknowledged is lost, nothing is half-written, no change is there twice, whoever dies when.

Writers are operating-system processes. `KLYNGE_CAMPAIGN=full` runs longer.
"""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.services.ports import Store
from app.services.writing import derived_id
from app.storage.stores import open_store
from tests.servers import MongoServer
from tests.storage.killed_writers import (
    MEETING,
    Writers,
    acknowledged,
    check_everything,
    publish_all,
    writers_on,
)
from tests.storage.records import source

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
KILLED = -signal.SIGKILL


@pytest.fixture(params=["sqlite", "motor", "pymongo", *(["ferretdb"] if FULL else [])])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """FerretDB, which is slow, only in the long run."""
    if request.param in ("motor", "pymongo"):
        return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)
    return Settings(database_url=request.getfixturevalue(f"{request.param}_url"), mongodb_driver="pymongo")


@pytest.fixture
def writers(store_settings: Settings, tmp_path: Path) -> Iterator[Writers]:
    started = writers_on(store_settings, tmp_path)
    yield started
    started.close()


def owner_of(name: str) -> str:
    key = source(name)
    return derived_id(MEETING, key.system, key.kind, key.id)


async def test_of_eight_racing_for_one_record_each_acknowledged_change_counts_once(
    store: Store, writers: Writers
) -> None:
    times = 60 if FULL else 8
    writers.start("create", names=["race"], seed=0)
    assert writers.wait(writers.running[0]) == 0
    pids = [writers.start("increment", id=owner_of("race"), times=times) for _ in range(8)]
    assert [writers.wait(pid) for pid in pids] == [0] * 8
    await publish_all(store)
    current = await store.get(MEETING, owner_of("race"))
    assert current is not None
    assert current.body["count"] == 8 * times
    await check_everything(store, writers)


async def test_creates_and_claims_retried_by_several_make_each_record_once(store: Store, writers: Writers) -> None:
    names = [f"sag {n}" for n in range(80 if FULL else 15)]
    pids = [writers.start("create", names=names, seed=seed) for seed in range(4)]
    assert [writers.wait(pid) for pid in pids] == [0] * 4
    await publish_all(store)
    assert len(writers.noted("ack")) == len(names)
    for name in names:
        found = await store.find_by_source(MEETING, source(name))
        assert found is not None
        assert found.id == owner_of(name)
        assert found.version == 1
    await check_everything(store, writers)


async def test_an_abandoned_claim_raced_for_is_taken_over_by_the_one_that_writes(
    store: Store, writers: Writers
) -> None:
    names = [f"sag {n}" for n in range(5)]
    for name in names:
        assert await store.claim_source(MEETING, source(name), "ghost") == "ghost"
    pids = [writers.start("create", names=names, seed=seed) for seed in range(4)]
    assert [writers.wait(pid) for pid in pids] == [0] * 4
    for name in names:
        assert await store.claim_source(MEETING, source(name), "late") == owner_of(name)
    await publish_all(store)
    await check_everything(store, writers)


async def test_a_writer_killed_at_any_step_leaves_nothing_half_done_and_its_retry_completes_it(
    store: Store, writers: Writers
) -> None:
    writers.wait(writers.start("one_write_path", name="whole", events=["whole 1", "whole 2"]))
    steps = writers.steps()
    assert steps >= 8  # MongoDB: claim, record, log, emptied; archive, record, log, emptied
    for step in range(1, steps + 1):
        for when in ("before", "after"):
            name = f"{step} {when}"
            job = {"name": name, "events": [f"{name} created", f"{name} updated"]}
            assert writers.wait(writers.start("one_write_path", **job, die_at=step, when=when)) == KILLED
            await publish_all(store)
            await check_everything(store, writers)
            assert writers.wait(writers.start("one_write_path", **job)) == 0
            assert await store.publish_pending() == 0
            current = await store.get(MEETING, owner_of(name))
            assert current is not None
            assert current.body["stamp"] == f"{name} updated"
    await check_everything(store, writers)


async def test_a_change_that_a_killed_writer_left_is_carried_on_by_the_next_writer(
    store: Store, writers: Writers
) -> None:
    writers.wait(writers.start("one_write_path", name="whole", events=["whole 1", "whole 2"]))
    left_behind = 0
    for step in range(1, writers.steps() + 1):
        job = {"name": f"{step}", "events": [f"{step} created", f"{step} updated"]}
        assert writers.wait(writers.start("one_write_path", **job, die_at=step)) == KILLED
        if await store.get(MEETING, owner_of(f"{step}")) is not None:
            left_behind += 1
            assert writers.wait(writers.start("increment", id=owner_of(f"{step}"), times=1)) == 0
    await publish_all(store)
    assert left_behind
    await check_everything(store, writers)


async def test_a_blob_whose_writer_is_killed_is_whole_or_absent_and_its_retry_completes_it(
    store: Store, writers: Writers
) -> None:
    whole = (b"x" * 4_000_001, "text/plain")
    writers.wait(writers.start("one_blob", name="whole"))
    assert await store.get_blob("whole") == whole
    for step in range(1, writers.steps() + 1):
        name = f"blob {step}"
        assert writers.wait(writers.start("one_blob", name=name, die_at=step)) == KILLED
        assert await store.get_blob(name) is None
        assert writers.wait(writers.start("one_blob", name=name)) == 0
        assert await store.get_blob(name) == whole


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(10 if FULL else 1))
async def test_writers_killed_at_random_moments_lose_nothing_that_was_acknowledged(
    store: Store, writers: Writers, seed: int
) -> None:
    dice = random.Random(seed)
    names = [f"sag {n}" for n in range(5)]
    for seconds in (dice.uniform(0.1, 0.9) for _ in range(40 if FULL else 8)):
        while len(writers.running) < 3:
            writers.start("mixed", names=names, times=100_000, seed=dice.random())
        await asyncio.sleep(seconds)  # the moment of the kill is what is tried out
        writers.kill(dice.choice(writers.running))
    for pid in list(writers.running):
        writers.kill(pid)
    await publish_all(store)
    assert len(writers.noted("ack")) > 20
    await check_everything(store, writers)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[MongoServer]:
    """A server that the test may kill."""
    server = MongoServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.campaign
@pytest.mark.parametrize("driver", ["motor", "pymongo"])
@pytest.mark.parametrize("seed", range(10 if FULL else 1))
async def test_a_database_killed_at_random_moments_loses_nothing_that_was_acknowledged(
    own_server: MongoServer, tmp_path: Path, driver: Any, seed: int
) -> None:
    settings = Settings(database_url=own_server.url("crash"), mongodb_driver=driver)
    writers = writers_on(settings, tmp_path)
    dice = random.Random(seed)
    names = [f"sag {n}" for n in range(5)]
    try:
        for n in range(3):
            writers.start("mixed", names=names, times=100_000, seed=n)
        for seconds in (dice.uniform(0, 0.5) for _ in range(20 if FULL else 4)):
            await acknowledged(writers, more=5)
            await asyncio.sleep(seconds)  # the moment of the kill is what is tried out
            own_server.kill()
            own_server.start()
        await acknowledged(writers, more=5)
    finally:
        writers.close()
    store = await open_store(settings)
    try:
        await publish_all(store)
        await check_everything(store, writers)
    finally:
        await store.close()
