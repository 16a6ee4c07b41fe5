"""Leases on work that any process may do: one at a time, and after a death the next one to ask."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.errors import StoreBusy
from app.schemas.fields import utc_text
from app.services.writing import new_id

_RENEWALS = 3
"""How often a lease is renewed before it would run out."""


class LeaseKeeper(Protocol):
    """What of a store leases need; see `Store`."""

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool: ...

    async def return_lease(self, name: str, holder: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Leases:
    """`clock` gives aware UTC time, `seconds` is how long the work of a process that died lies still."""

    store: LeaseKeeper
    clock: Callable[[], datetime]
    seconds: float

    @contextlib.asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:
        """Whether the lease was free. It is renewed until the work is done and then given back.

        Raises `StoreBusy`. A lease saves work and is no lock: what is done under it stands being done twice.
        """
        holder = new_id()
        if not await self._take(name, holder):
            yield False
            return
        done = asyncio.Event()
        renewing = asyncio.create_task(self._renew(name, holder, done))
        try:
            yield True
        finally:
            done.set()  # not cancelled: a command of the database that is cut off may swallow that
            await asyncio.gather(renewing, return_exceptions=True)
            with contextlib.suppress(StoreBusy):  # it runs out by itself
                await self.store.return_lease(name, holder)

    async def _renew(self, name: str, holder: str, done: asyncio.Event) -> None:
        while not done.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), self.seconds / _RENEWALS)
                return
            with contextlib.suppress(StoreBusy):
                await self._take(name, holder)

    async def _take(self, name: str, holder: str) -> bool:
        now = self.clock()
        until = now + timedelta(seconds=self.seconds)
        return await self.store.take_lease(name, holder, utc_text(now), utc_text(until))
