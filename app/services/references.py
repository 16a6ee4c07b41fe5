"""References from one resource to others: what must exist when they are set, and what stands in the way of a delete."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.domain.access import Caller
from app.domain.audience import sees
from app.errors import Fault, InvalidInput, StillReferenced
from app.services.attached_files import unseen_files
from app.services.merged import family
from app.services.ports import Body, Kind, Query, Record, Store
from app.services.shown import as_reader, shown_to

_MANY = 200
Target = Kind | Literal["party", "self"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a body names another resource (`*`: each element), a party of its cluster, or a part of itself.

    `parts` is where the parts of the body itself are, for the target `self`.
    """

    path: tuple[str, ...]
    target: Target
    parts: tuple[str, ...] = ()


def _to(target: Target, *paths: str) -> tuple[Reference, ...]:
    return tuple(Reference(tuple(path.split("/")), target) for path in paths)


def _within(path: str, parts: str) -> Reference:
    return Reference(tuple(path.split("/")), "self", tuple(parts.split("/")))


REFERENCES: Mapping[Kind, tuple[Reference, ...]] = {
    "cluster": (*_to("cluster", "successor_ids/*"), _within("parties/*/member_ids/*", "parties/*/id")),
    "forum": (*_to("cluster", "cluster_id"), *_to("forum", "parent_id")),
    "participant": _to("forum", "memberships/*/forum_id"),
    "source": (*_to("cluster", "cluster_id"), *_to("forum", "forum_ids/*")),
    "initiative": (
        *_to("cluster", "cluster_id"),
        *_to("initiative", "parent_id"),
        *_to("forum", "responsible_forum_id"),
        *_to("participant", "lead/participant_id", "project_group/*/participant_id"),
        *_to("party", "participation/*/party_id"),
    ),
    "funding": (
        *_to("cluster", "cluster_id"),
        *_to(
            "initiative",
            "allocations/*/initiative_id",
            "allocations/*/released/*/candidate_initiative_ids/*",
            "stated/*/initiative_id",
        ),
        *_to(
            "party",
            "party_ids/*",
            "grants/*/shares/*/party_id",
            "allocations/*/party_id",
            "transfers/*/from_party_id",
            "transfers/*/to_party_id",
            "carry_overs/*/party_id",
            "stated/*/party_id",
        ),
    ),
    "meeting": (
        *_to("forum", "forum_id", "agenda_items/*/decision/continues_in/forum_id"),
        *_to("meeting", "agenda_items/*/decision/continues_in/meeting_id"),
        *_to("participant", "attendees/*/participant_id", "agenda_items/*/presenters/*/participant_id"),
        *_to("initiative", "agenda_items/*/initiative_ids/*", "agenda_items/*/decision/points/*/initiative_ids/*"),
        _within("attendees/*/substitutes_for/attendee_id", "attendees/*/id"),
        _within("attendees/*/agenda_items/*/id", "agenda_items/*/id"),
        _within("attendees/*/absent_for/*/id", "agenda_items/*/id"),
    ),
}

REFERRERS: Mapping[Kind, tuple[tuple[Kind, str], ...]] = {
    "cluster": (("forum", "cluster"), ("initiative", "cluster"), ("funding", "cluster")),
    "forum": (
        ("forum", "parent"),
        ("meeting", "forum"),
        ("participant", "forums"),
        ("initiative", "responsible_forum"),
    ),
    "participant": (("meeting", "participants"),),
    "initiative": (("initiative", "parent"),),
}
"""Kinds and keys of the store by which a resource of the kind may be referred to."""


@dataclass(frozen=True, slots=True)
class Named:
    pointer: str
    target: Target
    id: str


async def check_references(
    store: Store, kind: Kind, body: Body, before: Body | None = None, caller: Caller | None = None
) -> None:
    """Raises `InvalidInput` (`reference_unknown`) for references that `before` does not have and that lead nowhere.

    So are files that a meeting attaches. What the caller may not know of is not there; without one everything is seen.
    """
    known = {(named.target, named.id) for named in _named(kind, before or {}) if named.target != "self"}
    new = [named for named in _named(kind, body) if (named.target, named.id) not in known]
    faults = [*_unknown_parts(kind, body, new), *await _unknown(store, body, new, caller)]
    if kind == "meeting" and caller is not None:
        faults += await unseen_files(store, body, before, caller)
    if faults:
        raise InvalidInput(tuple(faults[:100]))


def unknown_own_references(kind: Kind, body: Body) -> tuple[Fault, ...]:
    """References of the body to parts of its own that it does not have."""
    own = [named for named in _named(kind, body) if named.target == "self"]
    return tuple(_unknown_parts(kind, body, own))


def own_references_to(kind: Kind, body: Body, part_id: str) -> dict[str, int]:
    """How many references each member of the body holds to this part of its own."""
    counts: dict[str, int] = {}
    for named in _named(kind, body):
        if named.target == "self" and named.id == part_id:
            member = named.pointer.split("/")[1]
            counts[member] = counts.get(member, 0) + 1
    return counts


async def check_unreferenced(store: Store, kind: Kind, id: str, caller: Caller | None = None) -> None:
    """Raises `StillReferenced` with the number of referrers of each kind that the caller may know of."""
    counts: dict[str, int] = {}
    is_referenced = False
    ids = await family(store, kind, id)
    for referrer, key in REFERRERS.get(kind, ()):
        query = Query(kind=referrer, any_of={key: ids})
        count = await store.count(query)
        is_referenced = is_referenced or count > 0
        if count and caller is not None:
            count = await store.count(shown_to(as_reader(caller), query))
        if count:
            counts[referrer] = counts.get(referrer, 0) + count
    if is_referenced:
        raise StillReferenced(counts)


def _named(kind: Kind, body: Body) -> Iterator[Named]:
    for reference in REFERENCES.get(kind, ()):
        for pointer, value in _values(body, reference.path):
            yield Named(pointer, reference.target, value)


def _values(body: Body, path: tuple[str, ...]) -> list[tuple[str, str]]:
    """The texts at a path with their JSON Pointers; a member that is absent or null ends it."""
    level: list[tuple[str, Any]] = [("", body)]
    for name in path:
        if name == "*":
            level = [(f"{pointer}/{place}", item) for pointer, list in level for place, item in enumerate(list)]
        else:
            level = [(f"{pointer}/{name}", item) for pointer, owner in level if (item := owner.get(name)) is not None]
    return [(pointer, text) for pointer, text in level if text is not None]


async def _unknown(store: Store, body: Body, named: Iterable[Named], caller: Caller | None) -> list[Fault]:
    wanted: dict[Kind, dict[str, list[str]]] = {}
    parties: list[Named] = []
    for one in named:
        if one.target == "party":
            parties.append(one)
        elif one.target != "self":
            wanted.setdefault(one.target, {}).setdefault(one.id, []).append(one.pointer)
    faults = []
    for kind, pointers in wanted.items():
        there = await _existing(store, kind, tuple(pointers), body.get("cluster_id"), caller)
        faults += [
            _fault(pointer, f"names no {kind}") for id in pointers if id not in there for pointer in pointers[id]
        ]
    if parties:
        there = await _parties(store, body["cluster_id"])
        faults += [_fault(one.pointer, "names no party of the cluster") for one in parties if one.id not in there]
    return faults


async def _existing(
    store: Store, kind: Kind, ids: tuple[str, ...], cluster_id: str | None, caller: Caller | None
) -> set[str]:
    """Those that are there. Initiatives belong to one cluster: what names its own cluster cannot name another's."""
    found: set[str] = set()
    for start in range(0, len(ids), _MANY):
        records = await store.get_many(kind, ids[start : start + _MANY])
        found |= {
            record.id
            for record in records
            if _is_there(record) and _is_near(record, cluster_id) and _is_known(record, caller)
        }
    return found


def _is_there(record: Record) -> bool:
    """What was merged into another is still a name of that other."""
    return not record.deleted or "merged_into" in record.body


def _is_known(record: Record, caller: Caller | None) -> bool:
    return caller is None or sees(record.audience, as_reader(caller))


def _is_near(record: Record, cluster_id: str | None) -> bool:
    return (
        record.kind != "initiative" or record.deleted or cluster_id is None or record.body["cluster_id"] == cluster_id
    )


async def _parties(store: Store, cluster_id: str) -> set[str]:
    cluster = await store.get("cluster", cluster_id)
    return {party["id"] for party in cluster.body.get("parties", ())} if cluster else set()


def _unknown_parts(kind: Kind, body: Body, named: Iterable[Named]) -> list[Fault]:
    faults = []
    by_path = {reference.path: reference.parts for reference in REFERENCES.get(kind, ()) if reference.target == "self"}
    wanted = {(one.pointer, one.id) for one in named if one.target == "self"}
    for path, parts in by_path.items():
        there = {id for _, id in _values(body, parts)}
        here = [(pointer, id) for pointer, id in _values(body, path) if (pointer, id) in wanted]
        faults += [_fault(pointer, "names no such part of this resource") for pointer, id in here if id not in there]
    return faults


def _fault(pointer: str, message: str) -> Fault:
    return Fault(pointer, "reference_unknown", message)
