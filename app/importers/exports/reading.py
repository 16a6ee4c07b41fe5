"""From an export to an imported document: the rules of minutes read the texts; its own facts stand above them."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from app.domain.danish_dates import COPENHAGEN, FuzzyDate
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text
from app.domain.vocabulary import DocumentKind, MeetingStatus
from app.importers.document import (
    AgendaItem,
    Attachment,
    ImportedDocument,
    ItemReference,
    Location,
    Meeting,
    Origin,
    Section,
)
from app.importers.drop import ALONE, Drop
from app.importers.exports.attached import AttachedFiles
from app.importers.exports.export import Export, ExportedAttendee, ExportedFile, ExportedItem
from app.importers.exports.printing import Print, PrintedItem, print_export
from app.importers.exports.sections import item_block
from app.importers.html_text import HtmlLine, folded, html_of
from app.importers.referat.attendance import read_attendance
from app.importers.referat.blocks import Blocks
from app.importers.referat.bodies import Body, read_body
from app.importers.referat.content import Structure, read_content
from app.importers.referat.forum_names import names_of, read_forum_names
from app.importers.referat.head import Head
from app.importers.referat.items import told_apart
from app.importers.referat.lines import Line
from app.importers.referat.people import Listed, People
from app.importers.referat.persons import Person
from app.importers.referat.sections import OwnMeeting

_PUBLISHED: tuple[MeetingStatus, ...] = ("minutes_published", "minutes_approved")


def read_export(name: str, export: Export, drop: Drop = ALONE) -> ImportedDocument:
    """Never raises. An export without items has a meeting without items; one without forum or day says so.

    Attachments have the size and the checksum of their files where the drop has these.
    """
    page = print_export(export)
    day = None if export.starts_at is None else export.starts_at.astimezone(COPENHAGEN).date()
    forum = folded(export.forum_name)
    body = _body(export, forum, day, page)
    called = None if body is None or body.cluster is None else read_forum_names(body, tuple(page.lines))
    names = names_of(body, called)
    own = OwnMeeting(day, names, key_text(forum))
    blocks = Blocks(page.head, tuple(item_block(item, page.html, own) for item in page.items))
    keys = _item_keys(export.items)
    people = _people(export, page, keys) if export.attendees else read_attendance(blocks, keys)
    head = Head(
        export.kind or "minutes",
        forum,
        page.head[0] if page.head else None,
        None if day is None else FuzzyDate(day, day, "day", text=None),
        export.starts_at,
        export.ends_at,
        Location(folded(export.location)) if export.location and export.location.strip() else None,
        (),
        export.findings,
    )
    read = read_content(
        Structure(
            name,
            export.dialect,
            page.text,
            head,
            body,
            called,
            names,
            blocks,
            keys,
            people,
            is_print=False,
            owner=_owner(body, export.forum_id),
        )
    )
    return _with_facts(read, export, page, AttachedFiles(drop))


def _body(export: Export, forum: str, day: date | None, page: Print) -> Body | None:
    """Whatever the forum is called: who exported it knows that it met."""
    head = page.head if export.organisation is None else (replace(page.head[0], text=export.organisation), *page.head)
    read = read_body(forum, day, head, tuple(page.lines))
    if read is None:
        return Body(None, "other", forum, None, export.organisation or forum) if forum else None
    if read.cluster is not None or export.organisation is None:
        return read
    return replace(read, organisation=folded(export.organisation))


def _owner(body: Body | None, forum_id: str | None) -> str | None:
    """Committees of the same name whose organisations are not told are kept apart by their ids."""
    if body is None or forum_id is None or body.cluster is not None:
        return None
    is_told = key_text(body.owner_name) != key_text(body.forum)
    return None if is_told else f"{key_text(body.forum)} {forum_id}"


def _item_keys(items: tuple[ExportedItem, ...]) -> tuple[str, ...]:
    """By the system's id, which lasts when numbers shift; else by number."""
    return told_apart(f"item-{item.number}" if item.id is None else f"item:{item.id}" for item in items)


def _people(export: Export, page: Print, keys: tuple[str, ...]) -> People:
    people = People()
    for one, line in zip(export.attendees, page.attendees, strict=True):
        evidence = Evidence((line.number, line.number), line.bare)
        people.add(_listed(one, line.bare, evidence))
    for item, printed, key in zip(export.items, page.items, keys, strict=True):
        for name, line in zip(item.absent, printed.absent[1:], strict=True):
            evidence = Evidence((line.number, line.number), line.bare, agenda_item_id=key)
            known = people.mention(folded(name), evidence)
            if known is None:
                row = _listed(ExportedAttendee(name), line.bare, evidence)
                people.add(row)
                known = row.key
            people.row(known).absent_for.append(ItemReference(key, item.number))
    return people


def _listed(one: ExportedAttendee, printed: str, evidence: Evidence) -> Listed:
    name = folded(one.name)
    person = Person(name, one.title, one.organisation, None, one.political_party, note=one.note)
    return Listed(key_text(name), person, printed, evidence, one.attendance, one.roles or ("member",))


def _with_facts(read: ImportedDocument, export: Export, page: Print, found: AttachedFiles) -> ImportedDocument:
    if read.meeting is None:
        return read
    items = tuple(
        _item(item, said, printed, page.html, found)
        for item, said, printed in zip(read.meeting.agenda_items, export.items, page.items, strict=True)
    )
    meeting = replace(
        read.meeting,
        title=folded(export.title) if export.title else read.meeting.title,
        number=export.number or read.meeting.number,
        status=_status(read.meeting, export.kind),
        attendance_recorded=export.attendance_recorded or read.meeting.attendance_recorded,
        agenda_items=items,
        attachments=tuple(_attachments("meeting", export.files, found)),
    )
    if export.access == "closed":
        items = tuple(replace(item, access="closed") for item in items)
        meeting = replace(meeting, agenda_items=items)
    kind = export.kind or read.document.kind
    origin = Origin(
        export.forum_id,
        export.meeting_id,
        export.publication_id,
        export.revision,
        export.is_withdrawn,
        export.is_draft,
        export.is_headless,
    )
    return replace(
        read,
        meeting=meeting,
        document=replace(read.document, kind=kind, access=export.access),
        findings=tuple(_told(read.findings, kind)),
        origin=origin,
        files=found.all,
    )


def _told(findings: tuple[Finding, ...], kind: DocumentKind) -> Iterator[Finding]:
    """An agenda has no decisions, which is nothing to tell."""
    is_agenda = kind in {"agenda", "supplementary_agenda"}
    for finding in findings:
        if not (is_agenda and finding.code == "text_absent" and finding.paths == ("/meeting/agenda_items",)):
            yield finding


def _status(meeting: Meeting, kind: DocumentKind | None) -> MeetingStatus:
    if kind == "minutes" and meeting.status not in _PUBLISHED:
        return "minutes_published"
    return "agenda_published" if kind == "agenda" else meeting.status


def _item(
    item: AgendaItem,
    said: ExportedItem,
    printed: PrintedItem,
    html: Mapping[int, HtmlLine],
    found: AttachedFiles,
) -> AgendaItem:
    attachments = tuple(_attachments(item.key, said.attachments, found)) or item.attachments
    decision = item.decision
    if decision is not None and decision.text is not None:
        parts = [part for part in item.sections if part.kind == "decision"]
        lines = [html[number] for part in parts for number in _numbers(part) if number in html]
        text = "\n".join(line.text for line in lines if line.style != "heading" or len(lines) > 1)
        decision = replace(decision, text=text or decision.text)
    return replace(
        item,
        source_ids=() if said.id is None else (said.id,),
        title=folded(said.title) or item.title,
        access=item.access if said.access == "unknown" else said.access,
        case_number=said.case_number or item.case_number,
        document_number=said.document_number or item.document_number,
        sections=tuple(_section(part, printed, html) for part in item.sections),
        decision=decision,
        attachments=attachments,
    )


def _numbers(part: Section) -> range:
    return range(part.lines[0] + (part.heading is not None), part.lines[1] + 1)


def _section(part: Section, printed: PrintedItem, html: Mapping[int, HtmlLine]) -> Section:
    lines = tuple(html[number] for number in _numbers(part) if number in html)
    owner = next((one for one in printed.sections if _holds(one.heading, one.lines, part.lines[0])), None)
    access = part.access if owner is None else owner.said.access
    return replace(part, html=html_of(lines), access=access)


def _holds(heading: Line | None, lines: tuple[Line, ...], number: int) -> bool:
    held = (*(() if heading is None else (heading,)), *lines)
    return bool(held) and held[0].number <= number <= held[-1].number


def _attachments(owner: str, files: tuple[ExportedFile, ...], found: AttachedFiles) -> Iterator[Attachment]:
    keys = told_apart(f"{owner}/{file.id or key_text(folded(file.title))}" for file in files)
    for file, key in zip(files, keys, strict=True):
        there = None if file.path is None else found.at(file.path)
        yield Attachment(
            key,
            folded(file.title) or file.file_name or "Bilag",
            document_number=file.document_number,
            file_name=file.file_name,
            access=file.access,
            media_type=None if there is None else there.media_type,
            size_bytes=file.size_bytes if there is None else there.size_bytes,
            sha256=None if there is None else there.sha256,
        )
