"""What of closed material a request has at hand for its answer, and the log of it.

It is noticed where records come from the store, so that no reading can forget it: a record with something closed in it
counts as handed out to whoever may read that, once it was read for their answer. Entries are blobs, kept before the
answer leaves, in the order of time; they name records, and hold nothing of them.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from app.domain.access import READ_CLOSED, Caller
from app.domain.audience import audience_in
from app.domain.exact_json import decode, encode
from app.domain.visible import EVERYTHING
from app.schemas.fields import utc_text
from app.services.ports import Body, Candidate, Page, Record, Row, Served, Store
from app.services.writing import check_unlimited, new_id

ACCESS_LOG = "access/"
"""What the keys of entries begin with; instant and a random part follow."""

MOST_NAMED = 200
"""Records that an entry names; how many there were stands beside them."""

_MEDIA_TYPE = "application/json"
_MANY = 200
_PAGES = 25
_Held = Record | Served | Row | Candidate


@dataclass(slots=True)
class HandedOut:
    """Of one request: by kind and id the version that was read."""

    versions: dict[tuple[str, str], int] = field(default_factory=dict)


_current: ContextVar[HandedOut | None] = ContextVar("handed_out", default=None)


def begin(caller: Caller) -> HandedOut | None:
    """From here on, in this task and those that it starts. Null for who is shown nothing that is closed."""
    handed = HandedOut() if caller.may(READ_CLOSED) else None
    _current.set(handed)
    return handed


def noticing(store: Store) -> Store:
    """The same store, which notices."""
    return cast("Store", _Noticing(store))


class _Noticing:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.get = self._seen(store.get)
        self.get_many = self._seen(store.get_many)
        self.read = self._seen(store.read)
        self.read_version = self._seen(store.read_version)
        self.find_by_source = self._seen(store.find_by_source)
        self.find_page = self._seen(store.find_page)
        self.search = self._seen(store.search)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _seen(self, verb: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def noticed(*args: Any, **options: Any) -> Any:
            found = await verb(*args, **options)
            handed = _current.get()
            if handed is not None and found is not None:
                _notice(handed, found, args[0])
            return found

        return noticed


def _notice(handed: HandedOut, found: Any, asked: Any) -> None:
    kind = asked if isinstance(asked, str) else asked.kind
    several = found.rows if isinstance(found, Page) else found if isinstance(found, tuple) else (found,)
    for one in several:
        if _holds_closed(one):
            handed.versions[kind, one.id] = one.version


def _holds_closed(one: _Held) -> bool:
    """A row of a list tells of nothing inside the record."""
    closed = audience_in(one.audience).closed
    return EVERYTHING in closed if isinstance(one, Row) else bool(closed)


class AccessLog:
    """`clock` gives aware UTC time."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    async def note(self, actor: str, operation: str, request_id: str, handed: HandedOut) -> None:
        """Raises `StoreBusy`: then nothing is to be handed out."""
        now = utc_text(self._clock())
        named = [{"kind": kind, "id": id, "version": version} for (kind, id), version in handed.versions.items()]
        told = {"at": now, "actor": actor, "operation": operation, "request_id": request_id, "count": len(named)}
        await self._store.put_blob(
            f"{ACCESS_LOG}{now}-{new_id()}", encode({**told, "resources": named[:MOST_NAMED]}), _MEDIA_TYPE
        )

    async def entries(
        self, caller: Caller, after: str, until: str | None, limit: int, wanted: Callable[[Body], bool]
    ) -> tuple[list[Body], str | None]:
        """Those behind `after` (what was answered with the last page, or an instant), oldest first, and where to go on;
        null at the end. A page may have fewer than `limit`. Raises `NotInReach` for who is limited to clusters."""
        check_unlimited(caller, "import")
        found: list[Body] = []
        for _ in range(_PAGES):
            keys = await self._store.list_blobs(ACCESS_LOG, f"{ACCESS_LOG}{after}", _MANY)
            blobs = await self._store.get_blobs(keys)
            for key in keys:
                told = key.removeprefix(ACCESS_LOG)
                if until is not None and told >= until:
                    return found, None
                after = told
                if key in blobs and wanted(entry := decode(blobs[key])):
                    found.append(entry)
                    if len(found) == limit:
                        return found, after
            if len(keys) < _MANY:
                return found, None
        return found, after
