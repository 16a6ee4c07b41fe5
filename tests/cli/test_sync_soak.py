"""A drop changes for many rounds while runs over it are killed: the store ends as a fresh import of the last state."""

import os
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from app.cli.syncing import Order, sync
from app.config import Settings
from app.domain.exact_json import encode_sorted
from app.storage.stores import open_store
from tests.cli.changing_drop import ChangingDrop
from tests.cli.contents import Held, held_at, whole_log
from tests.cli.drops import SOURCE
from tests.cli.test_killed_sync import LEASE_SECONDS, killed_within, next_run
from tests.cli.test_sync_removal import removing

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
ROUNDS = 20 if FULL else 4
CHANGES = 4
SEED = int(os.environ.get("KLYNGE_SEED", "20310827"))
RESOURCES = frozenset({"cluster", "forum", "participant", "initiative", "funding", "meeting", "document"})
OWN = frozenset({"id", "version", "sources"})
ANY_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def told_by(held: Held) -> list[bytes]:
    """What stands, whatever its ids, versions and times."""
    standing = [
        {name: value for name, value in body.items() if name not in OWN} | {"kind": kind}
        for (kind, _), body in held.items()
        if kind in RESOURCES and "deleted_reason" not in body
    ]
    return sorted(ANY_ID.sub(b"#", encode_sorted(body)) for body in standing)


async def last_run(drop: Path, url: str) -> dict[str, Any]:
    settings = Settings(database_url=url, sync_settle_seconds=0, import_lease_seconds=LEASE_SECONDS)
    return await sync(settings, Order(drop, SOURCE, is_full=True))


async def feed_of(url: str) -> list[str]:
    store = await open_store(Settings(database_url=url))
    try:
        return [entry.change.type for entry in await whole_log(store)]
    finally:
        await store.close()


@pytest.mark.campaign
async def test_a_drop_that_changes_while_runs_are_killed_ends_as_a_fresh_import_of_its_last_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(staging))
    chance = random.Random(SEED)
    drop = ChangingDrop(tmp_path / "drop", chance)
    url = f"sqlite:///{tmp_path}/soaked.db"
    await removing(url, removes_at_most=100, unknown_means="open")
    killed = 0
    for _ in range(ROUNDS):
        for _ in range(CHANGES):
            drop.change()
        killed += killed_within(chance.uniform(0.8, 3), drop.folder, url, staging)
        await next_run(drop.folder, url)
        assert (await last_run(drop.folder, url))["counts"]["failed"] == 0
        drop.was_seen()
    fresh = f"sqlite:///{tmp_path}/fresh.db"
    await removing(fresh, unknown_means="open")
    await last_run(drop.folder, fresh)
    held = await held_at(url)
    assert told_by(held) == told_by(await held_at(fresh))
    assert killed > 0
    feed = await feed_of(url)
    assert feed.count("meeting.deleted") == drop.unpublished
    assert list(staging.iterdir()) == []
