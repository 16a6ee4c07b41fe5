"""A participant's meetings, and how they are listed at each."""

from dataclasses import replace

from app.domain.access import Caller
from app.schemas.decisions import AttendanceQuery
from app.services.cluster_forums import with_clusters
from app.services.cursors import cursor_after, digest, position_in
from app.services.meeting_walk import meetings_query, reference_to, seen
from app.services.merged import family
from app.services.ports import Body, Store
from app.services.resources import Listed
from app.services.shown import check_there


class AttendanceService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, participant_id: str, asked: AttendanceQuery, caller: Caller) -> Listed:
        """`AttendanceSummary` bodies. Raises `NotFound`, `Deleted` and `CursorInvalid`."""
        await check_there(self._store, "participant", participant_id, caller)
        list_digest = digest(f"attendance {participant_id}", asked, caller)
        query = await meetings_query(self._store, asked, caller, participants=participant_id)
        after = None if asked.cursor is None else position_in(asked.cursor, list_digest)
        page = await self._store.find_page(replace(query, after=after, limit=asked.limit))
        meetings = await seen(self._store, tuple(row.id for row in page.rows), caller)
        names = frozenset(await family(self._store, "participant", participant_id))
        rows = [_row(meetings[row.id], names) for row in page.rows if row.id in meetings]
        following = cursor_after(page.rows[-1].position, list_digest) if page.has_more else None
        return Listed(await with_clusters(self._store, rows), following)


def _row(meeting: Body, names: frozenset[str]) -> Body:
    listed = [attendee for attendee in meeting["attendees"] if attendee["participant_id"] in names]
    return {**reference_to(meeting), "cluster_id": None, "attendees": listed}
