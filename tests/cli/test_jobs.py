"""The sweep of pending changes, over a fake that counts."""

import asyncio
from typing import cast

import pytest

from app.errors import StoreBusy
from app.jobs import publish_forever
from app.services.ports import Store
from app.services.sweeping import CHANGES_A_SWEEP, sweep


class Pending:
    """So many changes wait; the first calls fail. `stop` is set when nothing waits any more."""

    def __init__(self, waiting: int, busy: int = 0, failure: Exception | None = None) -> None:
        self.waiting, self.busy = waiting, busy
        self.failure = failure or StoreBusy("others are writing")
        self.stop = asyncio.Event()

    async def publish_pending(self, limit: int) -> int:
        if self.busy:
            self.busy -= 1
            raise self.failure
        moved = min(limit, self.waiting)
        self.waiting -= moved
        if not self.waiting:
            self.stop.set()
        return moved


@pytest.mark.parametrize("waiting", [0, 1, 1_000, 2_500])
async def test_a_sweep_moves_all_that_waits(waiting: int) -> None:
    pending = Pending(waiting)
    assert await sweep(cast("Store", pending)) == waiting
    assert pending.waiting == 0


async def test_one_sweep_is_bounded() -> None:
    pending = Pending(3 * CHANGES_A_SWEEP)
    assert await sweep(cast("Store", pending)) == CHANGES_A_SWEEP


async def test_it_sweeps_at_start_and_ends_when_told() -> None:
    pending = Pending(5)
    await asyncio.wait_for(publish_forever(cast("Store", pending), pending.stop), timeout=30)
    assert pending.waiting == 0


@pytest.mark.parametrize("failure", [StoreBusy("others are writing"), RuntimeError("unforeseen")])
async def test_a_sweep_that_failed_is_tried_again(failure: Exception) -> None:
    pending = Pending(5, busy=1, failure=failure)
    await asyncio.wait_for(publish_forever(cast("Store", pending), pending.stop), timeout=30)
    assert (pending.waiting, pending.busy) == (0, 0)
