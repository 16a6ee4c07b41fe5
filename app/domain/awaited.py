"""References to meetings in a body in its wire form: where a put-off item goes on, and who decided about money."""

from collections.abc import Iterator
from typing import Any

_DECIDED = ("allocations", "transfers", "carry_overs", "criteria")


def references(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Every reference of a meeting or a pot; with the title of the agenda item, where it stands in one."""
    for item in body.get("agenda_items") or ():
        going_on = (item.get("decision") or {}).get("continues_in")
        if going_on:
            yield going_on, item["title"]
    for name in _DECIDED:
        for part in body.get(name) or ():
            yield from ((one["decided"], None) for one in (part, *part.get("released", ())) if one.get("decided"))


def awaited_day(reference: dict[str, Any]) -> str | None:
    """The day (ISO) of the meeting that the reference waits for; null where it is linked, or the day is not known.

    An item that goes on waits for the item where it does, also where its meeting is announced.
    """
    when = reference.get("on") or reference.get("date")
    wanted = "agenda_item_id" if "date" in reference else "meeting_id"
    if reference.get(wanted) is not None or not when or when["precision"] != "day":
        return None
    day: str | None = when["from"]
    return day
