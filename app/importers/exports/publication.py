"""Agenda Management: a `Publication` of a meeting, and the variant that Aarhus has (esdh-formats.md section 2).

The variant has a `TimeStamp` and no `GeneratorSettings`. Several agendas of one meeting in one file are one export:
their items in the order of the file. Drafts are closed throughout, for they were never meant to be published. Staff and
the paths of the exporting machine are left out.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from app.domain.findings import Finding
from app.domain.vocabulary import Access, DocumentKind
from app.importers.drop import Drop, Names
from app.importers.exports.enclosed import belonging, missing_files, whole_document
from app.importers.exports.export import Export, ExportedFile, ExportedItem
from app.importers.exports.items import titled
from app.importers.exports.people import NO_CODES, AttendanceCodes
from app.importers.exports.publication_items import (
    AARHUS,
    Profile,
    agenda_enclosures,
    classic,
    enclosures_of_items,
    is_compiled,
    read_compiled,
    read_item,
)
from app.importers.exports.publication_members import read_attendees
from app.importers.exports.values import (
    MeetingTimes,
    child,
    children,
    instant,
    markup_of,
    meeting_times,
    number_id_of,
    revision_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element, plain_name

_WHOLE = re.compile(r"Publication[^/]*\.pdf", re.IGNORECASE)
_FOLDERS = ("Enclosures", "Images")
_DRAFT = "draft"
_TYPES = {"0": _DRAFT, "1": "final", "2": "minutes", "draft": _DRAFT, "final": "final", "minutes": "minutes"}
"""`PublicationTypeAsValue`, else `PublicationTypeAsEnum` in lower case."""


def reads(root: Element) -> bool:
    return plain_name(root) == "Publication" and (_is_aarhus(root) or _is_classic(root))


def _is_classic(root: Element) -> bool:
    return child(root, "GeneratorSettings") is not None or child(root, "OutputFileName") is not None


def _is_aarhus(root: Element) -> bool:
    return root.get("TimeStamp") is not None and child(root, "GeneratorSettings") is None


def read(root: Element, drop: Drop, codes: AttendanceCodes = NO_CODES) -> Export | Finding:
    agendas = _agendas(root)
    if isinstance(agendas, Finding):
        return agendas
    first = next((agenda for agenda in agendas if not _is_extended(agenda)), agendas[0])
    forum_name = text_of(first, "Committee", "Name") or text_of(first, "Name")
    if forum_name is None:
        return _unreadable("Dagsordenen nævner intet udvalg (»Committee/Name«).")
    profile = AARHUS if _is_aarhus(root) else classic(root)
    stamp = instant(root.get("TimeStamp") if profile is AARHUS else text_of(root, "Published"))
    times = _times(agendas)
    kind = _kind(root, agendas)
    findings = [*times.findings, *((stamp,) if isinstance(stamp, Finding) else ()), *_kind_unknown(root, agendas)]
    is_draft = all(_type(root, agenda) == _DRAFT for agenda in agendas)
    access = "closed" if is_draft else _access(agendas, profile)
    publication_id = number_id_of(first)
    meeting_id = next((id for agenda in agendas if (id := number_id_of(child(agenda, "Meeting")))), None)
    items = titled(tuple(_items(agendas, profile, access, codes, findings)), findings)
    attendees = read_attendees(agendas, codes, is_minutes=kind == "minutes")
    files = tuple(_files(agendas, profile, items, access))
    beside = Names(drop.names())
    whole = whole_document(_whole_names(publication_id, meeting_id, profile, beside), beside, items, access)
    files = files if whole is None else (*files, whole)
    return Export(
        "publication",
        forum_name,
        number_id_of(child(first, "Committee")),
        organisation=text_of(first, "Organisation"),
        meeting_id=meeting_id or publication_id,
        publication_id=publication_id,
        revision=revision_of(stamp),
        kind=kind,
        is_draft=is_draft,
        title=_title(first, forum_name),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        location=next((place for agenda in agendas if (place := text_of(agenda, "Meeting", "Where"))), None),
        access=access,
        introduction="\n".join(page for agenda in agendas if (page := markup_of(agenda, "Frontpage"))) or None,
        attendance_recorded=kind == "minutes" and any(one.attendance != "unknown" for one in attendees),
        attendees=attendees,
        items=items,
        files=files,
        findings=(*findings, *missing_files(items, files, beside)),
    )


def parts(root: Element, drop: Drop) -> tuple[str, ...]:
    """Its files, and what else lies in the folders that the system writes them to."""
    export = read(root, drop)
    return () if isinstance(export, Finding) else belonging(export, drop, _FOLDERS)


def _agendas(root: Element) -> list[Element] | Finding:
    """Those to be read, at least one: drafts only where there is nothing else."""
    agendas = children(root, "Agendas", "Agenda")
    if not agendas:
        return _unreadable("Filen har ingen dagsorden (»Agendas/Agenda«).")
    published = [agenda for agenda in agendas if _type(root, agenda) != _DRAFT] or agendas
    meetings = {known for agenda in published if (known := _meeting_of(agenda)) is not None}
    if len(meetings) > 1:
        return _unreadable(f"Filen har dagsordener fra {len(meetings)} møder; forventet var ét møde.")
    return published


def _meeting_of(agenda: Element) -> tuple[str | None, str | None] | None:
    """What tells one meeting from another: its id, else its committee and its start."""
    id = number_id_of(child(agenda, "Meeting"))
    if id is not None:
        return id, None
    when = text_of(agenda, "Meeting", "When")
    return None if when is None else (number_id_of(child(agenda, "Committee")), when)


def _type(root: Element, agenda: Element) -> str | None:
    """Of the publication, or of the agenda in the variant; null where it is not told or not known."""
    value = _printed_type(root, agenda)
    return None if value is None else _TYPES.get(value.casefold())


def _printed_type(root: Element, agenda: Element) -> str | None:
    places = (agenda, root)
    names = ("PublicationTypeAsValue", "PublicationTypeAsEnum")
    return next((told for name in names for place in places if (told := text_of(place, name))), None)


def _is_extended(agenda: Element) -> bool:
    return truth(text_of(agenda, "IsExtendedAgenda"))


def _kind(root: Element, agendas: list[Element]) -> DocumentKind | None:
    types = {_type(root, agenda) for agenda in agendas}
    if "minutes" in types:
        return "minutes"
    if all(_is_extended(agenda) for agenda in agendas):
        return "supplementary_agenda"
    return "agenda" if types - {None} else None


def _kind_unknown(root: Element, agendas: list[Element]) -> Iterator[Finding]:
    for agenda in agendas:
        told = _printed_type(root, agenda)
        if told is not None and _type(root, agenda) is None:
            message = f"Udgivelsens type »{told}« er ukendt; forventet var 0 (kladde), 1 (dagsorden) eller 2 (referat)."
            hint = "Om det er en dagsorden eller et referat, afgøres af indholdet."
            yield Finding("heading_missing", "warning", message, ("/document/kind",), hint=hint)


def _title(agenda: Element, forum_name: str) -> str | None:
    name = text_of(agenda, "Name")
    return None if name == forum_name else name


def _times(agendas: list[Element]) -> MeetingTimes:
    meeting = next((found for agenda in agendas if text_of(found := child(agenda, "Meeting"), "When")), None)
    return meeting_times(instant(text_of(meeting, "When")), instant(text_of(meeting, "Until")))


def _access(agendas: list[Element], profile: Profile) -> Access:
    """The strictest; unknown in the classic dialect, which says it of items and attachments alone."""
    return strictest(*(profile.agenda_access(agenda) for agenda in agendas))


def _items(
    agendas: list[Element], profile: Profile, access: Access, codes: AttendanceCodes, findings: list[Finding]
) -> Iterator[ExportedItem]:
    """An item that comes again word for word is read once; one that comes again otherwise has no id of its own."""
    seen: dict[str, ExportedItem] = {}
    for agenda in agendas:
        under_agenda = enclosures_of_items(agenda)
        for element in children(agenda, "Items", "Item"):
            if profile is AARHUS and is_compiled(element):
                continue
            item = read_item(element, access, profile, under_agenda, codes)
            if text_of(element, "ExternalFiles") is not None:
                message = f"»ExternalFiles« i punkt {item.number} er ikke taget med: dets opbygning er ukendt."
                findings.append(Finding("text_unplaced", "warning", message))
            known = None if item.id is None else seen.setdefault(item.id, item)
            if known is None or known is item:
                yield item
            elif known != item:
                message = f"Punkt-id {item.id} står flere gange i filen med forskelligt indhold."
                findings.append(Finding("number_repeated", "error", message, ("/meeting/agenda_items",)))
                yield replace(item, id=None)


def _files(
    agendas: list[Element], profile: Profile, items: tuple[ExportedItem, ...], access: Access
) -> Iterator[ExportedFile]:
    """Documents of the meeting: minutes compiled of its items, and enclosures that stand under no item."""
    for agenda in agendas:
        for element in children(agenda, "Items", "Item"):
            if profile is AARHUS and is_compiled(element):
                yield from read_compiled(element, access, profile)
        yield from agenda_enclosures(agenda, profile, items, access)


def _whole_names(publication_id: str | None, meeting_id: str | None, profile: Profile, beside: Names) -> list[str]:
    """By the agenda's id; by the meeting's, which some importers look for; else the only one there is."""
    wanted = [f"Publication{id}.pdf" for id in (publication_id, meeting_id) if id is not None]
    loose = [name for name in beside.all if _WHOLE.fullmatch(name)]
    return wanted + (loose if len(loose) == 1 and profile is not AARHUS else [])


def _unreadable(message: str) -> Finding:
    return Finding("format_unknown", "error", f"{message} Den er ikke læst.")
