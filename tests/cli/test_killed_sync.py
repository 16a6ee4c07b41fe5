"""A run over a folder that was killed is taken up by the next: nothing is lost, doubled or left behind."""

import asyncio
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from app.cli.syncing import Order, sync
from app.config import Settings
from tests.cli.command import PROJECT, TIMEOUT_SECONDS, arguments, environment
from tests.cli.contents import Held, held_at
from tests.cli.drops import SOURCE, states, write
from tests.cli.minutes import minutes

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
KILLS = 40 if FULL else 2
MONTHS = 6
SEED = 20260115
LEASE_SECONDS = 0.5


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    for month in range(1, MONTHS + 1):
        write(folder, f"{month:02}.txt", minutes(f"15-{month:02}-2024", f"d. 15-{month:02}-2024"))
    return folder


def told(held: Held) -> Held:
    """Without the runs themselves and what they told of their success."""
    return {
        key: body for key, body in held.items() if key[0] != "source" and not (key[0] == "import" and "work" in body)
    }


def settings_of(url: str) -> dict[str, str]:
    return {"database_url": url, "sync_settle_seconds": "0", "import_lease_seconds": str(LEASE_SECONDS)}


def killed_within(seconds: float, drop: Path, url: str, staging: Path) -> bool:
    """Whether the run was still there to be killed."""
    process = subprocess.Popen(
        arguments("sync", drop, "--source", SOURCE),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env={**environment(**settings_of(url)), "TMPDIR": str(staging)},
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=TIMEOUT_SECONDS)
        return True
    return False


async def next_run(drop: Path, url: str) -> set[str]:
    """The states of the files, once the lease of the one that was killed has run out."""
    await asyncio.sleep(LEASE_SECONDS)
    settings = Settings(database_url=url, sync_settle_seconds=0, import_lease_seconds=LEASE_SECONDS)
    return set(states(await sync(settings, Order(drop, SOURCE))).values())


@pytest.mark.campaign
async def test_a_run_killed_at_random_moments_is_taken_up_by_the_next(
    tmp_path: Path, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(staging))
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.db"
    began = time.monotonic()
    assert not killed_within(TIMEOUT_SECONDS, drop, undisturbed, staging)
    seconds = time.monotonic() - began
    expected = told(await held_at(undisturbed))
    assert len(expected) > MONTHS
    chance, killed = random.Random(SEED), 0
    for number in range(KILLS):
        url = f"sqlite:///{tmp_path}/killed-{number}.db"
        killed += killed_within(chance.uniform(0.5, 1) * seconds, drop, url, staging)
        assert await next_run(drop, url) <= {"created", "unchanged"}
        held = await held_at(url)
        assert told(held) == expected
        assert list(staging.iterdir()) == []
        assert {body["state"] for (kind, _), body in held.items() if kind == "import"} <= {"completed", "failed"}
    assert killed > 0
