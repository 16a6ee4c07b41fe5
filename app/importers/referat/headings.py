"""Where items begin: the headings of items told apart from list lines and sentences that look alike.

A family is one way to print the headings of items: "Punkt 2: …" and "Pkt. 2 …", "2 (Åben) …", "2.14 …" or "2. …".
A document uses one of them; each says how firmly a line is a heading: by what stands below it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile

from app.domain.identity import key_text, natural_order
from app.domain.vocabulary import Access, SectionKind
from app.importers.referat.lines import Line, trimmed
from app.importers.referat.sections import contents_entry, is_case_number, plain_section_kind

DURATION = re.compile(r"\s*(?:[-–]\s*|\()(?:ca\. )?(\d{1,3})\s*min(?:utter|\.)?\)?$", re.IGNORECASE)
_MARKED = re.compile(
    r"(?P<number>\d{1,4}(?:\.\d{1,4})?[a-z]?)\.?\s*\((?P<access>åbent?|lukket)\)\s*(?P<title>.*)", re.IGNORECASE
)
_DOTTED = re.compile(r"(\d{1,3}\.\d{1,3})\.?\s+([A-ZÆØÅ].{1,300})")
_MINUTES = re.compile(r"(?:\w*referat|beslutnings?protokol|protokol|dagsorden|mødeindkaldelse)\b", re.IGNORECASE)
_HEAD_AT_MOST = 2_000
_LINES_BETWEEN_BLANKS = 50
_NO_LIST_HERE: frozenset[SectionKind | None] = frozenset({"recommendation", "decision", "earlier_decisions"})


@dataclass(frozen=True, slots=True)
class Marked:
    """A line "2 (Åben) Status": the heading of an item, with its access."""

    number: str
    access: Access
    title: str


def read_marked(line: Line) -> Marked | None:
    if "(" not in line.bare[:12] and "(" not in line.text[:16]:
        return None
    match = _MARKED.fullmatch(line.text.strip())
    if match is None:
        return None
    return Marked(match["number"], "closed" if match["access"].casefold() == "lukket" else "open", match["title"])


@dataclass(slots=True)
class _Candidate:
    """`firmness`: 2 a case number or a marked heading stands below, 1 the heading of a section, or nothing; 0 text."""

    index: int
    line: Line
    firmness: int
    inside: SectionKind | None
    below: str | None
    seen: frozenset[str]

    @property
    def order(self) -> tuple[tuple[int, str], ...]:
        return natural_order(self.line.marker or "")


def item_headings(lines: tuple[Line, ...], page_starts: frozenset[int]) -> tuple[tuple[int, Line], ...]:
    """Index and heading of each item, the heading in the style `item`."""
    listed = _contents(lines)
    if _is_dense(lines):
        page_starts = frozenset(line.number for line in lines)
    for family in (_punkt, _marked, _dotted, _numbered):
        found = _candidates(lines, page_starts, family, listed)
        if found and (family is _punkt or _is_minutes(lines[: found[0].index])):
            chosen = _chosen(found, len(listed)) if family is _punkt else _in_sequence(found)
            if chosen:
                return tuple((one.index, one.line) for one in chosen)
    return ()


def _contents(lines: tuple[Line, ...]) -> frozenset[str]:
    """The titles of the list of contents, normalised: it stands before the first heading of a section."""
    head = takewhile(lambda line: plain_section_kind(line) is None, lines[:_HEAD_AT_MOST])
    entries = (contents_entry(line.text) for line in head)
    return frozenset(key for entry in entries if entry is not None and (key := key_text(entry)))


def _is_minutes(head: tuple[Line, ...]) -> bool:
    return any(_MINUTES.match(line.bare) for line in head)


def _punkt(line: Line) -> Line | None:
    return line if line.style == "item" else None


def _marked(line: Line) -> Line | None:
    marked = read_marked(line)
    return None if marked is None else replace(line, style="item", bare=marked.title, marker=marked.number)


def _dotted(line: Line) -> Line | None:
    match = _DOTTED.fullmatch(line.bare) if line.style == "plain" else None
    return None if match is None else replace(line, style="item", bare=match[2], marker=match[1])


def _numbered(line: Line) -> Line | None:
    return replace(line, style="item") if line.style == "numbered" and not line.indent else None


def _candidates(
    lines: tuple[Line, ...],
    page_starts: frozenset[int],
    family: Callable[[Line], Line | None],
    listed: frozenset[str],
) -> list[_Candidate]:
    found: list[_Candidate] = []
    inside: SectionKind | None = None
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line.is_blank:
            continue
        heading = family(line)
        if heading is None or not _stands_free(lines, index, page_starts) or contents_entry(line.text) is not None:
            if (kind := plain_section_kind(line)) is not None:
                inside = kind
                seen.add(kind)
            continue
        below = _below(lines, index)
        firmness, kind_below = _firmness(below, heading)
        if key_text(heading.bare) in listed:
            firmness = 2
        found.append(_Candidate(index, heading, firmness, inside, kind_below, frozenset(seen)))
        if firmness:
            inside = None
            seen = set()
    return found


def _is_dense(lines: tuple[Line, ...]) -> bool:
    """Printed without blank lines between paragraphs: then no heading can stand after one."""
    printed = trimmed(lines)
    return sum(line.is_blank for line in printed) * _LINES_BETWEEN_BLANKS < len(printed)


def _stands_free(lines: tuple[Line, ...], index: int, page_starts: frozenset[int]) -> bool:
    return index == 0 or lines[index - 1].is_blank or lines[index].number in page_starts


def _below(lines: tuple[Line, ...], index: int) -> Line | None:
    return next((line for line in lines[index + 1 : index + 12] if not line.is_blank), None)


def _firmness(below: Line | None, heading: Line) -> tuple[int, str | None]:
    if below is None:
        return 1, None
    if is_case_number(below.bare) or ((marked := read_marked(below)) and marked.number == heading.marker):
        return 2, None
    kind = plain_section_kind(below)
    return (0 if kind is None else 1), kind


def _chosen(found: list[_Candidate], listed: int) -> list[_Candidate]:
    """Sentences that begin with "Punkt 1:" inside a decision are not headings."""
    last_firm = {one.line.marker: one.index for one in found if one.firmness == 2}
    chosen: list[_Candidate] = []
    for one in found:
        if not _is_text(one, chosen, last_firm, listed):
            chosen.append(one)
    return chosen


def _is_text(one: _Candidate, chosen: list[_Candidate], last_firm: dict[str | None, int], listed: int) -> bool:
    if one.firmness == 2 or not chosen or one.inside is None:
        return False
    if last_firm.get(one.line.marker, -1) > one.index:
        return True
    if 0 < listed <= len(last_firm):
        return True
    if one.order <= chosen[-1].order:
        return one.below not in one.seen
    return one.line.bare.endswith(".") and one.inside in _NO_LIST_HERE and bool(last_firm)


def _in_sequence(found: list[_Candidate]) -> list[_Candidate]:
    """Headings that count on, one after the other; lists inside a document use the same numbers. Where several have a
    duration ("– 5 min"), they are the headings.

    The firmest ones stand; between two of them, and after the last, others may fill the gap in the numbers.
    """
    timed = [replace(one, firmness=2) for one in found if DURATION.search(one.line.bare)]
    if len(timed) > 1:
        found = timed
    firmest = max(one.firmness for one in found)
    firm = _rising([one for one in found if one.firmness == firmest])
    chosen: list[_Candidate] = []
    for one in found:
        following = next((other for other in firm if other.index >= one.index), None)
        if one is following or (_counts_on(one, chosen[-1] if chosen else None) and _fits_before(one, following)):
            chosen.append(one)
    return chosen if len(chosen) > 1 or (chosen and chosen[0].firmness) else []


def _rising(found: list[_Candidate]) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    for one in found:
        if not chosen or one.order > chosen[-1].order:
            chosen.append(one)
    return chosen


def _fits_before(one: _Candidate, following: _Candidate | None) -> bool:
    if following is None:
        return one.firmness > 0 or one.inside not in _NO_LIST_HERE
    return one.order < following.order


def _counts_on(one: _Candidate, last: _Candidate | None) -> bool:
    number = one.line.marker or ""
    if last is None:
        return number.split(".")[0] in {"1", "0"} or "." in number
    if "." in number or not number.isdecimal():
        return one.order > last.order
    return (last.line.marker or "").isdecimal() and int(number) == int(last.line.marker or "0") + 1
