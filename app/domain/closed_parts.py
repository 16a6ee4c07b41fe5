"""What of a record is closed or not yet published, by what its documents, items, sections and attachments say. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.domain.access import Decided, decided_access
from app.domain.visible import DECIDED, EVERYTHING, FACTS, MINUTES, hides, is_hidden_fact

Standing = Literal["open", "closed", "untold"]
"""Untold is what says nothing of its access, where no document or source says what that means."""

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
    untold: frozenset[str] = _NONE
    unpublished: frozenset[str] = _NONE

    def __or__(self, other: "Hidden") -> "Hidden":
        return Hidden(self.closed | other.closed, self.untold | other.untold, self.unpublished | other.unpublished)


def hidden_in_meeting(body: Mapping[str, Any], meanings: Iterable[Decided], today: str) -> Hidden:
    """`meanings`: what `unknown` means in each document or source that the meeting comes from; none where it comes from
    none. `today` is an ISO day.

    The strictest of document, item, section and attachment counts. A section that says nothing is as its item; a
    closed item opens on the day that it names.
    """
    names: dict[Standing, set[str]] = {"open": set(), "closed": set(), "untold": set()}
    for name, standing in _standings(body, tuple(meanings), today):
        names[standing].add(name)
    closed = _ALL if EVERYTHING in names["closed"] else frozenset(names["closed"])
    return Hidden(closed, frozenset(names["untold"]), _unpublished_in(body))


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
    closed = _named({id: hidden.closed for id, hidden in origins.items()})
    untold = _named({id: hidden.untold for id, hidden in origins.items()})
    unpublished = _named({id: hidden.unpublished for id, hidden in origins.items()})
    places = [place for place in places_in(body) if _is_told(place)]
    if _is_all_hidden(kind, body, closed):
        closed |= _ALL
    elif _is_all_hidden(kind, body, closed | unpublished):
        unpublished |= _ALL
    elif _is_all_hidden(kind, body, closed | untold | unpublished):
        untold |= _ALL
    return Hidden(_used(closed, places), _used(untold, places), _used(unpublished, places))


def _named(hidden: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What is hidden in each of several records (by id), as it is called from outside."""
    names: set[str] = set()
    for id, own in hidden.items():
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


def _standings(body: Mapping[str, Any], meanings: tuple[Decided, ...], today: str) -> Iterator[tuple[str, Standing]]:
    yield from ((EVERYTHING, _standing(one["access"], meanings)) for one in body["documents"])
    yield from ((one["id"], _standing(one["access"], meanings)) for one in body["attachments"])
    for item in body["agenda_items"]:
        yield from _standings_in(item, meanings, today)


def _standings_in(item: Mapping[str, Any], meanings: tuple[Decided, ...], today: str) -> Iterator[tuple[str, Standing]]:
    """Of the item, and of what is in it where that is not closed with it."""
    own = _standing_of(item, meanings, today)
    yield item["id"], own
    if own == "closed":
        return
    yield from ((one["id"], _standing(one["access"], meanings)) for one in item["attachments"])
    parts = [part for one in item["attachments"] for part in one["sections"]]
    yield from ((one["id"], "closed") for one in (*parts, *item["sections"]) if one["access"] == "closed")
    if any(one["access"] == "closed" for one in item["sections"]):
        yield f"{item['id']}{FACTS}", "closed"


def _standing_of(item: Mapping[str, Any], meanings: tuple[Decided, ...], today: str) -> Standing:
    opens_on = _opens_on(item)
    if opens_on is not None:
        return "open" if opens_on <= today else "closed"
    return _standing(item["access"], meanings)


def _standing(said: Any, meanings: tuple[Decided, ...]) -> Standing:
    if said == "unknown" and not meanings:
        return "untold"
    return decided_access((said,), meanings)


def _opens_on(item: Mapping[str, Any]) -> str | None:
    until = item.get("closed_until") or {}
    day: str | None = until.get("on")
    return day


def _unpublished_in(body: Mapping[str, Any]) -> frozenset[str]:
    status = body.get("status")
    if status == "planned" or (status == "cancelled" and not body["documents"]):
        return _ALL
    return frozenset({MINUTES}) if status in _BEFORE_MINUTES or status == "cancelled" else _NONE
