"""Records of FirstAgenda's publication sites: JSON with HTML (esdh-formats.md 6.4).

A new publication of the same meeting gives everything new GUIDs, so only those of the committee are kept; a meeting is
known by its committee and its start. `IsOpen` says nothing in this dialect. Names of members are read whatever
their case.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from app.domain.danish_dates import COPENHAGEN
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.vocabulary import Access, Attendance, DocumentKind
from app.importers.exports.export import Export, ExportedAttendee, ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.values import revision_of

_NO_ID = "00000000-0000-0000-0000-000000000000"

Members = Mapping[str, Any]


def record_of(text: str) -> Members | None:
    """The record, if the text is one: JSON with a committee, a meeting and items."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        value = msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    record = _members(value)
    is_record = isinstance(record.get("dagsordenpunkter"), list) and isinstance(record.get("moede"), dict)
    return record if is_record and isinstance(record.get("udvalg"), dict) else None


def read_record(record: Members) -> Export:
    forum, meeting = _members(record["udvalg"]), _members(record["moede"])
    findings: list[Finding] = []
    starts_at = _instant(meeting.get("dato")) or _instant(meeting.get("meetingbeginutc"))
    if starts_at is None:
        findings.append(_undated(meeting.get("dato")))
    ends_at = _instant(meeting.get("meetingendutc"))
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        ends_at = None
        message = "Mødets slutning ligger før dets begyndelse og er udeladt; ret den i kilden."
        findings.append(Finding("date_invalid", "error", message, ("/meeting/ends_at",)))
    name = _text(meeting, "navn")
    forum_id = _id(forum)
    items = tuple(_item(one, findings) for one in map(_members, _rows(record, "dagsordenpunkter")))
    is_supplement = _is_true(record, "tillaegsdagsorden", meeting, "issupplementaryagenda")
    kind = _kind(name, items, is_supplement=is_supplement)
    meeting_id = f"{forum_id}/{revision_of(starts_at)}" if forum_id and starts_at else None
    return Export(
        "firstagenda",
        _text(forum, "navn"),
        forum_id,
        meeting_id=meeting_id,
        publication_id=f"{meeting_id}/{'tillæg' if kind == 'supplementary_agenda' else name}" if meeting_id else None,
        revision=revision_of(_instant(meeting.get("releaseddate"))),
        kind=kind,
        title=None if name.casefold() in {"", "dagsorden", "referat"} else name,
        starts_at=starts_at,
        ends_at=ends_at,
        location=_text(meeting, "sted") or None,
        access=_access(name),
        introduction=_text(meeting, "description") or None,
        attendance_recorded=bool(_rows(meeting, "moededeltagere")),
        attendees=tuple(_attendee(one) for one in map(_members, _rows(meeting, "moededeltagere"))),
        items=items,
        findings=tuple(findings),
    )


def _kind(name: str, items: tuple[ExportedItem, ...], *, is_supplement: bool) -> DocumentKind | None:
    """Nearly all that holds decisions is called an agenda: only the content tells."""
    folded = name.casefold()
    if is_supplement or folded.startswith("tillæg"):
        return "supplementary_agenda"
    return "minutes" if "referat" in folded and items else None


def _access(name: str) -> Access:
    return "closed" if name.casefold().startswith("lukket") else "unknown"


def _attendee(row: Members) -> ExportedAttendee:
    attendance: Attendance = "present"
    if row.get("participationcancelled") is True:
        attendance = "excused"
    elif row.get("absent") is True:
        attendance = "absent"
    return ExportedAttendee(_text(row, "name"), attendance)


def _item(row: Members, findings: list[Finding]) -> ExportedItem:
    number = _text(row, "number") or _text(row, "punktnummer")
    sections = tuple(_sections(row))
    if not any(section.html for section in sections) and _has_document(row):
        message = f"Teksten til punkt {number} findes kun som et dokument hos kilden og er ikke med i filen."
        findings.append(Finding("text_absent", "warning", message, hint="Hent dokumentet hos kilden."))
    away = (one for one in map(_members, _rows(row, "externalagendaitemattendees")) if _text(one, "name"))
    return ExportedItem(
        number,
        _text(row, "caption") or _text(row, "navn"),
        case_number=_text(row, "casenumber") or _text(row, "sagsnummer") or None,
        sections=sections,
        attachments=tuple(_files(row)),
        absent=tuple(_text(one, "name") for one in away),
    )


def _sections(row: Members) -> Iterator[ExportedSection]:
    for part in map(_members, _rows(row, "felter")):
        if _text(part, "html"):
            yield ExportedSection(_text(part, "navn") or None, _text(part, "html"))
        elif _text(part, "tekst"):
            yield ExportedSection(_text(part, "navn") or None, text=_text(part, "tekst"))
    for part in map(_members, _rows(row, "presentations")):
        if _text(part, "content"):
            yield ExportedSection(_text(part, "title") or None, _text(part, "content"))
    decided = row.get("itemdecision")
    text = _text(_members(decided), "text") if isinstance(decided, dict) else decided
    if isinstance(text, str) and text.strip():
        yield ExportedSection("Beslutning", text, kind="decision")


def _has_document(row: Members) -> bool:
    return any(_text(part, "documentid") not in {"", _NO_ID} for part in map(_members, _rows(row, "felter")))


def _files(row: Members) -> Iterator[ExportedFile]:
    """In the order of the site, which is the list's where the numbers say nothing else."""
    files = [one for one in map(_members, _rows(row, "bilag")) if _text(one, "navn")]
    for one in sorted(files, key=_order):
        yield ExportedFile(_text(one, "navn"))


def _order(row: Members) -> int:
    order = row.get("order")
    return order if isinstance(order, int) else 0


def _members(value: Any) -> Members:
    """The members by their names in lower case; none where the value is no object."""
    return {name.casefold(): item for name, item in value.items()} if isinstance(value, dict) else {}


def _rows(members: Members, name: str) -> list[Any]:
    value = members.get(name)
    return value if isinstance(value, list) else []


def _text(members: Members, name: str) -> str:
    value = members.get(name)
    return value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""


def _id(members: Members) -> str | None:
    id = _text(members, "id").casefold()
    return id if id and id != _NO_ID else None


def _is_true(record: Members, name: str, meeting: Members, other: str) -> bool:
    return record.get(name) is True or meeting.get(other) is True


def _instant(value: Any) -> datetime | None:
    """With Copenhagen's offset; an instant without one is Copenhagen's. `0001-01-01` is none."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        if instant is None or instant.year <= 1:
            return None
        return (instant if instant.tzinfo else instant.replace(tzinfo=COPENHAGEN)).astimezone(COPENHAGEN)
    except (ValueError, OverflowError):
        return None


def _undated(value: Any) -> Finding:
    told = "ingen dato" if not isinstance(value, str) or not value.strip() else "en dato, der ikke kan læses"
    message = f"Mødet har {told} i »Moede.Dato«; fx »2024-10-09T16:00:00+02:00« var ventet."
    where = Evidence(None, value[:100]) if isinstance(value, str) and value.strip() else Evidence()
    return Finding("date_invalid", "error", message, ("/meeting/date",), where=(where,))
