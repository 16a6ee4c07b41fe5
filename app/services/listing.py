"""Lists: from the parameters of a request to a bounded query, and cursors that belong to one list and one audience."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from app.domain.access import Caller
from app.domain.danish import fold
from app.errors import CursorInvalid
from app.schemas.queries import ListQuery
from app.services.ports import KeyValue, Kind, Query, Row, SortKey

_DIGEST_LENGTH = 16
_decode = msgspec.json.Decoder(list[str | int]).decode


@dataclass(frozen=True, slots=True)
class Condition:
    """What a parameter asks of a key of the store; `value` makes the key's form of what was sent."""

    operator: Literal["equals", "prefix", "at_least", "below"]
    key: str
    value: Callable[[Any], KeyValue] = lambda sent: sent


def equals(key: str) -> Condition:
    return Condition("equals", key)


def equals_folded(key: str) -> Condition:
    return Condition("equals", key, fold)


def starts_folded(key: str) -> Condition:
    return Condition("prefix", key, fold)


def day_after(day: str) -> str:
    """The calendar's last day has none after it and counts as the one before."""
    one = timedelta(days=1)
    return (min(date.fromisoformat(day), date.max - one) + one).isoformat()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of one kind may be asked: parameters as conditions, and the keys behind the names of `sort`."""

    kind: Kind
    conditions: Mapping[str, Condition]
    sort_keys: Mapping[str, str] = field(default_factory=lambda: {"name": "name_sort", "updated_at": "updated"})


def query_of(listing: Listing, asked: ListQuery, caller: Caller) -> Query:
    """Raises `CursorInvalid` for a cursor of another list, order or audience."""
    sent = asked.model_dump(exclude_none=True, by_alias=True)
    limit, cursor, sort = sent.pop("limit"), sent.pop("cursor", None), sent.pop("sort")
    grouped: dict[str, dict[str, KeyValue]] = {"equals": {}, "prefix": {}, "at_least": {}, "below": {}}
    for name, value in sent.items():
        if name in listing.conditions:
            condition = listing.conditions[name]
            grouped[condition.operator][condition.key] = condition.value(value)
    key = SortKey(listing.sort_keys[sort.removeprefix("-")], sort.startswith("-"))
    after = _position(cursor, digest(listing.kind, asked, caller)) if cursor is not None else None
    return Query(
        kind=listing.kind,
        equals=grouped["equals"],
        prefix={name: str(value) for name, value in grouped["prefix"].items()},
        at_least=grouped["at_least"],
        below=grouped["below"],
        sort=(key,),
        after=after,
        limit=limit,
    )


def digest(kind: Kind, asked: ListQuery, caller: Caller) -> str:
    """Of everything that decides which rows a list has, and in which order; not of where in it one is."""
    sent = asked.model_dump(exclude={"limit", "cursor"}, exclude_none=True, by_alias=True)
    bound = msgspec.json.encode([kind, sorted(sent.items()), sorted(caller.scopes)])
    return hashlib.sha256(bound).hexdigest()[:_DIGEST_LENGTH]


def cursor_after(row: Row, digest: str) -> str:
    """Opaque text: the digest of the list and the position of its last row."""
    return base64.urlsafe_b64encode(msgspec.json.encode([digest, *row.position])).decode("ascii").rstrip("=")


def _position(cursor: str, digest: str) -> tuple[KeyValue, ...]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        stated, *position = _decode(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, msgspec.MsgspecError, ValueError) as exc:
        raise CursorInvalid("this is no cursor") from exc
    if stated != digest:
        raise CursorInvalid("this cursor belongs to another list, order or caller")
    return tuple(position)
