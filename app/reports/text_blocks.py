"""Running text of minutes as blocks that a page can set: paragraphs, lists and tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

_BULLET = re.compile(r"^\s*[-–•·*]\s+")

BlockKind = Literal["paragraph", "list", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's lines, a list's entries, or a table's rows, all as long as the first, which is its head."""

    kind: BlockKind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str | None) -> tuple[Block, ...]:
    """Blank lines part paragraphs; lines with tabs that follow each other are rows; no word is lost."""
    lines = [line.rstrip() for line in (text or "").splitlines()]
    marked = [(_kind(line), line) for line in lines]
    filled = [(kind, line) for place, (kind, line) in enumerate(marked) if kind or not _parts_rows(marked, place)]
    return tuple(block for kind, run in groupby(filled, key=lambda one: one[0]) if kind for block in _of(kind, run))


def table(rows: tuple[tuple[str, ...], ...]) -> Block:
    """Rows made equally long."""
    width = max(map(len, rows))
    return Block("table", rows=tuple((*row, *("",) * (width - len(row))) for row in rows))


def _kind(line: str) -> BlockKind | None:
    if not line.strip():
        return None
    if "\t" in line.strip():
        return "table"
    return "list" if _BULLET.match(line) else "paragraph"


def _parts_rows(marked: list[tuple[BlockKind | None, str]], place: int) -> bool:
    """Whether the blank line stands between two rows."""
    before = next((kind for kind, _ in reversed(marked[:place]) if kind), None)
    after = next((kind for kind, _ in marked[place:] if kind), None)
    return before == after == "table"


def _of(kind: BlockKind, run: Iterator[tuple[BlockKind | None, str]]) -> Iterator[Block]:
    lines = tuple(line for _, line in run)
    if kind == "list":
        yield Block("list", tuple(_BULLET.sub("", line) for line in lines))
    elif kind == "table" and len(lines) > 1:
        yield table(tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines))
    else:
        yield Block("paragraph", tuple(line.strip().replace("\t", "  ") for line in lines))
