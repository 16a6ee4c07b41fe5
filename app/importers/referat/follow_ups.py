"""What an item leaves to be done: deadlines, promises for a coming meeting; and until when it is closed."""

import re

from app.domain.danish_dates import DateReading, find_date, find_due
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.document import ClosedUntil, FollowUp
from app.importers.referat.blocks import SectionBlock
from app.importers.referat.lines import Line
from app.importers.referat.sentences import sentences

_DEADLINE_STEMS = ("deadline", "frist")
_DEADLINE = re.compile(r"(?:deadlines?|frist(?:en|er|erne)?)\b", re.IGNORECASE)
_PROMISE = re.compile(
    r"\b(?:på|(?<!udsættes )(?<!udsat )(?<!udskydes )(?<!udskudt )til) (?:(?:et|det|deres|sit) )?"
    r"(?:kommende|næste|følgende) møde\b|\btages (?:punktet |)op igen\b"
    r"|\b(?:ønsker|beder om|anmoder om) (?:\w+ ){0,2}(?:oplæg|sag|status|notat|redegørelse|orientering|opfølgning)\b"
    r"|\b(?:rund|ud|efter)send(?:es|t)\b|\bsendes til\b|\btilbage\s?meld\w*|\bmeldes tilbage\b"
    r"|\b(?:drøftes|besluttes|beslutes|afgøres|behandles) (?:\w+ ){0,4}i (?-i:[A-ZÆØÅ])"
    r"|\bsenest (?:den |d\. )?\d|\binden (?:den |d\. )\d",
    re.IGNORECASE,
)
_PROMISE_STEMS = (
    *("kommende møde", "næste møde", "følgende møde", "op igen", "ønsker", "beder om", "anmoder om", "rundsend"),
    *("udsend", "eftersend", "sendes til", "tilbage", "drøftes", "besluttes", "beslutes", "afgøres", "behandles"),
    *("senest", "inden d"),
)
"""Words that a promise cannot do without, casefolded."""
_BODY = r"[A-ZÆØÅ]\w*(?:forum|udvalg(?:et)?|råd(?:et)?|styregruppen)|[A-ZÆØÅ]\w+ [Ff]orum"
_FORUM = re.compile(rf"\b(?:i|til) ({_BODY})s?\b|^({_BODY}) (?:ønsker|beder|anmoder)")
_REPLY = re.compile(r"\b[Tt]ilbage\s?meld\w* til ([A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ][\w-]+){0,3})")
_LONGEST_LINE = 2_000
_CLOSED = re.compile(
    r"\blukket punkt\b,?\s*(?:(?:frem til|indtil)\s+(?:at\s+)?(?P<event>.{3,300}))?"
    r"|\b(?:lukket|fortrolig(?:t|e)?|klausuleret)\b(?: sag)?,? (?:frem til|indtil)\s+(?:at\s+)?(?P<until>.{3,300})"
    r"|\bmå ikke offentliggøres før\s+(?P<before>.{3,300})",
    re.IGNORECASE,
)
_CLOSED_WORDS = ("ukket", "ortrolig", "lausuleret", "offentliggøres")


def read_follow_ups(section: SectionBlock, item_key: str) -> tuple[tuple[FollowUp, ...], tuple[Finding, ...]]:
    """Deadlines from any text, promises from decisions only. A deadline without a year is a finding."""
    is_decision = section.kind == "decision"
    found: list[FollowUp] = []
    findings: list[Finding] = []
    patterns = (_DEADLINE, _PROMISE) if is_decision else (_DEADLINE,)
    stems = (*_DEADLINE_STEMS, *_PROMISE_STEMS) if is_decision else _DEADLINE_STEMS
    for line in section.lines if section.mentions(stems) else ():
        if not any(map(line.bare.casefold().__contains__, stems)) or not any(
            pattern.search(line.bare) for pattern in patterns
        ):
            continue
        for sentence in sentences(line.bare):
            if not any(pattern.search(sentence) for pattern in patterns):
                continue
            reading = find_due(sentence)
            found.append(FollowUp(sentence, _forum_of(sentence), None if reading is None else reading.date))
            findings.extend(date_faults(reading, line, item_key))
    return tuple(found), tuple(findings)


def _forum_of(sentence: str) -> str | None:
    """The body that gets the answer, that the matter goes to, or that asked for it."""
    match = _REPLY.search(sentence) or _FORUM.search(sentence)
    return None if match is None else next(group for group in match.groups() if group)


def read_closed_until(section: SectionBlock, item_key: str) -> tuple[ClosedUntil | None, tuple[Finding, ...]]:
    """Until when the item is closed. The day stays null unless it is printed with its year."""
    for line in section.lines if section.mentions(_CLOSED_WORDS) else ():
        match = _CLOSED.search(line.bare) if any(map(line.bare.__contains__, _CLOSED_WORDS)) else None
        if match is not None:
            event = next((group for group in match.groups() if group), "").strip(" .") or None
            reading = find_date(event or "")
            day = None if reading is None else reading.date.day
            return ClosedUntil(line.bare[:_LONGEST_LINE], day, event), tuple(date_faults(reading, line, item_key))
    return None, ()


def date_faults(reading: DateReading | None, line: Line, item_key: str) -> list[Finding]:
    """What is wrong with a date that the line names; nothing where it is a day, a month or a part of a known year."""
    if reading is None or reading.fault is None:
        return []
    where = (Evidence((line.number, line.number), line.bare, agenda_item_id=item_key),)
    printed = reading.date.text
    if reading.fault == "invalid":
        return [
            Finding(
                "date_invalid",
                "error",
                f"Linje {line.number}: datoen »{printed}« findes ikke; ingen dag er læst.",
                where=where,
            )
        ]
    message = f"Linje {line.number}: »{printed}« har intet årstal; dagen er ikke gættet."
    return [Finding("date_year_missing", "info", message, where=where)]
