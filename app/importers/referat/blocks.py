"""Second step: what stands before the first item, and each item with its sections. Every line goes to exactly one."""

import re
from dataclasses import dataclass

from app.domain.identity import key_text
from app.domain.vocabulary import SectionKind
from app.importers.referat.lines import Line, paragraphs, trimmed
from app.importers.referat.recommendations import recommendation_block_end, starts_recommendation

_HEADINGS: dict[str, SectionKind] = {
    "resumé": "summary",
    "resume": "summary",
    "sagsresumé": "summary",
    "sammendrag": "summary",
    "sagsfremstilling": "presentation",
    "fremstilling": "presentation",
    "sagsbeskrivelse": "presentation",
    "baggrund": "presentation",
    "indstilling": "recommendation",
    "indstillinger": "recommendation",
    "økonomi": "economy",
    "økonomiske konsekvenser": "economy",
    "lovgrundlag": "legal_basis",
    "sagsprocedure": "procedure",
    "tidsplan": "timeline",
    "høring": "consultation",
    "kommunikation": "communication",
    "tidligere beslutninger": "earlier_decisions",
    "tidligere beslutning": "earlier_decisions",
    "sagens forløb": "earlier_decisions",
    "beslutning": "decision",
    "beslutninger": "decision",
    "fraværende": "absentees",
    "bilag": "attachments",
}
_LONGEST_HEADING = max(len(heading) for heading in _HEADINGS) + 2
_CASE_NUMBER = re.compile(r"[A-ZÆØÅ\d][\w./-]{3,39}")
_NO_CASE_NUMBER = re.compile(r"(?:19|20)\d\d[-/](?:19|20)?\d\d|\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d){1,2}")
_SENTENCE_END = (".", "!", "?", ":", ";", ",")


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A section: its heading line, if it has one, and the lines below, blank ones included."""

    kind: SectionKind
    heading: Line | None
    lines: tuple[Line, ...]
    heading_missing: bool = False

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return self.lines if self.heading is None else (self.heading, *self.lines)


@dataclass(frozen=True, slots=True)
class ItemBlock:
    heading: Line
    case_number: Line | None
    sections: tuple[SectionBlock, ...]
    last_line: int


@dataclass(frozen=True, slots=True)
class Blocks:
    head: tuple[Line, ...]
    items: tuple[ItemBlock, ...]


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


def section_kind(line: Line) -> SectionKind | None:
    """The kind of section the line is the heading of, or null."""
    if line.style != "plain" or len(line.bare) > _LONGEST_HEADING:
        return None
    return _HEADINGS.get(line.bare.rstrip(": ").casefold())


def split_blocks(lines: tuple[Line, ...], page_starts: frozenset[int] = frozenset()) -> Blocks:
    """An item begins with its heading, which stands after a blank line or at the beginning of a page."""
    starts = [
        index
        for index, line in enumerate(lines)
        if line.style == "item"
        and (index == 0 or lines[index - 1].is_blank or line.number in page_starts)
        and contents_entry(line.text) is None
    ]
    if not starts:
        return Blocks(lines, ())
    ends = [*starts[1:], len(lines)]
    items = tuple(_item(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    return Blocks(lines[: starts[0]], items)


def _item(lines: tuple[Line, ...]) -> ItemBlock:
    heading, body = lines[0], lines[1:]
    case_number = next((line for line in body if not line.is_blank), None)
    if case_number is None or not is_case_number(case_number.bare):
        case_number = None
    else:
        body = body[case_number.number - heading.number :]
    last = trimmed(lines)[-1].number
    return ItemBlock(heading, case_number, _sections(body, heading.bare), last)


def _sections(body: tuple[Line, ...], title: str) -> tuple[SectionBlock, ...]:
    cut = _cut_at_headings(body)
    has_presentation = any(block.kind == "presentation" for block in cut)
    found: list[SectionBlock] = []
    for block in cut:
        if block.kind == "decision" and not has_presentation:
            found.extend(_cut_at_own_title(block, title))
        else:
            found.append(block)
    return tuple(part for block in found for part in _cut_recommendation(block))


def _cut_at_headings(body: tuple[Line, ...]) -> list[SectionBlock]:
    found: list[SectionBlock] = []
    kind: SectionKind = "other"
    heading: Line | None = None
    start = 0
    for index, line in enumerate(body):
        next_kind = section_kind(line)
        if next_kind is None:
            continue
        _append(found, SectionBlock(kind, heading, body[start:index]))
        kind, heading, start = next_kind, line, index + 1
    _append(found, SectionBlock(kind, heading, body[start:]))
    return found


def _append(found: list[SectionBlock], block: SectionBlock) -> None:
    lines = trimmed(block.lines)
    if block.heading is not None or lines:
        found.append(SectionBlock(block.kind, block.heading, lines, block.heading_missing))


def _cut_at_own_title(block: SectionBlock, title: str) -> list[SectionBlock]:
    """A line in a decision that begins with the item's own title starts the case text, whose heading is missing."""
    own = key_text(title)
    if len(own) < 12 or " " not in own:
        return [block]
    for paragraph in paragraphs(block.lines):
        line = paragraph[0]
        is_heading = len(paragraph) == 1 and line.style == "plain" and not line.bare.endswith(_SENTENCE_END)
        if is_heading and key_text(line.bare).startswith(own):
            at = line.number - block.lines[0].number
            found: list[SectionBlock] = []
            _append(found, SectionBlock("decision", block.heading, block.lines[:at]))
            _append(found, SectionBlock("presentation", None, block.lines[at:], heading_missing=True))
            return found
    return [block]


def _cut_recommendation(block: SectionBlock) -> list[SectionBlock]:
    """Recommendations inside another section become sections of their own, without heading."""
    if block.kind == "recommendation":
        return [block]
    found: list[SectionBlock] = []
    heading, start, index = block.heading, 0, 0
    while index < len(block.lines):
        if not starts_recommendation(block.lines[index]):
            index += 1
            continue
        end = recommendation_block_end(block.lines, index)
        _append(found, SectionBlock(block.kind, heading, block.lines[start:index], block.heading_missing and not start))
        _append(found, SectionBlock("recommendation", None, block.lines[index:end]))
        heading, start, index = None, end, end
    _append(found, SectionBlock(block.kind, heading, block.lines[start:], block.heading_missing and not start))
    return found
