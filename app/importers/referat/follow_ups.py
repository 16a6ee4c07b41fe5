"""What an item leaves to be done: deadlines, promises for a coming meeting; and until when it is closed."""

import re

from app.domain.danish_dates import DateReading, find_date
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.vocabulary import SectionKind
from app.importers.document import ClosedUntil, FollowUp
from app.importers.referat.lines import Line
from app.importers.referat.sentences import sentences

_DEADLINE = re.compile(r"\b(?:deadline|frist(?:en)?)\b", re.IGNORECASE)
_PROMISE = re.compile(
    r"\bpå (?:et|det) (?:kommende|næste|følgende) møde\b|\bønsker (?:et oplæg|en sag|en status)\b"
    r"|\b(?:rund|ud|efter)send(?:es|t)\b|\bsendes til\b|\btages (?:punktet |)op igen\b",
    re.IGNORECASE,
)
_FORUM = re.compile(r"\b(?:i|til) ([A-ZÆØÅ]\w*(?:forum|udvalg(?:et)?)|[A-ZÆØÅ]\w+ [Ff]orum)s?\b")
_LONGEST_LINE = 2_000
_CLOSED = re.compile(r"\blukket punkt\b\s*(?:(?:frem til|indtil)\s+(?:at\s+)?(?P<event>.{3,300}))?", re.IGNORECASE)


def read_follow_ups(
    kind: SectionKind, lines: tuple[Line, ...], item_key: str
) -> tuple[tuple[FollowUp, ...], tuple[Finding, ...]]:
    """Deadlines from any text, promises from decisions only. A deadline without a year is a finding."""
    found: list[FollowUp] = []
    findings: list[Finding] = []
    patterns = (_DEADLINE, _PROMISE) if kind == "decision" else (_DEADLINE,)
    for line in lines:
        if not any(pattern.search(line.bare) for pattern in patterns):
            continue
        for sentence in sentences(line.bare):
            if not any(pattern.search(sentence) for pattern in patterns):
                continue
            reading = find_date(sentence)
            forum = _FORUM.search(sentence)
            due = None if reading is None else reading.date
            found.append(FollowUp(sentence, None if forum is None else forum[1], due))
            findings.extend(_faults(reading, line, item_key))
    return tuple(found), tuple(findings)


def read_closed_until(lines: tuple[Line, ...], item_key: str) -> tuple[ClosedUntil | None, tuple[Finding, ...]]:
    """Until when the item is closed. The day stays null unless it is printed with its year."""
    for line in lines:
        match = _CLOSED.search(line.bare)
        if match is not None:
            event = (match["event"] or "").strip(" .") or None
            reading = find_date(event or "")
            day = None if reading is None else reading.date.day
            return ClosedUntil(line.bare[:_LONGEST_LINE], day, event), tuple(_faults(reading, line, item_key))
    return None, ()


def _faults(reading: DateReading | None, line: Line, item_key: str) -> list[Finding]:
    if reading is None or reading.fault is None:
        return []
    where = (Evidence((line.number, line.number), line.bare, agenda_item_id=item_key),)
    printed = reading.date.text
    if reading.fault == "invalid":
        return [Finding("date_invalid", "error", f"Linje {line.number}: datoen »{printed}« findes ikke.", where=where)]
    message = f"Linje {line.number}: datoen »{printed}« har intet årstal."
    return [Finding("date_year_missing", "info", message, where=where)]
