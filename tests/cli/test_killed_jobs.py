"""An import job outlives the service: SIGKILL in the middle, start again, and every file is told."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.command import klynge
from tests.cli.contents import Held, held_at
from tests.cli.minutes import minutes
from tests.cli.served import SECONDS, started
from tests.servers import free_port

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
MEETINGS = 40 if FULL else 8
ROUNDS = 8 if FULL else 1
SEED = 20240219
LEASE_SECONDS = "0.5"
_DAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november")
Body = dict[str, Any]


def write_minutes(folder: Path) -> list[Path]:
    """One file of each meeting, and one that is no minutes."""
    paths = [folder / f"{number:02}.txt" for number in range(MEETINGS + 1)]
    for path, day in zip(paths, (date(2024, 1, 15) + timedelta(weeks=week) for week in range(MEETINGS)), strict=False):
        printed = f"{_DAYS[day.weekday()]} d. {day.day}. {_MONTHS[day.month - 1]} {day.year}"
        path.write_text(minutes(f"{day:%d-%m-%Y}", printed), encoding="utf-8")
    paths[-1].write_text("100 g sukker", encoding="utf-8")
    return paths


@contextmanager
def serving(folder: Path, url: str, port: int, workers: int) -> Iterator[httpx.Client]:
    """A client of a service with this lease; the service and its workers are killed afterwards."""
    words = ("serve", "--port", str(port), "--workers", str(workers))
    settings = {"database_url": url, "auth": "off", "import_lease_seconds": LEASE_SECONDS}
    with (
        started(*words, cwd=folder, **settings) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        wait_until_ready(client)
        try:
            yield client
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_ready(client: httpx.Client) -> None:
    """Raises `TimeoutError`."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if client.get("/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError


def post(client: httpx.Client, files: list[Path]) -> str:
    """The address of the job."""
    answer = client.post("/v1/imports", files=[("files", (path.name, path.read_bytes())) for path in files])
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


def wait_until(client: httpx.Client, path: str, is_so: Callable[[Body], bool]) -> Body:
    """What is at the path when it is so. Raises `TimeoutError`."""
    deadline = time.monotonic() + 3 * SECONDS
    while time.monotonic() < deadline:
        told: Body = client.get(path).json()
        if is_so(told):
            return told
        time.sleep(0.05)
    raise TimeoutError


def without_jobs(held: Held) -> Held:
    """Jobs tell what happened, and so differ."""
    return {key: body for key, body in held.items() if key[0] != "import"}


@pytest.mark.campaign
@pytest.mark.parametrize("workers", [1, 3] if FULL else [1])
async def test_a_service_killed_in_the_middle_of_a_job_ends_it_when_it_is_started_again(
    tmp_path: Path, database_url: str, workers: int
) -> None:
    files = write_minutes(tmp_path)
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.db"
    klynge("import", *files, database_url=undisturbed)
    chance, port = random.Random(SEED), free_port()
    with serving(tmp_path, database_url, port, workers) as client:
        job = post(client, files)
        wait_until(client, "/v1/meetings", lambda page: bool(page["items"]))
    assert (await held_at(database_url))["import", job.rsplit("/", 1)[1]]["state"] == "accepted"
    for _ in range(ROUNDS - 1):
        with serving(tmp_path, database_url, port, workers):
            await asyncio.sleep(chance.uniform(0, 2))  # the moment of the kill is what is tried out
    with serving(tmp_path, database_url, port, workers) as client:
        told = wait_until(client, job, lambda told: told["state"] != "accepted")
    assert [file["name"] for file in told["files"]] == [path.name for path in files]
    assert [file["state"] for file in told["files"]] == [*["created"] * MEETINGS, "failed"]
    assert without_jobs(await held_at(database_url)) == without_jobs(await held_at(undisturbed))
