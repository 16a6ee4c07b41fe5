"""The issuer's keys, kept while it answers and, for a while, when it does not."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import IssuerAway
from app.security.keys import Fetch, Key, KeySet, read_key_set

log = logging.getLogger("klynge.tokens")


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds. Keys are fetched again when they are `fresh` old, or earlier where their issuer says so; never sooner
    than `pause` after the last time; and while the issuer is away they are used until they are `ceiling` old."""

    fresh: float
    pause: float
    ceiling: float


class FetchedKeys:
    """One fetch at a time, and whoever needs it waits for it. `clock` is any that does not jump, in seconds."""

    def __init__(self, fetch: Fetch, patience: Patience, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._patience, self._clock = fetch, patience, clock
        self._keys = KeySet(())
        self._prints: frozenset[str] = frozenset()
        self._fetched_at = self._tried_at = -math.inf
        self._due_at = -math.inf
        self._is_away = False
        self._flight: asyncio.Task[None] | None = None

    async def find(self, id: str | None, algorithm: str) -> Key | None:
        """A key that is not among those that are here is asked for: it may be new."""
        if not self._is_usable():
            await self._fetch_anew()
        elif id is not None and not self._keys.knows(id) and self._keys.fitting(id, algorithm) is None:
            await self._fetch_anew()
            if self._is_away and not self._keys.knows(id):
                raise self._away()
        if not self._is_usable():
            raise self._away()
        return self._keys.fitting(id, algorithm)

    def holds(self, print: str) -> bool:
        return print in self._prints and self._is_usable()

    def retry_seconds(self) -> int | None:
        return None if self._is_usable() else self._away().retry_seconds

    async def refresh(self) -> float:
        if self._clock() >= self._due_at:
            await self._fetch_anew()
        return max(self._due_at - self._clock(), 0)

    def _is_usable(self) -> bool:
        return self._clock() - self._fetched_at < self._patience.ceiling

    def _away(self) -> IssuerAway:
        wait = self._tried_at + self._patience.pause - self._clock()
        return IssuerAway("the issuer's keys are not there", max(1, math.ceil(wait)))

    async def _fetch_anew(self) -> None:
        """Waits for the fetch under way, or begins one; within the pause after the last it does neither."""
        if self._flight is None:
            if self._clock() - self._tried_at < self._patience.pause:
                return
            self._flight = asyncio.create_task(self._fetch_once())
        await asyncio.shield(self._flight)  # who waits may go; the others still want it

    async def _fetch_once(self) -> None:
        self._tried_at = self._clock()
        try:
            data, holds_seconds = await self._fetch()
            self._take(read_key_set(data), holds_seconds)
        except IssuerAway as error:
            self._miss(str(error))
        except ValueError as error:
            self._miss(f"its keys are no JWK set: {error}")
        finally:
            self._tried_at = self._clock()
            self._due_at = max(self._due_at, self._tried_at + self._patience.pause)
            self._flight = None

    def _take(self, keys: KeySet, holds_seconds: float | None) -> None:
        if not keys.keys:
            log.warning("the issuer has no key that can be used: no token is accepted")
        if self._is_away:
            log.warning("the issuer's keys could be fetched again")
        self._keys, self._prints = keys, frozenset(key.print for key in keys.keys)
        self._is_away = False
        self._fetched_at = self._clock()
        fresh = self._patience.fresh if holds_seconds is None else min(holds_seconds, self._patience.fresh)
        self._due_at = self._fetched_at + fresh

    def _miss(self, reason: str) -> None:
        self._is_away = True
        kept = "those of before are used" if self._is_usable() else "tokens cannot be judged"
        log.warning("the issuer's keys could not be fetched (%s): %s", reason, kept)
