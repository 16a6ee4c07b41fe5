"""Resources that an import makes new although one with almost the same name is stored: a person may merge the two.

Told once, by the import that makes the later one; never of two that stand in one document side by side, and never of
clusters, or people of clusters, of different regions.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from app.domain.close_names import close_person_names, close_titles
from app.domain.danish import fold
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import are_apart, key_text, owner_of
from app.domain.initiative_names import equal_names, one_begins_other
from app.importers.document import ImportedDocument
from app.services.import_matches import (
    MAX_INITIATIVES,
    Called,
    called_of,
    initiatives_of,
    may_be_one,
    municipalities_of,
    records_found,
)
from app.services.import_proposals import Proposal
from app.services.import_records import Ids
from app.services.ports import Body, Kind, Query, Record, SortKey, Store
from app.services.source_entries import natural_keys

MAX_CANDIDATES = 200
"""How many stored resources a new one is compared with."""

MAX_TOLD = 20
"""How many pairs one import tells of."""

_WORDS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "cluster": ("Klyngen", "clusters"),
        "forum": ("Forummet", "forums"),
        "participant": ("Personen", "participants"),
        "initiative": ("Indsatsen", "initiatives"),
    }
)


async def possible_duplicates(
    store: Store, proposals: tuple[Proposal, ...], evidence: Mapping[str, Evidence]
) -> tuple[Finding, ...]:
    """`evidence` says, by id, where the document speaks of a resource."""
    here = {one.planned.id for one in proposals}
    found: list[Finding] = []
    for new in (one for one in proposals if one.state == "created" and one.planned.kind in _WORDS):
        where = evidence.get(new.planned.id)
        found += [_told(new, stored, where) for stored in await _close(store, new, here)]
    return tuple(found[:MAX_TOLD])


def places_in(document: ImportedDocument, ids: Ids) -> dict[str, Evidence]:
    """Where the document speaks of its people and initiatives, by id; of all else it speaks as a whole."""
    attendees = document.meeting.attendees if document.meeting else ()
    people = ((one.participant_ref, one.evidence) for one in attendees)
    found = {("participant", key): place for key, place in people if key and place}
    found |= {("initiative", one.key): one.evidence for one in document.initiatives if one.evidence}
    return {id: found.get(key, Evidence()) for key, id in ids.known.items()}


async def _close(store: Store, new: Proposal, here: set[str]) -> list[Record]:
    match new.planned.kind:
        case "cluster":
            known = await _of_kind(store, "cluster", {})
            return [one for one in known if one.id not in here and _clusters_close(new.planned.content, one.body)]
        case "forum":
            return [one for one in await _forums(store, new) if one.id not in here]
        case "participant":
            return [one for one in await _people(store, new) if one.id not in here]
        case _:
            return [one for one in await _initiatives(store, new) if one.id not in here]


def _clusters_close(new: Body, held: Body) -> bool:
    """The same name where one names no region counts as well; the region and the municipalities must not be others."""
    regions = {key_text(region) for region in (new["region"], held["region"]) if region}
    if len(regions) > 1 or are_apart(municipalities_of(new), municipalities_of(held)):
        return False
    return key_text(new["name"]) == key_text(held["name"]) or close_titles(new["name"], held["name"])


async def _forums(store: Store, new: Proposal) -> list[Record]:
    """Of the same cluster or organisation, by a close name; committees of one name where one names no organisation."""
    said = new.planned.content
    if said["cluster_id"] is not None:
        known = await _of_kind(store, "forum", {"cluster": said["cluster_id"]})
        return [one for one in known if _any_close(close_titles, said, one.body)]
    known = [one for one in await _named_like(store, "forum", said["name"]) if one.body["cluster_id"] is None]
    return [one for one in known if _committees_close(said, one.body)]


def _committees_close(new: Body, held: Body) -> bool:
    owners = [key_text((body["organisation"] or {}).get("name") or "") for body in (new, held)]
    if owners[0] == owners[1]:
        return _any_close(close_titles, new, held)
    names = [key_text(body["name"]) for body in (new, held)]
    return names[0] == names[1] and any(owner in ("", name) for owner, name in zip(owners, names, strict=True))


async def _people(store: Store, new: Proposal) -> list[Record]:
    """Of the same cluster or organisation, by a close name; of another cluster of the region, by the very same."""
    said = new.planned.content
    known = {one.id: one for one in await _named_like(store, "participant", said["name"])}
    for forum in {row["forum_id"] for row in said["memberships"]}:
        known |= {one.id: one for one in await _of_kind(store, "participant", {"forums": forum})}
    own = owner_of(new.planned.sources[0].id)
    return [one for one in known.values() if _persons_close(said, own, one)]


def _persons_close(said: Body, own: str, held: Record) -> bool:
    owners = set(map(owner_of, natural_keys(held.body)))
    if own in owners:
        return _any_close(close_person_names, said, held.body)
    region = own.partition("|")[0]
    if not region or "|" not in own or region not in {other.partition("|")[0] for other in owners if "|" in other}:
        return False
    return all(
        said[name] and key_text(said[name]) == key_text(held.body[name] or "") for name in ("name", "organisation")
    )


async def _initiatives(store: Store, new: Proposal) -> list[Record]:
    said = new.planned.content
    if said["name"] is None:
        return []
    called = called_of(new.planned.id, said)
    known = await initiatives_of(store, said["cluster_id"])
    close = tuple(one.key for one in known if may_be_one(called, one) and _initiatives_close(called, one))
    return list(await store.get_many("initiative", close[:MAX_INITIATIVES])) if close else []


def _initiatives_close(one: Called, other: Called) -> bool:
    return any(
        equal_names(left, right) or one_begins_other(left, right) or left.capitals & right.capitals
        for left in one.forms
        for right in other.forms
    ) or any(close_titles(left, right) for left in one.names for right in other.names)


def _any_close(is_close: Callable[[str, str], bool], new: Body, held: Body) -> bool:
    return any(is_close(left, right) for left in _names(new) for right in _names(held))


def _names(body: Body) -> Iterable[str]:
    return (body["name"], *(variant["text"] for variant in body["name_variants"]))


async def _named_like(store: Store, kind: Kind, name: str) -> list[Record]:
    """Those whose name begins with the same word."""
    words = fold(name).split()
    return await _of_kind(store, kind, {}, prefix={"name": words[0]} if words else {})


async def _of_kind(
    store: Store, kind: Kind, equals: Mapping[str, str], prefix: Mapping[str, str] = MappingProxyType({})
) -> list[Record]:
    query = Query(kind, equals=equals, prefix=prefix, sort=(SortKey("name_sort"),), limit=MAX_CANDIDATES)
    return await records_found(store, query)


def _told(new: Proposal, stored: Record, where: Evidence | None) -> Finding:
    called, path = _WORDS[new.planned.kind]
    message = (
        f"{called} /v1/{path}/{new.planned.id} er oprettet, men ligner /v1/{path}/{stored.id}, som fandtes i forvejen: "
        "navnene er næsten ens. De er ikke lagt sammen."
    )
    hint = f'Er de den samme, så flet dem: POST /v1/{path}/{new.planned.id}/merge med {{"into": "{stored.id}"}}.'
    if new.planned.kind == "cluster":
        hint = "Ret navn og region på den ene, hvis de er den samme; klynger kan ikke flettes."
    places = tuple(place for place in (where, _evidence_of(stored.body)) if place is not None)
    return Finding("possible_duplicate", "warning", message, (), where=places, hint=hint)


def _evidence_of(body: Body) -> Evidence | None:
    said = body.get("evidence") or next((one["evidence"] for one in body["name_variants"] if one["evidence"]), None)
    if said is None:
        return None
    lines = (said["lines"][0], said["lines"][1]) if said["lines"] else None
    return Evidence(lines, said["text"], said["document_id"], said["meeting_id"], said["agenda_item_id"])
