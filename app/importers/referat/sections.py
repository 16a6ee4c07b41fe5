"""What the lines inside an item are: headings of sections, case numbers, lines of a list of contents."""

import re
from datetime import date

from msgspec import Struct

from app.domain.danish_dates import find_date
from app.domain.identity import key_text
from app.domain.vocabulary import ScopeKind, SectionKind
from app.importers.referat.lines import Line
from app.importers.referat.section_words import ATTACHMENTS_TO, BODY, LONGEST_HEADING, WEAK_DECISIONS, decided_by

_LONGEST_SCOPE_HEADING = 60
_SCOPES: tuple[tuple[re.Pattern[str], ScopeKind], ...] = (
    (re.compile(r"(?:indsatsens |projektets )?formål(?: med indsatsen)?", re.IGNORECASE), "purpose"),
    (re.compile(r"data(?: for indsatsen)?", re.IGNORECASE), "data"),
    (re.compile(r"afgrænsning(?: af (?:indsatsen|projektet))?", re.IGNORECASE), "scope"),
    (re.compile(r"geografi(?:sk afgrænsning)?", re.IGNORECASE), "geography"),
    (re.compile(r"tids(?:ramme|plan)(?: og milepæle)?(?: for indsatsen)?", re.IGNORECASE), "timeframe"),
    (re.compile(r"ress?ource(?:allokering|r|forbrug)(?: i indsatsen)?", re.IGNORECASE), "resources"),
)
_ITEM_REFERENCE = re.compile(
    r"[\s,(]*(?:(?:pkt\.?|punkt|sag)(?: nr\.?)?\s*\d{1,4}(?:\.\d{1,4})?)?[\s):.]*", re.IGNORECASE
)
_BODY_AND_DAY = re.compile(
    rf"(?=\D*{BODY})[A-ZÆØÅ]\D{{2,80}}(?:\d{{4}}-\d{{4}}\D{{1,8}})?\d{{1,2}}\.\s*\w+\s+\d{{4}}"
    r"(?:,? \(?(?:pkt\.?|punkt|sag)(?: nr\.?)? \d{1,4}\)?)?:?",
    re.IGNORECASE,
)
SENTENCE_END = (".", "!", "?", ":", ";", ",")


def contents_entry(text: str) -> str | None:
    """The title of a line of a contents list ("Eventuelt.....  13"), or null for any other line."""
    stripped = text.strip()
    if not stripped or stripped[-1] not in "0123456789":
        return None
    before_page = stripped.rstrip("0123456789")
    if not 1 <= len(stripped) - len(before_page) <= 4:
        return None
    dotted = before_page.rstrip().endswith("...")
    return before_page.rstrip(". \t") or None if dotted or before_page.endswith("\t") else None


class OwnMeeting(Struct, frozen=True):
    """The meeting the document is about, as far as its head says: a decision headed otherwise is an earlier one.

    `names` and `called`, the body as the head prints it, are normalised. `weak_decisions`: the document has no usual
    heading of decisions, so that "Konklusion" and its like are such headings; `weak_labels`: so are they on the line of
    the text, where no usual word heads or labels a decision. `free_headings`: its headings stand below
    blank lines.
    """

    day: date | None = None
    names: frozenset[str] = frozenset()
    called: str = ""
    weak_decisions: bool = False
    weak_labels: bool = False
    free_headings: bool = False

    def decided(self, heading: str) -> bool:
        reading = find_date(heading)
        if reading is not None and reading.date.day is not None and self.day is not None:
            return reading.date.day == self.day
        body = key_text(heading[: reading.span[0]] if reading is not None else heading)
        return not self.names or not body or any(name in body or body in name for name in self.names)

    def is_own(self, heading: str) -> bool:
        """ "Økonomiudvalget, 7. april 2025, pkt. 4:": this body on this day and nothing else."""
        if self.day is None or str(self.day.year) not in heading:
            return False
        if not key_text(heading).startswith((*self.names, self.called)):
            return False
        reading = find_date(heading)
        if reading is None or reading.date.day != self.day:
            return False
        before, after = heading[: reading.span[0]], heading[reading.span[1] :]
        body = key_text(re.sub(r"[\s,(]*(?:\bden|\bd\.|\bmøde|\bmødet)?\s*$", "", before, flags=re.IGNORECASE))
        return body in self.names | {self.called} and _ITEM_REFERENCE.fullmatch(after) is not None


def names_body_and_day(text: str) -> re.Match[str] | None:
    """ "Økonomiudvalget den 7. april 2025", "Byrådet, 7. april 2025, pkt. 4:": the heading of what a body decided."""
    return (
        _BODY_AND_DAY.fullmatch(text) if len(text) <= LONGEST_HEADING and text[-5:].strip(": ")[-1:].isdigit() else None
    )


def section_kind(line: Line, own: OwnMeeting) -> SectionKind | None:
    """As `line.heads`; what another body or another meeting decided is an earlier decision."""
    kind = line.heads
    if kind is None and line.style == "plain" and len(line.bare) <= LONGEST_HEADING and own.is_own(line.bare):
        return "decision"
    if kind != "decision":
        return kind
    if line.bare.rstrip(": ").casefold() in WEAK_DECISIONS:
        return "decision" if own.weak_decisions else None
    match = decided_by(line.bare)
    if match is None or own.decided(match["rest"] or match["body"] or match["day"]):
        return "decision"
    return "earlier_decisions"


def scope_kind(line: Line) -> ScopeKind | None:
    """What a heading of a business case is about, or null for any other line."""
    if line.style not in {"plain", "row"} or len(line.bare) > _LONGEST_SCOPE_HEADING:
        return None
    return next((kind for pattern, kind in _SCOPES if pattern.fullmatch(line.bare.rstrip(": \t"))), None)


def attachments_to(line: Line) -> str | None:
    """The item's number in "Bilag til punkt 2", or null."""
    if line.style != "plain":
        return None
    match = ATTACHMENTS_TO.fullmatch(line.bare)
    return None if match is None else match[1]
