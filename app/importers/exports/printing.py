"""An export as the lines its print would have, so that everything read from it has a line to point to.

Each line is known for what it is: nothing is found by how it looks. `html` keeps, by line number, what the line was in
the export's HTML.
"""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from app.domain.danish_dates import COPENHAGEN, MONTHS
from app.domain.vocabulary import Attendance
from app.importers.exports.export import Export, ExportedAttendee, ExportedFile, ExportedItem, ExportedSection
from app.importers.html_text import HtmlLine, folded, html_lines
from app.importers.referat.lines import Line, styled

_STATES: dict[Attendance, str] = {"excused": "afbud", "absent": "fraværende", "away": "ikke til stede"}


class PrintedSection(Struct, frozen=True):
    """`lines` are those below the heading, blank ones included; `is_plain`: they come from plain text."""

    said: ExportedSection
    heading: Line | None
    lines: tuple[Line, ...]
    is_plain: bool


class PrintedItem(Struct, frozen=True):
    heading: Line
    ids: tuple[Line, ...]
    sections: tuple[PrintedSection, ...]
    attachments: tuple[Line, ...]
    absent: tuple[Line, ...]


class Print(Struct):
    """`attendees` has the line of each attendee, in the order of the export; `attachments` those of the meeting."""

    lines: list[Line] = field(default_factory=list)
    html: dict[int, HtmlLine] = field(default_factory=dict)
    head: tuple[Line, ...] = ()
    attendees: list[Line] = field(default_factory=list)
    items: list[PrintedItem] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def blank(self) -> None:
        if self.lines and not self.lines[-1].is_blank:
            self.lines.append(styled(len(self.lines) + 1, ""))

    def add(self, text: str) -> Line:
        """A line that is no heading of anything, whatever it says."""
        line = styled(len(self.lines) + 1, folded(text))
        if line.style in {"item", "page"}:
            line = replace(line, style="plain", bare=line.text, marker=None)
        self.lines.append(line)
        return line

    def add_html(self, said: HtmlLine) -> Line:
        number = len(self.lines) + 1
        self.html[number] = said
        if said.style == "row":
            line = Line(number, said.printed, "row", said.printed.strip())
            self.lines.append(line)
            return line
        return self.add(said.printed)

    def since(self, start: int) -> tuple[Line, ...]:
        return tuple(self.lines[start:])


def print_export(export: Export) -> Print:
    page = Print()
    _print_head(page, export)
    for item in export.items:
        page.items.append(_print_item(page, item))
    return page


def _print_head(page: Print, export: Export) -> None:
    page.add(export.forum_name)
    for label, value in (
        ("", export.title),
        ("Mødenummer: ", export.number),
        ("Mødedato: ", _when(export)),
        ("Mødested: ", export.location),
    ):
        if value and value.strip():
            page.add(f"{label}{value}")
    if export.attendees:
        page.blank()
        page.add("Deltagere:")
        page.attendees.extend(page.add(f"- {_attendee(one)}") for one in export.attendees)
    if export.introduction:
        page.blank()
        _print_html(page, html_lines(export.introduction))
    named = _named(export.files)
    if named:
        page.blank()
        page.add("Dokumenter:")
        for title in named:
            page.add(f"- {title}")
    page.head = page.since(0)


def _when(export: Export) -> str | None:
    if export.starts_at is None:
        return None
    start = export.starts_at.astimezone(COPENHAGEN)
    end = "" if export.ends_at is None else f"-{export.ends_at.astimezone(COPENHAGEN):%H:%M}"
    return f"{start.day}. {MONTHS[start.month - 1]} {start.year} kl. {start:%H:%M}{end}"


def _attendee(one: ExportedAttendee) -> str:
    said = ", ".join(part for part in (one.name, one.title, one.organisation) if part)
    party = f" ({one.political_party})" if one.political_party else ""
    state = _STATES.get(one.attendance)
    return f"{said}{party}{f' - {state}' if state else ''}{f' - {one.note}' if one.note else ''}"


def _print_item(page: Print, item: ExportedItem) -> PrintedItem:
    page.blank()
    number = len(page.lines) + 1
    title = folded(item.title)
    heading = Line(number, f"Punkt {item.number}: {title}".rstrip(), "item", title, item.number)
    page.lines.append(heading)
    ids = [("Sagsnr.: ", item.case_number), ("Dok.nr.: ", item.document_number)]
    told = tuple(page.add(f"{label}{value}") for label, value in ids if value)
    sections = tuple(_print_section(page, section) for section in item.sections)
    attachments = _print_list(page, "Bilag", _named(item.attachments))
    absent = _print_list(page, "Fraværende", item.absent)
    return PrintedItem(heading, told, sections, attachments, absent)


def _named(files: tuple[ExportedFile, ...]) -> list[str]:
    """The titles of those that are not closed: a list of them may be read by whoever may read the item."""
    return [file.title for file in files if file.access != "closed"]


def _print_section(page: Print, section: ExportedSection) -> PrintedSection:
    page.blank()
    heading = page.add(section.heading) if section.heading and section.heading.strip() else None
    start = len(page.lines)
    if section.text is not None:
        for text in section.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            page.lines.append(styled(len(page.lines) + 1, text.rstrip()))
    elif section.html:
        _print_html(page, html_lines(section.html))
    return PrintedSection(section, heading, page.since(start), section.text is not None)


def _print_html(page: Print, lines: Iterable[HtmlLine]) -> None:
    """Blank lines between all but the rows of one table and the entries of one list."""
    above: HtmlLine | None = None
    for said in lines:
        if above is not None and not (said.group and (said.style, said.group) == (above.style, above.group)):
            page.blank()
        page.add_html(said)
        above = said


def _print_list(page: Print, heading: str, entries: Iterable[str]) -> tuple[Line, ...]:
    """The heading and an entry on each line; nothing for no entries."""
    told = tuple(entries)
    if not told:
        return ()
    page.blank()
    return (page.add(heading), *(page.add(f"- {entry}") for entry in told))
