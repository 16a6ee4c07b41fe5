"""The body of an Acadre export: items, their texts and attachments, and who was there (esdh-formats.md 3.3 to 3.6)."""

from collections.abc import Iterator
from datetime import date, datetime
from html import escape

from app.domain.danish_dates import COPENHAGEN, MONTHS
from app.domain.vocabulary import Access, Attendance, SectionKind
from app.importers.exports.acadre_tables import Row, in_order, plain, told, walk
from app.importers.exports.bodies import section_of
from app.importers.exports.decided import decision_kind, is_unreleased
from app.importers.exports.enclosed import base_name
from app.importers.exports.export import ExportedAttendee, ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.headed import Body
from app.importers.exports.people import name_and_party, role_and_title
from app.importers.exports.values import instant, strictest

_STATES: dict[str, Attendance] = {"0": "present", "1": "absent", "2": "excused"}
_TYPES: dict[str, tuple[str, SectionKind]] = {
    "1": ("resum", "summary"),
    "2": ("sagsfremstilling", "presentation"),
    "3": ("økonomi", "economy"),
    "4": ("lovgrundlag", "legal_basis"),
    "5": ("bilag", "attachments"),
    "6": ("indstilling", "recommendation"),
    "7": ("supplerende sagsfremstilling", "presentation"),
}
"""By `bullettype`, with how the name begins: customers give the types meanings of their own."""


def read_attendees(meeting: Row, *, is_minutes: bool) -> tuple[ExportedAttendee, ...]:
    """Those of the meeting, each once; the standing members of the committee are not asked. Before there are minutes
    only an apology is known."""
    seen: dict[tuple[str | None, str], ExportedAttendee] = {}
    for row in in_order(meeting.rows("meetmember", "member"), "sort"):
        one = _attendee(row, is_minutes=is_minutes)
        if one is not None:
            seen.setdefault((one.id, one.name), one)
    return tuple(seen.values())


def _attendee(row: Row, *, is_minutes: bool) -> ExportedAttendee | None:
    name, party = name_and_party(row.text("name"))
    if name is None:
        return None
    roles, title = role_and_title(row.text("role"))
    state = _STATES.get(row.text("absent") or "", "unknown")
    return ExportedAttendee(
        name,
        state if is_minutes or state == "excused" else "unknown",
        row.id(),
        roles,
        title,
        political_party=row.text("party") or party,
        note=plain(row.text("comment")),
    )


def read_items(agenda: Row, body: Body, access: Access, forum_name: str, day: date | None) -> Iterator[ExportedItem]:
    """In the order of their numbers, where all have one; `access` is that of the agenda."""
    parents = in_order(agenda.rows("agendaitemparents"), "sort")
    for parent in walk(parents, lambda row: row.rows("agendaitem", "agendaitemparents")):
        for row in parent.rows("agendaitem"):
            level = strictest(access, _level(row, "accessname"))
            yield ExportedItem(
                parent.text("sort") or "",
                row.text("name") or "",
                row.id(),
                case_number=row.text("caseno"),
                access=level,
                sections=tuple(_sections(row, level, forum_name, day)),
                attachments=tuple(_attachments(row, level, body)),
                absent=tuple(_absent(row)),
            )


def _sections(row: Row, access: Access, forum_name: str, day: date | None) -> Iterator[ExportedSection]:
    for label, name in (("Sagen afgøres i", "comname"), ("Sagens gang", "area")):
        section = section_of(label, row.markup(name), access, "procedure")
        if section is not None:
            yield section
    for bullet in in_order(row.rows("bullet"), "bulletsortorder"):
        heading, markup = bullet.text("bulletname"), bullet.markup("bulletcontent")
        section = section_of(heading, markup, access, _kind(bullet, heading, forum_name, day))
        if section is not None and not is_unreleased(plain(markup)):
            yield section
    for label, name in (("Fraværende", "absent"), ("Afbud", "excuse")):
        away = section_of(label, row.markup(name), access, "absentees")
        if away is not None and row.count(name) < 0:
            yield away


def _kind(bullet: Row, heading: str | None, forum_name: str, day: date | None) -> SectionKind | None:
    """By the name where it is a decision's; by the type where the name agrees, or there is none."""
    kind = decision_kind(heading, forum_name, day)
    if kind is not None:
        return kind
    type = bullet.text("bullettype") or ""
    if heading is None and type == "8":
        return "decision"
    if type not in _TYPES:
        return None
    start, said = _TYPES[type]
    return said if (heading or start).casefold().startswith(start) else None


def _absent(row: Row) -> Iterator[str]:
    """Names, each once, of those who were away for the item or for a part of it."""
    tables = [*row.rows("absentmembers"), *row.rows("bullet", "absentmembers")]
    members = [one for table in tables for one in (table, *table.rows("member"))]
    names = (name_and_party(one.text("name"))[0] for one in members)
    yield from dict.fromkeys(name for name in names if name is not None)


def _attachments(row: Row, access: Access, body: Body) -> Iterator[ExportedFile]:
    """Enclosures, then files of the case that are not enclosed."""
    seen: set[str | None] = set()
    for one in in_order(row.rows("enclosure"), "sort"):
        path = body.beside(one.text("filename"))
        seen.add(path)
        yield _file(one, one.text("name"), path, strictest(access, _level(one, "access")))
    for one in in_order(row.rows("Case", "Files", "File"), "sort"):
        path = body.beside(_case_file(one))
        if path not in seen:
            level: Access = "open" if one.text("PublicAccessLevelName") == "Åben" else "closed"
            yield _file(one, one.text("Title"), path, strictest(access, level))


def _level(row: Row, flag: str) -> Access:
    """Closed where the flag is missing that this kind of row is opened by; the other of the two may still close."""
    return "closed" if row.text(flag) is None else told("accessname", "access", row) or "closed"


def _case_file(row: Row) -> str | None:
    name, ending = row.text("FileName"), row.text("DocumentExtension")
    if name is None or ending is None or name.casefold().endswith("." + ending.casefold().lstrip(".")):
        return name
    return f"{name}.{ending.lstrip('.')}"


def _file(row: Row, title: str | None, path: str | None, access: Access) -> ExportedFile:
    name = base_name(path)
    return ExportedFile(title or name or "Bilag", path, row.id(), name, access=access)


def upcoming(meeting: Row, agenda: Row) -> str | None:
    """Meetings to come that the export names, as HTML. Their days are printed otherwise than the meeting's own."""
    rows = [*meeting.rows("upcomingmeetings", "upcomingmeeting"), *agenda.rows("upcomingmeetings", "upcomingmeeting")]
    lines = [f"<li>{escape(line, quote=False)}</li>" for row in rows if (line := ", ".join(_coming(row)))]
    return f"<p>Kommende møder</p><ul>{''.join(lines)}</ul>" if lines else None


def _coming(row: Row) -> Iterator[str]:
    starts, ends = instant(row.text("date")), instant(row.text("finish"))
    when = _printed(starts) if isinstance(starts, datetime) else row.text("date")
    if when and isinstance(starts, datetime) and isinstance(ends, datetime) and ends > starts:
        when += f"-{ends.astimezone(COPENHAGEN):%H:%M}"
    yield from (part for part in (plain(row.text("name")), when, plain(row.text("location"))) if part)


def _printed(moment: datetime) -> str:
    local = moment.astimezone(COPENHAGEN)
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year} kl. {local:%H:%M}"
