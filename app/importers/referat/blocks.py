"""Second step: what stands before the first item, and each item with its sections. Every line goes to exactly one."""

import re
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from app.domain.identity import key_text
from app.domain.vocabulary import SectionKind
from app.importers.referat.headings import item_headings
from app.importers.referat.ids import read_id
from app.importers.referat.item_heads import Placed, id_field, plain_headings, take_ids
from app.importers.referat.labels import begins_section, is_usual_decision, labelled_section
from app.importers.referat.lines import Line, paragraphs, trimmed
from app.importers.referat.numbered import read_marked
from app.importers.referat.recommendations import recommendation_block_end, starts_recommendation
from app.importers.referat.sections import (
    SENTENCE_END,
    OwnMeeting,
    attachments_to,
    scope_kind,
    section_kind,
)

_MARKED_LABEL = re.compile(
    r"(?:\*\*|__|<(?:b|strong)>)(?P<label>[^*_<>:]{2,40})(?::(?:\*\*|__|</(?:b|strong)>)|(?:\*\*|__|</(?:b|strong)>):)"
    r"\s*(?P<rest>\S.*)"
)
_KEPT_WHOLE: frozenset[SectionKind] = frozenset({"recommendation", "decision", "earlier_decisions", "attachments"})


class SectionBlock(Struct, frozen=True, dict=True):
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
        return any(map(self.folded.__contains__, stems))


class ItemBlock(Struct, frozen=True):
    """`heading` has the number as marker, the title as `bare`, and all that is printed as `text`; `heading_lines` are
    its lines, `ids` the lines below or above that hold case numbers and their like, with the field of each."""

    heading: Line
    heading_lines: tuple[Line, ...]
    ids: tuple[Placed, ...]
    sections: tuple[SectionBlock, ...]
    last_line: int


class AppendixBlock(Struct, frozen=True):
    """Text of attachments printed after the minutes ("Bilag til punkt 2"): `number` is the item's."""

    number: str
    sections: tuple[SectionBlock, ...]


class Blocks(Struct, frozen=True):
    head: tuple[Line, ...]
    items: tuple[ItemBlock, ...]
    appendices: tuple[AppendixBlock, ...] = ()


class ItemLines(Struct, frozen=True):
    """An item before it is cut into sections. `above` is a line of ids before the heading."""

    heading: Line
    heading_lines: tuple[Line, ...]
    above: tuple[Line, ...]
    body: tuple[Line, ...]


def split_items(
    lines: tuple[Line, ...], page_starts: frozenset[int] = frozenset()
) -> tuple[tuple[Line, ...], tuple[ItemLines, ...]]:
    """What stands before the first item, and each item's lines."""
    headings = item_headings(lines, page_starts)
    if not headings:
        return lines, ()
    ends = [*(heading.first for heading in headings[1:]), len(lines)]
    items = tuple(
        ItemLines(
            plain,
            tuple(line for line in lines[own.index : own.end] if not line.is_blank),
            tuple(line for line in lines[own.first : own.index] if not line.is_blank),
            lines[own.end : end],
        )
        for own, plain, end in zip(headings, plain_headings([one.line for one in headings]), ends, strict=True)
    )
    return tuple(map(_plain_label, lines[: headings[0].first])), items


def _plain_label(line: Line) -> Line:
    """ "**Deltagere:** Ida Holm" in the head says "Deltagere: Ida Holm"."""
    match = _MARKED_LABEL.match(line.bare) if line.style == "plain" and line.bare[:1] in {"*", "_", "<"} else None
    return line if match is None else replace(line, bare=f"{match['label']}: {match['rest']}")


def split_sections(head: tuple[Line, ...], items: tuple[ItemLines, ...], own: OwnMeeting) -> Blocks:
    body, appendices = _cut_appendices(items)
    *before, last = items
    return Blocks(head, tuple(_item(item, own) for item in (*before, replace(last, body=body))), appendices)


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
            _append(found, "other", heading, lines[start:index])
            heading, start = line, index + 1
    _append(found, "other", heading, lines[start:])
    return tuple(found)


def _item(item: ItemLines, own: OwnMeeting) -> ItemBlock:
    heading = item.heading
    above = tuple((line, id_field(said, line, ())) for line in item.above if (said := read_id(line)) is not None)
    below, start = take_ids(item.body, 0, heading.marker, own)
    sections, more = cut_sections(item.body[start:], heading, own)
    last = trimmed((*item.heading_lines, *item.body))[-1].number
    return ItemBlock(heading, item.heading_lines, (*above, *below, *more), sections, last)


def cut_sections(
    body: tuple[Line, ...], heading: Line, own: OwnMeeting
) -> tuple[tuple[SectionBlock, ...], tuple[Placed, ...]]:
    """The sections of an item below its heading, and the lines of ids among them."""
    cut, ids = _cut_at_headings(body, heading.marker, own)
    has_presentation = any(block.kind == "presentation" and block.heading is not None for block in cut)
    found: list[SectionBlock] = []
    for block in cut:
        if block.kind == "decision" and not has_presentation:
            found.extend(_cut_at_own_title(block, heading.bare))
        else:
            found.append(block)
    return tuple(part for block in found for part in cut_recommendation(block)), ids


def _cut_at_headings(
    body: tuple[Line, ...], number: str | None, own: OwnMeeting
) -> tuple[list[SectionBlock], tuple[Placed, ...]]:
    """Text before any heading is the case text. A second heading of the item itself begins lines of ids."""
    found: list[SectionBlock] = []
    ids: tuple[Placed, ...] = ()
    kind: SectionKind = "presentation"
    heading: Line | None = None
    lines = list(body)
    start = index = 0
    while index < len(body):
        line = body[index]
        next_kind = section_kind(line, own)
        labelled = labelled_section(line) if next_kind is None else None
        if labelled is not None and labelled[0] == "decision" and not (own.weak_labels or is_usual_decision(line)):
            labelled = None
        if labelled is not None and kind == "earlier_decisions" and not _is_own_decision(body, index, found, own):
            labelled = None
        if labelled is not None and labelled[0] != kind:
            _append(found, kind, heading, tuple(lines[start:index]))
            kind, heading, start = labelled[0], None, index
            lines[index] = labelled[1]
        elif next_kind is not None and not (kind == "attachments" and _is_entry(body, index, own)):
            _append(found, kind, heading, tuple(lines[start:index]))
            kind, heading, start = next_kind, line, index + 1
        elif (marked := read_marked(line)) is not None and marked.number == number:
            _append(found, kind, heading, tuple(lines[start:index]))
            more, start = take_ids(body, index, number, own)
            ids, kind, heading, index = (*ids, *more), "presentation", None, start - 1
        index += 1
    _append(found, kind, heading, tuple(lines[start:]))
    return found, ids


def _is_entry(body: tuple[Line, ...], index: int, own: OwnMeeting) -> bool:
    """An attachment may be called "Tidsplan": that is no heading where it is indented, nor where the others stand below
    blank lines and this one does not."""
    if body[index].text[:1] in {" ", "\t"}:
        return True
    return own.free_headings and index > 0 and not body[index - 1].is_blank


def _is_own_decision(body: tuple[Line, ...], index: int, found: list[SectionBlock], own: OwnMeeting) -> bool:
    """Whether the labelled line below earlier decisions is no decision, or the only and last one that is not theirs."""
    labelled = labelled_section(body[index])
    if labelled is None or labelled[0] != "decision":
        return True
    if any(block.kind == "decision" for block in found):
        return False
    below = (line for line in body[index + 1 :] if not line.is_blank)
    return all("decision" not in {section_kind(line, own), begins_section(line)} for line in below)


def _append(
    found: list[SectionBlock],
    kind: SectionKind,
    heading: Line | None,
    lines: tuple[Line, ...],
    *,
    heading_missing: bool = False,
) -> None:
    """Adds the section without blank lines at its ends, unless nothing of it is printed."""
    lines = trimmed(lines)
    if heading is not None or lines:
        found.append(SectionBlock(kind, heading, lines, heading_missing))


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
            _append(found, "decision", block.heading, block.lines[:at])
            _append(found, "presentation", None, block.lines[at:], heading_missing=True)
            return found
    return [block]


def cut_recommendation(block: SectionBlock) -> list[SectionBlock]:
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
        missing = block.heading_missing and not start
        _append(found, block.kind, heading, block.lines[start:index], heading_missing=missing)
        _append(found, "recommendation", None, block.lines[index:end])
        heading, start, index = None, end, end
    if not found and start == 0:
        return [block]
    _append(found, block.kind, heading, block.lines[start:], heading_missing=block.heading_missing and not start)
    return found
