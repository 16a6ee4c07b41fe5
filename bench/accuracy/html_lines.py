"""The HTML of an agenda system as the lines its print would have."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

Style = Literal["text", "heading", "entry", "row"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "div", "ul", "ol", "table", "tbody", "thead", "blockquote", "br"}


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """`text` has its runs of blanks folded; a row's cells have tabs between. `tag` is the heading's, else empty."""

    text: str
    style: Style = "text"
    tag: str = ""


def folded(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class _List:
    """`number` is that of the next entry, null in a list of bullets."""

    number: int | None


@dataclass(slots=True)
class _State:
    lines: list[HtmlLine] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    marker: str = ""
    heading: str = ""
    in_entry: int = 0
    lists: list[_List] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Cells of a table nested in a cell are text of the outer cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.state = _State()
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        state = self.state
        if self._cells:
            self._inside_cell(tag)
        elif tag == "tr":
            self.end_line()
            state.rows.append([])
        elif tag in {"td", "th"} and state.rows:
            self._cells = 1
            state.text = []
        elif tag == "li":
            self.end_line()
            state.in_entry += 1
            state.marker = self._next_marker()
        elif tag in _BLOCKS:
            self.end_line()
            if tag in {"ul", "ol"}:
                state.lists.append(_List(_start(attrs) if tag == "ol" else None))
            state.heading = tag if tag in _HEADINGS else state.heading

    def handle_endtag(self, tag: str) -> None:
        state = self.state
        if tag in {"td", "th"} and self._cells:
            self._cells -= 1
            if not self._cells:
                state.rows[-1].append(folded("".join(state.text)))
                state.text = []
        elif self._cells:
            self._inside_cell(tag)
        elif tag == "tr" and state.rows:
            cells = state.rows.pop()
            if any(cells):
                state.lines.append(HtmlLine("\t".join(cells), "row"))
        elif tag == "li":
            self.end_line()
            state.in_entry = max(0, state.in_entry - 1)
            state.marker = ""
        elif tag in _BLOCKS:
            self.end_line()
            if tag in {"ul", "ol"} and state.lists:
                state.lists.pop()
            state.heading = "" if tag in _HEADINGS else state.heading

    def handle_data(self, data: str) -> None:
        self.state.text.append(data)

    def end_line(self) -> None:
        state = self.state
        text = folded("".join(state.text))
        state.text = []
        if not text:
            return
        style: Style = "heading" if state.heading else "entry" if state.in_entry else "text"
        state.lines.append(HtmlLine(state.marker + text, style, state.heading))
        state.marker = ""

    def _inside_cell(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cells += 1
        if tag in _BLOCKS or tag in {"li", "td", "th", "tr"}:
            self.state.text.append(" ")

    def _next_marker(self) -> str:
        innermost = self.state.lists[-1] if self.state.lists else _List(None)
        if innermost.number is None:
            return "- "
        innermost.number += 1
        return f"{innermost.number - 1}. "


def _start(attrs: list[tuple[str, str | None]]) -> int:
    start = dict(attrs).get("start") or "1"
    return int(start) if start.isdecimal() else 1


def html_lines(html: str) -> list[HtmlLine]:
    """In order, none blank. Bullets get "- ", numbered entries "1. "."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.state.lines
