"""Builds minutes of invented bodies, people and places for the tests of the importers."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.findings import Finding
from app.importers.document import AgendaItem, Attendee, Funding, ImportedDocument, Meeting
from app.importers.sniff import read_document

SAMPLES = Path(__file__).parents[2] / "samples"
HEAD = (
    "REFERAT Chefforum Sundhedsklynge Øst d. 17-01-2024",
    "Mødedato Onsdag d. 17. januar 2024 kl. 09:30",
    "Mødested Mødelokale 4, Regionsgården",
)


def minutes(*paragraphs: str, head: Sequence[str] = HEAD) -> str:
    """Paragraphs with a blank line between them; a paragraph may hold several lines."""
    return "\n\n".join(("\n", *head, *paragraphs)) + "\n"


def read(text: str) -> ImportedDocument:
    return read_document("referat.txt", text.encode())


def read_meeting(*paragraphs: str, head: Sequence[str] = HEAD) -> Meeting:
    meeting = read(minutes(*paragraphs, head=head)).meeting
    assert meeting is not None
    return meeting


def read_item(*paragraphs: str) -> AgendaItem:
    """The one item of minutes with "Punkt 1: Status" and these paragraphs."""
    items = read_meeting("Punkt 1: Status på arbejdet", *paragraphs).agenda_items
    assert len(items) == 1
    return items[0]


def read_attendees(*lines: str) -> dict[str | None, Attendee]:
    """By name, from one list of attendees."""
    meeting = read_meeting("Punkt 1: Mødedeltagere", "Sagsfremstilling", "Mødedeltagere:", *lines)
    return {attendee.name: attendee for attendee in meeting.attendees}


def findings_of(document: ImportedDocument, code: str) -> list[Finding]:
    return [finding for finding in document.findings if finding.code == code]


def lines_of(finding: Finding) -> list[tuple[int, int] | None]:
    return [evidence.lines for evidence in finding.where]


def read_pot(*rows: str, before: str = "Status for de disponerede klyngemidler:") -> tuple[ImportedDocument, Funding]:
    """The one pot of minutes whose first item has this table."""
    table = "\n".join(rows)
    item = ("Punkt 1: Status for klyngemidler", "Sagsfremstilling", before, table, "Beslutning", "Godkendt.")
    document = read(minutes(*item))
    assert len(document.funding) == 1
    return document, document.funding[0]
