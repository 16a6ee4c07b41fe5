"""What runs beside requests: moving changes to the log, carrying on imports, opening what is due, keeping keys."""

import asyncio
import contextlib
import logging

from app.errors import StoreBusy
from app.security.authenticator import Authenticator
from app.services.access_review import AccessReview
from app.services.handed_out import AccessLog
from app.services.import_jobs import ImportJobService
from app.services.ports import Store
from app.services.suppressing import SuppressingService
from app.services.sweeping import sweep

SWEEP_SECONDS = 1.0
REVIEW_SECONDS = 60.0
DROPPED_AT_ONCE = 1_000

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


async def import_forever(jobs: ImportJobService, stop: asyncio.Event) -> None:
    """Carries on unfinished import jobs at start, when one arrives, and every second, until `stop` is set."""
    while not stop.is_set():
        jobs.arrived.clear()
        try:
            await jobs.work(stop.is_set)
        except StoreBusy:
            _log.warning("the store is busy; import jobs wait")
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("an import job broke off with %s and is tried again", type(error).__name__)
        await _first_of(stop, jobs.arrived)


async def review_forever(review: AccessReview, stop: asyncio.Event) -> None:
    """Opens what has come to its day, at start and every minute, until `stop` is set."""
    while not stop.is_set():
        try:
            await review.open_due()
        except StoreBusy:
            _log.warning("the store is busy; what opens today waits")
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("opening what is due failed with %s and is tried again", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), REVIEW_SECONDS)


async def suppress_forever(suppressing: SuppressingService, stop: asyncio.Event) -> None:
    """Carries on taking persons out at start, when one is suppressed, and every second, until `stop` is set."""
    while not stop.is_set():
        suppressing.arrived.clear()
        try:
            await suppressing.work(stop.is_set)
        except StoreBusy:
            _log.warning("the store is busy; suppression waits")
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("a suppression broke off with %s and is tried again", type(error).__name__)
        await _first_of(stop, suppressing.arrived)


async def retain_forever(log: AccessLog, days: int, stop: asyncio.Event) -> None:
    """Lets go of what is kept for a time only, at start and every minute, so much at once, until `stop` is set."""
    while not stop.is_set():
        try:
            await log.drop_older(days, DROPPED_AT_ONCE)
        except StoreBusy:
            _log.warning("the store is busy; old entries of the access log wait")
        except Exception as error:  # noqa: BLE001 - the top of a task that must not end unseen
            _log.error("dropping old entries failed with %s and is tried again", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), REVIEW_SECONDS)


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


async def _first_of(*events: asyncio.Event) -> None:
    """Waits for any of them, at most until the next sweep."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
