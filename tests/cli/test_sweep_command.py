"""`klynge sweep` lets go of what is old, and says how much."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from app.config import Settings
from app.services.access_log import ACCESS_LOG, AccessLog
from app.services.letting_go import Tally
from app.services.retention import LEASE, RULES
from app.storage.stores import open_store
from tests.cli.command import Ended, klynge


async def _noted(url: str, *ages: int) -> None:
    store = await open_store(Settings(database_url=url))
    for age in ages:
        at = datetime.now(UTC) - timedelta(days=age)
        await AccessLog(store, lambda at=at: at).keep("a", "getMeeting", "1", (), ())  # type: ignore[misc]  # bound at once
    await store.close()


async def _left(url: str) -> int:
    store = await open_store(Settings(database_url=url))
    left = len(await store.list_blobs(ACCESS_LOG, "", 200))
    await store.close()
    return left


@pytest.fixture
def noted(sqlite_url: str) -> str:
    """An address where two entries of the access log are older than a year, and one is of today."""
    asyncio.run(_noted(sqlite_url, 400, 401, 0))
    return sqlite_url


def swept(url: str, *words: str) -> Ended:
    return klynge("sweep", *words, database_url=url, auth="off")


def test_a_dry_run_says_what_would_go_and_a_run_lets_go_of_it(noted: str) -> None:
    trial, left = swept(noted, "--json", "--dry-run"), asyncio.run(_left(noted))
    ended = swept(noted, "--json")
    assert (trial.returncode, trial.stderr, left) == (0, "", 3)
    assert (json.loads(trial.stdout), ended.returncode) == (json.loads(ended.stdout), 0)
    assert Tally(**json.loads(ended.stdout)["access_log"]).count == 2
    assert asyncio.run(_left(noted)) == 1


def test_a_table_has_a_row_for_each_rule(noted: str) -> None:
    lines = swept(noted, "--dry-run").stdout.splitlines()
    assert len(lines) == 1 + len(RULES) + 1
    assert lines[1].split()[:3] == ["Adgangsloggen", "180", "2"]
    assert lines[2].split()[-3:] == ["altid", "–", "–"]
    assert lines[-1] == "Prøvekørsel: intet er ændret."


def test_it_does_nothing_while_another_process_is_at_it(noted: str) -> None:
    async def hold() -> None:
        store = await open_store(Settings(database_url=noted))
        await store.take_lease(LEASE, "another", "2000-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z")
        await store.close()

    asyncio.run(hold())
    ended = swept(noted)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("klynge: another process")
    assert asyncio.run(_left(noted)) == 3
