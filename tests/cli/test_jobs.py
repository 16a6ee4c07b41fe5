"""The sweep of pending changes, over a fake that counts."""

import asyncio
from typing import cast

import pytest

from app.errors import StoreBusy
from app.jobs import CHANGES_A_SWEEP, publish_forever, sweep
from app.services.ports import Store


class Pending:
    """So many changes wait; the first calls find the store busy. `stop` is set when nothing waits any more."""

    def __init__(self, waiting: int, busy: int = 0) -> None:
        self.waiting, self.busy = waiting, busy
        self.stop = asyncio.Event()

    async def publish_pending(self, limit: int) -> int:
        if self.busy:
            self.busy -= 1
            raise StoreBusy("others are writing")
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


async def test_a_busy_store_is_tried_again_at_the_next_sweep() -> None:
    pending = Pending(5, busy=1)
    await asyncio.wait_for(publish_forever(cast("Store", pending), pending.stop), timeout=30)
    assert (pending.waiting, pending.busy) == (0, 0)
