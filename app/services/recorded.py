"""The past: what was recorded at a time, and what was decided by a day."""

from app.domain.decided_by import as_decided_by, is_undated, meetings_named
from app.services.merged import MAX_HOPS
from app.services.ports import Body, Kind, Query, Record, Store

_RUN = 50
_MANY = 200


async def record_at(store: Store, kind: Kind, id: str, as_of: str) -> Record | None:
    """`as_of` is UTC as the server writes it. Null where the resource was not there yet."""
    current = await store.get(kind, id)
    if current is None or current.body["updated_at"] <= as_of:
        return current
    below: int | None = current.version
    while below is not None:
        changes = await store.read_changes(kind, id, below, _RUN)
        for change in changes:
            if change.at <= as_of:
                return await store.read_version(kind, id, change.version)
        below = changes[-1].version if len(changes) == _RUN else None
    return None


async def survivor_at(store: Store, kind: Kind, id: str, as_of: str) -> Record | None:
    """As `record_at`, or what it was merged into by then. Null for what was deleted by then."""
    for _ in range(MAX_HOPS):
        record = await record_at(store, kind, id, as_of)
        if record is None or not record.deleted:
            return record
        into = record.body.get("merged_into")
        if into is None:
            return None
        id = into
    return None


async def with_survivors_at(store: Store, pot: Body, as_of: str) -> Body:
    """The pot as if it named what its initiatives had been merged into by then. The pot itself is not changed."""
    rows = (*pot["allocations"], *pot["stated"])
    ids = dict.fromkeys(row["initiative_id"] for row in rows if row["initiative_id"])
    now = {id: record.id for id in ids if (record := await survivor_at(store, "initiative", id, as_of)) is not None}
    renamed = {
        name: [{**row, "initiative_id": now.get(row["initiative_id"], row["initiative_id"])} for row in pot[name]]
        for name in ("allocations", "stated")
    }
    return {**pot, **renamed}


async def decided_by(store: Store, pot: Body, day: str) -> tuple[Body, bool]:
    """The pot as far as it was decided by the day, and whether something was left out for want of a known day."""
    ids = meetings_named(pot)
    days: dict[str, str] = {}
    for start in range(0, len(ids), _MANY):
        query = Query("meeting", any_of={"id": ids[start : start + _MANY]}, limit=_MANY)
        for row in (await store.find_page(query)).rows:
            last = _last_day(row.summary)
            if last is not None:
                days[row.id] = last
    return as_decided_by(pot, day, days), is_undated(pot, days)


def _last_day(meeting: Body) -> str | None:
    """The day by which a meeting was certainly held."""
    date = meeting["date"] or {}
    exact = date.get("from") if date.get("precision") == "day" else None
    return date.get("to") or exact or (meeting["starts_at"] or "")[:10] or None
