"""What becomes of a stored resource when a document says it again.

Three bodies meet: `base` is what the last import wrote, `current` is what is stored, `incoming` is what the document
says. An import owns a value until a person changes it:

* the document says nothing (null, empty), or nothing new since `base`: `current` stays;
* nobody changed the value since `base`: the document's is taken;
* a person changed it, and the document says something else again: `current` stays and the value is a conflict.

Lists whose entries have an identity (`ENTRIES`) are joined entry by entry, so that what another document gave is never
dropped; an entry that a person removed is not put back. All other lists are values. Where nobody has edited since the
last import, `base` and `current` are the same body, and the rules above say "take what is new".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.services.ports import Body, Kind

ENTRIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name_variants": ("text",),
        "title_variants": (),
        "successor_ids": (),
        "parties": ("id",),
        "member_ids": (),
        "memberships": ("forum_id", "role", "side", "valid_from"),
        "project_group": ("name", "title"),
        "target_groups": ("text",),
        "goals": ("text",),
        "principles": ("text",),
        "milestones": ("title",),
        "participation": ("party_id",),
        "status_reports": ("id",),
        "documents": ("id",),
        "case_numbers": (),
        "party_ids": (),
        "grants": ("id",),
        "allocations": ("id",),
        "transfers": ("id",),
        "carry_overs": ("id",),
        "criteria": ("text",),
        "stated": ("id",),
        "source_ids": (),
    }
)
"""List members whose entries are told apart by these members; `()`: by the whole entry."""

_MEETING_STEPS = ("planned", "agenda_published", "held", "minutes_published", "minutes_approved", "cancelled")


@dataclass(slots=True)
class Merge:
    """`body` holds the content after the merge; `conflicts` are JSON Pointers of values that a person's edit kept."""

    body: Body
    conflicts: list[str] = field(default_factory=list)


def merged(kind: Kind, base: Body | None, current: Body, incoming: Body) -> Merge:
    """`incoming` has no server-owned members but a meeting's `status`. None of the arguments is changed."""
    result = Merge(body=dict(current))
    offered = _offered(kind, current, incoming)
    _merge_members(base or {}, current, offered, result.body, "", result.conflicts)
    return result


def _offered(kind: Kind, current: Body, incoming: Body) -> Body:
    """An agenda that comes after the minutes adds its document and nothing else; no import takes a step back."""
    if kind != "meeting":
        return incoming
    if _MEETING_STEPS.index(incoming["status"]) < _MEETING_STEPS.index(current["status"]):
        return {"documents": incoming["documents"]}
    return incoming


def _merge_members(base: Body, current: Body, incoming: Body, out: Body, at: str, conflicts: list[str]) -> None:
    for name in _values(incoming):
        pointer, held, before, said = f"{at}/{name}", current.get(name), base.get(name), incoming[name]
        if name in ENTRIES and isinstance(held, list):
            out[name] = _merge_entries(ENTRIES[name], before or [], held, said, pointer, conflicts)
        else:
            out[name] = _merge_value(before, held, said, pointer, conflicts)
    if "evidence" in incoming:
        out["evidence"] = _merge_evidence(current, incoming, out)


def _values(incoming: Body) -> list[str]:
    return [name for name in incoming if name != "evidence"]


def _merge_evidence(current: Body, incoming: Body, out: Body) -> Any:
    """Follows the values: that of the document which changed one, else what stands."""
    held, said = current.get("evidence"), incoming["evidence"]
    if held is None or said is None:
        return held or said
    changed = any(out[name] != current.get(name) for name in _values(incoming))
    return said if changed or held["document_id"] == said["document_id"] else held


def _merge_value(before: Any, held: Any, said: Any, pointer: str, conflicts: list[str]) -> Any:
    if _is_nothing(said) or said in (held, before):
        return held
    if held == before or (_is_nothing(held) and _is_nothing(before)):
        return said
    conflicts.append(pointer)
    return held


def _is_nothing(value: Any) -> bool:
    return value is None or value == []


def _merge_entries(
    names: tuple[str, ...], base: list[Any], current: list[Any], incoming: list[Any], at: str, conflicts: list[str]
) -> list[Any]:
    known = {_identity(names, entry): entry for entry in base}
    entries = {_identity(names, entry): entry for entry in current}
    joined = list(current)
    places = {key: place for place, key in enumerate(entries)} if len(entries) == len(current) else {}
    for said in incoming:
        key = _identity(names, said)
        if key not in entries:
            if key not in known:
                joined.append(said)
        elif names and key in places:
            place = places[key]
            joined[place] = dict(entries[key])
            _merge_members(known.get(key, {}), entries[key], said, joined[place], f"{at}/{place}", conflicts)
    return joined


def _identity(names: tuple[str, ...], entry: Any) -> Any:
    return tuple(entry.get(name) for name in names) if names else entry
