"""What an item leaves to be done: deadlines, promises for a coming meeting; and until when it is closed."""

import re

from app.domain.danish_dates import find_date
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
            if reading is not None and reading.fault is not None:
                findings.append(_date_finding(reading.fault, reading.date.text or "", line, item_key))
    return tuple(found), tuple(findings)


def read_closed_until(lines: tuple[Line, ...]) -> ClosedUntil | None:
    """The day stays null unless it is printed with its year."""
    for line in lines:
        match = _CLOSED.search(line.bare)
        if match is not None:
            event = (match["event"] or "").strip(" .") or None
            reading = find_date(event or "")
            return ClosedUntil(line.bare, None if reading is None else reading.date.day, event)
    return None


def _date_finding(fault: str, printed: str, line: Line, item_key: str) -> Finding:
    where = (Evidence((line.number, line.number), line.bare, agenda_item_id=item_key),)
    if fault == "invalid":
        return Finding("date_invalid", "error", f"Linje {line.number}: datoen »{printed}« findes ikke.", where=where)
    message = f"Linje {line.number}: fristen »{printed}« har intet årstal."
    return Finding("date_year_missing", "info", message, where=where)
