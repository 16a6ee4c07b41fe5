"""From a body to what the store may be asked about it, for conditions and order. Pure.

No key is ever null: '' is "none", sorts first, and no range holds it (`query.py`). A NUL is dropped from
keys (an index may end there); values keep it. Keys of names are folded (`domain.danish.fold`), and so must the values
be that a query compares them with. Days and instants are kept in ISO 8601's basic form (20260304 and, in UTC,
20260304T050607.000000Z), which sorts as time and which no server takes for a date of its own; a query may name them
in any form of RFC 3339.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from app.domain.audience import Audience, audience_in
from app.domain.awaited import awaited_day, references
from app.domain.closed_parts import meetings_of
from app.domain.danish import danish_sort_key, fold
from app.domain.decisions import deciding_items, initiatives_of, outcomes_of
from app.domain.parts import attachments_of
from app.domain.visible import EVERYTHING, visible
from app.services.ports import Body, Kind, SourceKey
from app.storage import exact

T = TypeVar("T")

Keys = dict[str, str | int | list[str] | list[int]]


class KeyType(Enum):
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    TEXTS = "texts"
    NUMBERS = "numbers"
    DAYS = "days"

    @property
    def is_list(self) -> bool:
        return self in (KeyType.TEXTS, KeyType.NUMBERS, KeyType.DAYS)


_COMMON = {
    "id": KeyType.TEXT,
    "created": KeyType.INSTANT,
    "updated": KeyType.INSTANT,
    "sources": KeyType.TEXTS,
    "clusters": KeyType.TEXTS,
    "hidden": KeyType.TEXT,
    "name": KeyType.TEXT,
    "name_sort": KeyType.TEXT,
}

NAMED = ("case_numbers", "participants", "initiatives", "outcomes")
"""Keys of meetings of which a part may be hidden from who asks for them."""

ASKERS: Mapping[str, Callable[[Audience], frozenset[str]]] = {
    "open": lambda audience: audience.hidden,
    "published": lambda audience: audience.unpublished,
    "unclosed": lambda audience: audience.closed,
}
"""What is hidden from a reader, from one who may read what is closed, and from a writer who may not."""

KEY_TYPES: dict[Kind, dict[str, KeyType]] = {
    "cluster": {**_COMMON, "region": KeyType.TEXT, "kind": KeyType.TEXT, "municipalities": KeyType.TEXTS},
    "forum": {
        **_COMMON,
        "cluster": KeyType.TEXT,
        "level": KeyType.TEXT,
        "parent": KeyType.TEXT,
        "municipality_code": KeyType.TEXT,
    },
    "participant": {**_COMMON, "organisation": KeyType.TEXT, "forums": KeyType.TEXTS},
    "initiative": {
        **_COMMON,
        "origins": KeyType.TEXTS,
        "cluster": KeyType.TEXT,
        "kind": KeyType.TEXT,
        "status": KeyType.TEXT,
        "parent": KeyType.TEXT,
        "code": KeyType.TEXT,
        "code_sort": KeyType.TEXT,
        "responsible_forum": KeyType.TEXT,
    },
    "funding": {
        **_COMMON,
        "origins": KeyType.TEXTS,
        "cluster": KeyType.TEXT,
        "years": KeyType.NUMBERS,
        "awaits": KeyType.DAYS,
    },
    "meeting": {
        **_COMMON,
        "forum": KeyType.TEXT,
        "status": KeyType.TEXT,
        "day": KeyType.DAY,
        "starts": KeyType.INSTANT,
        "number": KeyType.TEXT,
        "title": KeyType.TEXT,
        "case_numbers": KeyType.TEXTS,
        "participants": KeyType.TEXTS,
        "initiatives": KeyType.TEXTS,
        "outcomes": KeyType.TEXTS,
        "awaits": KeyType.DAYS,
        "documents": KeyType.TEXTS,
        "systems": KeyType.TEXTS,
        "opens": KeyType.DAY,
        "files": KeyType.TEXTS,
        **{f"{who}_{name}": KeyType.TEXTS for who in ASKERS for name in NAMED},
    },
    "document": {**_COMMON, "media_type": KeyType.TEXT},
    "import": {
        **_COMMON,
        "state": KeyType.TEXT,
        "created": KeyType.INSTANT,
        "resources": KeyType.TEXTS,
        "documents": KeyType.TEXTS,
    },
    "source": {**_COMMON, "system": KeyType.TEXT, "cluster": KeyType.TEXT, "last_success": KeyType.INSTANT},
}
"""The names and types a query may use; `keys` yields exactly these."""


def keys(kind: Kind, body: Body, audience: str) -> Keys:
    """Every key of `KEY_TYPES[kind]`. Members that a tombstone lacks give ''."""
    judged = audience_in(audience)
    name = _text(_shown_name(kind, body, judged) or body.get("title"))
    common: Keys = {
        "id": body["id"],
        "created": instant(body.get("created_at")),
        "updated": instant(body.get("updated_at")),
        "sources": _distinct(source_hash(kind, source) for source in listed_sources(body)),
        "clusters": list(judged.clusters),
        "hidden": judged.hidden_as,
        "name": fold(name),
        "name_sort": danish_sort_key(name),
    }
    return common | (_meeting(body, judged) if kind == "meeting" else _OF_KIND[kind](body))


def _shown_name(kind: Kind, body: Body, audience: Audience) -> str | None:
    """An initiative is found and sorted by the name that everybody sees of it, whoever asks."""
    hidden = audience.hidden
    if kind == "initiative" and hidden and EVERYTHING not in hidden:
        body = visible(kind, body, hidden)
    name: str | None = body.get("name")
    return name


def source_hash(kind: Kind, source: SourceKey) -> str:
    """The `_id` of the source key's claim, and its value in the key `sources`; a JSON array keeps the names apart."""
    return hashlib.sha256(exact.encode([kind, source.system, source.kind, source.id])).hexdigest()


def listed_sources(body: Body) -> tuple[SourceKey, ...]:
    return tuple(SourceKey(source["system"], source["kind"], source["id"]) for source in body.get("sources") or ())


def operand(type: KeyType, value: Any) -> str | int:
    """A query's value in the form of the keys it is compared with. Raises `ValueError` for one of another type."""
    fits = isinstance(value, int) and not isinstance(value, bool) if type is KeyType.NUMBERS else isinstance(value, str)
    if not fits:
        raise ValueError(f"not a value for a key of type {type.value}")
    if type in (KeyType.DAY, KeyType.DAYS):
        return day(value)
    if type is KeyType.INSTANT:
        return instant(value)
    known: str | int = value
    return known


def day(text: str | None) -> str:
    """ISO day to its basic form. '' for null."""
    return date.fromisoformat(text).isoformat().replace("-", "") if text else ""


def instant(text: str | None) -> str:
    """RFC 3339 with any offset to UTC of fixed width, so that order by text is order in time. '' for null."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # within a day of year 1 or 9999
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="microseconds").replace("-", "").replace(":", "").replace("+0000", "Z")


def _text(value: str | None) -> str:
    return (value or "").replace("\0", "")


def _distinct(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))


def _cluster(body: Body) -> Keys:
    codes = (_text(party.get("municipality_code")) for party in body.get("parties") or ())
    return {
        "region": fold(_text(body.get("region"))),
        "kind": _text(body.get("kind")),
        "municipalities": _distinct(code for code in codes if code),
    }


def _forum(body: Body) -> Keys:
    organisation = body.get("organisation") or {}
    return {
        "cluster": _text(body.get("cluster_id")),
        "level": _text(body.get("level")),
        "parent": _text(body.get("parent_id")),
        "municipality_code": _text(organisation.get("municipality_code")),
    }


def _participant(body: Body) -> Keys:
    memberships = body.get("memberships") or ()
    return {
        "organisation": fold(_text(body.get("organisation"))),
        "forums": _distinct(membership["forum_id"] for membership in memberships if membership.get("forum_id")),
    }


def _initiative(body: Body) -> Keys:
    code = _text(body.get("code"))
    return {
        "origins": list(meetings_of(body)),
        "cluster": _text(body.get("cluster_id")),
        "kind": _text(body.get("kind")),
        "status": _text(body.get("status")),
        "parent": _text(body.get("parent_id")),
        "code": fold(code),
        "code_sort": danish_sort_key(code),
        "responsible_forum": _text(body.get("responsible_forum_id")),
    }


def _funding(body: Body) -> Keys:
    return {
        "origins": list(meetings_of(body)),
        "cluster": _text(body.get("cluster_id")),
        "years": _distinct(body.get("grant_years") or ()),
        "awaits": _awaited(body),
    }


def _meeting(body: Body, audience: Audience) -> Keys:
    fuzzy = body.get("date") or {}
    return {
        "forum": _text(body.get("forum_id")),
        "status": _text(body.get("status")),
        "day": day(fuzzy.get("from") or _local_day(body.get("starts_at"))),
        "starts": instant(body.get("starts_at")),
        "number": _text(body.get("number")),
        "title": fold(_text(body.get("title"))),
        "awaits": _awaited(body),
        "documents": _distinct(one["id"] for one in body.get("documents") or () if one["id"]),
        "systems": _distinct(source.system for source in listed_sources(body)),
        "opens": day(audience.opens_on),
        "files": _distinct(one["sha256"] for one in attachments_of(body) if one.get("sha256")),
        **_named_in(body),
        **{f"{who}_{name}": values for who in ASKERS for name, values in _named_to(who, body, audience).items()},
    }


def _named_to(who: str, body: Body, audience: Audience) -> Keys:
    hidden = ASKERS[who](audience)
    return _named_in(visible("meeting", body, hidden, leaves_out=audience.leaves_out) if hidden else body)


def _named_in(body: Body) -> Keys:
    """What lists are asked for of a meeting, which closed items may add to: what an asker sees counts."""
    present = (attendee.get("participant_id") for attendee in body.get("attendees") or ())
    return {
        "case_numbers": _distinct(_text(number) for number in body.get("case_numbers") or ()),
        "participants": _distinct(participant for participant in present if participant),
        "initiatives": _distinct(id for item in body.get("agenda_items") or () for id in initiatives_of(item)),
        "outcomes": _distinct(outcome for _, item in deciding_items(body) for outcome in outcomes_of(item)),
    }


def _awaited(body: Body) -> list[str]:
    """The days of meetings that are named and not in the store yet."""
    return _distinct(day(waits) for reference, _ in references(body) if (waits := awaited_day(reference)) is not None)


def _local_day(starts_at: str | None) -> str | None:
    """A meeting without a date of its own takes place on the day it starts: its times carry Copenhagen's offset."""
    return starts_at[:10] if starts_at else None


def _document(body: Body) -> Keys:
    return {"media_type": _text(body.get("media_type"))}


def _import(body: Body) -> Keys:
    named = (one["id"] for file in body.get("files") or () for one in file.get("resources") or ())
    return {
        "state": _text(body.get("state")),
        "created": instant(body.get("created_at")),
        "resources": _distinct(named),
        "documents": _distinct(file["sha256"] for file in body.get("files") or () if file.get("sha256")),
    }


def _source(body: Body) -> Keys:
    return {
        "system": _text(body.get("system")),
        "cluster": _text(body.get("cluster_id")),
        "last_success": instant(body.get("last_success_at")),
    }


_OF_KIND: dict[Kind, Callable[[Body], Keys]] = {
    "cluster": _cluster,
    "forum": _forum,
    "participant": _participant,
    "initiative": _initiative,
    "funding": _funding,
    "document": _document,
    "import": _import,
    "source": _source,
}
