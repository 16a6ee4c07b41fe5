"""Search in MongoDB: a record's document carries its terms, which a multikey index finds, its passages and its place.

The terms are many, and stand in a member of a member, so that who reads the rest need not open them.
A term stands there behind the number of its field: `0wmøde`, `3smød`.
"""

from typing import Any

from app.services.ports import Candidate, Query
from app.storage.query import Checked, mongo_filter, prefix_end
from app.storage.search_terms import FIELDS, SearchTerms, holding_of, passages_of

Document = dict[str, Any]
SEARCH_FIELDS = {"version": 1, "audience": 1, "place": 1, "passages": 1}


def search_members(search: SearchTerms | None) -> Document:
    """What the document of a record has beside the rest; nothing where it cannot be found."""
    if search is None:
        return {}
    numbered = [
        f"{number}{term}" for number, own in enumerate(search.by_field.values()) for term in sorted(set(own.split()))
    ]
    return {"place": search.place, "passages": search.passages, "search": {"terms": numbered}}


def filter_of(query: Query, checked: Checked, *, from_cursor: bool = True) -> Document:
    """`mongo_filter`, and that the words are held where the query names some."""
    plain = mongo_filter(checked, from_cursor=from_cursor)
    return plain if query.holding is None else {"$and": [*_holding(query), plain]}


def _holding(query: Query) -> list[Document]:
    """Terms are operands; the start of a word is a range."""
    holding = holding_of(query)
    numbers = [FIELDS[query.kind].index(field) for field in holding.fields]
    parts: list[Document] = []
    for word in holding.words:
        stems = {"search.terms": {"$in": [f"{number}s{word.stem}" for number in numbers]}}
        started = [_starting(f"{number}w{word.word}") for number in numbers] if word.is_prefix else []
        parts.append({"$or": [stems, *started]} if started else stems)
    return parts


def candidate_of(document: Document) -> Candidate:
    found = passages_of(document["passages"])
    return Candidate(document["_id"], document["version"], document["audience"], document["place"], found)


def _starting(prefix: str) -> Document:
    end = prefix_end(prefix)
    return {"search.terms": {"$elemMatch": {"$gte": prefix} | ({"$lt": end} if end else {})}}
