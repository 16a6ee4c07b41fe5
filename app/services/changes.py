"""The feed: what was changed, in the order of its publication, and sums by which a mirror proves that it is whole."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.access import Caller
from app.domain.audience import audience_in, sees, sees_whole
from app.errors import Fault, InvalidInput
from app.services.handed_out import counted
from app.services.ports import KINDS, Body, Change, Kind, LogEntry, Mark, Store

COLLECTIONS: Mapping[Kind, str] = MappingProxyType(
    {
        "cluster": "/v1/clusters",
        "forum": "/v1/forums",
        "participant": "/v1/participants",
        "initiative": "/v1/initiatives",
        "funding": "/v1/funding",
        "meeting": "/v1/meetings",
        "document": "/v1/documents",
        "import": "/v1/imports",
        "source": "/v1/sources",
    }
)
MARKS_A_READ = 10_000
MAX_RANKS = 100
"""For how many kinds of caller the last sums are kept."""

Rank = tuple[frozenset[str], frozenset[str] | None]
"""Scopes and clusters: who has the same sees the same, but for the reports of their own imports."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`next_after` is the last number that was looked at, also where nothing of it is for this caller."""

    items: list[Body]
    next_after: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """The records of a kind that were created in a month (of UTC, `2031-03`) and are not deleted.

    `has_hidden`: among them are some that are hidden from somebody who may read and no more.
    """

    kind: Kind
    month: str
    count: int
    sha256: str
    has_hidden: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """`is_exact`: nothing was changed while it was counted, so this is the state after change `seq`."""

    seq: int
    is_exact: bool
    buckets: tuple[Bucket, ...]


class ChangeService:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._exact: dict[Rank, Summary] = {}

    async def read(self, after: int, limit: int, caller: Caller) -> Feed:
        """Raises `InvalidInput` where the log ends before `after`: that number was read from another store."""
        entries = await self._store.read_log(after, limit)
        if not entries and after > await self._store.last_seq():
            raise InvalidInput((Fault("?after", "not_reached", "is beyond the end of the feed: begin again from 0"),))
        items = [item for entry in entries if (item := seen_change(entry, caller)) is not None]
        return Feed(items, entries[-1].seq if entries else after)

    async def summary(self, caller: Caller) -> Summary:
        """Counts and hashes of what the caller may see. The last exact one stands until something is changed."""
        summary = await self._summary(caller)
        counted(bucket.kind for bucket in summary.buckets if bucket.has_hidden)
        return summary

    async def _summary(self, caller: Caller) -> Summary:
        await self._store.publish_pending()
        seq = await self._store.last_seq()
        rank = caller.scopes, caller.clusters
        known = self._exact.get(rank)
        if known is not None and known.seq == seq:
            return known
        buckets = [bucket for kind in KINDS for bucket in await self._buckets(kind, caller)]
        waiting = await self._store.publish_pending()
        is_exact = waiting == 0 and seq == await self._store.last_seq()
        summary = Summary(seq, is_exact, tuple(buckets))
        if is_exact:
            self._exact = {
                **{other: old for other, old in list(self._exact.items())[-MAX_RANKS:] if old.seq == seq},
                rank: summary,
            }
        return summary

    async def _buckets(self, kind: Kind, caller: Caller) -> list[Bucket]:
        lines: dict[str, list[str]] = defaultdict(list)
        with_hidden: set[str] = set()
        async for mark in self._marks(kind):
            if sees(mark.audience, caller):
                lines[_month(mark)].append(f"{mark.id} {mark.version}\n")
                if audience_in(mark.audience).hidden_as:
                    with_hidden.add(_month(mark))
        return await asyncio.to_thread(
            lambda: [
                Bucket(kind, month, len(own), lines_hash(own), month in with_hidden)
                for month, own in sorted(lines.items())
            ]
        )

    async def _marks(self, kind: Kind) -> AsyncIterator[Mark]:
        last: Mark | None = None
        while marks := await self._store.read_marks(kind, last, MARKS_A_READ):
            for mark in marks:
                yield mark
            last = marks[-1]


def seen_change(entry: LogEntry, caller: Caller) -> Body | None:
    """The change as the caller may know of it: whole, as `…retracted` from who lost sight of the record, or null."""
    change = entry.change
    if change.audience_after is not None and sees(change.audience_after, caller):
        is_whole = sees_whole(change.audience_after or "all", caller)
        return _item(entry, change.type, change.actor, change.reason if is_whole else None)
    if change.audience_before is not None and sees(change.audience_before, caller):
        return _item(entry, f"{change.kind}.retracted", None, None)
    return None


def lines_hash(lines: list[str]) -> str:
    """SHA-256 of the lines in the order of their bytes."""
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def subject_of(change: Change) -> str:
    """The path at which the record is read."""
    return f"{COLLECTIONS[change.kind]}/{change.id}"


def _item(entry: LogEntry, type: str, actor: str | None, reason: str | None) -> Body:
    change = entry.change
    return {
        "seq": entry.seq,
        "id": change.event_id,
        "type": type,
        "subject": subject_of(change),
        "version": change.version,
        "at": change.at,
        "actor": actor or None,
        "reason": reason,
    }


def _month(mark: Mark) -> str:
    return f"{mark.created[:4]}-{mark.created[4:6]}"
