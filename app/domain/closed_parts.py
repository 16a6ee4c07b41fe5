"""What of a record is closed or not yet published, by what its documents, items, sections and attachments say. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.access import Decided, decided_access
from app.domain.visible import DECIDED, EVERYTHING, FACTS, MINUTES, hides, is_hidden_fact

_NONE: frozenset[str] = frozenset()
_ALL = frozenset({EVERYTHING})
_POT_FACTS = ("grants", "allocations", "transfers", "carry_overs", "criteria", "stated")
WITHHOLDING = frozenset({"withdrawn", "published_by_mistake", "privacy", "tightened"})
"""Reasons of a deletion after which what was deleted, and what came from it, is closed."""

_BEFORE_MINUTES = frozenset({"agenda_published", "held"})


@dataclass(frozen=True, slots=True)
class Hidden:
    """Names as in `Audience`."""

    closed: frozenset[str] = _NONE
    unpublished: frozenset[str] = _NONE


def hidden_in_meeting(body: Mapping[str, Any], meanings: Iterable[Decided], today: str) -> Hidden:
    """`meanings`: what `unknown` means in each document or source that the meeting comes from. `today` is an ISO day.

    The strictest of document, item, section and attachment counts. A section that says nothing is as its item; a
    closed item opens on the day that it names.
    """
    meanings = tuple(meanings)
    return Hidden(_closed_in(body, meanings, today), _unpublished_in(body))


def opening_day(body: Mapping[str, Any], today: str) -> str | None:
    """The next day on which one of the meeting's closed items opens."""
    days = (_opens_on(item) for item in body["agenda_items"])
    return min((day for day in days if day is not None and day > today), default=None)


def places_in(body: Any) -> Iterator[Mapping[str, Any]]:
    """Every place of the body that names where something was read, decided, or goes on."""
    if isinstance(body, Mapping):
        if "meeting_id" in body:
            yield body
        for value in body.values():
            yield from places_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from places_in(value)


def meetings_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the meetings that facts of the body come from."""
    return tuple(dict.fromkeys(place["meeting_id"] for place in places_in(body) if place["meeting_id"]))


def documents_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the documents that facts come from for which no meeting is named."""
    places = (place for place in places_in(body) if not place["meeting_id"] and not place.get("agenda_item_id"))
    return tuple(dict.fromkeys(place["document_id"] for place in places if place.get("document_id")))


def hidden_facts(kind: str, body: Mapping[str, Any], origins: Mapping[str, Hidden]) -> Hidden:
    """Of a record whose facts come from meetings and documents, by what is hidden in each of those (by id).

    An initiative or a pot of which every place is hidden is hidden as a whole.
    """
    closed = _named(origins, {id: hidden.closed for id, hidden in origins.items()})
    unpublished = _named(origins, {id: hidden.unpublished for id, hidden in origins.items()})
    places = [place for place in places_in(body) if _is_told(place)]
    if _is_all_hidden(kind, body, closed):
        closed |= _ALL
    elif _is_all_hidden(kind, body, closed | unpublished):
        unpublished |= _ALL
    return Hidden(_used(closed, places), _used(unpublished, places))


def _named(origins: Mapping[str, Hidden], hidden: Mapping[str, frozenset[str]]) -> frozenset[str]:
    names: set[str] = set()
    for id in origins:
        own = hidden[id]
        if EVERYTHING in own:
            names.add(id)
        if MINUTES in own:
            names.add(f"{id}{DECIDED}")
        names |= own - {EVERYTHING, MINUTES}
    return frozenset(names)


def _is_all_hidden(kind: str, body: Mapping[str, Any], hidden: frozenset[str]) -> bool:
    """Whether nothing is left that tells of the record from where it may be read."""
    if kind == "initiative":
        return body["evidence"] is not None and all(hides(one, hidden) for one in places_in(body) if _is_told(one))
    if kind == "funding":
        facts = [fact for name in _POT_FACTS for fact in body[name]]
        return bool(facts) and all(is_hidden_fact(fact, hidden) for fact in facts)
    return False


def _is_told(place: Mapping[str, Any]) -> bool:
    return bool(place.get("meeting_id") or place.get("document_id"))


def _used(hidden: frozenset[str], places: list[Mapping[str, Any]]) -> frozenset[str]:
    """Those that a place names: others hide nothing here."""
    used = {EVERYTHING}
    for place in places:
        item, meeting, document = (place.get(name) for name in ("agenda_item_id", "meeting_id", "document_id"))
        used |= {str(item), f"{item}{FACTS}", str(meeting), f"{meeting}{DECIDED}", str(document)}
    return hidden & used


def _closed_in(body: Mapping[str, Any], meanings: tuple[Decided, ...], today: str) -> frozenset[str]:
    if any(_is_closed(one["access"], meanings) for one in body["documents"]):
        return _ALL
    closed = {one["id"] for one in body["attachments"] if _is_closed(one["access"], meanings)}
    for item in body["agenda_items"]:
        closed |= _closed_in_item(item, meanings, today)
    return frozenset(closed)


def _closed_in_item(item: Mapping[str, Any], meanings: tuple[Decided, ...], today: str) -> set[str]:
    opens_on = _opens_on(item)
    is_opened = opens_on is not None and opens_on <= today
    waits = opens_on is not None and not is_opened
    if waits or (not is_opened and _is_closed(item["access"], meanings)):
        return {item["id"]}
    sections = {one["id"] for one in item["sections"] if one["access"] == "closed"}
    closed = sections | {one["id"] for one in item["attachments"] if _is_closed(one["access"], meanings)}
    closed |= {part["id"] for one in item["attachments"] for part in one["sections"] if part["access"] == "closed"}
    return closed | {f"{item['id']}{FACTS}"} if sections else closed


def _is_closed(said: Any, meanings: tuple[Decided, ...]) -> bool:
    return decided_access((said,), meanings) == "closed"


def _opens_on(item: Mapping[str, Any]) -> str | None:
    until = item.get("closed_until") or {}
    day: str | None = until.get("on")
    return day


def _unpublished_in(body: Mapping[str, Any]) -> frozenset[str]:
    status = body.get("status")
    if status == "planned" or (status == "cancelled" and not body["documents"]):
        return _ALL
    return frozenset({MINUTES}) if status in _BEFORE_MINUTES or status == "cancelled" else _NONE
