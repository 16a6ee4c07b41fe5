"""What the styles of a Word file say of their paragraphs."""

from lxml.etree import _Element
from msgspec import Struct

from app.importers.pages.word_numbering import child, children, number, value

_DEEPEST = 20
_BODY_LEVEL = 9
_HEADINGS = ("heading", "overskrift", "title", "titel")


class Style(Struct, frozen=True):
    """`list_id` and `level` name a list of the numbering, `list_id` null for none."""

    is_heading: bool = False
    is_contents: bool = False
    list_id: str | None = None
    level: int | None = None


class Styles:
    def __init__(self, root: _Element | None) -> None:
        self._nodes = {
            value(node, "styleId") or "": node
            for node in children(root, "style")
            if value(node, "type") in {None, "paragraph"}
        }
        self._known: dict[str, Style] = {}

    def of(self, style_id: str | None) -> Style:
        if style_id is None:
            return Style()
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> Style:
        """What a style does not say, those that it is based on do."""
        is_heading = is_contents = False
        list_id: str | None = None
        level: int | None = None
        current: str | None = style_id
        for _ in range(_DEEPEST):
            node = self._nodes.get(current or "")
            if node is None:
                break
            name = (value(child(node, "name")) or "").casefold()
            properties = child(node, "pPr")
            is_heading = is_heading or is_heading_level(properties) or name.startswith(_HEADINGS)
            is_contents = is_contents or name.startswith(("toc ", "indholdsfortegnelse "))
            if list_id is None:
                list_id = value(child(properties, "numPr", "numId"))
            if level is None:
                level = number(child(properties, "numPr", "ilvl"))
            current = value(child(node, "basedOn"))
        return Style(is_heading, is_contents, list_id, level)


def is_heading_level(properties: _Element | None) -> bool:
    level = number(child(properties, "outlineLvl"))
    return level is not None and 0 <= level < _BODY_LEVEL
