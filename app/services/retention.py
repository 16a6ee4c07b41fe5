"""Retention: what is kept for a time only is let go of, by one process at a time, and counted.

The rules stand in `letting_go.py` and `unnamed_blobs.py`. Each has an age in days; 0 keeps for ever, and the rule is
not asked. How far a rule has come is kept behind each batch, in one blob that holds numbers alone.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from app.config import Settings
from app.errors import StoreBusy
from app.schemas.fields import utc_text
from app.services.leases import Leases
from app.services.letting_go import Batch, Round, Tally, access_log, deleted_versions, import_reports
from app.services.ports import Store
from app.services.unnamed_blobs import unnamed_blobs
from app.services.writing import Writer

LEASE = "retention"
RETENTION = "retention"
"""The key of the blob."""

Rule = Callable[[Round], AsyncIterator[Batch]]
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "access_log": access_log,
        "import_reports": import_reports,
        "deleted_versions": deleted_versions,
        "unnamed_blobs": unnamed_blobs,
    }
)
"""By name, in the order in which they are carried out. `KLYNGE_<NAME>_DAYS` is the age of each."""

_MEDIA_TYPE = "application/json"
_decode = msgspec.json.Decoder(dict[str, int]).decode


def days_of(settings: Settings) -> dict[str, int]:
    """By the name of the rule."""
    return {name: getattr(settings, f"{name}_days") for name in RULES}


def _hears_nothing(_: str) -> None:
    return None


def _never() -> bool:
    return False


class Retention:
    """`clock` gives aware UTC time, `days` the age for each rule."""

    def __init__(
        self, store: Store, writer: Writer, clock: Callable[[], datetime], leases: Leases, days: Mapping[str, int]
    ) -> None:
        self._store, self._writer, self._clock, self._leases, self._days = store, writer, clock, leases, days

    async def work(self, is_stopping: Callable[[], bool]) -> dict[str, Tally]:
        """One round, unless another process is at it; what each rule let go of. Raises `StoreBusy`."""
        async with self._leases.hold(LEASE) as is_free:
            return await self._carry_out(is_stopping, is_asked=False) if is_free else {}

    async def sweep(self, on_batch: Callable[[str], None] = _hears_nothing) -> dict[str, Tally]:
        """As `work`, for somebody who waits. Raises `StoreBusy` also where another process is at it."""
        async with self._leases.hold(LEASE) as is_free:
            if not is_free:
                raise StoreBusy("another process is letting go of what is old; this one has done nothing")
            return await self._carry_out(_never, on_batch)

    async def would_sweep(self, on_batch: Callable[[str], None] = _hears_nothing) -> dict[str, Tally]:
        """What `sweep` would let go of. Writes nothing."""
        return await self._carry_out(_never, on_batch, is_trial=True)

    async def _carry_out(
        self,
        is_stopping: Callable[[], bool],
        on_batch: Callable[[str], None] = _hears_nothing,
        *,
        is_trial: bool = False,
        is_asked: bool = True,
    ) -> dict[str, Tally]:
        tallies: dict[str, Tally] = {}
        places = await self._places()
        for name in (name for name in RULES if self._days[name]):
            tallies[name] = Tally()
            before = utc_text(self._clock() - timedelta(days=self._days[name]))
            place = places.get(name, 0)
            async for batch in RULES[name](Round(self._store, self._writer, before, place, is_trial, is_asked)):
                tallies[name] += batch.tally
                if batch.place and not is_trial:
                    places[name] = batch.place
                    await self._store.replace_blob(RETENTION, msgspec.json.encode(places), _MEDIA_TYPE)
                on_batch(name)
                if is_stopping():
                    return tallies
        return tallies

    async def _places(self) -> dict[str, int]:
        """How far each rule has come."""
        blob = await self._store.get_blob(RETENTION)
        return {} if blob is None else _decode(blob[0])
