"""Prints a record of an agenda system (JSON with HTML) as text minutes, and keeps what the text then says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from typing import Any, Literal, get_args

from bench.accuracy.html_lines import HtmlLine, folded, html_lines

Layout = Literal["lines", "groups", "commas", "dense"]
"""How the attendees stand in the head: one a line with "(afbud)", by groups, or a labelled line with commas; `dense` is
as `lines`, and there is no blank line in the whole document.

With `groups` the attachments stand before the case text and an item's absentees in a section of their own, as in some
prints; else the attachments come last and the absentees stand where the record's text has them.
"""
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

_WEEKDAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, slots=True)
class KnownItem:
    """`line` is the heading's. `decision` is null where the record has no such heading; blanks are folded."""

    line: int
    number: str
    title: str
    case_number: str | None
    attachments: tuple[str, ...]
    decision: str | None
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownMinutes:
    """The printed text and what it says. `attendees` are pairs of name and state."""

    text: str
    body: str
    day: date
    attendees: tuple[tuple[str, str], ...]
    items: tuple[KnownItem, ...]


@dataclass(slots=True)
class _Page:
    """Paragraphs with a blank line between them, unless `between` says otherwise."""

    lines: list[str] = field(default_factory=list)
    between: tuple[str, ...] = ("",)

    def paragraph(self, *lines: str) -> int:
        """Returns the number of the first line."""
        first = len(self.lines) + 1
        self.lines += [*lines, *self.between]
        return first


def print_minutes(record: Mapping[str, Any], layout: Layout) -> KnownMinutes:
    starts_at = datetime.fromisoformat(record["Moede"]["Dato"])
    body = folded(record["Udvalg"]["Navn"])
    page = _Page([], ()) if layout == "dense" else _Page(["", ""])
    page.paragraph(f"REFERAT {body} d. {starts_at:%d-%m-%Y}")
    day = f"{_WEEKDAYS[starts_at.weekday()]} d. {starts_at:%d}. {_MONTHS[starts_at.month - 1]} {starts_at.year}"
    page.paragraph(f"Mødedato {day} kl. {starts_at:%H:%M}")
    if place := folded(record["Moede"]["Sted"] or ""):
        page.paragraph(f"Mødested {place}")
    attendees = tuple((folded(row["Name"]), _state(row)) for row in record["Moede"]["Moededeltagere"])
    _print_attendees(page, attendees, layout)
    items = tuple(_print_item(page, item, layout) for item in record["Dagsordenpunkter"])
    return KnownMinutes("\n".join(page.lines), body, starts_at.date(), attendees, items)


def _state(row: Mapping[str, Any]) -> str:
    return "excused" if row["ParticipationCancelled"] else "absent" if row["Absent"] else "present"


def _print_attendees(page: _Page, attendees: tuple[tuple[str, str], ...], layout: Layout) -> None:
    marks = {"present": "", "excused": " (afbud)", "absent": " (fraværende)"}
    groups = {"present": "Deltagere", "excused": "Afbud", "absent": "Fraværende"}
    if not attendees:
        return
    if layout in {"lines", "dense"}:
        page.paragraph("Mødedeltagere")
        page.paragraph(*(f"{name}{marks[state]}" for name, state in attendees))
        return
    for state, label in groups.items():
        names = [name for name, own in attendees if own == state]
        if names and layout == "commas":
            page.paragraph(f"{label}: {', '.join(names)}")
        elif names:
            page.paragraph(label)
            for name in names:
                page.paragraph(name)


def _print_item(page: _Page, item: Mapping[str, Any], layout: Layout) -> KnownItem:
    title = folded(item["Caption"])
    line = page.paragraph(f"Punkt {item['Number']}: {title}")
    case_number = folded(item["CaseNumber"] or "") or None
    if case_number is not None:
        page.paragraph(case_number)
    lines = [line for part in item["Felter"] for line in html_lines(part["Html"] or "")]
    decision, rest = _split(lines)
    attachments = tuple(folded(entry["Navn"]) for entry in item["Bilag"])
    absent = tuple(folded(row["Name"]) for row in item["ExternalAgendaItemAttendees"] or ())
    if decision is not None:
        page.paragraph("Beslutning")
        _print_lines(page, decision)
    if layout == "groups":
        _print_list(page, "Fraværende", absent)
        _print_list(page, "Bilag", attachments if rest and decision is not None else ())
    _print_lines(page, rest)
    if layout != "groups" or not rest or decision is None:
        _print_list(page, "Bilag", attachments)
    told = None if decision is None else folded(" ".join(line.text for line in decision))
    return KnownItem(line, str(item["Number"]), title, case_number, attachments, told, absent)


def _split(lines: list[HtmlLine]) -> tuple[list[HtmlLine] | None, list[HtmlLine]]:
    """The decision's lines without their heading (null where the record has none), and all others."""
    if not lines or not _is_heading(lines[0], "Beslutning"):
        return None, lines
    decision = list(takewhile(lambda line: not _is_heading(line, "Fremstilling"), lines[1:]))
    return decision, lines[1 + len(decision) :]


def _is_heading(line: HtmlLine, text: str) -> bool:
    return line.tag == "h3" and line.text == text


def _print_lines(page: _Page, lines: list[HtmlLine]) -> None:
    """Rows of a table and entries of a list stand together, everything else has a blank line after it."""
    together: list[str] = []
    before: str = "text"
    for line in lines:
        if together and (line.style != before or line.style in {"text", "heading"}):
            page.paragraph(*together)
            together = []
        together.append(line.text)
        before = line.style
    if together:
        page.paragraph(*together)


def _print_list(page: _Page, heading: str, entries: tuple[str, ...]) -> None:
    if entries:
        page.paragraph(heading)
        for entry in entries:
            page.paragraph(entry)
