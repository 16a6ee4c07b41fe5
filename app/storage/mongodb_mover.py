"""From the records' `pending` to the log, in runs: what is written while a run is under way goes with the next one.

So of many writers at once most find that another has moved their changes already, and the log is asked a few times for
all of them together.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymongo import UpdateOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError

from app.errors import StoreBusy
from app.services.ports import Kind
from app.storage.mongodb_documents import Document, translated
from app.storage.mongodb_log import ChangeLog

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A record's version that carries changes which may not be in the log."""

    kind: Kind
    id: str
    version: int
    pending: Sequence[Document]


class Mover:
    def __init__(self, log: ChangeLog, records: Mapping[Kind, AsyncCollection[Document]]) -> None:
        self._log, self._records = log, records
        self._waiting: dict[Written, None] = {}
        self._turn = asyncio.Lock()

    async def move(self, written: Written) -> None:
        """So that the feed is prompt. The write stands whatever happens here; the next sweep does the rest."""
        self._waiting[written] = None
        async with self._turn:
            if written not in self._waiting:  # it went with another's run
                return
            run, self._waiting = tuple(self._waiting), {}
            try:
                with translated():
                    await self.publish(run)
            except StoreBusy:
                logger.info("changes are left to the next sweep")

    async def publish(self, run: Sequence[Written]) -> int:
        """Moves what these carry, then empties it where nobody wrote since. Returns how many changes this call moved.

        Two versions of a record may carry the same change.
        """
        changes = {change["event_id"]: change for written in run for change in written.pending}
        moved = await self._log.append(list(changes.values()))
        emptied: dict[Kind, list[UpdateOne]] = defaultdict(list)
        for written in run:
            unchanged = {"_id": written.id, "version": written.version}
            emptied[written.kind].append(UpdateOne(unchanged, {"$set": {"pending": []}, "$unset": {"unpublished": ""}}))
        try:
            for kind, updates in emptied.items():
                await self._records[kind].bulk_write(updates, ordered=False)
        except BulkWriteError as error:
            raise StoreBusy("moved changes could not be taken out of their records") from error
        return moved
