"""What is read out of meetings across meetings: decisions and attendance, newest or oldest day first.

The store finds the meetings by their keys; their bodies are read a few at a time, as many as a page needs.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from app.domain.access import Caller
from app.schemas.decisions import MeetingsQuery
from app.services.cluster_forums import within_cluster
from app.services.listing import day_after
from app.services.merged import with_families
from app.services.ports import Body, KeyValue, Query, Row, SortKey, Store
from app.services.shown import seen_of, shown_to

BATCH = 10
MAX_MEETINGS = 200
"""How many meetings one request reads."""

Place = tuple[Row, Body]


async def meetings_query(store: Store, asked: MeetingsQuery, caller: Caller, **equals: str | None) -> Query:
    """Of meetings that the caller may know of.

    `equals`: keys of meetings with the value they must have, null for any.
    """
    wanted: dict[str, KeyValue] = {key: value for key, value in {"forum": asked.forum, **equals}.items() if value}
    query = Query(
        "meeting",
        equals=wanted,
        at_least={"day": asked.from_} if asked.from_ else {},
        below={"day": day_after(asked.to)} if asked.to else {},
        sort=(SortKey("day", asked.sort.startswith("-")),),
    )
    query = await with_families(store, query)
    query = query if asked.cluster is None else await within_cluster(store, query, asked.cluster)
    return shown_to(caller, query)


async def walk(store: Store, query: Query, caller: Caller, most: int) -> AsyncIterator[Place]:
    """At most `most` meetings, each as the caller may see it, in the order of the query."""
    for looked_at in range(0, most, BATCH):
        page = await store.find_page(replace(query, limit=min(BATCH, most - looked_at)))
        bodies = await seen(store, tuple(row.id for row in page.rows), caller)
        for row in page.rows:
            if row.id in bodies:
                yield row, bodies[row.id]
        if not page.has_more:
            return
        query = replace(query, after=page.rows[-1].position)


async def seen(store: Store, ids: tuple[str, ...], caller: Caller) -> dict[str, Body]:
    """The named meetings that are there, as the caller may see them. At most 200 ids."""
    records = [record for record in await store.get_many("meeting", ids) if not record.deleted]
    return {record.id: body for record in records if (body := seen_of(record, caller))}


def reference_to(meeting: Body) -> dict[str, Any]:
    """The members of `MeetingReference` that a meeting's body has."""
    return {
        "meeting_id": meeting["id"],
        "forum_id": meeting["forum_id"],
        "meeting_title": meeting["title"],
        "meeting_number": meeting["number"],
        "status": meeting["status"],
        "date": meeting["date"],
        "starts_at": meeting["starts_at"],
    }
