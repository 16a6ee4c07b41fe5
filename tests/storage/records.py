"""Invented records and changes for the tests of the stores."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.services.ports import Body, Change, Kind, LogEntry, Record, SourceKey, Store
from app.storage import exact

MOMENT = "2026-03-04T05:06:07.000000Z"


def source(id: str, system: str = "esdh", kind: str = "sag") -> SourceKey:
    return SourceKey(system, kind, id)


def sourced(*sources: SourceKey) -> list[Body]:
    members = {"url": None, "checksum": None, "imported_at": MOMENT, "applied_version": 1}
    return [{"system": s.system, "kind": s.kind, "id": s.id, **members} for s in sources]


def record(kind: Kind, id: str, version: int = 1, /, **members: Any) -> Record:
    head = {"id": id, "version": version, "created_at": MOMENT, "updated_at": MOMENT, "sources": []}
    return Record(kind=kind, id=id, version=version, body={**head, **members})


def meeting(id: str, *, forum: str = "f1", day: str | None = "2026-03-04", **members: Any) -> Record:
    date = {"from": day, "to": day, "precision": "day", "part": None, "open_end": False, "text": day} if day else None
    return record("meeting", id, forum_id=forum, title="Møde om fælles vagt", date=date, status="held", **members)


def next_version(previous: Record, **members: Any) -> Record:
    version = previous.version + 1
    return replace(previous, version=version, body={**previous.body, **members, "version": version})


def tombstone(previous: Record, reason: str = "withdrawn") -> Record:
    kept = {name: previous.body[name] for name in ("id", "created_at", "updated_at", "sources")}
    body = {**kept, "version": previous.version + 1, "deleted_at": MOMENT, "deleted_reason": reason}
    return replace(previous, version=previous.version + 1, deleted=True, body=body)


def change(of: Record, verb: str = "created", event_id: str | None = None) -> Change:
    return Change(
        event_id=event_id or uuid.uuid4().hex,
        type=f"{of.kind}.{verb}",
        kind=of.kind,
        id=of.id,
        version=of.version,
        at=MOMENT,
        actor="test",
        request_id="r1",
        audience_after="all",
    )


async def put(store: Store, *records: Record) -> None:
    for item in records:
        await store.insert(item, change(item))


async def put_next(store: Store, previous: Record, **members: Any) -> Record:
    following = next_version(previous, **members)
    await store.replace(following, previous, change(following, "updated"))
    return following


async def whole_log(store: Store, bound: int = 100_000) -> list[LogEntry]:
    """Every entry, read page by page."""
    entries: list[LogEntry] = []
    while len(entries) < bound:
        page = await store.read_log(entries[-1].seq if entries else 0, 500)
        if not page:
            return entries
        entries += page
    raise AssertionError("the log does not end")


def as_stored(body: Body) -> Body:
    """What comes back: equal numbers are one number."""
    stored: Body = exact.canonical(body)
    return stored


def ids(records: Sequence[Any]) -> list[str]:
    return [item.id for item in records]


RICH_BODY: Body = {
    "title": "Æ, ø og å · “citat” \\ / \u2028 \0 \U0001f600",
    "amounts": [Decimal(565810), Decimal("0.10"), Decimal("-999999999999.99"), Decimal("1E+3"), 62103, 2**62, 0, None],
    "zebra": True,
    "apple": {"nested": [{"b": 1, "a": []}, {}], "text": ""},
}
