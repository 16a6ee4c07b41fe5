"""What one read document wants stored: resources with their ids and validated content, in the order of writing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text
from app.errors import InvalidInput
from app.importers import document as read
from app.schemas.clusters import ClusterCreate
from app.schemas.forums import ForumCreate
from app.schemas.funding import FundingCreate
from app.schemas.initiatives import InitiativeCreate
from app.schemas.meetings import MeetingCreate
from app.schemas.participants import ParticipantCreate
from app.schemas.shared import Shape
from app.services.import_items import item_ids
from app.services.import_overlay import is_supplement, with_additions
from app.services.import_records import Ids, source_key, wire, with_ids, with_placed_ids
from app.services.ports import KINDS, Body, Kind, SourceKey
from app.services.writing import derived_id, with_part_ids

CREATE_SHAPES: Mapping[Kind, type[Shape]] = MappingProxyType(
    {
        "cluster": ClusterCreate,
        "forum": ForumCreate,
        "participant": ParticipantCreate,
        "initiative": InitiativeCreate,
        "funding": FundingCreate,
        "meeting": MeetingCreate,
    }
)

OWN_MEETING = "meeting"
"""The key of the meeting that the document is of; those it announces have others."""

_NONE: Mapping[tuple[Kind, SourceKey], str] = MappingProxyType({})
_NO_SOURCES: Mapping[tuple[Kind, SourceKey], tuple[SourceKey, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Named:
    """A resource that the document speaks of: `key` within the document, `source` in the store.

    `own` is what the system that exported the document calls it, where it has an id that lasts.
    """

    kind: Kind
    key: str
    source: SourceKey
    said: Any
    own: SourceKey | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What the document says of one resource: content in its wire form, without server-owned members.

    `sources` are the keys by which the document names it: several where it names what a person merged. A meeting's
    content has its `status` as well, which imports may set. `is_addition`: a person merged all that the keys name into
    the resource `id`.
    """

    kind: Kind
    id: str
    sources: tuple[SourceKey, ...]
    content: Body
    is_addition: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    ids: Ids
    resources: tuple[Planned, ...]


class NotInShape(Exception):
    """What was read breaks the resource's schema; `finding` says where. The importer's fault, or a hostile file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def named_in(document: read.ImportedDocument, document_id: str, system: str | None = None) -> tuple[Named, ...]:
    """Every resource once, in the order of writing: what others refer to comes first, then the meeting and
    those it announces. `system` is the one that exported the document; null: its format's name stands for it."""
    found: dict[tuple[Kind, SourceKey], Named] = {}
    own = _own_keys(document, system or document.format or "")
    for kind, key, natural_key, said in _resources(document):
        named = Named(kind, key, source_key(natural_key, document_id), said, own.get((kind, key)))
        found.setdefault((kind, named.source), named)
    return tuple(found.values())


def _own_keys(document: read.ImportedDocument, system: str) -> dict[tuple[Kind, str], SourceKey]:
    ids: tuple[tuple[Kind, str | None, str | None], ...] = (
        ("forum", None if document.forum is None else document.forum.key, document.origin.forum_id),
        ("meeting", OWN_MEETING, document.origin.meeting_id),
    )
    return {(kind, key): SourceKey(system, kind, id) for kind, key, id in ids if key is not None and id is not None}


def _resources(document: read.ImportedDocument) -> Iterator[tuple[Kind, str, str | None, Any]]:
    if document.cluster is not None:
        yield "cluster", document.cluster.key, document.cluster.natural_key, document.cluster
    if document.forum is not None:
        yield "forum", document.forum.key, document.forum.natural_key, document.forum
    for forum in document.forums:
        yield "forum", forum.key, forum.natural_key, forum
    for person in document.participants:
        yield "participant", person.key, person.natural_key, person
    for initiative in document.initiatives:
        yield "initiative", initiative.key, initiative.natural_key, initiative
    for pot in document.funding:
        if pot.natural_key is not None:
            yield "funding", pot.natural_key, pot.natural_key, pot
    if document.meeting is not None:
        yield "meeting", OWN_MEETING, document.meeting.natural_key, document.meeting
    for planned in document.planned_meetings:
        yield "meeting", read.announced_key(planned.natural_key), planned.natural_key, planned


def pots_without_year(document: read.ImportedDocument) -> tuple[Finding, ...]:
    """A pot is known by its years; money without a year is told, and stays in the meeting's text."""
    return tuple(_without_year(pot) for pot in document.funding if pot.natural_key is None)


def _without_year(pot: read.Funding) -> Finding:
    places = tuple(said.evidence for said in pot.stated if said.evidence is not None)[:1]
    message = f"Puljen »{pot.name}« nævnes uden tilskudsår og er derfor ikke oprettet."
    hint = "Opret puljen med sine tilskudsår, og før beløbene ind fra de nævnte linjer."
    return Finding("date_year_missing", "warning", message, where=places, hint=hint)


def plan(
    document: read.ImportedDocument,
    document_id: str,
    ids_of: Mapping[tuple[Kind, SourceKey], str],
    stored: Mapping[Kind, Body],
    file: Body,
    former: Mapping[tuple[Kind, SourceKey], str] = _NONE,
    sources_of: Mapping[tuple[Kind, SourceKey], tuple[SourceKey, ...]] = _NO_SOURCES,
) -> Plan:
    """The content of every named resource. `ids_of` has an id for each; `file` is the meeting's document entry.
    `stored` has the cluster and the meeting where they are stored, whose parts keep their ids. `sources_of` names the
    keys that a resource gets, where that is not the one the document gives it.

    `former` has the ids of those that were merged into another: references and ids of parts go on naming them, so
    that a document read again says the same as before the merge. Raises `NotInShape`.
    """
    named = named_in(document, document_id)
    names = {**ids_of, **former}
    ids = _all_ids(document, document_id, named, names, stored)
    resources: dict[str, Planned] = {}
    for one in sorted(named, key=lambda one: (one.kind, one.source) in former):
        content = _content(one, names, ids, document, file)
        id, is_addition = ids_of[one.kind, one.source], (one.kind, one.source) in former
        sources = sources_of.get((one.kind, one.source), (one.source,))
        known = resources.get(id)
        resources[id] = (
            Planned(one.kind, id, sources, content, is_addition)
            if known is None
            else replace(known, sources=(*known.sources, *sources), content=with_additions(known.content, content))
        )
    return Plan(ids, tuple(sorted(resources.values(), key=lambda one: KINDS.index(one.kind))))


def _all_ids(
    document: read.ImportedDocument,
    document_id: str,
    named: tuple[Named, ...],
    ids_of: Mapping[tuple[Kind, SourceKey], str],
    stored: Mapping[Kind, Body],
) -> Ids:
    ids = Ids(document_id)
    for kind, key, natural_key, _ in _resources(document):
        id = ids_of.get((kind, source_key(natural_key, document_id)))
        if id is not None:
            ids.known[kind, key] = id
    for one in named:
        owner = ids_of[one.kind, one.source]
        if one.kind == "cluster":
            ids.known.update(_party_ids(one.said, owner, stored.get("cluster")))
        if one.kind == "meeting" and one.key == OWN_MEETING:
            ids = replace(ids, meeting_id=owner)
            held = stored.get("meeting")
            counts_anew = document.document.kind == "supplementary_agenda" or (held is not None and is_supplement(held))
            ids.known.update(_meeting_part_ids(one.said, owner, held, counts_anew=counts_anew))
    return ids


def _party_ids(cluster: read.Cluster, owner: str, stored: Body | None) -> Iterator[tuple[tuple[str, str], str]]:
    """A party that the stored cluster has under this name, or as a variant, is that party."""
    known: dict[str, str] = {}
    for party in (stored or {}).get("parties", ()):
        for name in (party["name"], *(variant["text"] for variant in party["name_variants"])):
            known.setdefault(key_text(name), party["id"])
    for said in cluster.parties:
        name = key_text(said.name)
        yield ("party", said.key), known.get(name) or derived_id(owner, "parties", name)


def _meeting_part_ids(
    meeting: read.Meeting, owner: str, stored: Body | None, *, counts_anew: bool
) -> Iterator[tuple[tuple[str, str], str]]:
    """An attachment of an item is told apart within its item, whatever number that has by now."""
    for attendee in meeting.attendees:
        yield ("attendee", attendee.key), derived_id(owner, "attendees", attendee.key)
    held = stored["agenda_items"] if stored else []
    ids = item_ids(meeting.agenda_items, held, owner, counts_anew=counts_anew)
    for item in meeting.agenda_items:
        yield ("item", item.key), ids[item.key]
        for attachment in item.attachments:
            name = attachment.key.removeprefix(f"{item.key}/")
            yield ("attachment", attachment.key), derived_id(ids[item.key], "attachments", name)
    for attachment in meeting.attachments:
        yield ("attachment", attachment.key), derived_id(owner, "attachments", attachment.key)


def _content(
    one: Named, ids_of: Mapping[tuple[Kind, SourceKey], str], ids: Ids, document: read.ImportedDocument, file: Body
) -> Body:
    id = ids_of[one.kind, one.source]
    body: Body = wire(one.said, ids)
    if one.kind == "initiative":
        body["cluster_id"] = ids.of("cluster", read.CLUSTER_REF)
        with_ids(body["status_reports"], _report_name, id, "status_reports")
    if one.kind == "funding":
        _give_money_ids(body, id, ids.document_id, _day_of(document))
    if one.kind != "meeting":
        return in_shape(one.kind, body, id)
    status = body.pop("status")
    documents = [file] if one.key == OWN_MEETING else []
    return {**in_shape("meeting", {**body, "documents": documents}, id), "status": status}


def in_shape(kind: Kind, body: Body, id: str) -> Body:
    """The body as its create schema gives it, with an id at every part. Raises `NotInShape`."""
    try:
        shaped = CREATE_SHAPES[kind].model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        pointer = "".join(f"/{step}" for step in first["loc"])
        message = f"Det læste på {pointer} passer ikke i formen for {kind} ({first['type']}). Intet fra filen er gemt."
        hint = (
            "Se efter på linjerne, om en række, en tabel eller et navn er langt større end ventet, og del det i kilden."
        )
        places = _places(body, first["loc"])
        raise NotInShape(Finding("format_unknown", "error", message, (pointer,), where=places, hint=hint)) from None
    try:
        return with_part_ids(with_placed_ids(shaped.model_dump(), id))
    except InvalidInput as error:
        message = f"To dele af {kind} er læst som den samme: {error.faults[0].pointer}. Intet fra filen er gemt."
        raise NotInShape(Finding("format_unknown", "error", message, (error.faults[0].pointer,))) from None


def _places(body: Body, loc: tuple[int | str, ...]) -> tuple[Evidence, ...]:
    """The lines of the innermost part, on the way to the fault, that says where it was read."""
    node: Any = body
    lines = None
    for step in loc:
        if isinstance(node, list) and isinstance(step, int):
            node = node[step]
        elif isinstance(node, dict):
            node = node.get(str(step))
        if isinstance(node, dict):
            lines = node.get("lines") or (node.get("evidence") or {}).get("lines") or lines
    return (Evidence((lines[0], lines[1])),) if lines else ()


def _day_of(document: read.ImportedDocument) -> str | None:
    """The day of its meeting; of a document without one, the day that it is of."""
    if document.meeting is None:
        return document.stated_on.isoformat() if document.stated_on else None
    date = document.meeting.date
    return date.from_.isoformat() if date and date.from_ and date.precision == "day" else None


def _give_money_ids(pot: Body, id: str, document_id: str | None, day: str | None) -> None:
    """Allocations are told apart by initiative and party, so that a later table meets the cells of an earlier one.

    A statement belongs to its document. It is of the day it names, else of the meeting's or the document's.
    """
    with_ids(pot["grants"], lambda row: tuple(str(year["year"]) for year in row["years"]), id, "grants")
    with_ids(pot["allocations"], lambda row: (row["initiative_id"], row["party_id"] or ""), id, "allocations")
    with_ids(pot["carry_overs"], _carry_over_name, id, "carry_overs")
    for statement in pot["stated"]:
        statement["as_of"] = statement["as_of"] or day
    with_ids(pot["stated"], _statement_name, id, "stated", document_id or "")


def _report_name(row: Body) -> tuple[str, ...]:
    """A report belongs to its meeting: newer minutes of it tell the same report again, on other lines."""
    evidence = row["evidence"] or {}
    return (evidence.get("meeting_id") or evidence.get("document_id") or "",)


def _carry_over_name(row: Body) -> tuple[str, ...]:
    return str(row["from_year"]), str(row["to_year"]), row["party_id"] or ""


def _statement_name(row: Body) -> tuple[str, ...]:
    lines = (row["evidence"] or {}).get("lines") or ()
    return (*map(str, lines), row["what"], row["initiative_id"] or "", row["party_id"] or "", row["printed"])
