"""The sections of an exported item: as the export parts them, and cut at the headings inside their HTML."""

from collections.abc import Mapping

from msgspec.structs import replace

from app.domain.vocabulary import SectionKind
from app.importers.exports.printing import PrintedItem, PrintedSection
from app.importers.html_text import HtmlLine
from app.importers.referat.blocks import ItemBlock, SectionBlock, cut_recommendation, cut_sections
from app.importers.referat.lines import Line, trimmed
from app.importers.referat.sections import OwnMeeting, section_kind

_DECIDED: frozenset[SectionKind] = frozenset({"decision", "earlier_decisions"})
_UNTAGGED = 7
"""The level of a heading that is no heading in the HTML: below all others."""


def item_block(item: PrintedItem, html: Mapping[int, HtmlLine], own: OwnMeeting) -> ItemBlock:
    found: list[SectionBlock] = []
    for section in item.sections:
        found.extend(_cut(section, item, html, own, has_decision=any(one.kind == "decision" for one in found)))
    found.extend(_list("attachments", item.attachments))
    found.extend(_list("absentees", item.absent))
    lines = [item.heading, *item.ids, *(line for block in found for line in block.all_lines)]
    ids = tuple((line, "evidence/text") for line in item.ids)
    return ItemBlock(item.heading, (item.heading,), ids, tuple(found), max(line.number for line in lines))


def _list(kind: SectionKind, lines: tuple[Line, ...]) -> tuple[SectionBlock, ...]:
    return (SectionBlock(kind, lines[0], lines[1:]),) if lines else ()


def _cut(
    section: PrintedSection, item: PrintedItem, html: Mapping[int, HtmlLine], own: OwnMeeting, *, has_decision: bool
) -> tuple[SectionBlock, ...]:
    kind = section.said.kind or _kind_of(section.heading, own)
    if section.is_plain and section.said.kind is None and section.heading is None:
        return cut_sections(section.lines, item.heading, own)[0]
    cutting = _Cutting(kind, section.heading, own, has_decision=has_decision)
    for line in section.lines:
        said = html.get(line.number)
        is_cut = section.said.kind not in _DECIDED and not line.is_blank
        cutting.take(line, (said.level or _UNTAGGED) if said and said.style in {"heading", "text"} and is_cut else 0)
    return tuple(part for block in cutting.end() for part in cut_recommendation(block))


def _kind_of(heading: Line | None, own: OwnMeeting) -> SectionKind:
    return "presentation" if heading is None else section_kind(heading, own) or "other"


class _Cutting:
    """A heading inside a decision, or inside a text about earlier ones, belongs to it unless its level is as high."""

    def __init__(self, kind: SectionKind, heading: Line | None, own: OwnMeeting, *, has_decision: bool) -> None:
        self._kind, self._heading, self._own = kind, heading, own
        self._level = 0 if heading is not None else _UNTAGGED + 1
        self._has_decision = has_decision or kind == "decision"
        self._lines: list[Line] = []
        self._found: list[SectionBlock] = []

    def take(self, line: Line, level: int) -> None:
        """`level` of a line that may be a heading, else 0."""
        kind = section_kind(line, self._own) if level else None
        if kind is None or (self._kind in _DECIDED and level > self._level) or self._is_retold(kind):
            self._lines.append(replace(line, heads=None) if line.heads is not None else line)
            return
        self._close()
        self._kind, self._heading, self._level = kind, line, level
        self._has_decision = self._has_decision or kind == "decision"

    def _is_retold(self, kind: SectionKind) -> bool:
        return kind == "decision" and self._has_decision and self._kind == "earlier_decisions"

    def _close(self) -> None:
        lines = trimmed(tuple(self._lines))
        if self._heading is not None or lines:
            self._found.append(SectionBlock(self._kind, self._heading, lines))
        self._lines = []

    def end(self) -> tuple[SectionBlock, ...]:
        self._close()
        return tuple(self._found)
