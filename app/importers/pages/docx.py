"""The text of a Word file: paragraphs, headings, lists with their markers, and tables."""

import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element
from msgspec.structs import replace

from app.domain.findings import Finding
from app.importers.pages.blocks import Block, BlockKind, Extract, clean, row, with_plain_marker, written
from app.importers.pages.word_numbering import Numbering, child, children, name_of, number, value
from app.importers.pages.word_package import WordPackage, open_word
from app.importers.pages.word_paragraphs import is_on, read_paragraph
from app.importers.pages.word_styles import Style, Styles, is_heading_level

_AROUND = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_LISTED = re.compile(r"\s*(?:[-–•*·▪]|\d{1,3}[.)])\s+\S")
_LABEL = re.compile(
    r".{0,60}:|(?:møde|øvrige )?deltagere|til ?stede|afbud|fravær\w*|ikke til stede|medlemmer|gæster|bilag",
    re.IGNORECASE,
)
_WIDEST = 100
_DEEPEST = 50


def read_docx(data: bytes) -> Extract | Finding:
    """The text, or the finding that says why there is none."""
    package = open_word(data)
    if isinstance(package, Finding):
        return package
    body = child(package.document, "body")
    extract = written(() if body is None else _Reader(package).blocks(body))
    if not extract.text.strip():
        message = "Word-filen har ingen tekst: den er tom eller består af billeder."
        return Finding("text_absent", "error", message, hint="Hent referatet som PDF med tekst, HTML eller ren tekst.")
    return extract


class _Reader:
    def __init__(self, package: WordPackage) -> None:
        self._styles = Styles(package.styles)
        self._numbering = Numbering(package.numbering)
        self._tables = 0
        self._depth = 0

    def blocks(self, node: _Element) -> Iterator[Block]:
        self._depth += 1
        contents = False
        for part in node if self._depth < _DEEPEST else ():
            name = name_of(part)
            if name == "p":
                style = self._style(part)
                for block in self._paragraph(part, style):
                    yield replace(block, is_close=contents and style.is_contents)
                    contents = style.is_contents
            elif name == "tbl":
                yield from self._table(part)
            elif name == "sdt":
                for content in children(part, "sdtContent"):
                    yield from self.blocks(content)
            elif name in _AROUND:
                yield from self.blocks(part)
        self._depth -= 1

    def _style(self, node: _Element) -> Style:
        return self._styles.of(value(child(node, "pPr", "pStyle")))

    def _paragraph(self, node: _Element, style: Style) -> Iterator[Block]:
        """One block, one more for each page break inside, and those of text boxes."""
        properties = child(node, "pPr")
        read = read_paragraph(node)
        told = [clean(part) for part in "".join(read.text).split("\f")]
        starts_page = is_on(child(properties, "pageBreakBefore"))
        marker, group = self._marker(properties, style) if any(part.strip() for part in told) else ("", 0)
        is_heading = style.is_heading or is_heading_level(properties)
        for place, part in enumerate(told):
            text = f"{marker} {part.lstrip()}" if marker and part.strip() else with_plain_marker(part.strip("\n"))
            marker = "" if part.strip() else marker
            is_entry = bool(group) or _LISTED.match(text) is not None
            kind: BlockKind = "heading" if is_heading else "entry" if is_entry else "text"
            yield Block(
                kind,
                tuple(map(str.strip, text.split("\n"))),
                0 if is_heading else group or -1,
                starts_page=starts_page or place > 0,
            )
        for box in read.boxes:
            yield from self.blocks(box)

    def _marker(self, properties: _Element | None, style: Style) -> tuple[str, int]:
        """What stands before the paragraph, and the list that it belongs to, 0 for none."""
        own = child(properties, "numPr")
        list_id = value(child(own, "numId")) or style.list_id
        if list_id is None or list_id == "0":
            return "", 0
        level = number(child(own, "ilvl"))
        marker = self._numbering.marker(list_id, (style.level or 0) if level is None else level)
        return marker, (int(list_id) if list_id.isdecimal() and len(list_id) < 9 else 1)

    def _table(self, node: _Element) -> Iterator[Block]:
        rows = [tuple(self._cells(line)) for line in _lines(node)]
        width = max((len(cells) for cells in rows), default=0)
        if width == 1:
            yield from (block for (cell,) in rows if cell for block in cell)
            return
        self._tables += 1
        for cells in rows:
            label, *others = cells or ((),)
            told = [cell for cell in others if cell]
            if len(told) == 1 and len(told[0]) > 1 and _LABEL.fullmatch(_text(label)):
                yield Block("text", (_text(label), *(line for block in told[0] for line in block.lines)))
                self._tables += 1
            elif any(map(_text, cells)):
                padded = [*map(_text, cells), *[""] * (width - len(cells))]
                yield Block("row", (row(padded),), self._tables)

    def _cells(self, line: _Element) -> Iterator[tuple[Block, ...]]:
        yield from [()] * min(number(child(line, "trPr", "gridBefore")) or 0, _WIDEST)
        for cell in _named(line, "tc"):
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            is_below = merged is not None and value(merged) != "restart"
            yield () if is_below else tuple(block for block in self.blocks(cell) if any(block.lines))
            yield from [()] * (min(number(child(properties, "gridSpan")) or 1, _WIDEST) - 1)


def _lines(node: _Element) -> Iterator[_Element]:
    return _named(node, "tr")


def _named(node: _Element, name: str) -> Iterator[_Element]:
    """The children with the name, also those inside content controls and insertions."""
    for part in node:
        if name_of(part) == name:
            yield part
        elif name_of(part) == "sdt" or name_of(part) in _AROUND:
            yield from _named(part, name)


def _text(blocks: Iterable[Block]) -> str:
    return " ".join(line.replace("\t", " ") for block in blocks for line in block.lines if line)
