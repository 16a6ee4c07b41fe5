"""A body without what is hidden from somebody. Pure; what is hidden is decided elsewhere (`audience.py`)."""

from collections.abc import Mapping
from typing import Any

from app.domain.identity import SYSTEM

EVERYTHING = "*"
MINUTES = "minutes"
FACTS = "#"
DECIDED = "!"
STUB_TITLE = "Lukket punkt"
"""What a closed agenda item is called for whoever may not see it."""

_NOT_YET_KNOWN: Mapping[str, Any] = {
    "attendance": "unknown",
    "substitutes_for": None,
    "agenda_items": None,
    "absent_for": [],
    "note": None,
    "printed": None,
    "also_printed": [],
    "evidence": None,
}
"""What of an attendee only the minutes say, or may say in their line of them."""

Body = dict[str, Any]
Hidden = frozenset[str]

_STUB = ("id", "number", "position")
_PLACES = ("evidence", "decided")
_OF_ORIGINS: Mapping[str, Any] = {
    "lead": None,
    "project_group": [],
    "period": None,
    "milestones": [],
    "participation": [],
}
"""Members of an initiative that do not tell which document they come from: none are shown where one is closed."""


def visible(kind: str, body: Mapping[str, Any], hidden: Hidden, *, leaves_out: bool = False) -> Body:
    """`hidden` has names as `Audience.closed`. Empty where all is hidden; a tombstone stays as it is."""
    if EVERYTHING in hidden:
        return {}
    if not hidden or "deleted_at" in body:
        return dict(body)
    if kind == "meeting":
        return _meeting(body, hidden, leaves_out)
    seen = without_facts(body, hidden)
    if seen == body:
        return seen
    seen["sources"] = [one for one in body["sources"] if one["system"] != SYSTEM]
    return _initiative(seen, body, hidden) if kind == "initiative" else seen


def hides(place: Any, hidden: Hidden) -> bool:
    """Whether a place in minutes, or who decided, is hidden: by its item, its meeting or, without one, its document."""
    if not isinstance(place, Mapping):
        return False
    item, meeting, document = (place.get(name) for name in ("agenda_item_id", "meeting_id", "document_id"))
    names = {item, f"{item}{FACTS}", meeting} if meeting or item else {document}
    if "document_id" not in place:
        names.add(f"{meeting}{DECIDED}")
    return not names.isdisjoint(hidden) or hides(place.get("evidence"), hidden)


def is_hidden_fact(value: Any, hidden: Hidden) -> bool:
    """Whether an element of a list is hidden itself, or by where it was read or who decided it."""
    if not isinstance(value, Mapping):
        return False
    return value.get("id") in hidden or any(hides(value.get(name), hidden) for name in _PLACES)


def without_facts(body: Mapping[str, Any], hidden: Hidden) -> Body:
    """Facts are left out of their lists; a place or a continuation that is hidden becomes null."""
    return {name: _kept(value, hidden) for name, value in body.items()}


def _kept(value: Any, hidden: Hidden) -> Any:
    if isinstance(value, list):
        return [_kept(entry, hidden) for entry in value if not is_hidden_fact(entry, hidden)]
    if isinstance(value, dict):
        if "meeting_id" in value and hides(value, hidden):
            return None
        return without_facts(value, hidden)
    return value


def _meeting(body: Mapping[str, Any], hidden: Hidden, leaves_out: bool) -> Body:  # noqa: FBT001 - a fact of the audience
    own = frozenset(name for name in hidden if not name.endswith(FACTS))
    closed = [item for item in body["agenda_items"] if item["id"] in own]
    items = [
        _stub(item) if item["id"] in own else _item(item, own)
        for item in body["agenda_items"]
        if not (leaves_out and item["id"] in own)
    ]
    ids = {item["id"] for item in closed}
    rest = {name: value for name, value in body.items() if name != "agenda_items"}
    rest["attendees"] = [_attendee(one, ids) for one in body["attendees"]]
    seen = {**without_facts(rest, own), "agenda_items": items}
    if own - {MINUTES}:
        seen |= _without_words_of(closed, seen)
    return _before_minutes(seen) if MINUTES in own else seen


def _stub(item: Mapping[str, Any]) -> Body:
    """What is left of a closed item: that there is one, its number, and the day on which it opens."""
    blank: Body = {name: [] if isinstance(value, list) else None for name, value in item.items()}
    until = item.get("closed_until")
    until = {**dict.fromkeys(until), "on": until.get("on")} if until else None
    return {**blank, **{name: item[name] for name in _STUB}, "title": STUB_TITLE, "access": "closed"} | {
        "closed_until": until
    }


def _item(item: Mapping[str, Any], hidden: Hidden) -> Body:
    """An open item without its closed sections and attachments, and without what may have been read in those."""
    seen = without_facts(item, hidden)
    kinds = {section["kind"] for section in item["sections"] if section["id"] in hidden}
    if not kinds:
        return seen
    seen |= {"initiative_ids": [], "follow_ups": [], "presenters": [], "evidence": None}
    seen["tables"] = _tables(item, hidden)
    if "decision" in kinds:
        seen["decision"] = None
    if "recommendation" in kinds:
        seen["recommendations"] = []
    return seen


def _tables(item: Mapping[str, Any], hidden: Hidden) -> list[Body]:
    """Those of the sections that are left, which they name by place."""
    left = [place for place, section in enumerate(item["sections"]) if section["id"] not in hidden]
    now = {place: number for number, place in enumerate(left)}
    return [
        {**table, "section_position": now[table["section_position"]]}
        for table in item["tables"]
        if table["section_position"] in now
    ]


def _without_words_of(closed: list[Mapping[str, Any]], seen: Body) -> Body:
    """Members of the meeting that may speak of its closed items."""
    own = {item[name] for item in closed for name in ("case_number", "document_number")}
    shown = {item[name] for item in seen["agenda_items"] for name in ("case_number", "document_number")}
    return {
        "case_numbers": [number for number in seen["case_numbers"] if number not in own - shown],
        "documents": [{**one, "head": None, "unplaced": []} for one in seen["documents"]],
    }


def _attendee(attendee: Body, closed: set[str]) -> Body:
    named = [*(attendee["agenda_items"] or ()), *attendee["absent_for"]]
    if closed.isdisjoint(one["id"] for one in named):
        return attendee
    lists = {
        name: None if attendee[name] is None else [one for one in attendee[name] if one["id"] not in closed]
        for name in ("agenda_items", "absent_for")
    }
    return {**attendee, **lists, "note": None, "printed": None, "also_printed": [], "evidence": None}


def _before_minutes(seen: Body) -> Body:
    """The agenda alone: no decisions, no attendance, and not the minutes among the documents."""
    items = [_item_before_minutes(item) for item in seen["agenda_items"]]
    attendees = [{**one, **_NOT_YET_KNOWN} for one in seen["attendees"]]
    documents = [one for one in seen["documents"] if one["kind"] != "minutes"]
    return {
        **seen,
        "agenda_items": items,
        "attendees": attendees,
        "documents": documents,
        "attendance_recorded": False,
    }


def _item_before_minutes(item: Body) -> Body:
    of_minutes = frozenset(one["id"] for one in item["sections"] if one["kind"] in ("decision", "absentees"))
    return {
        **item,
        "decision": None,
        "follow_ups": [],
        "sections": [one for one in item["sections"] if one["id"] not in of_minutes],
        "tables": _tables(item, of_minutes) if of_minutes or item["decision"] else item["tables"],
    }


def _initiative(seen: Body, body: Mapping[str, Any], hidden: Hidden) -> Body:
    seen |= _OF_ORIGINS
    hidden_names = {one["text"] for one in body["name_variants"] if is_hidden_fact(one, hidden)}
    shown = [one["text"] for one in seen["name_variants"]]
    if seen["name"] in hidden_names - set(shown):
        seen["name"] = shown[0] if shown else None
    return seen
