"""Status of an initiative as a meeting was told it: a heading, then bullets "Indsatsbeskrivelsen – …", "Status – …"."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import FuzzyDate, find_fuzzy
from app.domain.danish_numbers import AmountReading, find_amounts
from app.domain.evidence import Evidence
from app.domain.vocabulary import ParticipationStatus, Schedule, StatedWhat
from app.importers.document import StatusReport
from app.importers.referat.lines import Line
from app.importers.referat.prose_money import says_nothing_is_spent, what_is_stated
from app.importers.referat.sentences import sentences

_LABEL = re.compile(r"(Indsatsbeskrivelsen?|Beskrivelsen?|Status|Økonomi)\s*[–—:-]\s+(.*)", re.IGNORECASE)
_DELAYED = re.compile(r"\bforsinke(?:t|lse)|\bbagud\b", re.IGNORECASE)
_NOT_DELAYED = re.compile(r"\bikke (?:er )?forsinket|\bingen forsinkelse", re.IGNORECASE)
_ON_TRACK = re.compile(r"\bplanmæssigt?\b|\btidsplanen (?:holder|følges)|\bfølger (?:tids)?planen", re.IGNORECASE)
_NOTHING_ALLOCATED = re.compile(r"\bikke (?:afsat|tildelt|fået) (?:klynge)?midler", re.IGNORECASE)
_UNKNOWN_SPENT = re.compile(r"\bforbrug\w*\b.{0,40}\bikke (?:op)?gjort|\bikke opgjort", re.IGNORECASE)
_PARTIAL = re.compile(r"\bbudget\b.{0,80}\b(?:kommer|følger|mangler|afventer)\b", re.IGNORECASE)
_RUNS_UNTIL = re.compile(
    r"\b(?:tidsplanen|projektperioden|projektet|indsatsen|perioden) (?:går|løber|varer|strækker sig) (?:frem )?til"
    r"(?: og med)? (?P<until>[^,.;]{4,40})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<names>[A-ZÆØÅ][\w-]+(?:(?:, | og )[A-ZÆØÅ][\w-]+)*)(?P<word> [Kk]ommuner?)?\s+(?P<says>[a-zæøå].*)"
)
_NOT_NOW = re.compile(r"\b(?:ikke økonomi|deltager ikke|indgår ikke|ikke mulighed|er ikke med)\b", re.IGNORECASE)
_PLANNED = re.compile(r"\b(?:vil (?:bruge|anvende|deltage|indføre|gå i gang)|planlægger|forventer at)\b", re.IGNORECASE)
_ACTIVE = re.compile(r"\b(?:anvender|bruger|deltager|er i gang|har indført|er med)\b", re.IGNORECASE)
_PARTICIPATION: tuple[tuple[re.Pattern[str], ParticipationStatus], ...] = (
    (_NOT_NOW, "not_now"),
    (_PLANNED, "planned"),
    (_ACTIVE, "active"),
)


class Told(Struct, frozen=True, dict=True):
    """One initiative's status: `parts` are the bullets by label, each with its first line and its whole text."""

    heading: Line
    parts: tuple[tuple[str, Line, str], ...]
    last: Line

    @property
    def money_lines(self) -> tuple[Line, ...]:
        return tuple(line for label, line, _ in self.parts if label == "økonomi")

    def text_of(self, label: str) -> str:
        return " ".join(text for own, _, text in self.parts if own == label)

    @cached_property
    def amounts(self) -> tuple[tuple[StatedWhat, AmountReading], ...]:
        return tuple(
            (what_is_stated(reading, sentence) or "allocated", reading)
            for sentence in sentences(self.text_of("økonomi"))
            for reading in find_amounts(sentence)
            if reading.unit is not None
        )


class ToldParticipation(Struct, frozen=True):
    municipality: str
    status: ParticipationStatus
    text: str


def find_status(lines: tuple[Line, ...]) -> tuple[Told, ...]:
    """`lines` hold no blank ones. A heading stands right above the first labelled bullet."""
    found: list[Told] = []
    heading: Line | None = None
    parts: list[tuple[str, Line, str]] = []
    last: Line | None = None
    before: Line | None = None
    for line in lines:
        match = _LABEL.fullmatch(line.bare) if line.style == "bullet" else None
        if match is not None:
            if not parts:
                heading = before
            label = match[1].casefold()
            parts.append(("beskrivelse" if "beskriv" in label else label, line, match[2]))
            last = line
        elif parts and line.style == "plain" and line.bare[:1].islower():
            label, first, text = parts[-1]
            parts[-1] = (label, first, f"{text} {line.bare}")
            last = line
        elif parts:
            _close(found, heading, parts, last)
            parts = []
        before = line
    _close(found, heading, parts, last)
    return tuple(found)


def _close(found: list[Told], heading: Line | None, parts: list[tuple[str, Line, str]], last: Line | None) -> None:
    if parts and len(parts) > 1 and heading is not None and last is not None:
        is_name = heading.style == "plain" and not heading.bare.endswith((".", ":")) and len(heading.bare) < 200
        if is_name:
            found.append(Told(heading, tuple(parts), last))


def allocated_amounts(told: Told) -> frozenset[Decimal]:
    stated = (reading.amount for what, reading in told.amounts if what == "allocated")
    return frozenset(amount for amount in stated if amount is not None)


def report_of(told: Told, day: date | None, item_key: str) -> StatusReport:
    """Zero where the text says that nothing was set aside or spent; null, with a note, where it is not known."""
    money = told.text_of("økonomi")
    stated = told.amounts
    amounts = {what: reading.amount for what, reading in reversed(stated)}
    fields = {"allocated": "stated_allocated_dkk", "spent": "spent_dkk", "forecast": "forecast_dkk"}
    allocated, spent = amounts.get("allocated"), amounts.get("spent")
    if "allocated" not in amounts and _NOTHING_ALLOCATED.search(money):
        allocated = Decimal(0)
    if "spent" not in amounts and says_nothing_is_spent(money):
        spent = Decimal(0)
    notes = [sentence for sentence in sentences(money) if _UNKNOWN_SPENT.search(sentence) or _PARTIAL.search(sentence)]
    return StatusReport(
        day,
        _schedule(f"{told.text_of('status')} {told.text_of('beskrivelse')}"),
        "\n".join(f"{first.bare.split()[0]} – {text}" for _, first, text in told.parts),
        allocated,
        spent,
        amounts.get("forecast"),
        _PARTIAL.search(money) is not None,
        tuple(dict.fromkeys(fields[what] for what, reading in stated if reading.approximate and what in fields)),
        tuple(reading.printed for _, reading in stated),
        " ".join(notes) or None,
        Evidence((told.heading.number, told.last.number), told.heading.bare, agenda_item_id=item_key),
    )


def _schedule(text: str) -> Schedule:
    if _DELAYED.search(text) and not _NOT_DELAYED.search(text):
        return "delayed"
    return "on_track" if _ON_TRACK.search(text) else "unknown"


def period_of(told: Told) -> FuzzyDate | None:
    """Until when the initiative runs by its plan; what is only wished for is no plan (N7)."""
    text = f"{told.text_of('beskrivelse')} {told.text_of('status')}"
    for match in _RUNS_UNTIL.finditer(text):
        until = find_fuzzy(match["until"])
        if until is not None and until.to is not None:
            return replace(until, from_=None, part=None, text=match.group().strip())
    return None


def participation_of(told: Told) -> tuple[ToldParticipation, ...]:
    """What each municipality does, where the status names them as the subjects of its sentences."""
    found: list[ToldParticipation] = []
    text = told.text_of("status")
    if not re.search(r"\b[A-ZÆØÅ][\w-]+ [Kk]ommuner?\b", text):
        return ()
    for sentence in sentences(text):
        match = _SUBJECT.match(sentence)
        status = None if match is None else next((s for p, s in _PARTICIPATION if p.search(match["says"])), None)
        if match is None or status is None or not (match["word"] or found):
            continue
        names = re.split(r", | og ", match["names"])
        found.extend(ToldParticipation(f"{name} Kommune", status, sentence) for name in names)
    return tuple(found)
