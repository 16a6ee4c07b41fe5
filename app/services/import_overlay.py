"""What several documents say of one resource, as if one document said all of it.

The documents are laid over each other from the oldest to the newest, so the order in which they were imported leaves
no trace. A newer document wins where it says something; where it says nothing (null, empty, access unknown), the older
one stands. Lists whose entries have an identity (`ENTRIES`) are joined entry by entry, so that what another document
gave is never dropped. All other lists are values: the newest minutes of a meeting say who came and what was on the
agenda. What a document closed stays closed until one says that it is open.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.domain.findings import Finding
from app.domain.identity import key_text
from app.services.import_funding import fitted, newest_only
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

MEETING_STEPS = ("planned", "agenda_published", "held", "minutes_published", "minutes_approved", "cancelled")


def overlaid(kind: Kind, older: Body | None, newer: Body, document_id: str) -> tuple[Body, tuple[Finding, ...]]:
    """`newer` is what the document says; `older` what all documents before it say. Neither is changed.

    The findings say what the pot's policy keeps from being applied.
    """
    if older is None:
        return newer, ()
    offered = _offered(kind, older, newer)
    if kind == "funding":
        return fitted(older, _members(older, newest_only(older, offered, document_id)))
    body = _members(older, offered)
    if "name_variants" in offered:
        body["name_variants"] = with_other_names(body, (older, newer))
    return body, ()


def with_additions(body: Body, other: Body) -> Body:
    """`body` with what it lacks of what is said under another name, one that a person merged into it."""
    said = {
        name: value if isinstance(value, list) or body.get(name) is None else body[name]
        for name, value in other.items()
        if name != "evidence"
    }
    return _members(body, said)


def with_other_names(body: Body, said: Iterable[Body]) -> list[Body]:
    """The variants, and the names of the same resource that are not its name any more, or not yet."""
    variants: list[Body] = list(body["name_variants"])
    for one in said:
        known = [body["name"], *(variant["text"] for variant in variants)]
        if one["name"] is not None and one["name"] not in known:
            variants.append({"text": one["name"], "evidence": one.get("evidence"), "rule": "equal_key"})
    return variants


def identity_of(names: tuple[str, ...], entry: Any) -> Any:
    return tuple(entry.get(name) for name in names) if names else entry


def _offered(kind: Kind, older: Body, newer: Body) -> Body:
    """An agenda that comes after the minutes adds its document and nothing else, and an announcement where it stands.

    No document takes a meeting a step back; a supplement adds its items. A name that is known as a variant is
    no new name. A committee that names no organisation stands under its own name, which is no news where the
    organisation is known.
    """
    if kind == "forum" and older["organisation"] and _is_unknown(newer):
        return {name: value for name, value in newer.items() if name != "organisation"}
    if kind == "meeting" and is_supplement(newer):
        return _added(older, newer)
    if kind != "meeting":
        known = [variant["text"] for variant in older.get("name_variants", ())]
        return {name: value for name, value in newer.items() if name != "name" or value not in known}
    if _step(newer) >= _step(older):
        return newer
    return {name: newer[name] for name in ("documents", "announced_in") if name in newer}


def is_supplement(meeting: Body) -> bool:
    """Whether all that was said of the meeting stands in supplements: items beside those of its agenda."""
    return {one.get("kind") for one in meeting.get("documents", ())} == {"supplementary_agenda"}


def _added(older: Body, newer: Body) -> Body:
    """The items that are not on the agenda yet stand behind the others; the rest fills what is empty."""
    items = {item["id"]: item for item in older["agenda_items"]}
    for item in newer["agenda_items"]:
        place = items[item["id"]]["position"] if item["id"] in items else len(items) + 1
        items[item["id"]] = {**item, "position": place}
    filling: Body = {name: value for name, value in newer.items() if says_nothing(older.get(name))}
    joined: Body = {name: newer[name] for name in ("documents", "case_numbers") if name in newer}
    return {**filling, **joined, "agenda_items": list(items.values())}


def _is_unknown(forum: Body) -> bool:
    """Whether the document does not tell whose committee it is."""
    organisation = forum["organisation"]
    return organisation is not None and key_text(organisation["name"]) == key_text(forum["name"])


def _step(meeting: Body) -> int:
    return MEETING_STEPS.index(meeting["status"])


def _members(older: Body, newer: Body) -> Body:
    out = dict(older)
    values = [name for name in newer if name != "evidence"]
    for name in values:
        out[name] = _value(name, older.get(name), newer[name])
    if "evidence" in newer:
        changed = any(out[name] != older.get(name) for name in values)
        out["evidence"] = _evidence(older.get("evidence"), newer["evidence"], changed=changed)
    return out


def _value(name: str, older: Any, newer: Any) -> Any:
    if says_nothing(newer) or newer == older or (name == "access" and newer == "unknown" and older is not None):
        return older
    if name in ENTRIES and isinstance(older, list):
        return _joined(ENTRIES[name], older, newer)
    return _still_closed(older, newer)


def says_nothing(value: Any) -> bool:
    return value is None or value == []


def _joined(names: tuple[str, ...], older: list[Any], newer: list[Any]) -> list[Any]:
    held, said = ({identity_of(names, entry): entry for entry in entries} for entries in (older, newer))
    if len(held) < len(older):  # entries that cannot be told apart stay as they are
        return [*older, *(entry for key, entry in said.items() if key not in held)]
    for key, entry in said.items():
        held[key] = _members(held[key], entry) if names and key in held else entry
    return list(held.values())


def _evidence(older: Body | None, newer: Body | None, *, changed: bool) -> Body | None:
    """Follows the values: that of the newest document which changed one."""
    if older is None or newer is None:
        return older or newer
    return newer if changed or older["document_id"] == newer["document_id"] else older


def _still_closed(older: Any, newer: Any) -> Any:
    """`newer`, with the access of each part that `older` closes and `newer` says nothing about."""
    if isinstance(older, dict) and isinstance(newer, dict):
        kept = {name: _still_closed(older.get(name), value) for name, value in newer.items()}
        closes = older.get("access") == "closed" and newer.get("access") == "unknown"
        return {**kept, "access": "closed"} if closes else kept
    if isinstance(older, list) and isinstance(newer, list):
        parts = {part["id"]: part for part in older if isinstance(part, dict) and part.get("id")}
        return [_still_closed(parts.get(part["id"]), part) if is_part(part) else part for part in newer]
    return newer


def is_part(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.get("id"))
