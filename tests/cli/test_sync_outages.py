"""A run whose store fails half-way: it says so and ends, and the next one goes on without doubling anything."""

import asyncio
import hashlib
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.drop_folder import look_into
from app.cli.drop_staging import Staging
from app.cli.importing import Patience
from app.cli.syncing import Order, sync
from app.config import Settings
from app.errors import StoreBusy
from tests.cli.contents import held_at
from tests.cli.drops import SOURCE, states, write
from tests.cli.minutes import minutes
from tests.cli.test_killed_sync import told
from tests.servers import MongoServer

FILES = [f"{month:02}.txt" for month in range(1, 5)]
LEASE_SECONDS = 0.2


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    for name in FILES:
        write(tmp_path / "drop", name, minutes(f"15-{name[:2]}-2024", f"d. 15-{name[:2]}-2024"))
    return tmp_path / "drop"


def settings_of(url: str) -> Settings:
    return Settings(database_url=url, sync_settle_seconds=0, import_lease_seconds=LEASE_SECONDS)


async def broken_off(url: str, drop: Path, strike: Callable[[], None]) -> None:
    """A run at whose second file the store fails."""
    done = 0

    def hear(_told: dict[str, Any], _files: int) -> None:
        nonlocal done
        done += 1
        if done == 2:
            strike()

    with pytest.raises(StoreBusy):
        await sync(settings_of(url), Order(drop, SOURCE), hear, patience=lambda: Patience(1, 0))


async def completed(url: str, drop: Path) -> dict[str, Any]:
    """The next run, when the lease of the former has run out."""
    for _ in range(40):
        try:
            return await sync(settings_of(url), Order(drop, SOURCE))
        except StoreBusy:
            await asyncio.sleep(LEASE_SECONDS / 2)
    raise AssertionError("the lease does not run out")


async def undisturbed(tmp_path: Path, drop: Path) -> dict[Any, Any]:
    url = f"sqlite:///{tmp_path}/undisturbed.db"
    await sync(settings_of(url), Order(drop, SOURCE))
    return told(await held_at(url))


@pytest.fixture
def room() -> Iterator[Callable[[int], None]]:
    """How many bytes a file of this process may have from the call on, until the test is over; -1 for any number."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_run_over_a_full_disk_ends_and_the_next_one_goes_on(
    sqlite_url: str, tmp_path: Path, drop: Path, room: Callable[[int], None]
) -> None:
    await broken_off(sqlite_url, drop, lambda: room(4096))
    room(-1)
    held = await held_at(sqlite_url)
    assert [kind for kind, _ in held].count("meeting") == 2
    assert set(states(await completed(sqlite_url, drop))) == set(FILES)
    assert told(await held_at(sqlite_url)) == await undisturbed(tmp_path, drop)


async def test_a_run_whose_database_goes_away_ends_and_the_next_one_goes_on(tmp_path: Path, drop: Path) -> None:
    server = MongoServer(tmp_path)
    server.start()
    url = f"{server.url('klynge')}&serverSelectionTimeoutMS=200"
    try:
        await broken_off(url, drop, server.kill)
        server.start()
        assert set(states(await completed(url, drop))) == set(FILES)
        assert told(await held_at(url)) == await undisturbed(tmp_path, drop)
    finally:
        server.kill()


def test_a_copy_that_finds_no_room_is_refused_and_made_when_there_is(
    tmp_path: Path, drop: Path, room: Callable[[int], None]
) -> None:
    """`klynge sync` tells of the file as failed then, and remembers nothing of it."""
    (drop / "stor.bin").write_bytes(bytes(9_000))
    (tmp_path / "staging").mkdir()
    staging = Staging(tmp_path / "staging", look_into(drop, 10_000).files)
    room(4096)
    with pytest.raises(OSError, match="File too large"):
        staging.take("stor.bin")
    room(-1)
    assert staging.take("stor.bin").sha256 == hashlib.sha256(bytes(9_000)).hexdigest()
