"""What a document with a layout consists of, and the text it gives: one paragraph, list entry or table row a line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.findings import Finding

BlockKind = Literal["text", "heading", "entry", "row"]

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LETTERS = str.maketrans(_LIGATURES | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff", ""))
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\t\n]+")
_TABS = re.compile(r" ?\t ?")
_MARKER = re.compile(
    r"(?P<bullet>[-–•*·▪◦●○■□‣⁃\uf0b7\uf0a7\uf02d\uf0d8]|o(?=\s))\s+(?=\S)"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3})*[.):]?|[a-zæøå][.)])\t+(?=\S)"
)
_ITEM_NUMBER = re.compile(
    r"(?:(?:dagsordens?)?punkt|pkt\.?|sag)(?: nr\.?)? \d{1,4}[a-z]?[.:]?|\d{1,3}[.)]?", re.IGNORECASE
)


class Block(Struct, frozen=True):
    """`lines` stand right below each other. `group` is the list or table that an entry or a row belongs to; `is_close`:
    no blank line stands above; `starts_page`: a page begins here."""

    kind: BlockKind
    lines: tuple[str, ...]
    group: int = 0
    is_close: bool = False
    starts_page: bool = False


class Extract(Struct, frozen=True):
    """The text of a document, `page_starts` counting its lines from 1, and what there is to say of its reading."""

    text: str
    page_starts: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()


def clean(text: str) -> str:
    """In NFC, without soft hyphens, ligatures and control characters; runs of blanks are one, but tabs and line ends
    stay."""
    plain = _CONTROLS.sub(" ", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _TABS.sub("\t", _BLANKS.sub(" ", plain)).strip(" \n"))


def row(cells: Iterable[str]) -> str:
    """A row of a table: cells parted by tabs, line ends and tabs inside them blanks."""
    return "\t".join(" ".join(clean(cell).split()) for cell in cells)


def with_plain_marker(text: str) -> str:
    """The bullet that a line begins with as "- ", the tab after a number as a blank."""
    match = _MARKER.match(text)
    if match is None:
        return text
    return ("- " if match["bullet"] else f"{match['number']} ") + text[match.end() :]


def written(blocks: Iterable[Block], findings: tuple[Finding, ...] = ()) -> Extract:
    """A blank line between all blocks but those of one list or table, and those that are close to the one above."""
    lines: list[str] = []
    starts: set[int] = set()
    above: Block | None = None
    for block in _without_number_columns(blocks):
        told = tuple(line for line in block.lines if line.strip())
        if not told:
            continue
        if above is not None and not block.is_close and not _is_together(above, block):
            lines.append("")
        if block.starts_page and lines:
            starts.add(len(lines) + 1)
        lines.extend(told)
        above = block
    return Extract("\n".join(lines), frozenset(starts), findings)


def _is_together(above: Block, below: Block) -> bool:
    return below.group != 0 and (above.kind, above.group) == (below.kind, below.group)


def _without_number_columns(blocks: Iterable[Block]) -> Iterator[Block]:
    """A table of two columns of which the first numbers the second is a list, or the headings of items."""
    for (kind, group), run in groupby(blocks, lambda block: (block.kind, block.group)):
        rows = tuple(run)
        if kind == "row" and group and all(_is_numbered(block) for block in rows) and _counts_up(rows):
            for block in rows:
                number, _, title = block.lines[0].partition("\t")
                yield replace(block, kind="text", group=0, lines=(f"{_with_dot(number)} {title}",))
        else:
            yield from rows


def _is_numbered(block: Block) -> bool:
    number, tab, title = block.lines[0].partition("\t")
    return bool(tab and title.strip()) and "\t" not in title and _ITEM_NUMBER.fullmatch(number) is not None


def _counts_up(rows: tuple[Block, ...]) -> bool:
    numbers = [int(re.sub(r"\D", "", block.lines[0].partition("\t")[0])) for block in rows]
    return all(above < below for above, below in pairwise(numbers)) and any(
        re.search(r"[^\W\d]", block.lines[0].partition("\t")[2]) for block in rows
    )


def _with_dot(number: str) -> str:
    return f"{number}." if number[-1].isdigit() and number.isdigit() else number
