"""What the stores keep of a record so that it is found: pure, and written with the record itself.

So nothing has to be repaired after a crash, and a change that was written is found at once.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import msgspec

from app.domain.passages import PassageKind, Place, passages
from app.domain.search_rank import IndexedPassage, indexed
from app.services.ports import Field, Holding, Kind, Query, Record
from app.storage.keys import Keys

FIELDS: Mapping[Kind, tuple[Field, ...]] = MappingProxyType(
    {
        "initiative": ("initiative_title", "initiative_text"),
        "meeting": ("meeting_title", "meeting_text", "agenda_item_title", "agenda_item_text", "decision_decision"),
    }
)
"""Where a word may stand, by the kinds of record that can be found. New ones go last: some stores keep the place."""

_PLACES: Mapping[PassageKind, tuple[tuple[Place, Field], ...]] = MappingProxyType(
    {
        "initiative": (("title", "initiative_title"), ("text", "initiative_text")),
        "meeting": (("title", "meeting_title"), ("text", "meeting_text")),
        "agenda_item": (("title", "agenda_item_title"), ("text", "agenda_item_text")),
        "decision": (("decision", "decision_decision"),),
    }
)
_FIRST_DAY = date(1900, 1, 1).toordinal()
_DAY_BITS, _HASH_BITS = 17, 46
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[IndexedPassage, ...]).decode


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """`place` is greater for later days, and differs between records. `by_field` holds its terms."""

    place: int
    passages: str
    by_field: Mapping[Field, str]


def search_terms(record: Record, keys: Keys) -> SearchTerms | None:
    """Null for what cannot be found."""
    found = tuple(indexed(passage) for passage in passages(record.kind, record.body))
    if not found:
        return None
    return SearchTerms(
        place(record.id, str(keys.get("day", ""))), _encode(found).decode(), by_field(record.kind, found)
    )


def place(id: str, day: str) -> int:
    """Of 63 bits: the day (basic form, '' for none), then bits of the id's hash."""
    ordinal = date.fromisoformat(day).toordinal() - _FIRST_DAY if day else 0
    digest = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8])
    bounded = min(max(ordinal, 0), (1 << _DAY_BITS) - 1)
    return (bounded << _HASH_BITS) + (digest >> (64 - _HASH_BITS))


def by_field(kind: Kind, found: Iterable[IndexedPassage]) -> Mapping[Field, str]:
    """The terms of each field with blanks between, some more than once. A term is `w` and a word, or `s` and a stem."""
    terms: dict[Field, list[str]] = {field: [] for field in FIELDS[kind]}
    for passage in found:
        for place, field in _PLACES[passage.kind]:
            if place in passage.words:
                terms[field] += [_marked("w", passage.words[place]), _marked("s", passage.stems[place])]
    return {field: " ".join(own) for field, own in terms.items()}


def holding_of(query: Query) -> Holding:
    """Raises `ValueError` for a kind that cannot be found, a field that it does not have, and for no words."""
    known, holding = FIELDS.get(query.kind, ()), query.holding
    if holding is None or not holding.fields or not holding.words or not set(holding.fields) <= set(known):
        raise ValueError("a search asks for words in fields of its kind")
    return holding


def passages_of(text: str) -> tuple[IndexedPassage, ...]:
    return _decode(text)


def _marked(mark: str, words: str) -> str:
    """Words between blanks, each with the mark in front."""
    return words.rstrip().replace(" ", f" {mark}").lstrip()
