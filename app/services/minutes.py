"""The minutes of a meeting, as a report is made of them."""

from dataclasses import dataclass

from app.domain.access import Caller
from app.domain.audience import sees, sees_whole
from app.reports.minutes import Minutes, minutes_of
from app.services.ports import Kind, Record, Store
from app.services.shown import current, seen_of


@dataclass(frozen=True, slots=True)
class MinutesAnswer:
    """`named` changes with the records whose names stand in the minutes."""

    version: int
    shape: int
    is_redacted: bool
    named: str
    minutes: Minutes


class MinutesService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, meeting_id: str, caller: Caller) -> MinutesAnswer:
        """Raises `NotFound` and `Deleted`."""
        meeting = await current(self._store, "meeting", meeting_id, caller)
        body = seen_of(meeting, caller)
        forum = await self._live("forum", body["forum_id"], caller)
        forum_body = seen_of(forum, caller) if forum else {}
        cluster = await self._live("cluster", forum_body.get("cluster_id"), caller)
        cluster_body = seen_of(cluster, caller) if cluster else {}
        return MinutesAnswer(
            version=meeting.version,
            shape=meeting.shape,
            is_redacted=not sees_whole(meeting.audience, caller),
            named=" ".join(f"{one.id}:{one.version}" for one in (forum, cluster) if one),
            minutes=minutes_of(body, forum_body.get("name"), cluster_body.get("name")),
        )

    async def _live(self, kind: Kind, id: str | None, caller: Caller) -> Record | None:
        record = await self._store.get(kind, id) if id else None
        return None if record is None or record.deleted or not sees(record.audience, caller) else record
