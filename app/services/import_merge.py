"""What becomes of a stored resource, which people may have edited, when a document says something of it.

Three bodies meet: `base` is what the imported documents said together before, `current` is what is stored, `incoming`
is what they say together now. An import owns a value until a person changes it:

* the documents say what they said before: `current` stays;
* nobody changed the value: the documents' is taken;
* a person changed it, and the documents say something else than before: `current` stays and the value is a conflict.

Where both changed an object, its members are asked one by one, and so are the entries of a list that can be told
apart (by `ENTRIES`, or by their ids): what a person removed is not put back, what a person added stays, and what the
documents give no longer goes unless a person changed it. All other lists are values. One exception: what the documents
close is closed, whatever a person made of it.
"""

from dataclasses import dataclass
from typing import Any

from app.services.import_overlay import ENTRIES, identity_of, is_part, says_nothing, with_other_names
from app.services.ports import Body

_ABSENT: Any = object()
"""Stands for an entry that a list does not have."""


@dataclass(frozen=True, slots=True)
class Merge:
    """`body` holds the content after the merge; `conflicts` are JSON Pointers of values that a person's edit kept."""

    body: Body
    conflicts: tuple[str, ...]


def merged(base: Body | None, current: Body, incoming: Body) -> Merge:
    """All are content without server-owned members. None of the arguments is changed."""
    merging = _Merging()
    body = merging.members(base or {}, current, incoming, "")
    if "name_variants" in body and body["name"] != incoming["name"]:
        body["name_variants"] = with_other_names(body, (incoming,))
    return Merge(merging.closed(body, incoming, ""), tuple(merging.conflicts))


class _Merging:
    """One merge. Every method takes base, current, incoming and the JSON Pointer of where they stand."""

    def __init__(self) -> None:
        self.conflicts: list[str] = []

    def members(self, base: Body, current: Body, incoming: Body, at: str) -> Body:
        merged = {
            name: self._value(name, base.get(name), current.get(name), said, f"{at}/{name}")
            for name, said in incoming.items()
        }
        return {**current, **merged}

    def _value(self, name: str, base: Any, current: Any, incoming: Any, at: str) -> Any:
        if incoming in (current, base):
            return current
        if current == base or (says_nothing(current) and says_nothing(base)):
            return incoming
        if isinstance(current, dict) and isinstance(incoming, dict):
            return self.members(base if isinstance(base, dict) else {}, current, incoming, at)
        if isinstance(current, list) and isinstance(incoming, list):
            before, held, said = (_by_identity(name, entries) for entries in (base or [], current, incoming))
            if before is not None and held is not None and said is not None:
                return self._entries(before, held, said, at)
        self.conflicts.append(at)
        return current

    def _entries(self, base: dict[Any, Any], current: dict[Any, Any], incoming: dict[Any, Any], at: str) -> list[Any]:
        found: list[Any] = []
        for key in _order(list(base), list(current), list(incoming)):
            before, held, said = (entries.get(key, _ABSENT) for entries in (base, current, incoming))
            entry = self._entry(before, held, said, (at, f"{at}/{len(found)}"))
            if entry is not _ABSENT:
                found.append(entry)
        return found

    def _entry(self, base: Any, current: Any, incoming: Any, at: tuple[str, str]) -> Any:
        """`at`: where the list stands, and where the entry does."""
        if incoming is _ABSENT:
            if current is not _ABSENT and base not in (_ABSENT, current):
                self.conflicts.append(at[1])
            return _ABSENT if current == base else current
        if current is _ABSENT:
            if base not in (_ABSENT, incoming):
                self.conflicts.append(at[0])
            return incoming if base is _ABSENT else _ABSENT
        return self._value("", None if base is _ABSENT else base, current, incoming, at[1])

    def closed(self, body: Any, incoming: Any, at: str) -> Any:
        """`body`, with everything closed that `incoming` closes."""
        if isinstance(body, dict) and isinstance(incoming, dict):
            out = {name: self.closed(value, incoming.get(name), f"{at}/{name}") for name, value in body.items()}
            if incoming.get("access") == "closed" != out.get("access", "closed"):
                self.conflicts.append(f"{at}/access")
                out["access"] = "closed"
            return out
        if isinstance(body, list) and isinstance(incoming, list):
            said = {part["id"]: part for part in incoming if is_part(part)}
            return [
                self.closed(part, said.get(part["id"]), f"{at}/{place}") if is_part(part) else part
                for place, part in enumerate(body)
            ]
        return body


def _by_identity(name: str, entries: list[Any]) -> dict[Any, Any] | None:
    """The entries by what tells them apart; null where nothing does."""
    if name in ENTRIES:
        found = {identity_of(ENTRIES[name], entry): entry for entry in entries}
    elif all(is_part(entry) for entry in entries):
        found = {entry["id"]: entry for entry in entries}
    else:
        return None
    return found if len(found) == len(entries) else None


def _order(base: list[Any], current: list[Any], incoming: list[Any]) -> list[Any]:
    """The documents' order, or that of the person who changed it; what the other has beside stands at its neighbour."""
    held, known = set(current), set(base)
    reordered = [key for key in current if key in known] != [key for key in base if key in held]
    order, others = (current, incoming) if reordered else (incoming, current)
    out, place = list(order), 0
    places = {key: at for at, key in enumerate(order)}
    inserted = 0
    for key in others:
        if key in places:
            place = places[key] + inserted + 1
        else:
            out.insert(place, key)
            place, inserted = place + 1, inserted + 1
    return out
