"""From what stands where to an imported document: the rules about items, people, initiatives and money, for minutes
that were printed and for those that a system exported."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.findings import Finding, Severity
from app.domain.identity import cluster_key, forum_key, key_text, meeting_key
from app.domain.vocabulary import MeetingStatus
from app.importers.document import (
    AgendaItem,
    Attendee,
    Cluster,
    Forum,
    ImportedDocument,
    Meeting,
    NameVariant,
    Organisation,
    SourceText,
    Unplaced,
)
from app.importers.referat.alike import alike_initiatives
from app.importers.referat.appendices import with_appendices
from app.importers.referat.approval import approves_own_minutes
from app.importers.referat.blocks import Blocks
from app.importers.referat.bodies import Body
from app.importers.referat.business_cases import read_business_cases
from app.importers.referat.forum_names import ForumNames
from app.importers.referat.head import Head
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.items import ReadItem, read_item
from app.importers.referat.ledger import place
from app.importers.referat.lines import Line, printed
from app.importers.referat.newcomers import read_newcomers
from app.importers.referat.numbering import check_numbering
from app.importers.referat.participants import participants_of, with_participants
from app.importers.referat.parties import Parties
from app.importers.referat.people import People
from app.importers.referat.planned import read_planned, with_continuations
from app.importers.referat.pots import Pots
from app.importers.referat.responsible import read_responsible
from app.importers.referat.sub_initiatives import read_sub_initiatives
from app.importers.referat.told_initiatives import read_told

_GENERAL_NAMES = frozenset({"Sundhedsklyngen", "Klyngen"})


class Structure(Struct, frozen=True):
    """A document of one meeting, cut up. `keys` are those of the items of `blocks`, in order; `names` are the names of
    who met, normalised. `is_print`: numbers that are missing between the items are missing from the document.
    `owner` is the beginning of all keys, where the rules are not to make it of the names."""

    name: str
    format: str
    text: str
    head: Head
    body: Body | None
    called: ForumNames | None
    names: frozenset[str]
    blocks: Blocks
    keys: tuple[str, ...]
    people: People
    unplaced: tuple[Unplaced, ...] = ()
    is_print: bool = True
    owner: str | None = None


def read_content(known: Structure) -> ImportedDocument:
    head, body, blocks, keys, people, names = (
        known.head,
        known.body,
        known.blocks,
        known.keys,
        known.people,
        known.names,
    )
    day = None if head.date is None else head.date.day
    read = _read_items(blocks, keys, people, names)
    item_of_number = {
        block.heading.marker or "": key for block, key in reversed(list(zip(blocks.items, keys, strict=True)))
    }
    newcomers = read_newcomers(blocks.items, keys, people, names)
    attendees = people.attendees(item_of_number)
    parties = _parties(read, attendees)
    owner = known.owner or _owner(body, parties.region) or key_text(head.body or known.name)
    initiatives = Initiatives(owner)
    pots = Pots(owner, parties, initiatives, names)
    told: dict[str, tuple[str, ...]] = {}
    forums: tuple[Forum, ...] = ()
    alike: tuple[Finding, ...] = ()
    if body is None or body.cluster is not None:
        money = tuple(entry.money for entry in read)
        pots.read_tables(money)
        told = read_told(money, initiatives, parties, day)
        party_names = tuple(party.name for party in parties.all)
        cases = read_business_cases(blocks.appendices, item_of_number, initiatives, party_names)
        told = {key: (*told.get(key, ()), *cases.get(key, ())) for key in keys}
        pots.read_text(money)
        forums, alike = read_responsible(money, initiatives, owner, names)
        alike = (*alike, *read_sub_initiatives(money, initiatives))
        together = (*pots.initiatives_of_item.values(), *told.values())
        alike = (*alike, *alike_initiatives(initiatives.all, together))
    items = tuple(_with_initiatives(entry.item, pots, told, initiatives) for entry in read)
    items, appendices = with_appendices(items, blocks.appendices)
    meeting = _meeting(head, body, owner, items, attendees, told=people.told)
    planned: tuple[Meeting, ...] = ()
    in_doubt: tuple[Finding, ...] = ()
    if body is not None:
        planned, in_doubt = read_planned(blocks.items, items, meeting, forum_key(owner, body.forum), names)
        meeting = replace(meeting, agenda_items=with_continuations(items, planned, names))
    is_agenda = meeting.status == "agenda_published"
    return ImportedDocument(
        known.name,
        known.format,
        known.text,
        SourceText("agenda" if is_agenda else "minutes", printed(blocks.head), known.unplaced),
        _cluster(body, owner, parties, known.called),
        None if body is None else _forum(body, owner, items, known.called),
        forums,
        meeting,
        planned,
        participants_of((*attendees, *newcomers), owner),
        with_participants(initiatives.all, people),
        pots.funding,
        (
            *head.findings,
            *_head_findings(head, body),
            *(check_numbering(items, head.contents, _second_titles(read)) if known.is_print else ()),
            *_item_findings(read),
            *people.findings,
            *(parties.findings if body is None or body.cluster is not None else ()),
            *pots.findings,
            *in_doubt,
            *alike,
            *(_no_decisions(head, items) if is_agenda else ()),
        ),
        place(blocks, appendices, known.unplaced),
    )


def _read_items(blocks: Blocks, keys: tuple[str, ...], people: People, names: frozenset[str]) -> tuple[ReadItem, ...]:
    return tuple(
        read_item(block, key, position, people, names)
        for position, (block, key) in enumerate(zip(blocks.items, keys, strict=True), 1)
    )


def _parties(read: tuple[ReadItem, ...], attendees: tuple[Attendee, ...]) -> Parties:
    """Those of the money tables first, then those of the attendees."""
    parties = Parties()
    for entry in read:
        for table in entry.money.tables:
            first = table.rows[0].line
            where = Evidence((first.number, first.number), first.text.strip(), agenda_item_id=entry.item.key)
            for column in table.columns:
                if column.kind == "party":
                    parties.of_column(column.name, where)
    for attendee in attendees:
        parties.add_attendee(attendee)
    return parties


def _owner(body: Body | None, region: str | None) -> str | None:
    """The key of the cluster, or the normalised name of the organisation."""
    if body is None:
        return None
    return key_text(body.owner_name) if body.cluster is None else cluster_key(region, body.cluster)


def _cluster(body: Body | None, owner: str, parties: Parties, called: ForumNames | None) -> Cluster | None:
    if body is None or body.cluster is None:
        return None
    variants = () if called is None else tuple(called.of_cluster)
    return Cluster(owner, body.cluster, body.kind, parties.region, variants, parties.all)


def _forum(body: Body, owner: str, items: tuple[AgendaItem, ...], called: ForumNames | None) -> Forum:
    """Where the head names only the cluster, the decisions may call the body that met by a general word."""
    variants = () if called is None else tuple(called.of_forum)
    if body.forum == body.cluster:
        points = [point for item in items if item.decision is not None for point in item.decision.points]
        first_words = ((point.text.split(maxsplit=1)[0], point) for point in points if point.text.strip())
        general = next(((word, point) for word, point in first_words if word in _GENERAL_NAMES), None)
        if general is not None:
            variants = (
                *variants,
                NameVariant(general[0], Evidence(general[1].lines, general[0]), "general_word"),
            )
    key = forum_key(owner, body.forum)
    if body.cluster is None:
        return Forum(key, body.forum, body.level, cluster_ref=None, organisation=Organisation(body.owner_name))
    return Forum(key, body.forum, body.level, variants)


def _meeting(
    head: Head,
    body: Body | None,
    owner: str,
    items: tuple[AgendaItem, ...],
    attendees: tuple[Attendee, ...],
    *,
    told: bool,
) -> Meeting:
    day = None if head.date is None else head.date.day
    known = body is not None and day is not None
    return Meeting(
        meeting_key(forum_key(owner, body.forum), day) if known and body is not None and day is not None else None,
        head.body,
        _status(items, day),
        head.date,
        head.starts_at,
        head.ends_at,
        None if body is None else body.number,
        head.location,
        tuple(dict.fromkeys(item.case_number for item in items if item.case_number is not None)),
        bool(attendees) or told,
        attendees,
        items,
    )


def _status(items: tuple[AgendaItem, ...], day: date | None) -> MeetingStatus:
    if all(item.decision is None or item.decision.text is None for item in items):
        return "agenda_published"
    return "minutes_approved" if approves_own_minutes(items, day) else "minutes_published"


def _with_initiatives(
    item: AgendaItem, pots: Pots, told: dict[str, tuple[str, ...]], initiatives: Initiatives
) -> AgendaItem:
    """The initiatives of the item's tables and status reports, and those its title and decision name."""
    decision = item.decision
    named = initiatives.named_in(item.title)
    if decision is not None:
        in_decision = initiatives.named_in(decision.text or "")
        if in_decision:
            points = ((one, initiatives.named_in(one.text)) for one in decision.points)
            decision = replace(decision, points=tuple(replace(one, initiative_refs=refs) for one, refs in points))
        named = (*named, *in_decision)
    refs = tuple(dict.fromkeys((*pots.initiatives_of_item.get(item.key, ()), *told.get(item.key, ()), *named)))
    if not refs and decision is item.decision:
        return item
    return replace(item, decision=decision, initiative_refs=refs)


def _head_findings(head: Head, body: Body | None) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if body is None:
        read = f"Der står »{head.body}«" if head.body else "Der står intet"
        message = (
            f"Dokumentets hoved siger ikke, hvem der mødtes. {read}, hvor fx »Sundhedsklynge …« eller "
            "»Økonomiudvalget« var ventet."
        )
        line = None if head.body_line is None else (head.body_line.number, head.body_line.number)
        findings.append(Finding("format_unknown", "error", message, ("/cluster",), where=(Evidence(line),)))
    if head.date is None:
        message = "Dokumentets hoved har ingen mødedato; fx »Mødedato Onsdag d. 17. januar 2024 kl. 09:30« var ventet."
        findings.append(Finding("date_invalid", "error", message, ("/meeting/date",)))
    return tuple(findings)


def _second_titles(read: tuple[ReadItem, ...]) -> dict[str, tuple[str, Line]]:
    return {entry.item.key: entry.second_title for entry in read if entry.second_title is not None}


def _item_findings(read: tuple[ReadItem, ...]) -> list[Finding]:
    """The items' own findings, their paths made paths into the document."""
    findings = []
    for entry in read:
        path = f"/meeting/agenda_items/{entry.item.position - 1}"
        for finding in entry.findings:
            paths = tuple(f"{path}{rest}" for rest in finding.paths or ("",))
            findings.append(replace(finding, paths=paths))
    return findings


def _no_decisions(head: Head, items: tuple[AgendaItem, ...]) -> tuple[Finding, ...]:
    """Minutes without a decision are an error; a document that calls itself an agenda is only told apart."""
    severity: Severity = "error" if head.kind == "minutes" else "warning"
    first, last = (items[0].evidence.lines, items[-1].evidence.lines) if items else (None, None)
    message = (
        f"Intet punkt (af {len(items)}) har en beslutning; i et referat var mindst én overskrift »Beslutning« med "
        "tekst under ventet. Dokumentet er læst som en dagsorden."
    )
    lines = (first[0], last[1]) if first and last else None
    return (Finding("text_absent", severity, message, ("/meeting/agenda_items",), where=(Evidence(lines),)),)
