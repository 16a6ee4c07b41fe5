"""The documentation as a reader sees it: headings, tables, links and blocks of code of Markdown pages."""

import re
from dataclasses import dataclass
from itertools import pairwise
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
    return tuple(inside.content for opened, inside in pairwise(tokens(page)) if opened.type == "heading_open")


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#`, as forges make it of a heading."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)}


def links(page: Path) -> tuple[str, ...]:
    """Where links and images lead."""
    inline = [child for token in tokens(page) for child in token.children or ()]
    return tuple(str(found) for child in inline if (found := child.attrGet("href") or child.attrGet("src")))


def tables(page: Path) -> tuple[Table, ...]:
    read, found = tokens(page), list[Table]()
    heading = ""
    rows: list[list[str]] = []
    for opened, inside in pairwise((*read, *read[-1:])):
        if opened.type == "heading_open":
            heading = inside.content
        elif opened.type == "tr_open":
            rows.append([])
        elif opened.type in ("th_open", "td_open"):
            rows[-1].append(inside.content)
        elif opened.type == "table_close":
            header, *others = map(tuple, rows)
            found.append(Table(heading, header, tuple(others)))
            rows = []
    return tuple(found)


def table(page: Path, first: str) -> Table:
    """The one whose first column is headed so. Raises `ValueError` where there is not exactly one."""
    [found] = [one for one in tables(page) if one.header[0] == first]
    return found


def _block(token: Token) -> Block:
    language, *words = token.info.split() or [""]
    return Block(language, tuple(words), token.content, (token.map or [0])[0] + 1)
