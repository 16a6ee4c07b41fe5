"""Cells that hold HTML: a header table of a word processor, printed as text with its paragraphs and lists."""

import re
from html import unescape

from app.importers.referat.lines import Line

_BREAK = re.compile(r"<(?:/?p|br ?/?|hr ?/?|/?ul[^<>]{0,80}|/?ol[^<>]{0,80}|/?li[^<>]{0,80})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}\b[^<>]{0,200}>", re.IGNORECASE)


def paragraphs_of(cell: str) -> tuple[str, ...]:
    """The texts between the tags of a cell that break lines, without any other tag."""
    if "<" not in cell and "&" not in cell:
        text = " ".join(cell.split())
        return (text,) if text else ()
    parts = (" ".join(unescape(_TAG.sub("", part)).split()) for part in _BREAK.split(cell))
    return tuple(part for part in parts if part)


def head_parts(line: Line) -> tuple[Line, ...]:
    """A row of a header table as lines of its own: the label, then each paragraph of each cell. Other lines as is."""
    if line.style != "row":
        return (line,)
    texts = (text for cell in line.cells for text in paragraphs_of(cell))
    return tuple(Line(line.number, text, "plain", text) for text in texts)
