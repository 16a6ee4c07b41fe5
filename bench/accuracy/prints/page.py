"""The page: paragraphs as they are printed, then blank lines, page breaks and bytes as the choices want them."""

import textwrap
from dataclasses import dataclass, field
from typing import Literal

from bench.accuracy.prints.choices import Choices

LineKind = Literal["text", "entry", "row", "heading", "title", "head"]

_PAGE_LINES = 44
_WIDTH = 80
_FURNITURE: dict[str, tuple[list[str], list[str]]] = {
    "side": ([], ["", "Side {n}", ""]),
    "side_of": ([], ["", "Side {n} af {m}", ""]),
    "head_side": (["{running}", ""], ["", "Side {n} af {m}"]),
    "head_feed": (["\f{running}", ""], [""]),
    "feed": (["\f"], []),
    "dashes": ([], ["- {n} -"]),
    "fraction": ([], ["{n}/{m}"]),
    "head_line_side": (["{running}    Side {n}"], []),
    "bare_feed": (["\f"], ["{n}"]),
    "head_only": (["", "{running}", "{body}", ""], []),
    "date_side": ([], ["{day}\tSide {n}/{m}"]),
}


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """`item` is the position of the item whose heading the line is the first of."""

    text: str
    kind: LineKind = "text"
    item: int | None = None


@dataclass(slots=True)
class Page:
    """Paragraphs, each of lines that stand together."""

    choices: Choices
    body: str = ""
    day: str = ""
    paragraphs: list[tuple[PrintedLine, ...]] = field(default_factory=list)

    def add(self, *texts: str, kind: LineKind = "text", item: int | None = None) -> None:
        self.paragraphs.append(
            tuple(PrintedLine(text, kind, item if place == 0 else None) for place, text in enumerate(texts))
        )


@dataclass(frozen=True, slots=True)
class Finished:
    """The text as it is read (line ends "\\n"), its bytes as printed, and the line of each item's heading, from 1."""

    text: str
    data: bytes
    item_lines: dict[int, int]


def finish(page: Page) -> Finished:
    lines = _paged(_spaced(page), page)
    item_lines = {line.item: number for number, line in enumerate(lines, 1) if line.item is not None}
    text = "\n".join(line.text for line in lines)
    return Finished(text.replace("\f", ""), _encoded(text, page.choices), item_lines)


def _spaced(page: Page) -> list[PrintedLine]:
    blank = PrintedLine("")
    lines = [] if page.choices.blanks == "none" else [blank, blank]
    for paragraph in page.paragraphs:
        if page.choices.blanks == "items" and paragraph[0].kind in {"title", "head"}:
            lines.append(blank)
        lines += [part for line in paragraph for part in _wrapped(line, page.choices)]
        between = {"none": 0, "items": 0, "single": 1, "double": 2}[page.choices.blanks]
        lines += [blank] * between
    return lines


def _wrapped(line: PrintedLine, choices: Choices) -> list[PrintedLine]:
    if choices.width == "none" or line.kind not in {"text", "entry"} or len(line.text) <= _WIDTH:
        return [line]
    indent = "  " if line.kind == "entry" else ""
    parts = textwrap.wrap(line.text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [PrintedLine(part, line.kind, line.item if place == 0 else None) for place, part in enumerate(parts)]


def _paged(lines: list[PrintedLine], page: Page) -> list[PrintedLine]:
    if page.choices.furniture == "none":
        return lines
    starts = range(0, len(lines), _PAGE_LINES)
    found: list[PrintedLine] = []
    for number, start in enumerate(starts, 1):
        above, below = _furniture(page, number, len(starts))
        found += [PrintedLine(text) for text in above if number > 1]
        found += lines[start : start + _PAGE_LINES]
        found += [PrintedLine(text) for text in below]
    return found


def _furniture(page: Page, number: int, count: int) -> tuple[list[str], list[str]]:
    """Lines above and below the text of a page; those above the first page are left out."""
    above, below = _FURNITURE[page.choices.furniture]
    running = f"Referat {page.body} {page.day}"
    words = {"n": number, "m": count, "running": running, "body": page.body, "day": page.day}
    return [text.format(**words) for text in above], [text.format(**words) for text in below]


def _encoded(text: str, choices: Choices) -> bytes:
    match choices.encoding:
        case "bom":
            return b"\xef\xbb\xbf" + text.encode()
        case "crlf":
            return text.replace("\n", "\r\n").encode()
        case "cp1252":
            return text.encode("cp1252", "replace")
        case _:
            return text.encode()
