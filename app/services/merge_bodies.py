"""What a merge does to the survivor's body, and what undoing it takes out again. Pure."""

from collections.abc import Iterable
from typing import Any

from app.domain.identity import key_text
from app.errors import MergeRefused
from app.services.import_overlay import ENTRIES
from app.services.merged import marker
from app.services.ports import Body, Kind, SourceKey
from app.services.source_entries import key_of
from app.services.writing import SERVER_OWNED

_KEPT = frozenset({*SERVER_OWNED, "name", "name_variants", "status", "kind", "cluster_id", "organisation"})
"""What the survivor keeps whatever the other says."""


def refuse_strangers(kind: Kind, survivor: Body, other: Body) -> None:
    """Raises `MergeRefused` for what is never one: different owners, or one the other's parent."""
    if kind == "initiative" and survivor["cluster_id"] != other["cluster_id"]:
        raise MergeRefused("initiatives of two clusters are never one")
    if kind == "forum" and _owner(survivor) != _owner(other) and not _is_committee_without_owner(survivor, other):
        raise MergeRefused("forums of two clusters or organisations are never one")
    if survivor.get("parent_id") == other["id"]:
        raise MergeRefused("the survivor would be its own parent; give it another parent first")


def _owner(forum: Body) -> tuple[str | None, str | None]:
    organisation = forum["organisation"] or {}
    return forum["cluster_id"], organisation.get("municipality_code") or key_text(organisation.get("name") or "")


def _is_committee_without_owner(*forums: Body) -> bool:
    """Whether both are committees and one stands under its own name, because its minutes do not tell whose it is."""
    if any(forum["organisation"] is None for forum in forums):
        return False
    return any(key_text(forum["organisation"]["name"]) == key_text(forum["name"]) for forum in forums)


def adopted(survivor: Body, other: Body, *, is_hidden: bool = False) -> Body:
    """The survivor with the other's sources, names, list entries, and the values that it lacks itself.

    Of one that `is_hidden`, while the survivor is not, only what names the place that hides it. Doing it again changes
    nothing.
    """
    body = dict(survivor)
    for name, said in (_told(other) if is_hidden else other).items():
        if name in _KEPT:
            continue
        if isinstance(said, list):
            body[name] = _joined(ENTRIES.get(name, ()), survivor[name], said)
        elif survivor[name] is None and said != survivor["id"]:
            body[name] = said
    body["name"] = survivor["name"] if survivor["name"] is not None else other["name"]
    body["name_variants"] = _names(body, other)
    body["sources"] = _sources(survivor, other)
    return body


def _told(other: Body) -> Body:
    lists = {name: value for name, value in other.items() if isinstance(value, list)}
    return {name: [one for one in value if _has_evidence(one)] for name, value in lists.items()}


def _has_evidence(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("evidence") is not None


def _joined(names: tuple[str, ...], held: list[Any], said: list[Any]) -> list[Any]:
    known = [_told_apart_by(names, entry) for entry in held]
    return [*held, *(entry for entry in said if _told_apart_by(names, entry) not in known)]


def _told_apart_by(names: tuple[str, ...], entry: Any) -> Any:
    return tuple(entry.get(name) for name in names) if names and isinstance(entry, dict) else entry


def _names(body: Body, other: Body) -> list[Body]:
    variants: list[Body] = list(body["name_variants"])
    own = {"text": other["name"], "evidence": other.get("evidence"), "rule": "merged"}
    for variant in (own, *other["name_variants"]):
        known = [body["name"], *(one["text"] for one in variants)]
        if variant["text"] is not None and variant["text"] not in known:
            variants.append(variant)
    return variants


def _sources(survivor: Body, other: Body) -> list[Body]:
    """`applied_version` counts the other's versions, so it is not taken along."""
    held: list[Body] = list(survivor["sources"])
    mark = marker(other["id"])
    taken = [{"system": mark.system, "kind": mark.kind, "id": mark.id, "url": None}, *other["sources"]]
    known = {key_of(entry) for entry in held} | {marker(survivor["id"])}
    blank = {"url": None, "checksum": None, "imported_at": None}
    return [*held, *({**blank, **entry, "applied_version": None} for entry in taken if key_of(entry) not in known)]


def released(current: Body, before: Body | None, after: Body, other: Body) -> Body:
    """The survivor without what the merge gave it and nobody has changed since.

    `before` and `after` are the survivor on both sides of the merge; without `before` only the sources go.
    """
    body = dict(current)
    if before is not None:
        for name in current.keys() - set(SERVER_OWNED):
            body[name] = _undone(current[name], before[name], after[name])
    gone = {marker(other["id"]), *map(key_of, other["sources"])} - set(_keys(before))
    body["sources"] = [entry for entry in current["sources"] if key_of(entry) not in gone]
    return body


def _keys(body: Body | None) -> Iterable[SourceKey]:
    return map(key_of, body["sources"]) if body else ()


def _undone(current: Any, before: Any, after: Any) -> Any:
    if after == before:
        return current
    if current == after:
        return before
    if isinstance(current, list):
        return [entry for entry in current if entry in before or entry not in after]
    return current
