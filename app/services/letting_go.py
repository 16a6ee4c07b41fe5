"""What is kept for a time only, rule by rule. Each goes through what it is about in batches, and tells of every batch.

A rule may be cut off anywhere and begun again: what is gone already is passed over.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.services.handed_out import ACCESS_LOG
from app.services.ports import Store

_MANY = 200


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were let go of, and their bytes as they are stored."""

    count: int = 0
    bytes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.bytes + other.bytes)


@dataclass(frozen=True, slots=True)
class Round:
    """`is_trial`: count what would go, and change nothing."""

    store: Store
    is_trial: bool


async def access_log(round: Round, before: str) -> AsyncIterator[Tally]:
    """Entries of closed material that was handed out before the instant (RFC 3339 in UTC)."""
    after = ""
    while True:
        keys = await round.store.list_blobs(ACCESS_LOG, after, _MANY)
        old = tuple(key for key in keys if key.removeprefix(ACCESS_LOG) < before)
        sizes = [len(data) for data in (await round.store.get_blobs(old)).values()]
        if not round.is_trial:
            for key in old:
                await round.store.delete_blob(key)
        yield Tally(len(sizes), sum(sizes))
        if len(old) < _MANY:
            return
        after = old[-1]
