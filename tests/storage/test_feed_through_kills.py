"""Who reads the feed while processes write and everything is killed sees every change once, and in order.

The reader is a stranger to the service: it has the address alone. `KLYNGE_CAMPAIGN=full` has eight writers instead of
three and kills twenty times, over PyMongo's client too.
"""

import asyncio
import os
import random
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.config import Settings
from app.services.ports import Store
from app.storage.stores import open_store
from tests.cli.command import arguments, environment
from tests.mirror import Mirror
from tests.servers import MongoServer, free_port, wait_until_listening
from tests.storage.killed_writers import MEETING, Writers, acknowledged, check_everything, publish_all, writers_on
from tests.storage.records import whole_log

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
WRITERS = 8 if FULL else 3
KILLS = 20 if FULL else 3
WRITE_PAUSE_SECONDS = 0.0 if FULL else 0.01
TRIES = 600
PAUSE_SECONDS = 0.05


class Service:
    """`klynge serve` in a process of its own; started again it listens on the same port."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.port = free_port()
        self._settings, self._folder = settings, folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        given = {"database_url": self._settings.database_url, "mongodb_driver": self._settings.mongodb_driver}
        with (self._folder / "service").open("ab") as out:
            self._process = subprocess.Popen(
                arguments("serve", "--port", str(self.port)),
                env=environment(auth="off", **given),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        wait_until_listening(self.port, self._process)

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
            self._process = None


@pytest.fixture(params=["sqlite", "motor", *(["pymongo"] if FULL else [])])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, MongoServer | None]]:
    """A store that the test may kill, with its server where it has one."""
    if request.param == "sqlite":
        yield Settings(database_url=f"sqlite:///{tmp_path / 'klynge.db'}"), None
        return
    server = MongoServer(tmp_path)
    server.start()
    yield Settings(database_url=server.url("feed"), mongodb_driver=request.param), server
    server.kill()


@pytest.fixture
def service(database: tuple[Settings, MongoServer | None], tmp_path: Path) -> Iterator[Service]:
    started = Service(database[0], tmp_path)
    started.start()
    yield started
    started.kill()


@pytest.fixture
def writers(database: tuple[Settings, MongoServer | None], tmp_path: Path) -> Iterator[Writers]:
    started = writers_on(database[0], tmp_path)
    yield started
    started.close()


def asking(client: httpx.AsyncClient) -> Callable[[str], Awaitable[httpx.Response]]:
    """Asks again, a bounded number of times, where the service is away or busy; any other answer is one."""

    async def get(path: str) -> httpx.Response:
        for _ in range(TRIES):
            try:
                answer = await client.get(path)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                assert answer.status_code in (200, 410), answer.text
                return answer
            await asyncio.sleep(PAUSE_SECONDS)
        raise TimeoutError("the service does not come back")

    return get


async def polling(mirror: Mirror, stop: asyncio.Event) -> None:
    while not stop.is_set():
        if not await mirror.step():
            await asyncio.sleep(PAUSE_SECONDS)


def start_writer(writers: Writers, dice: random.Random) -> None:
    names = [f"sag {n}" for n in range(2 * WRITERS)]
    writers.start("mixed", names=names, times=100_000, seed=dice.random(), pause_seconds=WRITE_PAUSE_SECONDS)


def strike(victim: str, writers: Writers, service: Service, server: MongoServer | None, dice: random.Random) -> None:
    """Kills one of them and starts it again."""
    if victim == "service":
        service.kill()
        service.start()
    elif victim == "database" and server is not None:
        server.kill()
        server.start()
    else:
        writers.kill(dice.choice(writers.running))
        start_writer(writers, dice)


async def check_mirror(mirror: Mirror, store: Store) -> None:
    """It saw what the log holds, every change once, versions in order, and holds what the store holds."""
    log = await whole_log(store)
    assert [(item["seq"], item["id"]) for item in mirror.seen] == [(entry.seq, entry.change.event_id) for entry in log]
    versions: dict[str, list[int]] = {}
    for item in mirror.seen:
        versions.setdefault(item["subject"], []).append(item["version"])
    assert all(own == list(range(1, len(own) + 1)) for own in versions.values())
    assert set(mirror.bodies) == set(versions)
    for body in mirror.bodies.values():
        record = await store.get(MEETING, body["id"])
        assert record is not None
        assert record.body == body
    assert await mirror.differences() == []
    mirror.bodies.popitem()
    assert len(await mirror.differences()) == 1


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(3 if FULL else 1))
async def test_a_reader_sees_every_change_once_in_order_whoever_is_killed(
    database: tuple[Settings, MongoServer | None], service: Service, writers: Writers, seed: int
) -> None:
    settings, server = database
    dice = random.Random(seed)
    victims = [("service", "database", "writer")[n % 3] for n in range(KILLS)]
    for _ in range(WRITERS):
        start_writer(writers, dice)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", timeout=20) as client:
        mirror, stop = Mirror(asking(client), limit=200), asyncio.Event()
        reader = asyncio.create_task(polling(mirror, stop))
        for victim in victims:
            await acknowledged(writers, more=10)
            await asyncio.sleep(dice.uniform(0, 0.5))  # the moment of the kill is what is tried out
            await asyncio.to_thread(strike, victim, writers, service, server, dice)
        await acknowledged(writers, more=10)
        for pid in list(writers.running):
            writers.kill(pid)
        stop.set()
        await reader
        store = await open_store(settings)
        try:
            await publish_all(store)
            await mirror.follow()
            await check_mirror(mirror, store)
            await check_everything(store, writers)
        finally:
            await store.close()
