"""What a caller may know of: in lists and searches, in one record, and in what a write is answered with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.domain.audience import as_seen, hidden_as_shown_to, seen_by_all, sees, sees_whole
from app.domain.findings import Finding
from app.errors import Deleted, HiddenContent, NotFound, RuleBroken
from app.services.merged import survivors
from app.services.ports import Body, KeyValue, Kind, Query, Record, Store

_OF_MEETINGS = frozenset({"case_numbers", "participants", "initiatives", "outcomes"})
"""Keys of meetings that hidden items add to. Each is there once more for everybody who may not see all."""


def shown_to(caller: Caller, query: Query) -> Query:
    """The query with the conditions that hide what is hidden from the caller, also from its filters.

    One that was asked for somebody else is asked anew.
    """
    any_of: dict[str, tuple[KeyValue, ...]] = dict(query.any_of)
    equals = dict(query.equals)
    asker = _asker(caller)
    if asker:
        any_of["hidden"] = hidden_as_shown_to(caller)
    if caller.clusters is not None:
        any_of["clusters"] = tuple(sorted(caller.clusters))
    if query.kind == "meeting":
        any_of = {_key_for(asker, key): values for key, values in any_of.items()}
        equals = {_key_for(asker, key): value for key, value in equals.items()}
    return replace(query, any_of=any_of, equals=equals)


def _asker(caller: Caller) -> str:
    """What the keys begin with that the caller may ask by; empty for who may see all."""
    if caller.may(READ_CLOSED):
        return "" if caller.may(WRITE) else "published_"
    return "unclosed_" if caller.may(WRITE) else "open_"


def _key_for(asker: str, key: str) -> str:
    """Also of a key that was asked by for somebody else."""
    own = key.removeprefix("published_").removeprefix("unclosed_").removeprefix("open_")
    return f"{asker}{own}" if own in _OF_MEETINGS else key


def as_reader(caller: Caller) -> Caller:
    """Who writes is told of it as somebody of the same rank who may read."""
    return replace(caller, scopes=caller.scopes | {READ})


async def current(store: Store, kind: Kind, id: str, caller: Caller) -> Record:
    """The record, whole. Raises `NotFound`, alike for what is not there and for what the caller may not know of, and
    `Deleted`."""
    record = await store.get(kind, id)
    if record is None or not sees(record.audience, caller):
        raise NotFound(kind, id)
    if record.deleted:
        raise Deleted(kind, id, record.body)
    return record


async def check_there(store: Store, kind: Kind, id: str, caller: Caller) -> None:
    """As `current`, where what was merged into another is there with that other."""
    survivor = (await survivors(store, kind, (id,))).get(id)
    if survivor is None or not sees(survivor.audience, caller):
        await current(store, kind, id, caller)


def check_seen(record: Record, kind: Kind, id: str, caller: Caller) -> Record:
    """Raises `NotFound` for what the caller may not know of."""
    if not sees(record.audience, caller):
        raise NotFound(kind, id)
    return record


def seen_of(record: Record, caller: Caller) -> Body:
    """The record's body as the caller may see it; empty where they may not know of it."""
    return as_seen(record.kind, record.body, record.audience, caller)


def as_seen_since(record: Record, now: Record, caller: Caller) -> Body:
    """An older version, of what the caller may see both then and now; empty where that is nothing.

    From whom something of the record is hidden now, parts are hidden as well that it has no longer.
    """
    seen = seen_by_all(record.kind, record.body, (record.audience, now.audience), caller)
    if not seen or record.deleted or now.deleted or sees_whole(now.audience, caller):
        return seen
    kept = {part["id"] for part in _parts_of(now.body)}
    return {name: _of_parts(value, kept) for name, value in seen.items()}


def _parts_of(value: Any) -> Iterator[Body]:
    if isinstance(value, dict) and "source_ids" in value:
        yield value
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in below:
        yield from _parts_of(child)


def _of_parts(value: Any, kept: set[str]) -> Any:
    if isinstance(value, list):
        return [_of_parts(one, kept) for one in value if not _is_gone(one, kept)]
    return {name: _of_parts(one, kept) for name, one in value.items()} if isinstance(value, dict) else value


def _is_gone(value: Any, kept: set[str]) -> bool:
    return isinstance(value, dict) and "source_ids" in value and value["id"] not in kept


def check_touched(record: Record, proposed: Mapping[str, Any], caller: Caller) -> None:
    """Raises `HiddenContent` where members change of which something is hidden from the caller, or the documents which
    say what is."""
    caller = as_reader(caller)
    if sees_whole(record.audience, caller):
        return
    seen = seen_of(record, caller)
    for name, value in record.body.items():
        if seen.get(name) != value and proposed.get(name) != value:
            raise HiddenContent(f"/{name}")
    if _documents_of(proposed) != _documents_of(record.body):
        raise HiddenContent("/documents")


def _documents_of(meeting: Mapping[str, Any]) -> set[str | None]:
    return {one["id"] for one in meeting.get("documents") or ()}


@contextmanager
def telling(record: Record, caller: Caller) -> Iterator[None]:
    """What a rule says of a record of which something is hidden from the caller is told without amounts and places."""
    try:
        yield
    except RuleBroken as error:
        if not sees_whole(record.audience, as_reader(caller)):
            error.findings = tuple(map(_without_values, error.findings))
        raise


def _without_values(finding: Finding) -> Finding:
    message = "Reglen brydes, når også det tælles med, som du ikke har adgang til at se."
    return Finding(finding.code, finding.severity, message)
