"""Many writers' changes go to the log in few runs, each once."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from app.storage.mongodb_documents import Document
from app.storage.mongodb_log import ChangeLog
from app.storage.mongodb_mover import Mover, Written


class SlowLog:
    """Notes what each run appends, and holds the first until it is let go."""

    def __init__(self) -> None:
        self.runs: list[list[str]] = []
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def append(self, changes: Sequence[Document]) -> int:
        self.runs.append([change["event_id"] for change in changes])
        self.began.set()
        await self.go_on.wait()
        return len(changes)


class Records:
    def __init__(self) -> None:
        self.emptied = 0

    async def bulk_write(self, updates: list[Any], *, ordered: bool) -> None:  # noqa: ARG002 -- the driver's signature
        self.emptied += len(updates)


def written(id: str, version: int, *event_ids: str) -> Written:
    return Written("meeting", id, version, [{"event_id": event_id} for event_id in event_ids])


def mover_to(log: SlowLog, records: Records) -> Mover:
    return Mover(cast("ChangeLog", log), {"meeting": cast("Any", records)})


async def test_what_is_written_during_a_run_goes_together_with_the_next() -> None:
    log, records = SlowLog(), Records()
    mover = mover_to(log, records)
    moving = [asyncio.create_task(mover.move(written(id, 1, f"{id} created"))) for id in "abcd"]
    await log.began.wait()
    log.go_on.set()
    await asyncio.gather(*moving)
    assert log.runs == [["a created"], ["b created", "c created", "d created"]]
    assert records.emptied == 4


async def test_a_change_that_two_versions_of_a_record_carry_is_moved_once() -> None:
    log = SlowLog()
    log.go_on.set()
    run = [written("a", 1, "created"), written("a", 2, "created", "updated")]
    assert await mover_to(log, Records()).publish(run) == 2
    assert log.runs == [["created", "updated"]]
