"""Resources that were merged into another: which one they are now, and under which ids one is known.

The survivor lists, among its sources, (system `klynge`, kind `merged_id`, id = the other's id); the other is a
tombstone with `merged_into`. What refers to the other keeps its id, so that a restore finds everything as it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.domain.identity import SYSTEM
from app.services.ports import Body, Kind, Query, Record, SourceKey, Store

MERGED_ID = "merged_id"
MAX_HOPS = 10
"""How many merges after each other are followed."""

MAX_FAMILY = 200
_MANY = 200

_KIND_OF_KEY: Mapping[str, Kind] = MappingProxyType(
    {
        "participants": "participant",
        "initiatives": "initiative",
        "forum": "forum",
        "forums": "forum",
        "responsible_forum": "forum",
    }
)
"""What a key of the store names; `parent` names one of its own kind."""


def marker(id: str) -> SourceKey:
    return SourceKey(SYSTEM, MERGED_ID, id)


def merged_ids(body: Body) -> tuple[str, ...]:
    """The ids of what was merged into this resource."""
    return tuple(
        entry["id"] for entry in body.get("sources") or () if (entry["system"], entry["kind"]) == (SYSTEM, MERGED_ID)
    )


async def survivors(store: Store, kind: Kind, ids: tuple[str, ...]) -> dict[str, Record]:
    """What stands behind each id: the resource itself, or what it was merged into. Without those that are deleted."""
    found: dict[str, Record] = {}
    sought = {id: id for id in ids}
    for _ in range(MAX_HOPS):
        records = {record.id: record for record in await _get_many(store, kind, tuple(dict.fromkeys(sought.values())))}
        found |= {id: records[now] for id, now in sought.items() if now in records and not records[now].deleted}
        merged = {id: records[now].body.get("merged_into") for id, now in sought.items() if now in records}
        sought = {id: into for id, into in merged.items() if into is not None and id not in found}
        if not sought:
            break
    return found


async def family(store: Store, kind: Kind, id: str) -> tuple[str, ...]:
    """The ids that mean the same resource as this one, itself included."""
    record = (await survivors(store, kind, (id,))).get(id)
    return (id,) if record is None else (record.id, *merged_ids(record.body))[:MAX_FAMILY]


async def with_survivors(store: Store, pot: Body) -> Body:
    """The pot as if it named what its initiatives were merged into. The pot itself is not changed."""
    rows = (*pot["allocations"], *pot["stated"])
    found = await survivors(
        store, "initiative", tuple(dict.fromkeys(row["initiative_id"] for row in rows if row["initiative_id"]))
    )
    now = {id: record.id for id, record in found.items() if record.id != id}
    if not now:
        return pot
    renamed = {
        name: [{**row, "initiative_id": now.get(row["initiative_id"], row["initiative_id"])} for row in pot[name]]
        for name in ("allocations", "stated")
    }
    return {**pot, **renamed}


async def with_families(store: Store, query: Query) -> Query:
    """A condition that names a resource holds for what was merged into it as well."""
    equals, any_of = dict(query.equals), dict(query.any_of)
    for key in query.equals:
        kind = _kind_of(query.kind, key)
        if kind is not None:
            any_of[key] = await family(store, kind, str(equals.pop(key)))
    return replace(query, equals=equals, any_of=any_of) if len(any_of) > len(query.any_of) else query


def _kind_of(listed: Kind, key: str) -> Kind | None:
    return listed if key == "parent" else _KIND_OF_KEY.get(key)


async def _get_many(store: Store, kind: Kind, ids: tuple[str, ...]) -> list[Record]:
    records: list[Record] = []
    for start in range(0, len(ids), _MANY):
        records += await store.get_many(kind, ids[start : start + _MANY])
    return records
