"""The log of who was handed hidden material.

Entries are blobs in the order of time, kept before the answer leaves; they name records, and hold nothing of them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.access import Caller
from app.domain.exact_json import decode, encode
from app.schemas.fields import utc_text
from app.services.handed_out import Named
from app.services.ports import Body, Kind, Store
from app.services.writing import check_unlimited, new_id

ACCESS_LOG = "access/"
"""What the keys of entries begin with; instant and a random part follow."""

MOST_NAMED = 200
"""Versions that an entry names; of more there are more entries."""

SETTLED = timedelta(minutes=1)
"""No entry is written so long after its instant: a store gives up before."""

_MEDIA_TYPE = "application/json"
_MANY = 200
_PAGES = 25


@dataclass(frozen=True, slots=True)
class Entries:
    """Oldest first. `next_after` is null at the end; before `settled_at` no entry is added any more."""

    items: list[Body]
    next_after: str | None
    settled_at: str


class AccessLog:
    """`clock` gives aware UTC time."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    async def keep(
        self, actor: str, operation: str, request_id: str, named: Sequence[Named], counted: Collection[Kind]
    ) -> None:
        """In as many entries as it takes. Raises `StoreBusy`."""
        told = {"actor": actor, "operation": operation, "request_id": request_id}
        for start in range(0, len(named) or 1, MOST_NAMED):
            some = [{"kind": kind, "id": id, "version": version} for kind, id, version in named[start:][:MOST_NAMED]]
            of_kinds = sorted(counted) if start == 0 else []
            now = utc_text(self._clock())
            entry = {"at": now, **told, "count": len(some), "resources": some, "counted": of_kinds}
            await self._store.put_blob(f"{ACCESS_LOG}{now}-{new_id()}", encode(entry), _MEDIA_TYPE)

    async def entries(
        self, caller: Caller, after: str, until: str | None, limit: int, wanted: Callable[[Body], bool]
    ) -> Entries:
        """Those behind `after` (`next_after` of another answer, or an instant) and before the instant `until`.

        A page may have fewer than `limit`. Raises `NotInReach` for who is limited to clusters.
        """
        check_unlimited(caller)
        settled_at = utc_text(self._clock() - SETTLED)
        found: list[Body] = []
        for _ in range(_PAGES):
            keys = await self._store.list_blobs(ACCESS_LOG, f"{ACCESS_LOG}{after}", _MANY)
            blobs = await self._store.get_blobs(keys)
            for key in keys:
                told = key.removeprefix(ACCESS_LOG)
                if until is not None and told >= until:
                    return Entries(found, None, settled_at)
                after = told
                if key in blobs and wanted(entry := {"counted": [], **decode(blobs[key])}):
                    found.append(entry)
                    if len(found) == limit:
                        return Entries(found, after, settled_at)
            if len(keys) < _MANY:
                return Entries(found, None, settled_at)
        return Entries(found, after, settled_at)
