"""What has to be judged anew though nobody wrote it: items whose day has come, and records of an older store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.access import Caller
from app.domain.audience import is_judged
from app.schemas.fields import COPENHAGEN
from app.services.ports import Kind, Query, Record, SortKey, Store
from app.services.writing import Act, Writer

ACT = Act(Caller("klynge", frozenset()), reason="access judged anew")
_ORDER: tuple[Kind, ...] = (
    "cluster",
    "source",
    "forum",
    "meeting",
    "document",
    "initiative",
    "funding",
    "participant",
    "import",
)
"""What others are judged by comes first."""

_MANY = 200


class AccessReview:
    """`clock` gives aware UTC time. Every step may be repeated; what was judged meanwhile stays as it is."""

    def __init__(self, store: Store, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._store, self._writer, self._clock = store, writer, clock

    async def open_due(self) -> int:
        """Opens the closed items whose day has come, and returns of how many meetings. Raises `StoreBusy`."""
        tomorrow = (self._clock().astimezone(COPENHAGEN).date() + timedelta(days=1)).isoformat()
        query = Query("meeting", below={"opens": tomorrow}, sort=(SortKey("opens"),), limit=_MANY)
        due = [row.id for row in (await self._store.find_page(query)).rows]
        for id in due:
            await self._writer.rejudge("meeting", id, ACT)
        return len(due)

    async def judge_migrated(self) -> int:
        """Judges what nobody or an older program judged, and returns how many records. Raises `StoreBusy`."""
        return sum([await self._judge(kind) for kind in _ORDER])

    async def _act_for(self, record: Record) -> Act:
        """The report of an import belongs to who made it."""
        if record.kind != "import":
            return ACT
        first = await self._store.read_changes(record.kind, record.id, 2, 1)
        return replace(ACT, caller=Caller(first[0].actor, frozenset())) if first else ACT

    async def _judge(self, kind: Kind) -> int:
        judged, after = 0, None
        while marks := await self._store.read_marks(kind, after, _MANY):
            unjudged = tuple(mark.id for mark in marks if not is_judged(mark.audience))
            for record in await self._store.get_many(kind, unjudged) if unjudged else ():
                await self._writer.judge(record, await self._act_for(record))
                judged += 1
            after = marks[-1]
        return judged
