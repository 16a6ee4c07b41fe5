"""Lists: from the parameters of a request to a bounded query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from app.domain.access import Caller
from app.domain.danish import fold
from app.schemas.queries import ListQuery
from app.services.cursors import digest, position_in
from app.services.ports import KeyValue, Kind, Query, SortKey


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
    since = sent.get("updated_since")
    grouped: dict[str, dict[str, KeyValue]] = {"equals": {}, "prefix": {}, "at_least": {}, "below": {}}
    for name, value in sent.items():
        if name in listing.conditions:
            condition = listing.conditions[name]
            grouped[condition.operator][condition.key] = condition.value(value)
    key = SortKey(listing.sort_keys[sort.removeprefix("-")], sort.startswith("-"))
    after = position_in(cursor, digest(listing.kind, asked, caller)) if cursor is not None else None
    if since is not None:
        grouped["at_least"]["updated"] = since
    return Query(
        kind=listing.kind,
        equals=grouped["equals"],
        prefix={name: str(value) for name, value in grouped["prefix"].items()},
        at_least=grouped["at_least"],
        below=grouped["below"],
        sort=(key,),
        after=after,
        limit=limit,
        include_deleted=since is not None,
    )
