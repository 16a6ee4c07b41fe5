"""What the lines inside an item are: headings of sections, case numbers, lines of a list of contents."""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.danish_dates import find_date
from app.domain.identity import key_text
from app.domain.vocabulary import ScopeKind, SectionKind
from app.importers.referat.lines import Line

_HEADINGS: dict[str, SectionKind] = {
    "resumé": "summary",
    "resume": "summary",
    "sagsresumé": "summary",
    "sammendrag": "summary",
    "sagsfremstilling": "presentation",
    "fremstilling": "presentation",
    "sagsbeskrivelse": "presentation",
    "supplerende sagsfremstilling": "presentation",
    "baggrund": "presentation",
    "indstilling": "recommendation",
    "indstillinger": "recommendation",
    "økonomi": "economy",
    "økonomiske konsekvenser": "economy",
    "økonomi og personale": "economy",
    "øvrige konsekvenser": "other",
    "øvrige forhold": "other",
    "lovgrundlag": "legal_basis",
    "retsgrundlag": "legal_basis",
    "sagsprocedure": "procedure",
    "tidsplan": "timeline",
    "høring": "consultation",
    "kommunikation": "communication",
    "tidligere beslutninger": "earlier_decisions",
    "tidligere beslutning": "earlier_decisions",
    "sagens forløb": "earlier_decisions",
    "beslutning": "decision",
    "beslutninger": "decision",
    "referat": "decision",
    "fraværende": "absentees",
    "bilag": "attachments",
    "bilagsliste": "attachments",
    "bilagsoversigt": "attachments",
}
_LONGEST_HEADING = 120
_DECIDED_BY = re.compile(r"Beslutning(?:en)? (?:i|fra|af|truffet i) (?P<rest>[A-ZÆØÅ].{2,100}?):?", re.IGNORECASE)
_ATTACHMENTS_TO = re.compile(r"Bilag til (?:punkt|pkt\.?) (\d{1,4}[a-z]?):?", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"[A-ZÆØÅ\d][\w./-]{3,39}")
_NO_CASE_NUMBER = re.compile(r"(?:19|20)\d\d[-/](?:19|20)?\d\d|\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d){1,2}")
_LONGEST_SCOPE_HEADING = 60
_SCOPES: tuple[tuple[re.Pattern[str], ScopeKind], ...] = (
    (re.compile(r"(?:indsatsens |projektets )?formål(?: med indsatsen)?", re.IGNORECASE), "purpose"),
    (re.compile(r"data(?: for indsatsen)?", re.IGNORECASE), "data"),
    (re.compile(r"afgrænsning(?: af (?:indsatsen|projektet))?", re.IGNORECASE), "scope"),
    (re.compile(r"geografi(?:sk afgrænsning)?", re.IGNORECASE), "geography"),
    (re.compile(r"tids(?:ramme|plan)(?: og milepæle)?(?: for indsatsen)?", re.IGNORECASE), "timeframe"),
    (re.compile(r"ress?ource(?:allokering|r|forbrug)(?: i indsatsen)?", re.IGNORECASE), "resources"),
)
SENTENCE_END = (".", "!", "?", ":", ";", ",")


def contents_entry(text: str) -> str | None:
    """The title of a line of a contents list ("Eventuelt.....  13"), or null for any other line."""
    stripped = text.strip()
    before_page = stripped.rstrip("0123456789")
    if not 1 <= len(stripped) - len(before_page) <= 4:
        return None
    dotted = before_page.rstrip().endswith("...")
    return before_page.rstrip(". \t") or None if dotted or before_page.endswith("\t") else None


def is_case_number(text: str) -> bool:
    """One word with digits and a hyphen, stroke or point between them, that is neither a date nor a span of years."""
    return (
        _CASE_NUMBER.fullmatch(text) is not None
        and sum(letter.isdigit() for letter in text) >= 4
        and any(mark in text for mark in "-/.")
        and _NO_CASE_NUMBER.fullmatch(text) is None
    )


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """The meeting the document is about, as far as its head says: a decision headed otherwise is an earlier one."""

    day: date | None = None
    names: frozenset[str] = frozenset()

    def decided(self, heading: re.Match[str]) -> bool:
        reading = find_date(heading["rest"])
        if reading is not None and reading.date.day is not None and self.day is not None:
            return reading.date.day == self.day
        body = key_text(heading["rest"][: reading.span[0]] if reading is not None else heading["rest"])
        return not self.names or not body or any(name in body or body in name for name in self.names)


def plain_section_kind(line: Line) -> SectionKind | None:
    """The kind of section the line is the heading of, or null; "Beslutning i …" is a decision, whose ever it is."""
    if line.style != "plain" or len(line.bare) > _LONGEST_HEADING:
        return None
    known = _HEADINGS.get(line.bare.rstrip(": ").casefold())
    if known is None and line.bare[:1] in ("B", "b") and _ATTACHMENTS_TO.fullmatch(line.bare) is not None:
        return "attachments"
    return known or ("decision" if _decided_by(line) is not None else None)


def section_kind(line: Line, own: OwnMeeting) -> SectionKind | None:
    """As `plain_section_kind`; what another body or another meeting decided is an earlier decision."""
    kind = plain_section_kind(line)
    if kind != "decision" or (match := _decided_by(line)) is None:
        return kind
    return "decision" if own.decided(match) else "earlier_decisions"


def scope_kind(line: Line) -> ScopeKind | None:
    """What a heading of a business case is about, or null for any other line."""
    if line.style not in {"plain", "row"} or len(line.bare) > _LONGEST_SCOPE_HEADING:
        return None
    return next((kind for pattern, kind in _SCOPES if pattern.fullmatch(line.bare.rstrip(": \t"))), None)


def attachments_to(line: Line) -> str | None:
    """The item's number in "Bilag til punkt 2", or null."""
    if line.style != "plain":
        return None
    match = _ATTACHMENTS_TO.fullmatch(line.bare)
    return None if match is None else match[1]


def _decided_by(line: Line) -> re.Match[str] | None:
    if line.style != "plain" or "eslutning" not in line.bare[:40] or line.bare.endswith("."):
        return None
    return _DECIDED_BY.fullmatch(line.bare)
