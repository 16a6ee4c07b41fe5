"""Second step: what stands before the first item, and each item with its sections. Every line goes to exactly one."""

from dataclasses import dataclass
from functools import cached_property

from app.domain.identity import key_text
from app.domain.vocabulary import SectionKind
from app.importers.referat.headings import item_headings, read_marked
from app.importers.referat.lines import Line, paragraphs, trimmed
from app.importers.referat.recommendations import recommendation_block_end, starts_recommendation
from app.importers.referat.sections import (
    SENTENCE_END,
    OwnMeeting,
    attachments_to,
    is_case_number,
    scope_kind,
    section_kind,
)

_KEPT_WHOLE: frozenset[SectionKind] = frozenset({"recommendation", "decision", "earlier_decisions", "attachments"})


@dataclass(frozen=True)
class SectionBlock:
    """A section: its heading line, if it has one, and the lines below, blank ones included."""

    kind: SectionKind
    heading: Line | None
    lines: tuple[Line, ...]
    heading_missing: bool = False

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return self.lines if self.heading is None else (self.heading, *self.lines)

    @cached_property
    def folded(self) -> str:
        """What the lines below say, casefolded."""
        return "\n".join([line.bare for line in self.lines]).casefold()

    def mentions(self, stems: tuple[str, ...]) -> bool:
        """Whether one of the stems (casefolded) stands anywhere in the lines: far cheaper than a pattern on each."""
        folded = self.folded
        return any(stem in folded for stem in stems)


@dataclass(frozen=True, slots=True)
class ItemBlock:
    heading: Line
    case_number: Line | None
    sections: tuple[SectionBlock, ...]
    last_line: int


@dataclass(frozen=True, slots=True)
class AppendixBlock:
    """Text of attachments printed after the minutes ("Bilag til punkt 2"): `number` is the item's."""

    number: str
    sections: tuple[SectionBlock, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    head: tuple[Line, ...]
    items: tuple[ItemBlock, ...]
    appendices: tuple[AppendixBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemLines:
    """An item before it is cut into sections."""

    heading: Line
    body: tuple[Line, ...]


def split_items(
    lines: tuple[Line, ...], page_starts: frozenset[int] = frozenset()
) -> tuple[tuple[Line, ...], tuple[ItemLines, ...]]:
    """What stands before the first item, and each item's lines."""
    headings = item_headings(lines, page_starts)
    if not headings:
        return lines, ()
    ends = [*(index for index, _ in headings[1:]), len(lines)]
    items = tuple(
        ItemLines(heading, lines[start + 1 : end]) for (start, heading), end in zip(headings, ends, strict=True)
    )
    return lines[: headings[0][0]], items


def split_sections(head: tuple[Line, ...], items: tuple[ItemLines, ...], own: OwnMeeting) -> Blocks:
    body, appendices = _cut_appendices(items)
    *before, last = items
    return Blocks(head, tuple(_item(item, own) for item in (*before, ItemLines(last.heading, body))), appendices)


def _cut_appendices(items: tuple[ItemLines, ...]) -> tuple[tuple[Line, ...], tuple[AppendixBlock, ...]]:
    """The last item's lines, and what stands below it from the first "Bilag til punkt …" of another item."""
    body, own = items[-1].body, items[-1].heading.marker
    numbers = {item.heading.marker for item in items} - {own}
    starts = [(at, number) for at, line in enumerate(body) if (number := attachments_to(line)) is not None]
    first = next((place for place, (_, number) in enumerate(starts) if number in numbers), None)
    if first is None:
        return body, ()
    starts = starts[first:]
    ends = [*(at for at, _ in starts[1:]), len(body)]
    blocks = tuple(
        AppendixBlock(number, _cut_at_scopes(body[at:end])) for (at, number), end in zip(starts, ends, strict=True)
    )
    return body[: starts[0][0]], blocks


def _cut_at_scopes(lines: tuple[Line, ...]) -> tuple[SectionBlock, ...]:
    """At the headings of a business case; the first section is headed by "Bilag til punkt …"."""
    found: list[SectionBlock] = []
    heading, start = lines[0], 1
    for index, line in enumerate(lines[1:], 1):
        if scope_kind(line) is not None:
            _append(found, SectionBlock("other", heading, lines[start:index]))
            heading, start = line, index + 1
    _append(found, SectionBlock("other", heading, lines[start:]))
    return tuple(found)


def _item(item: ItemLines, own: OwnMeeting) -> ItemBlock:
    heading, body = item.heading, item.body
    case_number = next((line for line in body if not line.is_blank), None)
    if case_number is None or not is_case_number(case_number.bare):
        case_number = None
    else:
        body = body[case_number.number - heading.number :]
    last = trimmed((heading, *item.body))[-1].number
    return ItemBlock(heading, case_number, _sections(body, heading, own), last)


def _sections(body: tuple[Line, ...], heading: Line, own: OwnMeeting) -> tuple[SectionBlock, ...]:
    cut = _cut_at_headings(body, heading.marker, own)
    has_presentation = any(block.kind == "presentation" for block in cut)
    found: list[SectionBlock] = []
    for block in cut:
        if block.kind == "decision" and not has_presentation:
            found.extend(_cut_at_own_title(block, heading.bare))
        else:
            found.append(block)
    return tuple(part for block in found for part in _cut_recommendation(block))


def _cut_at_headings(body: tuple[Line, ...], number: str | None, own: OwnMeeting) -> list[SectionBlock]:
    found: list[SectionBlock] = []
    kind: SectionKind = "other"
    heading: Line | None = None
    start = 0
    for index, line in enumerate(body):
        next_kind = section_kind(line, own)
        if next_kind is None and (marked := read_marked(line)) is not None and marked.number == number:
            next_kind = "other"
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
        is_heading = len(paragraph) == 1 and line.style == "plain" and not line.bare.endswith(SENTENCE_END)
        if is_heading and key_text(line.bare).startswith(own):
            at = line.number - block.lines[0].number
            found: list[SectionBlock] = []
            _append(found, SectionBlock("decision", block.heading, block.lines[:at]))
            _append(found, SectionBlock("presentation", None, block.lines[at:], heading_missing=True))
            return found
    return [block]


def _cut_recommendation(block: SectionBlock) -> list[SectionBlock]:
    """Recommendations inside another section become sections of their own, without heading."""
    if block.kind in _KEPT_WHOLE:
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
