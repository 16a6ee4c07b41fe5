"""The change log in MongoDB: `{_id: seq, change}`, seq 1, 2, 3 … without a gap and no change twice.

In `_id` the number stands with 15 digits, because some servers that speak the protocol order every `_id` as text.

There is no transaction between a record and the log. A record's write carries its change in `pending`; whoever finds
it moves it: any process, several at once. `append` is compare-and-append, and the number is what is compared:

    1. read the log's greatest seq, m;
    2. then look up which of the changes are in the log, and keep those that are not;
    3. then insert them at m+1, m+2, … in order, stopping at the first refusal;
    4. a refused number belongs to somebody else: begin again.

No gap: number s+1 is only tried by who has seen s in the log or put it there. Not twice: if my change entered the log
before step 1, step 2 sees it; if it entered after, then the log has grown past m, number m+1 is taken, and my insert is
refused; behind my own m+1 … m+k only I have written. That holds for a command that the network delayed as well: it is
one more mover. Not lost: `pending` is emptied only after the change is seen in the log, and only at the version it was
read at; a writer that saw the old `pending` and carries it on gives the next mover changes that step 2 knows. In
order per record: `pending` is in order, is moved in order, and a writer that found it empty found it emptied, hence
logged. Where majority reads lag behind, steps 1 and 2 see less, and step 3, which meets the newest state, refuses.
"""

import asyncio
import random
from collections.abc import Sequence

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError

from app.errors import StoreBusy
from app.services.ports import Change, Kind, LogEntry
from app.storage.mongodb_documents import Document, change_of

ATTEMPTS = 60
RUN = 200
"""Changes in one insert: well below the server's limit of a command, and cheap to try again."""
_LONGEST_PAUSE_SECONDS = 0.05
_DUPLICATE = 11000


class ChangeLog:
    def __init__(self, entries: AsyncCollection[Document]) -> None:
        self._entries = entries

    async def create_indexes(self) -> None:
        """`change.event_id`: is this change in the log? Not unique: uniqueness rests on `_id` alone.

        `change.id`, `change.version`: what happened to a record.
        """
        await self._entries.create_index([("change.event_id", 1)], name="by_event")
        await self._entries.create_index([("change.id", 1), ("change.version", 1)], name="by_record")

    async def holds(self, event_id: str) -> bool:
        return bool(await self._known([event_id]))

    async def append(self, changes: Sequence[Document]) -> int:
        """Puts those changes into the log that are not there, in order; returns how many this call put there.

        Raises `StoreBusy` when other movers kept taking the numbers; some may have been put there then.
        """
        moved = 0
        for start in range(0, len(changes), RUN):
            moved += await self._append_run(changes[start : start + RUN])
        return moved

    async def read(self, after: int, limit: int) -> tuple[LogEntry, ...]:
        """Ends before a gap, which can be one only until the rest of a run is visible everywhere."""
        behind = self._entries.find({"_id": {"$gt": _numbered(after)}})
        found = await behind.sort([("_id", 1)]).limit(limit).to_list(limit)
        unbroken = [document for seq, document in enumerate(found, after + 1) if document["_id"] == _numbered(seq)]
        return tuple(LogEntry(int(document["_id"]), change_of(document["change"])) for document in unbroken)

    async def last_seq(self) -> int:
        last = await self._entries.find({}, {"_id": 1}).sort([("_id", -1)]).limit(1).to_list(1)
        return int(last[0]["_id"]) if last else 0

    async def of_record(self, kind: Kind, id: str, below: int | None, limit: int) -> list[Change]:
        """Newest first."""
        wanted: Document = {"change.id": id, "change.kind": kind}
        if below is not None:
            wanted["change.version"] = {"$lt": below}
        found = await self._entries.find(wanted).sort([("change.version", -1)]).limit(limit).to_list(limit)
        return [change_of(document["change"]) for document in found]

    async def rewrite_reason(self, change: Change) -> None:
        """Of a change that is in the log."""
        named = {"change.event_id": change.event_id}
        await self._entries.update_one(named, {"$set": {"change.reason": change.reason}})

    async def _append_run(self, changes: Sequence[Document]) -> int:
        moved = 0
        for attempt in range(ATTEMPTS):
            greatest = await self.last_seq()
            known = await self._known([change["event_id"] for change in changes])
            missing = [change for change in changes if change["event_id"] not in known]
            if not missing:
                return moved
            inserted = await self._insert(greatest, missing)
            moved += inserted
            if inserted == len(missing):
                return moved
            await asyncio.sleep(random.uniform(0, min(_LONGEST_PAUSE_SECONDS, 0.002 * attempt)))  # noqa: S311 -- spreads movers, no secret
        raise StoreBusy("too many are writing the log at once")

    async def _known(self, event_ids: list[str]) -> set[str]:
        found = await self._entries.find({"change.event_id": {"$in": event_ids}}).to_list(len(event_ids))
        return {document["change"]["event_id"] for document in found}

    async def _insert(self, greatest: int, changes: list[Document]) -> int:
        entries = [{"_id": _numbered(seq), "change": change} for seq, change in enumerate(changes, greatest + 1)]
        try:
            await self._entries.insert_many(entries, ordered=True)
        except BulkWriteError as error:
            details = error.details
            if details["writeConcernErrors"] or any(fault["code"] != _DUPLICATE for fault in details["writeErrors"]):
                raise StoreBusy("the log could not be written") from error
            return int(details["nInserted"])
        return len(entries)


def _numbered(seq: int) -> str:
    return f"{seq:015d}"
