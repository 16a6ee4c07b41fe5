"""Parts in a body: found, added, replaced, removed. Bodies are wire form and are never changed in place."""

from collections.abc import Iterator, Mapping
from typing import Any

Body = dict[str, Any]


def find_part(body: Mapping[str, Any], collection: str, part_id: str) -> Body | None:
    return next((part for part in body[collection] if part["id"] == part_id), None)


def attachments_of(meeting: Mapping[str, Any]) -> Iterator[Body]:
    """The meeting's own, then those of its items. Members that a tombstone lacks give none."""
    yield from meeting.get("attachments") or ()
    for item in meeting.get("agenda_items") or ():
        yield from item.get("attachments") or ()


def with_part(body: Body, collection: str, part: Body) -> Body:
    """Replaces the part that has this id where it stands, else adds it at the end; without an id always added."""
    rows = body[collection]
    held = part["id"] is not None and find_part(body, collection, part["id"]) is not None
    changed = [part if row["id"] == part["id"] else row for row in rows] if held else [*rows, part]
    return {**body, collection: changed}


def without_part(body: Body, collection: str, part_id: str) -> Body:
    return {**body, collection: [row for row in body[collection] if row["id"] != part_id]}
