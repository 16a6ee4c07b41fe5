"""The natural keys that a resource has by its content (domain.md section 4): those that minutes about it would give."""

from datetime import date
from typing import Any

from app.domain import identity
from app.services.ports import Body, Kind, Store
from app.services.source_entries import natural_keys


async def keys_by_content(store: Store, kind: Kind, content: Body) -> tuple[str, ...]:
    """One for every key of what the resource belongs to, the best known first; none where the content does not say.

    Two meetings of a forum on one day cannot be told apart here: the key is that of the first.
    """
    if kind == "cluster":
        return (identity.cluster_key(content["region"], content["name"]),)
    if kind == "participant":
        owners = [await _of_record(store, "forum", one["forum_id"]) for one in content["memberships"]]
        distinct = list(dict.fromkeys(tuple(map(identity.owner_of, keys)) for keys in owners))
        return _below(distinct[0] if len(distinct) == 1 else (), identity.key_text(content["name"]))
    owner = await _owner(store, kind, content)
    return _below(owner, _own_part(kind, content))


def _below(owners: tuple[str, ...], own: str | None) -> tuple[str, ...]:
    return tuple(f"{owner}|{own}" for owner in owners) if own else ()


async def _owner(store: Store, kind: Kind, content: Body) -> tuple[str, ...]:
    """The keys of what it belongs to."""
    if kind == "meeting":
        return await _of_record(store, "forum", content["forum_id"])
    if content.get("cluster_id"):
        return await _of_record(store, "cluster", content["cluster_id"])
    organisation = content.get("organisation")
    return (identity.key_text(organisation["name"]),) if organisation else ()


async def _of_record(store: Store, kind: Kind, id: str | None) -> tuple[str, ...]:
    """Those that it is stored under, else those of its content."""
    record = await store.get(kind, id) if id else None
    if record is None or record.deleted:
        return ()
    return tuple(natural_keys(record.body)) or await keys_by_content(store, kind, record.body)


def _own_part(kind: Kind, content: Body) -> str | None:
    """What stands behind the owner's key."""
    if kind == "meeting":
        day = _day(content)
        return None if day is None else identity.meeting_key("", day).removeprefix("|")
    if kind == "funding":
        return identity.funding_key("", content["grant_years"]).removeprefix("|")
    label: Any = content.get("code") or content.get("name")
    return identity.key_text(label) if label else None


def _day(meeting: Body) -> date | None:
    told = meeting["date"]
    if told and told["precision"] == "day" and told["from"]:
        return date.fromisoformat(told["from"])
    return date.fromisoformat(meeting["starts_at"][:10]) if meeting["starts_at"] and not told else None
