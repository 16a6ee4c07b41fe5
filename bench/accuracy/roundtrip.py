"""Reads printed minutes back and counts what came back exactly, blanks folded."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.importers.document import AgendaItem, ImportedDocument
from app.importers.sniff import read_document
from bench.accuracy.html_lines import folded
from bench.accuracy.prints.choices import LAYOUTS, Choices
from bench.accuracy.prints.minutes import KnownItem, KnownMinutes, print_minutes

CORPUS = Path(os.environ.get("KLYNGE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))

Subject = Literal[
    "date",
    "time",
    "forum",
    "place",
    "item",
    "number",
    "title",
    "case_number",
    "attachments",
    "attachment",
    "attendee",
    "decision",
    "line",
]
FLOORS: dict[Subject, float] = {
    "date": 1.0,
    "time": 1.0,
    "forum": 1.0,
    "place": 1.0,
    "item": 1.0,
    "number": 0.995,
    "title": 0.995,
    "case_number": 0.995,
    "attachments": 0.995,
    "attachment": 0.995,
    "attendee": 0.995,
    "decision": 0.99,
    "line": 1.0,
}
"""The share that must come back. `attachments` are whole lists in order; an `item` that was invented is a miss."""

_ABSENTEES_AT_END = re.compile(r"\s*(?:Afbud|Fraværende)\s*:[^:]*$")


@dataclass(frozen=True, slots=True)
class Miss:
    """What the record says and what was read, null for nothing."""

    source: str
    subject: Subject
    where: str
    known: str | None
    read: str | None


@dataclass(slots=True)
class Score:
    known: Counter[Subject] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def share(self, subject: Subject) -> float:
        """1 where there was nothing to read; an invention counts like a miss."""
        missed = sum(miss.subject == subject for miss in self.misses)
        return 1.0 if not missed else max(0.0, 1 - missed / max(1, self.known[subject]))

    def add(self, other: "Score") -> None:
        self.known += other.known
        self.misses += other.misses


def records(folder: Path | None = None) -> list[Path]:
    return sorted((folder or CORPUS / "firstagenda").glob("*.json"))


def score_record(path: Path, choices: Choices) -> Score:
    known = print_minutes(json.loads(path.read_text(encoding="utf-8")), choices)
    return score(path.stem, known, read_document(f"{path.stem}.txt", known.data))


def score(source: str, known: KnownMinutes, document: ImportedDocument) -> Score:
    result = Score()
    for subject, where, expected, read in _pairs(known, document):
        if expected is not None:
            result.known[subject] += 1
        if expected != read:
            result.misses.append(Miss(source, subject, where, expected, read))
    return result


Pair = tuple[Subject, str, str | None, str | None]


def _pairs(known: KnownMinutes, document: ImportedDocument) -> Iterator[Pair]:
    """Subject, place, what is known and what was read; both null is no pair."""
    meeting = document.meeting
    yield from _head_pairs(known, document)
    found = {} if meeting is None else {_first_line(item): item for item in meeting.agenda_items}
    for item in known.items:
        read = found.pop(item.line, None)
        yield "item", item.number, item.title, None if read is None else item.title
        yield from _item_pairs(item, read)
    for invented in found.values():
        yield "item", f"line {_first_line(invented)}", None, invented.title
    attendees = Counter(() if meeting is None else ((row.name, row.attendance) for row in meeting.attendees))
    yield from _each("attendee", "head", Counter(f"{name}: {state}" for name, state in known.attendees), attendees)
    yield from _lines(known, document)


def _head_pairs(known: KnownMinutes, document: ImportedDocument) -> Iterator[Pair]:
    meeting = document.meeting
    day = None if meeting is None or meeting.date is None else meeting.date.day
    at = None if meeting is None else meeting.starts_at
    place = None if meeting is None else meeting.location
    yield "date", "head", known.day.isoformat(), None if day is None else day.isoformat()
    yield "time", "head", known.clock, None if at is None else f"{at:%H:%M}"
    yield "forum", "head", known.body, None if document.forum is None else document.forum.name
    if known.place or place is not None:
        parts = () if place is None else (place.name, place.address)
        yield "place", "head", known.place or None, ", ".join(part for part in parts if part) or None


def _first_line(item: AgendaItem) -> int:
    return 0 if item.evidence.lines is None else item.evidence.lines[0]


def _item_pairs(item: KnownItem, read: AgendaItem | None) -> Iterator[Pair]:
    where = f"punkt {item.number}"
    yield "number", where, item.number, None if read is None else read.number
    yield "title", where, item.title, None if read is None else folded(read.title)
    case_number = None if read is None else read.case_number
    if item.case_number is not None or case_number is not None:
        yield "case_number", where, item.case_number, case_number
    attachments = () if read is None else tuple(folded(entry.title) for entry in read.attachments)
    if item.attachments or attachments:
        yield "attachments", where, " | ".join(item.attachments) or None, " | ".join(attachments) or None
        yield from _each("attachment", where, Counter(item.attachments), Counter(attachments))
    decision = None if read is None or read.decision is None else _deciding(read.decision.text or "")
    if item.decision is not None or decision:
        yield "decision", where, None if item.decision is None else _deciding(item.decision), decision


def _deciding(text: str) -> str:
    """Without the absentees that a decision may end with: they may be read as such. A lone full stop says nothing."""
    return _ABSENTEES_AT_END.sub("", "" if folded(text) == "." else folded(text))


def _each(subject: Subject, where: str, known: Counter[str], read: Iterable[object]) -> Iterator[Pair]:
    """One pair for each of the known, and one for each read that is none of them."""
    there = Counter(": ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in _elements(read))
    for one in known.elements():
        yield subject, where, one, one if there[one] > 0 else None
        there[one] -= 1
    for one in (+there).elements():
        yield subject, where, None, one


def _elements(read: Iterable[object]) -> Iterable[object]:
    return read.elements() if isinstance(read, Counter) else read


def _lines(known: KnownMinutes, document: ImportedDocument) -> Iterator[Pair]:
    """A line that is not in exactly one field is lost, or said twice."""
    placed = Counter(number for number, _ in document.placements)
    for number, line in enumerate(known.text.split("\n"), 1):
        if line.strip():
            yield "line", f"line {number}", "in 1 field", f"in {placed[number]} field{'s' * (placed[number] != 1)}"


def score_all(paths: Iterable[Path], layouts: Mapping[str, Choices] = LAYOUTS) -> dict[str, Score]:
    """By the name of the layout."""
    files = tuple(paths)
    scores = {name: Score() for name in layouts}
    for name, choices in layouts.items():
        for path in files:
            scores[name].add(score_record(path, choices))
    return scores


def report(scores: Mapping[str, Score], misses_each: int = 1_000) -> Iterator[str]:
    """A table of shares with a row for each layout, then its misses, each on a line of its own."""
    yield f"| layout | {' | '.join(FLOORS)} |"
    yield f"|---|{'---|' * len(FLOORS)}"
    for name, one in scores.items():
        shares = " | ".join("100" if one.share(subject) == 1 else f"{one.share(subject):.2%}" for subject in FLOORS)
        yield f"| {name} | {shares} |"
    for name, one in scores.items():
        for miss in one.misses[:misses_each]:
            known, read = _short(miss.known), _short(miss.read)
            yield f"{name}: {miss.source} {miss.subject} {miss.where}: known {known}, read {read}"


def _short(text: str | None) -> str:
    return "nothing" if text is None else repr(text if len(text) <= 300 else f"{text[:150]} … {text[-150:]}")
