"""Retention: what is kept for a time only is let go of, by one process at a time, and counted.

The rules stand in `letting_go.py`. Each has an age in days; 0 keeps for ever, and the rule is not asked.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from app.config import Settings
from app.errors import StoreBusy
from app.schemas.fields import utc_text
from app.services.leases import Leases
from app.services.letting_go import Round, Tally, access_log
from app.services.ports import Store

LEASE = "retention"

Rule = Callable[[Round, str], AsyncIterator[Tally]]
RULES: Mapping[str, Rule] = MappingProxyType({"access_log": access_log})
"""By name, in the order in which they are carried out. `KLYNGE_<NAME>_DAYS` is the age of each."""

Heard = Callable[[str], None]


def days_of(settings: Settings) -> dict[str, int]:
    """By the name of the rule."""
    return {name: getattr(settings, f"{name}_days") for name in RULES}


class Retention:
    """`clock` gives aware UTC time, `days` the age for each rule."""

    def __init__(self, store: Store, clock: Callable[[], datetime], leases: Leases, days: Mapping[str, int]) -> None:
        self._store, self._clock, self._leases, self._days = store, clock, leases, days

    async def work(self, is_stopping: Callable[[], bool]) -> dict[str, Tally]:
        """One round, unless another process is at it; what each rule let go of. Raises `StoreBusy`."""
        async with self._leases.hold(LEASE) as is_free:
            return await self._carry_out(Round(self._store, is_trial=False), is_stopping) if is_free else {}

    async def sweep(self, on_batch: Heard = lambda _: None) -> dict[str, Tally]:
        """As `work`, asked for by a person. Raises `StoreBusy` also where another process is at it."""
        async with self._leases.hold(LEASE) as is_free:
            if not is_free:
                raise StoreBusy("another process is letting go of what is old; this one has done nothing")
            return await self._carry_out(Round(self._store, is_trial=False), _never, on_batch)

    async def would_sweep(self, on_batch: Heard = lambda _: None) -> dict[str, Tally]:
        """What `sweep` would let go of. Writes nothing."""
        return await self._carry_out(Round(self._store, is_trial=True), _never, on_batch)

    async def _carry_out(
        self, round: Round, is_stopping: Callable[[], bool], on_batch: Heard = lambda _: None
    ) -> dict[str, Tally]:
        tallies: dict[str, Tally] = {}
        for name, rule in RULES.items():
            if not self._days[name]:
                continue
            tallies[name] = Tally()
            async for tally in rule(round, utc_text(self._clock() - timedelta(days=self._days[name]))):
                tallies[name] += tally
                on_batch(name)
                if is_stopping():
                    return tallies
        return tallies


def _never() -> bool:
    return False
