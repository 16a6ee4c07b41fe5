"""The store as it is read for whoever sends no token: nothing that is marked for others leaves it.

So no service has to think of it: bodies, rows, versions, patches, reports and searches are made of what is left.
Who may see a record, and whether all of it, is told as before.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from pydantic import BaseModel

from app.domain.exact_json import decode, encode
from app.schemas.clusters import ClusterRead
from app.schemas.documents import DocumentRead
from app.schemas.forums import ForumRead
from app.schemas.funding import FundingRead
from app.schemas.history import HistoryEntry
from app.schemas.imports import ImportRead
from app.schemas.initiatives import InitiativeRead
from app.schemas.left_out import holds, left_out
from app.schemas.meetings import MeetingRead
from app.schemas.participants import ParticipantRead
from app.schemas.sources import SourceRead
from app.services.ports import Change, Kind, LogEntry, Page, Query, Record, Served, SourceKey, Store

SHAPES: Mapping[Kind, type[BaseModel]] = MappingProxyType(
    {
        "cluster": ClusterRead,
        "forum": ForumRead,
        "participant": ParticipantRead,
        "initiative": InitiativeRead,
        "meeting": MeetingRead,
        "funding": FundingRead,
        "document": DocumentRead,
        "import": ImportRead,
        "source": SourceRead,
    }
)
_AS_IT_IS = frozenset(
    {
        "ping",
        "count",
        "search",
        "read_marks",
        "versions",
        "get_blob",
        "get_blobs",
        "read_blob",
        "publish_pending",
        "last_seq",
    }
)
"""Verbs that tell nothing of what is left out. Any other is refused: nobody writes without a token."""


def anonymous_reading(store: Store) -> Store:
    """The same store, for reading alone."""
    return cast("Store", _AnonymousReading(store))


class _AnonymousReading:
    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        if name not in _AS_IT_IS:
            raise AttributeError(name)
        return getattr(self._store, name)

    async def get(self, kind: Kind, id: str) -> Record | None:
        return _seen(await self._store.get(kind, id))

    async def get_many(self, kind: Kind, ids: tuple[str, ...]) -> tuple[Record, ...]:
        return tuple(map(_of_record, await self._store.get_many(kind, ids)))

    async def find_by_source(self, kind: Kind, source: SourceKey) -> Record | None:
        return _seen(await self._store.find_by_source(kind, source))

    async def read_version(self, kind: Kind, id: str, version: int) -> Record | None:
        return _seen(await self._store.read_version(kind, id, version))

    async def read(self, kind: Kind, id: str) -> Served | None:
        served = await self._store.read(kind, id)
        if served is None or not holds(SHAPES[kind]):
            return served
        return replace(served, json=encode(left_out(SHAPES[kind], decode(served.json))))

    async def find_page(self, query: Query) -> Page:
        page = await self._store.find_page(query)
        shape = SHAPES[query.kind]
        return replace(page, rows=tuple(replace(row, summary=left_out(shape, row.summary)) for row in page.rows))

    async def read_changes(self, kind: Kind, id: str, below: int | None, limit: int) -> tuple[Change, ...]:
        return tuple(map(_of_change, await self._store.read_changes(kind, id, below, limit)))

    async def read_log(self, after: int, limit: int) -> tuple[LogEntry, ...]:
        entries = await self._store.read_log(after, limit)
        return tuple(replace(entry, change=_of_change(entry.change)) for entry in entries)


def _seen(record: Record | None) -> Record | None:
    return None if record is None else _of_record(record)


def _of_record(record: Record) -> Record:
    return replace(record, body=left_out(SHAPES[record.kind], record.body))


def _of_change(change: Change) -> Change:
    """A change is served member by member as an entry of the history, and of the feed."""
    return replace(change, **left_out(HistoryEntry, {"actor": change.actor, "reason": change.reason}))
