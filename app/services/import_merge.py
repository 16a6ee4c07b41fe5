"""What becomes of a stored resource when a document says it again.

Three bodies meet: `base` is what the last import wrote, `current` is what is stored, `incoming` is what the document
says. An import owns a value until a person changes it:

* the document says nothing (null, empty), or nothing new since `base`: `current` stays;
* nobody changed the value since `base`: the document's is taken;
* a person changed it, and the document says something else again: `current` stays and the value is a conflict.

Lists whose entries have an identity (`ENTRIES`) are joined entry by entry, so that what another document gave is never
dropped. An entry that a person removed is not put back; one that this same document gave when it was read before, and
gives no longer, goes. All other lists are values. Where nobody has edited since the last import, `base` and `current`
are the same body, and the rules above say "take what is new".
"""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Merge:
    """`body` holds the content after the merge; `conflicts` are JSON Pointers of values that a person's edit kept."""

    body: Body
    conflicts: tuple[str, ...]


def merged(kind: Kind, base: Body | None, current: Body, incoming: Body, document_id: str | None = None) -> Merge:
    """`incoming` has no server-owned members but a meeting's `status`. None of the arguments is changed."""
    merging = _Merging(document_id)
    body = merging.members(base or {}, current, _offered(kind, current, incoming), "")
    if "name_variants" in incoming:
        body["name_variants"] = _with_other_names(body, current, incoming)
    return Merge(body, tuple(merging.conflicts))


def _offered(kind: Kind, current: Body, incoming: Body) -> Body:
    """An agenda that comes after the minutes adds its document and nothing else, and an announcement where it stands.

    No import takes a step back.

    A name that is known as a variant is no new name.
    """
    if kind != "meeting":
        known = [variant["text"] for variant in current.get("name_variants", ())]
        return {name: value for name, value in incoming.items() if name != "name" or value not in known}
    if _MEETING_STEPS.index(incoming["status"]) < _MEETING_STEPS.index(current["status"]):
        return {name: incoming[name] for name in ("documents", "announced_in") if name in incoming}
    return incoming


def _with_other_names(body: Body, current: Body, incoming: Body) -> list[Body]:
    """The variants, and the names of the same resource that are not its name any more, or not yet."""
    variants: list[Body] = list(body["name_variants"])
    for said in (current, incoming):
        known = [body["name"], *(variant["text"] for variant in variants)]
        if said["name"] is not None and said["name"] not in known:
            variants.append({"text": said["name"], "evidence": said.get("evidence"), "rule": "equal_key"})
    return variants


class _Merging:
    """One merge. Every method takes base, current, incoming and the JSON Pointer of where they stand."""

    def __init__(self, document_id: str | None) -> None:
        self._document_id = document_id
        self.conflicts: list[str] = []

    def members(self, base: Body, current: Body, incoming: Body, at: str) -> Body:
        out = dict(current)
        values = [name for name in incoming if name != "evidence"]
        for name in values:
            pointer, held, before, said = f"{at}/{name}", current.get(name), base.get(name), incoming[name]
            if name in ENTRIES and isinstance(held, list):
                out[name] = self._entries(ENTRIES[name], (before or [], held, said), pointer)
            else:
                out[name] = self._value(before, held, said, pointer)
        if "evidence" in incoming:
            changed = any(out[name] != current.get(name) for name in values)
            out["evidence"] = _evidence(current.get("evidence"), incoming["evidence"], changed=changed)
        return out

    def _value(self, before: Any, held: Any, said: Any, pointer: str) -> Any:
        if _is_nothing(said) or said in (held, before):
            return held
        if held == before or (_is_nothing(held) and _is_nothing(before)):
            return said
        self.conflicts.append(pointer)
        return held

    def _entries(self, names: tuple[str, ...], lists: tuple[list[Any], list[Any], list[Any]], at: str) -> list[Any]:
        base, current, incoming = ({_identity(names, entry): entry for entry in entries} for entries in lists)
        if len(current) < len(lists[1]):  # entries that cannot be told apart stay as they are
            return [*lists[1], *(said for key, said in incoming.items() if key not in current and key not in base)]
        joined = {key: entry for key, entry in current.items() if not self._is_withdrawn(key, entry, base, incoming)}
        places = {key: place for place, key in enumerate(joined)}
        for key, said in incoming.items():
            if key in joined and names:
                joined[key] = self.members(base.get(key, {}), joined[key], said, f"{at}/{places[key]}")
            elif key not in joined and key not in base:
                joined[key] = said
        return list(joined.values())

    def _is_withdrawn(self, key: Any, entry: Any, base: dict[Any, Any], incoming: dict[Any, Any]) -> bool:
        """This document gave it before, nobody changed it, and the document gives it no longer."""
        if key in incoming or base.get(key) != entry or not isinstance(entry, dict):
            return False
        evidence = entry.get("evidence")
        return evidence is not None and evidence["document_id"] == self._document_id


def _evidence(held: Body | None, said: Body | None, *, changed: bool) -> Body | None:
    """Follows the values: that of the document which changed one, else what stands."""
    if held is None or said is None:
        return held or said
    return said if changed or held["document_id"] == said["document_id"] else held


def _is_nothing(value: Any) -> bool:
    return value is None or value == []


def _identity(names: tuple[str, ...], entry: Any) -> Any:
    return tuple(entry.get(name) for name in names) if names else entry
