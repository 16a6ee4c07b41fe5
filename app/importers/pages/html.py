"""The text of a saved web page: its main content, without navigation, scripts and what is hidden."""

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError, _Element, tostring

from app.domain.findings import Finding
from app.importers.html_text import HtmlLine, html_lines
from app.importers.pages.blocks import Block, BlockKind, Extract, clean, row, written

_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"\s*<(?:head|body|main|article|div|section|table|h[1-6]|p|ul|meta|title)\b[^>]*>", re.IGNORECASE)
_DROPPED = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "nav", "footer", "aside", "menu", "dialog"),
        *("iframe", "object", "embed", "svg", "math", "canvas", "audio", "video"),
        *("button", "select", "input", "textarea", "datalist"),
    }
)
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "alert", "complementary", "menu"}
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN = ("//main", "//*[@role='main']", "//article", "//*[@id='main' or @id='content' or @id='main-content']")
_MAIN_SHARE = 0.5
_BLOCKS = frozenset(
    {
        *("section", "article", "header", "main", "figure", "figcaption", "dt", "dd", "dl", "address", "details"),
        *("summary", "fieldset", "legend", "hgroup", "center", "form"),
    }
)
_KINDS: dict[str, BlockKind] = {"text": "text", "heading": "heading", "entry": "entry", "row": "row"}


def is_html(text: str) -> bool:
    """Whether the text is a page or a part of one, by how it begins."""
    return _START.match(text[:4000]) is not None or _MARKUP.match(text[:1000]) is not None


def read_html(text: str) -> Extract | Finding:
    """The text, or the finding that says why there is none."""
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except ParserError:
        return _absent()
    _without_hidden(root)
    main = _main(root)
    _with_plain_blocks(main)
    markup = tostring(main, encoding="unicode", method="html", with_tail=False)
    extract = written(map(_block, html_lines(markup)))
    return extract if extract.text.strip() else _absent()


def _without_hidden(root: _Element) -> None:
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or _is_hidden(node):
            _drop(node)


def _is_hidden(node: _Element) -> bool:
    if node.tag in _DROPPED:
        return True
    if node.tag in {"html", "body"}:
        return False
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or (node.get("role") or "") in _DROPPED_ROLES
        or _HIDDEN_STYLE.search(node.get("style") or "") is not None
    )


def _drop(node: _Element) -> None:
    """Takes the element out; the text after it stays."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _main(root: _Element) -> _Element:
    """The element that is marked as the main content, where it has most of the text."""
    whole = _length(root)
    for path in _MAIN:
        found = root.xpath(path)
        own = found[0] if isinstance(found, list) and len(found) == 1 else None
        if isinstance(own, _Element) and _length(own) >= _MAIN_SHARE * whole:
            return own
    return root


def _length(node: _Element) -> int:
    return sum(len(str(text)) for text in node.itertext())


def _with_plain_blocks(main: _Element) -> None:
    """Elements that part text as divisions; tables that only lay out the page as divisions too."""
    for node in main.iter():
        if node.tag in _BLOCKS:
            node.tag = "div"
    for table in list(main.iter("table")):
        if _is_layout(table):
            for node in list(_parts(table)):
                node.tag = "div"


def _parts(table: _Element) -> Iterator[_Element]:
    """The table itself, its rows and cells, not those of tables inside it."""
    yield table
    for node in table.iter("thead", "tbody", "tfoot", "tr", "td", "th", "caption"):
        if next(node.iterancestors("table"), None) is table:
            yield node


def _is_layout(table: _Element) -> bool:
    if (table.get("role") or "") in {"presentation", "none"}:
        return True
    for cell in _parts(table):
        if cell.tag in {"td", "th"}:
            inside = list(cell.iter("table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"))
            if inside or sum(1 for _ in cell.iter("p", "div")) > 3:
                return True
    return False


def _block(line: HtmlLine) -> Block:
    if line.style == "row":
        return Block("row", (row(line.cells),), line.group)
    return Block(_KINDS[line.style], (clean(line.printed),), line.group)


def _absent() -> Finding:
    message = "HTML-siden har ingen synlig tekst: den hentes måske af et program på siden, først når den vises."
    return Finding(
        "text_absent", "error", message, hint="Gem siden, når den er vist helt, eller hent referatet som PDF."
    )
