"""The documentation as a reader sees it: headings, tables, links and blocks of code of Markdown pages."""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

CHECKOUT = Path(__file__).parents[2]
PAGES = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md")))

_MARKDOWN = MarkdownIt("commonmark").enable("table")
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Fenced code. `words` follow the language; `line` is that of its fence in the page, from 1."""

    language: str
    words: Row
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are their Markdown. `heading` is the nearest above."""

    heading: str
    header: Row
    rows: tuple[Row, ...]


def tokens(page: Path) -> list[Token]:
    return _MARKDOWN.parse(page.read_text(encoding="utf-8"))


def blocks(page: Path) -> tuple[Block, ...]:
    found = (token for token in tokens(page) if token.type == "fence")
    return tuple(_block(token) for token in found)


def headings(page: Path) -> tuple[str, ...]:
    """Their Markdown, in order."""
    found = tokens(page)
    return tuple(inside.content for opened, inside in zip(found, found[1:], strict=False) if _is_heading(opened))


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#`, as forges make it of a heading."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)}


def links(page: Path) -> tuple[str, ...]:
    """Where links and images lead."""
    inline = [child for token in tokens(page) for child in token.children or ()]
    return tuple(str(found) for child in inline if (found := child.attrGet("href") or child.attrGet("src")))


def tables(page: Path) -> tuple[Table, ...]:
    found: list[Table] = []
    heading, rows, cells = "", [], []
    for before, token in zip([None, *tokens(page)], tokens(page), strict=False):
        if before is not None and _is_heading(before):
            heading = token.content
        if token.type == "inline" and before is not None and before.type in ("th_open", "td_open"):
            cells.append(token.content)
        if token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
        if token.type == "table_close":
            found.append(Table(heading, rows[0], tuple(rows[1:])))
            rows = []
    return tuple(found)


def table(page: Path, first: str) -> Table:
    """The one whose first column is headed so. Raises `ValueError` where there is not exactly one."""
    [found] = [one for one in tables(page) if one.header[0] == first]
    return found


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open"


def _block(token: Token) -> Block:
    language, *words = token.info.split() or [""]
    return Block(language, tuple(words), token.content, (token.map or [0])[0] + 1)
