"""The words of a page as rows of print, parted where wide gaps stand, and tables that rules are drawn around."""

import re
from collections.abc import Iterable
from itertools import pairwise
from statistics import median_low

from msgspec import Struct

from app.importers.pages.glyphs import Box, Page, Word

_SNAP = 3.5
_NARROWEST = 5.0
_WIDE = 1.3
"""Of the height of the letters: a wider gap parts the cells of a row."""
_EVEN = 0.15
_EVEN_POINTS = 1.2
_SAME_END = 0.7
_SAME_GAP = 0.5
_MANY = 4
MARKER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[a-zæøå])[.):]?|[-–•*·▪◦●○■□‣⁃\uf0b7\uf0a7\uf02d\uf0d8]", re.IGNORECASE)
"""What stands before an entry of a list or the title of an item."""


class Segment(Struct, frozen=True):
    """Words of one row that no wide gap parts."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].box.x0

    @property
    def x1(self) -> float:
        return max(word.box.x1 for word in self.words)


class Row(Struct, frozen=True):
    """A row of print. `is_dotted`: a bullet is drawn before it."""

    segments: tuple[Segment, ...]
    top: float
    bottom: float
    size: float
    is_bold: bool
    is_dotted: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        return "\t".join(segment.text for segment in self.segments)

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)


class Grid(Struct, frozen=True):
    """A table with rules: the text of its cells, row by row."""

    top: float
    bottom: float
    rows: tuple[tuple[tuple[Row, ...], ...], ...]


def rows_of(words: Iterable[Word], dots: Iterable[Box] = ()) -> tuple[Row, ...]:
    """From the top down, the words of each from left to right."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.middle, word.box.x0)):
        last = found[-1] if found else None
        if last is not None and _is_beside(last, word):
            last.append(word)
        else:
            found.append([word])
    margins = _margins([max(word.box.x1 for word in run) for run in found])
    return tuple(_row(run, tuple(dots), margins) for run in found)


def _margins(ends: list[float]) -> tuple[float, ...]:
    """Where more than one row ends: at the margin, as far beyond it as a hyphen, or at that of a block of its own."""
    return tuple(end for below, end in pairwise(sorted(ends)) if end - below < _SAME_END)


def _is_beside(run: list[Word], word: Word) -> bool:
    """On the line that the largest word of the run stands on; raised figures too."""
    largest = max(run, key=lambda one: one.size)
    overlap = min(largest.box.bottom, word.box.bottom) - max(largest.box.top, word.box.top)
    return overlap > 0.5 * min(largest.size, word.size)


def _row(run: list[Word], dots: tuple[Box, ...], margins: tuple[float, ...]) -> Row:
    words = sorted(run, key=lambda word: word.box.x0)
    top, bottom = median_low(word.box.top for word in words), median_low(word.box.bottom for word in words)
    size = median_low(word.size for word in words)
    x0 = words[0].box.x0
    dotted = any(top < dot.middle < bottom and 0 < x0 - dot.x1 < 2.5 * size for dot in dots)
    return Row(_segments(words, size, margins), top, bottom, size, all(word.is_bold for word in words), dotted)


def _segments(words: list[Word], size: float, margins: tuple[float, ...]) -> tuple[Segment, ...]:
    gaps = [after.box.x0 - before.box.x1 for before, after in pairwise(words)]
    wide = _WIDE * size
    if max(gaps, default=0) > wide and _is_justified(words, gaps, size, margins):
        return (Segment(tuple(words)),)
    parts: list[list[Word]] = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > wide:
            parts.append([word])
        else:
            parts[-1].append(word)
    return tuple(Segment(tuple(part)) for part in parts)


def _is_justified(words: list[Word], gaps: list[float], size: float, margins: tuple[float, ...]) -> bool:
    """Whether the blanks between words of different width are stretched, all alike but for the one after a list marker,
    so that the row ends at the margin; some makers stretch the blank after the last word too."""
    is_marked = MARKER.fullmatch(words[0].text) is not None
    if is_marked and not _are_stretched(words, gaps, size):
        words, gaps = words[1:], gaps[1:]
    if not _are_stretched(words, gaps, size):
        return False
    if len(gaps) >= _MANY and max(gaps) - min(gaps) < _SAME_GAP:
        return True
    ends = (words[-1].box.x1, words[-1].box.x1 + gaps[-1])
    return any(abs(end - margin) < 0.3 * size for end in ends for margin in margins)


def _are_stretched(words: list[Word], gaps: list[float], size: float) -> bool:
    widths = [word.box.x1 - word.box.x0 for word in words]
    is_even = len(gaps) > 1 and max(gaps) - min(gaps) < min(_EVEN * max(gaps), _EVEN_POINTS)
    return is_even and max(widths) - min(widths) > size / 2


def grids_of(page: Page) -> tuple[tuple[Grid, ...], tuple[Word, ...]]:
    """The tables with rules, and the words outside them."""
    left = page.words
    grids: list[Grid] = []
    for rules in _components(page.rules):
        grid, rest = _grid(rules, left)
        if grid is not None:
            grids.append(grid)
            left = rest
    return tuple(grids), left


def _components(rules: tuple[Box, ...]) -> list[list[Box]]:
    """Rules that touch each other. By a sweep from the top: each is joined with the groups it touches."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda rule: rule.top):
        own, members = rule, [rule]
        apart: list[tuple[Box, list[Box]]] = []
        for bounds, group in groups:
            if _touch(bounds, own):
                own, members = _around(bounds, own), group + members
            else:
                apart.append((bounds, group))
        groups = [*apart, (own, members)]
    return [members for _, members in groups if len(members) > 3]


def _touch(one: Box, other: Box) -> bool:
    return (
        one.x0 - _SNAP <= other.x1
        and other.x0 - _SNAP <= one.x1
        and one.top - _SNAP <= other.bottom
        and other.top - _SNAP <= one.bottom
    )


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.top, other.top), max(one.x1, other.x1), max(one.bottom, other.bottom))


def _grid(rules: list[Box], words: tuple[Word, ...]) -> tuple[Grid | None, tuple[Word, ...]]:
    upright = [rule for rule in rules if rule.bottom - rule.top > rule.x1 - rule.x0]
    level = [rule for rule in rules if rule.bottom - rule.top <= rule.x1 - rule.x0]
    columns = _places([(rule.x0 + rule.x1) / 2 for rule in upright])
    heights = _places([rule.middle for rule in level])
    if len(columns) < 3 or len(heights) < 2:
        return None, words
    inside = [word for word in words if _is_between(word, columns, heights)]
    if not inside:
        return None, words
    cells: list[list[list[Word]]] = [[[] for _ in columns[1:]] for _ in heights[1:]]
    for word in inside:
        at = _at(heights, word.box.middle)
        cells[at][_first_of_cell(upright, columns, _at(columns, word.box.x0 + 1), word.box.middle)].append(word)
    told = {id(word) for word in inside}
    used = [place for place in range(len(columns) - 1) if _is_column(cells, columns, place)]
    rows = tuple(tuple(rows_of(line[place]) for place in used) for line in cells if any(line[place] for place in used))
    if len(used) < 2:
        return None, words
    return Grid(heights[0], heights[-1], rows), tuple(word for word in words if id(word) not in told)


def _places(values: list[float]) -> list[float]:
    """Values, those that nearly coincide as one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= _SNAP:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(run) / len(run) for run in found]


def _is_between(word: Word, columns: list[float], heights: list[float]) -> bool:
    middle = (word.box.x0 + word.box.x1) / 2
    return columns[0] < middle < columns[-1] and heights[0] < word.box.middle < heights[-1]


def _at(places: list[float], value: float) -> int:
    return max(0, min(len(places) - 2, sum(place <= value for place in places) - 1))


def _first_of_cell(upright: list[Box], columns: list[float], column: int, height: float) -> int:
    """Cells that no rule parts at this height are one."""
    while column > 0 and not any(
        abs((rule.x0 + rule.x1) / 2 - columns[column]) <= _SNAP and rule.top - 1 <= height <= rule.bottom + 1
        for rule in upright
    ):
        column -= 1
    return column


def _is_column(cells: list[list[list[Word]]], columns: list[float], place: int) -> bool:
    return columns[place + 1] - columns[place] > _NARROWEST and (
        any(row[place] for row in cells) or columns[place + 1] - columns[place] > 3 * _NARROWEST
    )
