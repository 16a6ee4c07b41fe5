"""The older eDoc: one `Meeting` with an open and a closed agenda side by side in one file (esdh-formats.md section 4).

The two are access levels of one meeting: an item that stands in both is read once, as the open agenda has it, and what
only the closed one says is closed. There are no ids of meetings, agendas and committees: a meeting is known by its
committee and its start. All text of an item is plain, with its title, case number and decision in it.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from app.domain.findings import Finding
from app.domain.identity import key_text
from app.domain.vocabulary import Access, DocumentKind
from app.importers.drop import Drop, Names
from app.importers.exports.bodies import introduction_of, plain_section
from app.importers.exports.enclosed import WHOLE_DOCUMENT, base_name, belonging, level_of_all, missing_files
from app.importers.exports.export import Export, ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.items import titled
from app.importers.exports.values import (
    attribute_of,
    child,
    children,
    folded,
    id_of,
    instant,
    markup_of,
    meeting_times,
    revision_of,
    strictest,
    text_of,
)
from app.importers.exports.xml import Element, plain_name
from app.importers.referat.ids import read_id
from app.importers.referat.lines import styled
from app.importers.referat.section_words import heading_kind

_PUBLISHED = "SKAL PUBLICERES"
_APPROVED = "Referat endeligt godkendt"


def reads(root: Element) -> bool:
    return plain_name(root) == "Meeting" and child(root, "MeetingAgendaTypes") is not None


def read(root: Element, drop: Drop) -> Export | Finding:
    forum_name = text_of(root, "Committee")
    agendas = sorted(children(root, "MeetingAgendaTypes", "MeetingAgendaType"), key=lambda one: _access(one) != "open")
    if forum_name is None or not agendas:
        return _unreadable("Mødet har intet udvalg (»Committee«) eller ingen dagsorden (»MeetingAgendaType«).")
    times = meeting_times(instant(text_of(root, "MeetingDate")), None)
    findings = list(times.findings)
    items = titled(_by_number(_once(agendas, findings)), findings)
    files = tuple(_documents(agendas))
    meeting_id = _meeting_id(forum_name, times.starts_at)
    return Export(
        "edoc",
        forum_name,
        meeting_id=meeting_id,
        publication_id=meeting_id,
        kind=_kind(root, agendas),
        starts_at=times.starts_at,
        access=_access(agendas[0]),
        introduction=_front(agendas[0], items),
        items=items,
        files=files,
        findings=(*findings, *missing_files(items, files, Names(drop.names()))),
    )


def parts(root: Element, drop: Drop) -> tuple[str, ...]:
    """The files it names, and those of its items, which hold what their texts say."""
    export = read(root, drop)
    if isinstance(export, Finding):
        return ()
    printed = [ExportedFile("", _pdf(one)) for one in root.iter("{*}MeetingAgendaItem")]
    return belonging(replace(export, files=(*export.files, *printed)), drop)


def _meeting_id(forum_name: str, starts_at: datetime | None) -> str | None:
    return None if starts_at is None else f"{key_text(forum_name)}/{revision_of(starts_at)}"


def _access(agenda: Element) -> Access:
    name = (text_of(agenda, "AgendaType") or "lukket").casefold()
    return "closed" if "lukke" in name or "fortrolig" in name else "open"


def _kind(root: Element, agendas: list[Element]) -> DocumentKind:
    if (text_of(root, "MeetingState") or "").strip("\"'") == _APPROVED:
        return "minutes"
    names = [(text_of(agenda, "AgendaType") or "").casefold() for agenda in agendas]
    return "supplementary_agenda" if all("tillæg" in name for name in names) else "agenda"


def _once(agendas: list[Element], findings: list[Finding]) -> tuple[ExportedItem, ...]:
    """Each item once, by its id. One that another agenda has with other words is an item of its own."""
    elements = [(element, _access(agenda)) for agenda in agendas for element in _elements(agenda)]
    held_back = {_id(one) for one, _ in elements if _published(child(one, "Document")) == "closed"} - {None}
    found: dict[str | None, ExportedItem] = {}
    items: list[ExportedItem] = []
    for element, level in elements:
        item = _item(element, "closed" if _id(element) in held_back else level)
        known = None if item.id is None else found.setdefault(item.id, item)
        if known is None or known is item:
            items.append(item)
        elif _words(known) == _words(item):
            joined = found[item.id] = _joined(known, item)
            items[items.index(known)] = joined
        else:
            message = f"Punkt {item.number} står i to dagsordener med hver sin tekst; begge er taget med."
            findings.append(Finding("number_repeated", "error", message, ("/meeting/agenda_items",)))
            items.append(replace(item, id=None))
    return tuple(items)


def _elements(agenda: Element) -> list[Element]:
    return children(agenda, "MeetingAgendaItems", "MeetingAgendaItem")


def _words(item: ExportedItem) -> str | None:
    return next((folded(section.text or section.html) for section in item.sections if section.heading is None), None)


def _joined(known: ExportedItem, again: ExportedItem) -> ExportedItem:
    """The attachments that only the second has are added, as open as they are there."""
    ids = {(file.id, file.path) for file in known.attachments}
    more = (file for file in again.attachments if (file.id, file.path) not in ids)
    return replace(known, attachments=(*known.attachments, *more))


def _by_number(items: tuple[ExportedItem, ...]) -> tuple[ExportedItem, ...]:
    """As they stand, where a number is none."""
    if not all(item.number.isascii() and item.number.isdigit() and len(item.number) < 10 for item in items):
        return items
    return tuple(sorted(items, key=lambda item: int(item.number)))


def _published(element: Element | None) -> Access:
    """Of a document or an attachment: it must be said in these words."""
    return "open" if text_of(element, "PublishingType") == _PUBLISHED else "closed"


def _id(element: Element) -> str | None:
    """The document's, else the number that its file is named by."""
    id = id_of(attribute_of(child(element, "Document"), "documentid"))
    return id or (base_name(_pdf(element)) or "").rpartition(".")[0] or None


def _pdf(element: Element) -> str | None:
    """A file of a number alone has its ending on disk."""
    path = text_of(element, "PDFDocument")
    return f"{path}.PDF" if path is not None and path.isdigit() else path


def _item(element: Element, level: Access) -> ExportedItem:
    document = child(element, "Document")
    access = strictest(level, _published(document))
    case = document.find(".//{*}CaseLogicIdentifier") if document is not None else None
    sections = tuple(_sections(element, access))
    return ExportedItem(
        text_of(element, "AgendaItemNumber") or "",
        text_of(document, "NeutralTitle") or text_of(document, "Title") or "",
        _id(element),
        case_number=text_of(case) or next(_case_numbers(sections), None),
        access=access,
        sections=sections,
        attachments=tuple(_file(one, access) for one in children(document, "Attachments", "Attachment")),
    )


def _sections(element: Element, access: Access) -> Iterator[ExportedSection]:
    """The text, then the bodies that the case goes through; a closed agenda of another body is not named."""
    text = plain_section(None, markup_of(element, "FullText"), access)
    if text is not None:
        yield text
    route = children(child(element, "Document"), "AgendaItems", "AgendaItem")
    lines = [line for row in route if _access(row) == "open" and (line := ", ".join(_station(row)))]
    if lines:
        yield ExportedSection("Sagens gang", text="\n".join(lines), kind="procedure", access=access)


def _case_numbers(sections: tuple[ExportedSection, ...]) -> Iterator[str]:
    """Those printed above the first heading of the text."""
    for line in (sections[0].text or "").splitlines() if sections else ():
        text = line.strip()
        if text and heading_kind(text) is not None:
            return
        said = read_id(styled(1, text))
        if said is not None and said.kind == "case_number":
            yield said.value


def _station(row: Element) -> Iterator[str]:
    day = instant(text_of(row, "MeetingDate") or text_of(row, "PlannedMeetingDate"))
    printed = f"{day:%d-%m-%Y}" if isinstance(day, datetime) else None
    parts = (text_of(row, "Committee"), printed, text_of(row, "AgendaItemType"))
    yield from (part for part in parts if part)


def _file(element: Element, access: Access) -> ExportedFile:
    path = _pdf(element)
    name = base_name(path)
    title = text_of(element, "NeutralTitle") or text_of(element, "Title") or name or "Bilag"
    id = id_of(attribute_of(element, "attachmentid"))
    return ExportedFile(title, path, id, name, access=strictest(access, _published(element)))


def _documents(agendas: list[Element]) -> Iterator[ExportedFile]:
    """The document of each agenda, closed where the agenda or anything in it is."""
    for agenda in agendas:
        path = _pdf(agenda)
        if path is not None:
            level = level_of_all(tuple(_item(one, _access(agenda)) for one in _elements(agenda)), _access(agenda))
            title = text_of(agenda, "AgendaType") or WHOLE_DOCUMENT
            yield ExportedFile(title, path, file_name=base_name(path), access=level)


def _front(agenda: Element, items: tuple[ExportedItem, ...]) -> str | None:
    """What the text of an open agenda says before its first item. Only where all its items are open: else a closed
    title may stand there in other words."""
    own = tuple(_item(one, _access(agenda)) for one in _elements(agenda))
    if not own or any(item.access != "open" for item in own):
        return None
    lines = _printed(child(agenda, "FullText")).split("\n")
    starts = {line for item in items for line in _starts(item)}
    end = next((place for place, line in enumerate(lines) if any(start in (folded(line) or "") for start in starts)), 0)
    return introduction_of("\n".join(lines[:end]))


def _printed(element: Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext())).replace("\r\n", "\n").replace("\r", "\n")


def _starts(item: ExportedItem) -> Iterator[str]:
    first = next((part.text for part in item.sections if part.text), "")
    lines = (folded(line) for line in first.splitlines())
    yield from (said for said in (folded(item.title), next(filter(None, lines), None)) if said)


def _unreadable(message: str) -> Finding:
    return Finding("format_unknown", "error", f"{message} Den er ikke læst.")
