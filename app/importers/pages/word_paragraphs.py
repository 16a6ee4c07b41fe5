"""The text of a paragraph of a Word file as it is shown: insertions are in, deletions and hidden text are not."""

from collections.abc import Iterator

from lxml.etree import _Element
from msgspec import Struct, field

from app.importers.pages.word_numbering import child, children, name_of, value

_INLINE = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo"})
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_OFF = frozenset({"0", "false", "off", "none"})
_PAGE = "\f"
_SYMBOL_PAGE = 0xF000


class Read(Struct):
    """`text` has "\\n" for line breaks and "\\f" for page breaks; `boxes` are the text boxes anchored here."""

    text: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)


def read_paragraph(node: _Element) -> Read:
    read = Read()
    _inside(node, read)
    return read


def is_on(node: _Element | None) -> bool:
    """A property that is there is on unless it says otherwise."""
    return node is not None and value(node) not in _OFF


def _inside(node: _Element, read: Read) -> None:
    for part in node:
        name = name_of(part)
        if name == "r":
            if not is_on(child(part, "rPr", "vanish")):
                read.text.extend(_run(part, read))
        elif name in _INLINE:
            _inside(part, read)
        elif name == "sdt":
            for content in children(part, "sdtContent"):
                _inside(content, read)
        elif name == "AlternateContent":
            _run_alternative(part, read)


def _run(node: _Element, read: Read) -> Iterator[str]:
    for part in node:
        name = name_of(part)
        if name == "t":
            yield part.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "br":
            yield _PAGE if value(part, "type") == "page" else "\n"
        elif name == "sym":
            yield _symbol(part)
        elif name in {"drawing", "pict", "object"}:
            read.boxes.extend(one for one in part.iter() if name_of(one) == "txbxContent")
        elif name == "AlternateContent":
            _run_alternative(part, read)


def _run_alternative(node: _Element, read: Read) -> None:
    """The same thing said for newer and for older readers: the first that is there."""
    chosen = child(node, "Choice")
    if chosen is None:
        chosen = child(node, "Fallback")
    if chosen is not None:
        read.text.extend(_run(chosen, read))


def _symbol(node: _Element) -> str:
    """A letter of a symbol font; those fonts have bullets at many places."""
    try:
        code = int(value(node, "char") or "", 16)
    except ValueError:
        return ""
    return "•" if code >= _SYMBOL_PAGE else chr(code) if code >= ord(" ") else ""
