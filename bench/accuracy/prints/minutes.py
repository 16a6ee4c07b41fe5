"""Prints a record of an agenda system (JSON with HTML) as text minutes, and keeps what the text then says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from bench.accuracy.html_lines import HtmlLine, folded, html_lines
from bench.accuracy.prints.attachments import print_attachments
from bench.accuracy.prints.attendees import print_attendees
from bench.accuracy.prints.choices import Choices
from bench.accuracy.prints.head import Occasion, print_contents, print_head
from bench.accuracy.prints.headings import print_heading, printed_number
from bench.accuracy.prints.page import Page, finish
from bench.accuracy.prints.sections import print_heading_line, print_lines


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
    """The printed text, its bytes, and what it says. `attendees` are pairs of name and state."""

    text: str
    data: bytes
    body: str
    day: date
    clock: str
    place: str
    attendees: tuple[tuple[str, str], ...]
    items: tuple[KnownItem, ...]


def print_minutes(record: Mapping[str, Any], choices: Choices) -> KnownMinutes:
    starts_at = datetime.fromisoformat(record["Moede"]["Dato"])
    own = Occasion(folded(record["Udvalg"]["Navn"]), starts_at, folded(record["Moede"]["Sted"] or ""))
    page = Page(choices, own.body, own.day)
    print_head(page, own)
    attendees = tuple((folded(row["Name"]), state_of(row)) for row in record["Moede"]["Moededeltagere"])
    items = record["Dagsordenpunkter"]
    if choices.attendees != "last":
        print_attendees(page, attendees)
    print_contents(page, [(str(item["Number"]), folded(item["Caption"])) for item in items])
    if choices.attendees == "last":
        print_attendees(page, attendees)
    told = [_print_item(page, own, position, item) for position, item in enumerate(items)]
    done = finish(page)
    known = tuple(
        _known(item, done.item_lines[position], told[position], choices) for position, item in enumerate(items)
    )
    clock = f"{starts_at:%H:%M}"
    return KnownMinutes(done.text, done.data, own.body, starts_at.date(), clock, own.place, attendees, known)


def state_of(row: Mapping[str, Any]) -> str:
    return "excused" if row["ParticipationCancelled"] else "absent" if row["Absent"] else "present"


def _known(item: Mapping[str, Any], line: int, decision: str | None, choices: Choices) -> KnownItem:
    return KnownItem(
        line,
        printed_number(choices.heading, str(item["Number"])),
        folded(item["Caption"]),
        folded(item["CaseNumber"] or "") or None,
        tuple(folded(entry["Navn"]) for entry in item["Bilag"]),
        decision,
        tuple(folded(row["Name"]) for row in item["ExternalAgendaItemAttendees"] or ()),
    )


def _print_item(page: Page, own: Occasion, position: int, item: Mapping[str, Any]) -> str | None:
    """Returns the decision as it was printed."""
    known = _known(item, 0, None, page.choices)
    print_heading(page, position, str(item["Number"]), known.title, known.case_number)
    lines = [line for part in item["Felter"] for line in html_lines(part["Html"] or "")]
    decision, rest = _split(lines)
    told: str | None = None
    if page.choices.decision_place == "first":
        told = _print_decision(page, own, known, decision)
    early = page.choices.attachment_place == "before text" and bool(rest) and decision is not None
    if early:
        print_attachments(page, known.attachments)
    print_lines(page, rest)
    if page.choices.decision_place == "before attachments":
        told = _print_decision(page, own, known, decision)
    if not early:
        print_attachments(page, known.attachments)
    if page.choices.decision_place == "last":
        told = _print_decision(page, own, known, decision)
    return told


def _print_decision(page: Page, own: Occasion, item: KnownItem, lines: list[HtmlLine] | None) -> str | None:
    if lines is None:
        return None
    heading: str = page.choices.decision_heading
    for sign, meaning in (("X", own.body), (" D", f" {own.day}"), (" N:", f" {item.number}:")):
        heading = heading.replace(sign, meaning, 1)
    is_line = len(lines) == 1 and lines[0].style == "text" and lines[0].text.strip(" .") != ""
    if page.choices.labels != "own line" and is_line:
        sign = ": " if page.choices.labels == "same line" else " - "
        page.add(f"Beslutning{sign}{lines[0].text}")
        return folded(lines[0].text)
    print_heading_line(page, heading)
    told = folded(" ".join(print_lines(page, lines)))
    if page.choices.absentees == "section" and item.absent:
        print_heading_line(page, "Fraværende")
        page.add(*item.absent, kind="heading")
    elif page.choices.absentees == "line" and item.absent and "Fraværende:" not in told:
        page.add(f"Fraværende: {', '.join(item.absent)}")
    return told


def _split(lines: list[HtmlLine]) -> tuple[list[HtmlLine] | None, list[HtmlLine]]:
    """The decision's lines without their heading (null where the record has none), and all others."""
    if not lines or not _is_heading(lines[0], "Beslutning"):
        return None, lines
    decision = list(takewhile(lambda line: not _is_heading(line, "Fremstilling"), lines[1:]))
    return decision, lines[1 + len(decision) :]


def _is_heading(line: HtmlLine, text: str) -> bool:
    return line.tag == "h3" and line.text == text
