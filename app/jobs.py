"""What runs beside requests: moving pending changes to the log."""

import asyncio
import contextlib
import logging

from app.errors import StoreBusy
from app.services.ports import Store

SWEEP_SECONDS = 1.0
CHANGES_A_SWEEP = 10_000
CHANGES_A_RUN = 1_000

_log = logging.getLogger("klynge.jobs")


async def publish_forever(store: Store, stop: asyncio.Event) -> None:
    """Sweeps at start and then every second until `stop` is set. What fails is told and tried again."""
    while not stop.is_set():
        try:
            await sweep(store)
        except StoreBusy:
            _log.warning("the store is busy; pending changes wait for the next sweep")
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("a sweep failed with %s; pending changes wait for the next", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)


async def sweep(store: Store) -> int:
    """Moves at most `CHANGES_A_SWEEP` pending changes to the log and returns how many it moved."""
    moved = 0
    while moved < CHANGES_A_SWEEP:
        run = await store.publish_pending(CHANGES_A_RUN)
        moved += run
        if run == 0:
            break
    return moved
