"""The minutes of a meeting, as a report is made of them."""

from dataclasses import dataclass

from app.domain.access import Caller, as_seen, sees_whole
from app.reports.minutes import Minutes, minutes_of
from app.services.ports import Body, Kind, Record, Store
from app.services.writing import Writer


@dataclass(frozen=True, slots=True)
class MinutesAnswer:
    """`named` changes with the records whose names stand in the minutes."""

    version: int
    shape: int
    is_redacted: bool
    named: str
    minutes: Minutes


class MinutesService:
    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer

    async def read(self, meeting_id: str, caller: Caller) -> MinutesAnswer:
        """Raises `NotFound` and `Deleted`."""
        meeting = await self._writer.current("meeting", meeting_id)
        body = _seen(meeting, caller)
        forum = await self._live("forum", body["forum_id"])
        forum_body = _seen(forum, caller) if forum else {}
        cluster = await self._live("cluster", forum_body.get("cluster_id"))
        cluster_body = _seen(cluster, caller) if cluster else {}
        return MinutesAnswer(
            version=meeting.version,
            shape=meeting.shape,
            is_redacted=not sees_whole(meeting.audience, caller),
            named=" ".join(f"{one.id}:{one.version}" for one in (forum, cluster) if one),
            minutes=minutes_of(body, forum_body.get("name"), cluster_body.get("name")),
        )

    async def _live(self, kind: Kind, id: str | None) -> Record | None:
        record = await self._store.get(kind, id) if id else None
        return None if record is None or record.deleted else record


def _seen(record: Record, caller: Caller) -> Body:
    return as_seen(record.body, record.audience, caller)
