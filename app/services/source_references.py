"""References that a source makes by its own names: from `{source: {system, kind, id}}` to ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.exact_json import copied
from app.errors import Fault, InvalidInput
from app.services.ports import KINDS, Body, Kind, SourceKey, Store
from app.services.references import REFERENCES
from app.services.source_entries import key_of

MAX_FAULTS = 100


@dataclass(frozen=True, slots=True)
class _Place:
    """A member or element that holds a reference by source."""

    holder: Any
    name: str | int
    pointer: str
    target: Kind
    key: SourceKey


def reference_paths(kind: Kind) -> tuple[tuple[str, ...], ...]:
    """Where a body of this kind names other resources."""
    return tuple(reference.path for reference in REFERENCES.get(kind, ()) if reference.target in KINDS)


async def resolved(store: Store, kind: Kind, sent: Body) -> Body:
    """The body with ids only. Raises `InvalidInput` for references that lead nowhere."""
    body = copied(sent)
    places = list(_places(kind, body))
    ids = await _ids(store, places)
    faults = []
    for place in places:
        id = ids[place.target, place.key]
        if id is None:
            faults.append(Fault(place.pointer, "reference_unknown", f"no {place.target} has this source key"))
        place.holder[place.name] = id
    if faults:
        raise InvalidInput(tuple(faults[:MAX_FAULTS]))
    return body


async def _ids(store: Store, places: list[_Place]) -> Mapping[tuple[Kind, SourceKey], str | None]:
    ids: dict[tuple[Kind, SourceKey], str | None] = {}
    for place in places:
        wanted = place.target, place.key
        if wanted not in ids:
            record = await store.find_by_source(*wanted)
            ids[wanted] = None if record is None or record.deleted else record.id
    return ids


def _places(kind: Kind, body: Body) -> Iterator[_Place]:
    for reference in REFERENCES.get(kind, ()):
        for target in KINDS:
            if reference.target == target:
                yield from _below(body, reference.path, "", target)


def _below(value: Any, path: tuple[str, ...], pointer: str, target: Kind) -> Iterator[_Place]:
    if path[0] == "*":
        steps: list[tuple[str | int, Any]] = list(enumerate(value))
    else:
        steps = [(path[0], value.get(path[0]))]
    for name, member in steps:
        here = f"{pointer}/{name}"
        if member is not None and len(path) > 1:
            yield from _below(member, path[1:], here, target)
        elif isinstance(member, dict):
            yield _Place(value, name, here, target, key_of(member["source"]))
