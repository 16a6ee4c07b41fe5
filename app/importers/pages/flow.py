"""Rows of print as paragraphs, list entries and table rows: what a row goes on with is told by the layout."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from app.importers.pages.blocks import Block, BlockKind, clean, row, with_plain_marker
from app.importers.pages.page_rows import Grid, Row, Segment
from app.importers.referat.sections import SENTENCE_END

_BULLET = re.compile(r"[-–•*·▪◦●○■□‣⁃\uf0b7\uf0a7\uf02d\uf0d8o](?:\s|\Z)")
_SIGN = re.compile(r"[•▪◦●○■□‣⁃\uf0b7\uf0a7\uf0d8](?:\s|\Z)")
_NUMBER = re.compile(
    r"(?!\d{1,2}\. (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\b)"
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|[a-zæøå]\))(?=\s|\Z)"
)
_LEADS = re.compile(
    r"\d{1,3}(?:\.\d{1,3})*[.):]?|(?:(?:dagsordens?)?punkt|pkt\.?|sag)(?: nr\.?)? \d{1,4}[a-z]?[.:]?", re.IGNORECASE
)
_COUNTED = re.compile(r"([^\W\d]+ )\d")
_LETTER = re.compile(r"[^\W\d]")
_PARTED = re.compile(r"(?:og|eller|samt|og/eller|til)\b")
_LEAD_GAP = 6.0
_USUAL_PITCH = 1.2
_SAME_SIZE = 0.07
_NEAR = 3.0
_SPACE = 0.4
_LOOSE = 1.15
_WIDEST_PITCH = 2.2
_EVEN = 1.5
_OFTEN = 0.2
_FEW = 5
_MOST = 0.7


class Measures(Struct, frozen=True):
    """Of the whole document: where text begins and ends, and how far its rows stand apart, in heights of letters.
    `is_justified`: rows that go on end where the text does."""

    left: float
    right: float
    pitch: float
    is_justified: bool = False


def measures_of(pages: Sequence[Sequence[Row]]) -> Measures:
    rows = [one for page in pages for one in page]
    if not rows:
        return Measures(0, 0, _USUAL_PITCH)
    starts = sorted(one.x0 for one in rows)
    own = Measures(starts[min(3, len(rows) // 12)], _right_of(rows), 0)
    pairs = [
        (above, below)
        for page in pages
        for above, below in pairwise(page)
        if _is_alike(above, below) and _is_full(above, below, own) and below.top > above.top
    ]
    if not pairs:
        return replace(own, pitch=_USUAL_PITCH)
    pitch = min(median((below.top - above.top) / above.size for above, below in pairs), _WIDEST_PITCH)
    even = sum(abs(above.x1 - own.right) < _EVEN for above, _ in pairs)
    return replace(own, pitch=pitch, is_justified=len(pairs) > _FEW and even > _MOST * len(pairs))


def _right_of(rows: Sequence[Row]) -> float:
    """Where most rows of one length end, in justified text; else where the longest do. Few rows that reach further than
    all others, as wide tables do, do not make the margin."""
    ends = sorted((one.x1 for one in rows if len(one.segments) == 1), reverse=True) or [one.x1 for one in rows]
    (place, count), *_ = Counter(round(end / _EVEN) for end in ends).most_common(1)
    usual = place * _EVEN
    if count > _OFTEN * len(ends) and usual > ends[-1] + (ends[0] - ends[-1]) / 2:
        return max(end for end in ends if end < usual + _EVEN)
    return ends[max(min(3, len(ends) // 12), len(ends) // 100)]


def with_leads(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, numbers and bullets joined with what they lead."""
    return tuple(map(_led, rows))


def _led(one: Row) -> Row:
    if len(one.segments) < 2:
        return one
    first, second, *rest = one.segments
    is_number = _LEADS.fullmatch(first.text) is not None
    if second.x0 - first.x1 > _LEAD_GAP * one.size or not (is_number or _BULLET.fullmatch(first.text)):
        return one
    if is_number and _LETTER.search(second.text) is None:
        return one
    return replace(one, segments=(Segment(first.words + second.words), *rest))


class _Paragraph(Struct):
    rows: list[Row]
    is_close: bool
    starts_page: bool

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def last(self) -> Row:
        return self.rows[-1]


class Flow:
    """Takes the pages one after the other; gives the blocks."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._found: list[_Paragraph | list[Block]] = []
        self._grid_head: str | None = None
        self._groups = 0
        self._width = 0

    def page(self, elements: Sequence[Row | Grid]) -> None:
        """The rows and tables of a page from the top down."""
        starts_page = bool(self._found)
        for element in elements:
            if isinstance(element, Grid):
                self._grid(element, starts_page=starts_page)
            else:
                self._row(element, starts_page=starts_page)
            starts_page = False

    def blocks(self) -> Iterator[Block]:
        group = 0
        above: _Paragraph | None = None
        for one in self._found:
            if isinstance(one, list):
                yield from one
                above = None
                continue
            group -= above is None or not _is_of_list(above, one)
            above = one
            yield _block(one, group)

    def _row(self, one: Row, *, starts_page: bool) -> None:
        above = self._found[-1] if self._found else None
        if isinstance(above, _Paragraph) and self._goes_on(above, one, starts_page=starts_page):
            above.rows.append(one)
            return
        is_close = isinstance(above, _Paragraph) and not starts_page and self._is_close(above.last, one)
        self._found.append(_Paragraph([one], is_close, starts_page))

    def _grid(self, grid: Grid, *, starts_page: bool) -> None:
        """A table that goes on over a page break is one; its header may be printed again."""
        above = self._found[-1] if self._found else None
        goes_on = starts_page and isinstance(above, list) and len(grid.rows[0]) == self._width
        if not goes_on:
            self._groups += 1
        rows = [row(_joined(cell) for cell in cells) for cells in grid.rows]
        if goes_on and rows and rows[0] == self._grid_head:
            rows = rows[1:]
        elif not goes_on:
            self._grid_head = rows[0]
        self._width = len(grid.rows[0])
        found = [
            Block("row", (text,), self._groups, starts_page=starts_page and at == 0 and not goes_on)
            for at, text in enumerate(rows)
        ]
        self._found.append(found)

    def _goes_on(self, above: _Paragraph, one: Row, *, starts_page: bool) -> bool:
        last = above.last
        if not _is_alike(last, one) or one.is_dotted or _SIGN.match(one.text):
            return False
        if not _is_full(last, one, self._measures) or not self._may_lead_on(above, one):
            return False
        if starts_page:
            return not last.text.endswith(SENTENCE_END) or one.text[:1].islower()
        return self._is_close(last, one)

    def _may_lead_on(self, above: _Paragraph, one: Row) -> bool:
        """Whether a row that begins like an entry of a list, or as the paragraph does ("Bilag 2"), can be text."""
        counted = _COUNTED.match(one.text)
        if counted is not None and one.text[:1].isupper() and above.first.text.startswith(counted[1]):
            return False
        if not (_NUMBER.match(one.text) or _BULLET.match(one.text)):
            return True
        led = _text_start(above.first)
        if led is not None:
            return abs(one.x0 - led) < _NEAR and abs(one.x0 - above.first.x0) >= _NEAR
        return not one.text.startswith("1.") and abs(one.x0 - above.last.x0) < _NEAR and len(above.rows) > 0

    def _is_close(self, above: Row, below: Row) -> bool:
        step = (below.top - above.top) / max(above.size, below.size, 0.1)
        same = abs(above.size - below.size) <= _SAME_SIZE * above.size and above.is_bold == below.is_bold
        return same and step <= self._measures.pitch * _LOOSE + 0.03


def _text_start(one: Row) -> float | None:
    """Where the text of a list entry begins; null for a row that is none."""
    if (_NUMBER.match(one.text) or _BULLET.match(one.text)) and len(one.words) > 1:
        return one.words[1].box.x0
    return one.x0 if one.is_dotted else None


def _is_alike(above: Row, below: Row) -> bool:
    return (
        len(above.segments) == 1
        and len(below.segments) == 1
        and abs(above.size - below.size) <= _SAME_SIZE * above.size
        and above.is_bold == below.is_bold
    )


def _is_full(above: Row, below: Row, own: Measures) -> bool:
    """Whether the first word below would not have fitted above."""
    if own.is_justified and not above.is_bold and above.x1 < own.right - 2 * _EVEN:
        return False
    first = below.words[0].box
    needed = _SPACE * above.size + first.x1 - first.x0
    middle = (own.left + own.right) / 2
    if above.x0 > own.left + 2 * above.size and abs((above.x0 + above.x1) / 2 - middle) < _NEAR:
        return above.x1 - above.x0 + needed > own.right - own.left
    return above.x1 + needed > own.right


def _kind(one: Row) -> BlockKind:
    if len(one.segments) > 1:
        return "row"
    return "entry" if one.is_dotted or _BULLET.match(one.text) or _NUMBER.match(one.text) else "text"


def _is_of_list(above: _Paragraph, one: _Paragraph) -> bool:
    """Entries of one list are set alike, and stand close or begin alike."""
    first, second = above.first, one.first
    if _kind(first) != "entry" or _kind(second) != "entry" or not _is_alike(first, second):
        return False
    return one.is_close or (_NUMBER.match(first.text) is None) == (_NUMBER.match(second.text) is None)


def _block(one: _Paragraph, group: int) -> Block:
    kind = _kind(one.first)
    if kind == "row":
        cells = [segment.text for segment in one.first.segments]
        return Block("row", (row(cells),), 0, one.is_close, one.starts_page)
    text = clean(_joined(one.rows))
    if kind == "text":
        return Block("text", (text,), 0, one.is_close, one.starts_page)
    marked = f"- {text}" if one.first.is_dotted else with_plain_marker(text)
    return Block("entry", (marked,), group, one.is_close, one.starts_page)


def _joined(rows: Sequence[Row]) -> str:
    """Rows of one paragraph as one line."""
    text = ""
    is_spaced = False
    for one in rows:
        below = " ".join(word.text for word in one.words)
        text = f"{text} {below}" if is_spaced else _over_break(text, below)
        is_spaced = one.words[-1].is_spaced
    return text


def _over_break(above: str, below: str) -> str:
    """A word that ends with a hyphen or a slash goes on without a blank, as printed; one cut at a soft hyphen is whole
    again."""
    if not above or not below:
        return above or below
    if above.endswith("\u00ad"):
        return above[:-1] + below
    last = above.rsplit(" ", 1)[-1]
    if len(last) > 1 and last[-1] in "-‐–/" and not _PARTED.match(below) and below[:1].isalnum():
        return above + below
    return f"{above} {below}"
