"""HTML of agenda systems: sanitised, and as the lines its print would have.

What may stay is an allow-list (`nh3`): headings, paragraphs, lists, tables and plain emphasis. Links, images, styles,
scripts and all attributes but those of tables and numbered lists go; the text inside links stays.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape, unescape
from itertools import groupby
from typing import Literal

import nh3
from lxml import etree, html
from msgspec import Struct
from msgspec.structs import replace

from app.schemas.markup import ATTRIBUTES, TAGS

HtmlStyle = Literal["text", "heading", "entry", "row"]

_EMPHASIS = frozenset({"b", "strong", "i", "em", "u", "sub", "sup"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset({"p", "div", "table", "thead", "tbody", "tfoot", "caption", "blockquote", "pre", "br", "hr"})
_DROPPED_WHOLE = {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
_TAG = re.compile(r"<[^>]*>")
_WIDEST_CELL = 100
_DEEPEST = 100


class HtmlLine(Struct, frozen=True):
    """`text` is folded (runs of blanks are one), `markup` the same with its emphasis as safe HTML. `level` is that of a
    heading, from 1, else 0; `marker` what stands before an entry of a list; `cells` are those of a row; `group` is the
    list or table that an entry or a row belongs to, counted from 1."""

    text: str
    markup: str
    style: HtmlStyle = "text"
    level: int = 0
    marker: str = ""
    cells: tuple[str, ...] = ()
    group: int = 0

    @property
    def printed(self) -> str:
        if self.style == "row":
            return "\t".join(self.cells)
        return f"{self.marker} {self.text}" if self.marker else self.text


def sanitised(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )


def html_lines(markup: str) -> tuple[HtmlLine, ...]:
    """Every line that has text, in order. Text of tables inside cells is text of the outer cell.

    Of HTML that is nested deeper than the tree can be, the plain text: nothing is lost.
    """
    safe = sanitised(markup)
    if not safe.strip():
        return ()
    root = html.fragment_fromstring(safe, create_parent="div", parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))
    if _letters("".join(map(str, root.itertext()))) != _letters(unescape(_TAG.sub(" ", safe))):
        return plain_lines(unescape(_TAG.sub("\n", safe)))
    walk = _Walk()
    walk.element(root, 0)
    walk.end_line()
    return tuple(walk.lines)


def _letters(text: str) -> int:
    return len("".join(text.split()))


def plain_lines(text: str) -> tuple[HtmlLine, ...]:
    """Plain text as lines, blank ones left out; tabs inside a line part the cells of a row."""
    lines: list[HtmlLine] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cells = tuple(folded(cell) for cell in line.strip("\n").split("\t"))
        told = [cell for cell in cells if cell]
        if len(told) > 1 and not line.startswith("\t"):
            lines.append(HtmlLine(" ".join(told), escape(" ".join(told)), "row", cells=cells))
        elif told:
            lines.append(HtmlLine(" ".join(told), escape(" ".join(told))))
    return tuple(lines)


def html_of(lines: tuple[HtmlLine, ...]) -> str | None:
    """Safe HTML of lines: headings, paragraphs, lists and tables; null for no lines."""
    return "\n".join(part for (kind, _), run in groupby(lines, _group) for part in _rendered(kind, tuple(run))) or None


def _group(line: HtmlLine) -> tuple[str, int]:
    if line.style == "entry":
        return "ol" if line.marker[:1].isdigit() else "ul", line.group
    return line.style, line.group


def _rendered(kind: str, run: tuple[HtmlLine, ...]) -> Iterator[str]:
    if kind == "row":
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in line.cells) for line in run)
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    elif kind in _LISTS:
        first = run[0].marker.rstrip(".")
        start = f' start="{first}"' if kind == "ol" and first != "1" else ""
        yield f"<{kind}{start}>{''.join(f'<li>{line.markup}</li>' for line in run)}</{kind}>"
    else:
        for line in run:
            tag = f"h{line.level}" if line.style == "heading" else "p"
            yield f"<{tag}>{line.markup}</{tag}>"


class _Walk:
    """Goes through the tree once; a line ends where a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self._text: list[str] = []
        self._markup: list[str] = []
        self._open: list[str] = []
        self._heading = 0
        self._marker = ""
        self._lists: list[int | None] = []
        self._groups: list[int] = [0]
        self._met = 0
        self._below: dict[int, int] = {}

    def element(self, node: etree._Element, depth: int) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if depth > _DEEPEST:
            self._add(" ".join(str(text) for text in node.itertext()))
        elif tag == "tr":
            self._row(node)
        elif tag in _EMPHASIS:
            self._emphasis(tag, node, depth)
        elif tag in _LISTS:
            self._list(tag, node, depth)
        elif tag == "li":
            self._entry(node, depth)
        elif tag in _HEADINGS:
            self.end_line()
            self._heading = _HEADINGS[tag]
            self._inside(node, depth)
            self.end_line()
            self._heading = 0
        elif tag in _BLOCKS:
            self.end_line()
            if tag == "table":
                self._table(node, depth)
            else:
                self._inside(node, depth)
            self.end_line()
        else:
            self._inside(node, depth)

    def end_line(self) -> None:
        text = folded("".join(self._text))
        if text:
            markup = folded("".join(self._markup) + "".join(f"</{tag}>" for tag in reversed(self._open)))
            style: HtmlStyle = "heading" if self._heading else "entry" if self._marker else "text"
            level = self._heading if style == "heading" else 0
            self.lines.append(
                HtmlLine(
                    text,
                    markup,
                    style,
                    level,
                    self._marker if style == "entry" else "",
                    (),
                    self._groups[-1] if style == "entry" else 0,
                )
            )
            self._marker = ""
        self._text = []
        self._markup = [f"<{tag}>" for tag in self._open]

    @contextmanager
    def _grouped(self) -> Iterator[None]:
        self._met += 1
        self._groups.append(self._met)
        yield
        self._groups.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text)
            self._markup.append(escape(text, quote=False))

    def _inside(self, node: etree._Element, depth: int) -> None:
        self._add(node.text)
        for child in node:
            self.element(child, depth + 1)
            self._add(child.tail)

    def _emphasis(self, tag: str, node: etree._Element, depth: int) -> None:
        self._markup.append(f"<{tag}>")
        self._open.append(tag)
        self._inside(node, depth)
        self._open.pop()
        self._markup.append(f"</{tag}>")

    def _list(self, tag: str, node: etree._Element, depth: int) -> None:
        self.end_line()
        start = node.get("start") or ""
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        self._lists.append(number if tag == "ol" else None)
        with self._grouped():
            self._inside(node, depth)
        self._lists.pop()
        self.end_line()

    def _entry(self, node: etree._Element, depth: int) -> None:
        self.end_line()
        number = self._lists[-1] if self._lists else None
        self._marker = "-" if number is None else f"{number}."
        if number is not None:
            self._lists[-1] = number + 1
        self._inside(node, depth)
        self.end_line()
        self._marker = ""

    def _table(self, node: etree._Element, depth: int) -> None:
        """All rows as wide as the widest: cells that span rows or columns are empty where they go on."""
        first = len(self.lines)
        with self._grouped():
            self._below = {}
            self._inside(node, depth)
        rows = [line for line in self.lines[first:] if line.style == "row"]
        width = max((len(line.cells) for line in rows), default=0)
        self.lines[first:] = [
            replace(line, cells=line.cells + ("",) * (width - len(line.cells))) if line.style == "row" else line
            for line in self.lines[first:]
        ]

    def _row(self, node: etree._Element) -> None:
        self.end_line()
        cells: list[str] = []
        started: dict[int, int] = {}
        for cell in node.iterchildren("td", "th"):
            self._skip_spanned(cells)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                started |= dict.fromkeys(range(len(cells), len(cells) + width), height - 1)
            cells += [folded(" ".join(_cell_texts(cell))), *[""] * (width - 1)]
        self._skip_spanned(cells)
        self._below = {at: rows - 1 for at, rows in self._below.items() if rows > 1} | started
        told = [cell for cell in cells if cell]
        if len(cells) == 1 and told:
            self.lines.append(HtmlLine(told[0], escape(told[0], quote=False)))
        elif told:
            text = " ".join(told)
            self.lines.append(
                HtmlLine(text, escape(text, quote=False), "row", cells=tuple(cells), group=self._groups[-1])
            )

    def _skip_spanned(self, cells: list[str]) -> None:
        """Past the places that cells of the rows above reach down to."""
        while len(cells) in self._below:
            cells.append("")


def _cell_texts(cell: etree._Element) -> Iterator[str]:
    """The texts of a cell, parted where a block ends; emphasis inside a word does not part it."""
    run: list[str] = []
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        is_block = node is not cell and node.tag not in _EMPHASIS and node.tag != "span"
        if is_block:
            yield "".join(run)
            run = []
        if event == "start":
            run.append(node.text or "")
        elif node is not cell:
            run.append(node.tail or "")
    yield "".join(run)


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name) or "1"
    return min(max(int(text), 1), _WIDEST_CELL) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def folded(text: str) -> str:
    """Runs of blanks are one, those at the ends are off."""
    return " ".join(text.split())
