"""What runs beside requests: moving changes to the log, carrying on imports, opening what is due, keeping keys."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from app.errors import StoreBusy
from app.security.authenticator import Authenticator
from app.services.access_review import AccessReview
from app.services.import_jobs import ImportJobService
from app.services.ports import Store
from app.services.retention import Retention
from app.services.suppressing import SuppressingService
from app.services.sweeping import sweep

SWEEP_SECONDS = 1.0
REVIEW_SECONDS = 60.0

_log = logging.getLogger("klynge.jobs")


async def publish_forever(store: Store, stop: asyncio.Event) -> None:
    """Moves pending changes to the log at start and then every second until `stop` is set."""
    await _again_and_again(lambda: sweep(store), "moving changes to the log", SWEEP_SECONDS, stop)


async def import_forever(jobs: ImportJobService, stop: asyncio.Event) -> None:
    """Carries on unfinished import jobs at start, when one arrives, and every second, until `stop` is set."""
    work = partial(jobs.work, stop.is_set)
    await _again_and_again(work, "an import job", SWEEP_SECONDS, stop, jobs.arrived)


async def suppress_forever(suppressing: SuppressingService, stop: asyncio.Event) -> None:
    """Carries on taking persons out at start, when one is suppressed, and every second, until `stop` is set."""
    work = partial(suppressing.work, stop.is_set)
    await _again_and_again(work, "a suppression", SWEEP_SECONDS, stop, suppressing.arrived)


async def review_forever(review: AccessReview, stop: asyncio.Event) -> None:
    """Opens what has come to its day, at start and every minute, until `stop` is set."""
    await _again_and_again(review.open_due, "opening what is due", REVIEW_SECONDS, stop)


async def retain_forever(retention: Retention, stop: asyncio.Event) -> None:
    """Lets go of what is kept for a time only, at start and every minute, and tells how much, until `stop` is set."""

    async def work() -> None:
        for rule, tally in (await retention.work(stop.is_set)).items():
            if tally.count:
                _log.info("let go of %d by the rule %s, %d bytes", tally.count, rule, tally.bytes)

    await _again_and_again(work, "letting go of what is old", REVIEW_SECONDS, stop)


async def _again_and_again(
    work: Callable[[], Awaitable[object]],
    what: str,
    seconds: float,
    stop: asyncio.Event,
    arrived: asyncio.Event | None = None,
) -> None:
    """At start, when something has `arrived`, and after so many seconds. What fails is told and tried again."""
    woken_by = (stop,) if arrived is None else (stop, arrived)
    while not stop.is_set():
        if arrived is not None:
            arrived.clear()
        try:
            await work()
        except StoreBusy:
            _log.warning("the store is busy; %s waits", what)
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("%s failed with %s and is tried again", what, type(error).__name__)
        await _first_of(seconds, *woken_by)


async def keep_keys_forever(callers: Authenticator, stop: asyncio.Event) -> None:
    """Fetches what tokens are judged by at start and whenever it is due, until `stop` is set."""
    while not stop.is_set():
        try:
            wait_seconds = await callers.refresh()
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("fetching the issuer's keys failed with %s and is tried again", type(error).__name__)
            wait_seconds = SWEEP_SECONDS
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait_seconds)


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    """Waits for any of them, at most so long."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
