"""Parts that are sent without ids get the ids they have had: so that what a source sends again is the same again."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from app.domain.exact_json import encode_sorted
from app.services.ports import Body
from app.services.writing import derived_id

Same = Callable[[int, Body], str | None]
"""From a part's place and the part to the id of the one it was."""


def with_kept_ids(body: Body, current: Body, owner: str) -> Body:
    """The body with an id at every part; `current` is empty at a create. Changes `body` in place.

    A part without an id is the one of `current` in the same list that shares a source id, else has the same content,
    else stands at the same place; each is taken once. A new one gets an id derived from its owner and its source id
    or place.
    """
    used = {part["id"] for part in _parts(body) if part["id"] is not None}
    _keep(body, current, owner, used)
    return body


def _parts(value: Any) -> Iterator[Body]:
    if isinstance(value, dict):
        if _is_part(value):
            yield value
        for member in value.values():
            yield from _parts(member)
    elif isinstance(value, list):
        for element in value:
            yield from _parts(element)


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) and "source_ids" in value


def _keep(value: Any, held: Any, owner: str, used: set[str]) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            _keep(member, held.get(name) if isinstance(held, dict) else None, f"{owner}/{name}", used)
    elif isinstance(value, list):
        before = held if isinstance(held, list) else []
        if any(map(_is_part, value)):
            before = _aligned(value, [part for part in before if _is_part(part)], owner, used)
        for place, element in enumerate(value):
            below = before[place] if place < len(before) else None
            _keep(element, below, element["id"] if _is_part(element) else f"{owner}/{place}", used)


def _aligned(parts: list[Body], held: list[Body], owner: str, used: set[str]) -> list[Body | None]:
    """Gives the parts their ids, and returns for each the one that it was."""
    free = {part["id"]: part for part in held if part["id"] not in used}
    by_id = {part["id"]: part for part in held}
    for same in (_of_source(held), _of_content(held), _of_place(held)):
        for place, part in enumerate(parts):
            id = same(place, part) if part["id"] is None else None
            if id in free:
                part["id"] = id
                used.add(free.pop(id)["id"])
    for place, part in enumerate(parts):
        if part["id"] is None:
            part["id"] = _new_id(owner, part, place, used)
    return [by_id.get(part["id"]) for part in parts]


def _of_source(held: list[Body]) -> Same:
    ids: dict[str, str] = {name: part["id"] for part in held for name in part["source_ids"]}
    return lambda _, part: next((ids[name] for name in part["source_ids"] if name in ids), None)


def _of_content(held: list[Body]) -> Same:
    ids: dict[bytes, list[str]] = {}
    for part in reversed(held):
        ids.setdefault(_bare(part), []).append(part["id"])
    return lambda _, part: ids[bare].pop() if ids.get(bare := _bare(part)) else None


def _of_place(held: list[Body]) -> Same:
    """A part that a source names is not the one of another name at its place."""

    def same(place: int, part: Body) -> str | None:
        before = held[place] if place < len(held) else None
        if before is None or (before["source_ids"] and part["source_ids"]):
            return None
        id: str = before["id"]
        return id

    return same


def _bare(part: Body) -> bytes:
    return encode_sorted(_without_ids(part))


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        kept = value.items() if not _is_part(value) else [item for item in value.items() if item[0] != "id"]
        return {name: _without_ids(member) for name, member in kept}
    return [_without_ids(element) for element in value] if isinstance(value, list) else value


def _new_id(owner: str, part: Body, place: int, used: set[str]) -> str:
    name = part["source_ids"][0] if part["source_ids"] else f"/{place}"
    id = next(id for id in (derived_id(owner, name, str(turn)) for turn in count()) if id not in used)
    used.add(id)
    return id
