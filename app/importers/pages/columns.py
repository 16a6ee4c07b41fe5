"""Tables without rules: rows of print whose cells stand below each other."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from app.importers.pages.page_rows import MARKER, Grid, Row, Segment

_NEAR = 3.0
_LOOSE = 1.15
_NARROW = 0.09
_TIGHT = 0.88
_SHORT = 60
_AROUND = 6
_SAME_SIZE = 0.07


def with_tables(rows: Sequence[Row], pitch: float) -> list[Row | Grid]:
    """Rows that are parted at the same places as tables. `pitch` is how far rows of one text stand apart, in heights of
    letters."""
    found: list[Row | Grid] = []
    run: list[Row] = []
    for one in (*_with_narrow_gaps(rows, pitch), None):
        if one is not None and run and _belongs(run, one, pitch):
            run.append(one)
            continue
        found.extend(_told(_with_row_above(found, run, pitch), pitch))
        run = [] if one is None else [one]
    return found


def _with_narrow_gaps(rows: Sequence[Row], pitch: float) -> Iterator[Row]:
    """Short rows beside one with cells, parted where the cells of others around begin."""
    for at, one in enumerate(rows):
        beside = [other for other in (*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2]) if len(other.segments) > 1]
        is_near = any(
            abs(other.x0 - one.x0) < _NEAR and abs(other.top - one.top) <= 2 * pitch * one.size for other in beside
        )
        if len(one.segments) == 1 and is_near and len(one.text) < _SHORT:
            around = [
                other
                for other in (*_beyond(rows, at, -1, pitch), *_beyond(rows, at, 1, pitch))
                if abs(other.size - one.size) <= _SAME_SIZE * one.size and other.is_bold == one.is_bold
            ]
            yield replace(one, segments=tuple(_parts(one, _often(around))))
        else:
            yield one


def _beyond(rows: Sequence[Row], at: int, step: int, pitch: float) -> Iterator[Row]:
    """The rows above or below that begin at the same place and stand no further apart than those of a table."""
    own = rows[at]
    for place in range(at + step, at + step * (_AROUND + 1), step):
        if not 0 <= place < len(rows):
            return
        one = rows[place]
        if abs(one.x0 - own.x0) >= _NEAR or abs(one.top - rows[place - step].top) > 2 * pitch * one.size:
            return
        yield one


def _with_row_above(found: list[Row | Grid], run: list[Row], pitch: float) -> list[Row]:
    """The run, parted also where a cell nearly reaches the next: where the cells of two other rows begin. So may the
    row above it be, which then is taken out of `found`."""
    often = _often(run)
    if not often:
        return run
    parted = [replace(one, segments=tuple(_parts(one, often))) for one in run]
    above = found[-1] if found else None
    is_near = isinstance(above, Row) and run[0].top - above.top <= 2 * pitch * above.size
    if isinstance(above, Row) and is_near and abs(above.size - run[0].size) <= _SAME_SIZE * above.size:
        parts = tuple(_parts(above, often))
        if len(parts) > 1 and abs(above.x0 - run[0].x0) < _NEAR:
            found.pop()
            return [replace(above, segments=parts), *parted]
    return parted


def _often(run: Sequence[Row]) -> list[float]:
    """Where cells of at least two rows begin, but for the first of each."""
    starts = [segment.x0 for one in run for segment in one.segments[1:]]
    return [start for start in starts if sum(abs(start - other) < 1 for other in starts) > 1]


def _belongs(run: list[Row], one: Row, pitch: float) -> bool:
    """Rows with cells go on with rows with cells, and with a row that stands right below one of them."""
    if all(len(above.segments) < 2 for above in run):
        return False
    step = (one.top - run[-1].top) / max(one.size, 0.1)
    if len(one.segments) > 1:
        return step <= 3 * pitch and _share_columns(run, one)
    if not _is_set_alike(run[-1], one):
        return False
    if step <= 3 * pitch and len(tuple(_parts(one, _often(run)))) > 1:
        return True
    starts = [segment.x0 for above in run for segment in above.segments]
    is_below = any(abs(start - one.x0) < _NEAR for start in starts)
    is_inner = one.x0 > min(starts) + _NEAR
    return is_below and step <= pitch * _LOOSE + 0.03 and (is_inner or _is_airy(run, pitch))


def _is_set_alike(above: Row, one: Row) -> bool:
    """Headings below a table are larger than its rows, or bold with a number."""
    is_heading = one.is_bold and not above.is_bold and MARKER.fullmatch(one.words[0].text) is not None
    return abs(one.size - above.size) <= _SAME_SIZE * above.size and not is_heading


def _share_columns(run: list[Row], one: Row) -> bool:
    spans = [segment for above in run[-3:] if len(above.segments) > 1 for segment in above.segments[1:]]
    return any(
        abs(segment.x0 - own.x0) < _NEAR or abs(segment.x1 - own.x1) < _NEAR
        for segment in spans
        for own in one.segments[1:]
    )


def _is_airy(run: Sequence[Row], pitch: float) -> bool:
    """Whether rows with cells stand further apart than those of one text."""
    steps = [
        (below.top - above.top) / max(below.size, 0.1)
        for above, below in pairwise(run)
        if len(above.segments) > 1 and len(below.segments) > 1
    ]
    return any(step > pitch * _LOOSE + 0.03 for step in steps)


def _told(run: list[Row], pitch: float) -> list[Row | Grid]:
    if sum(len(one.segments) > 1 for one in run) < 2:
        return list(run)
    lines = _lines(run, pitch)
    spans = _columns([segment for line in lines for one in line for segment in one.segments])
    return [Grid(run[0].top, run[-1].bottom, tuple(_cells(line, spans) for line in lines))]


def _parts(one: Row, starts: list[float]) -> Iterator[Segment]:
    for segment in one.segments:
        run = [segment.words[0]]
        for before, word in pairwise(segment.words):
            gap = word.box.x0 - before.box.x1
            if gap > _NARROW * one.size and any(abs(word.box.x0 - start) < 1 for start in starts):
                yield Segment(tuple(run))
                run = []
            run.append(word)
        yield Segment(tuple(run))


def _lines(run: list[Row], pitch: float) -> list[list[Row]]:
    """The rows of the table, each with the rows of print it takes."""
    airy = _is_airy(run, pitch)
    steps = [(below.top - above.top) / max(below.size, 0.1) for above, below in pairwise(run)]
    tight = min(pitch * _LOOSE + 0.03, _TIGHT * max(steps, default=0)) if airy else pitch * _LOOSE + 0.03
    left = min(one.x0 for one in run)
    lines: list[list[Row]] = [[run[0]]]
    for above, one in pairwise(run):
        is_tight = (one.top - above.top) / max(one.size, 0.1) <= tight and above.is_bold == one.is_bold
        is_inner = one.x0 > left + _NEAR
        if is_tight and (airy or (is_inner and len(one.segments) == 1)):
            lines[-1].append(one)
        else:
            lines.append([one])
    return lines


def _columns(segments: list[Segment]) -> list[tuple[float, float]]:
    """Where segments stand above each other."""
    spans: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda segment: segment.x0):
        if spans and segment.x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], segment.x1))
        else:
            spans.append((segment.x0, segment.x1))
    return spans


def _cells(line: list[Row], spans: list[tuple[float, float]]) -> tuple[tuple[Row, ...], ...]:
    """By column; in their own order where two segments of a row stand in one column."""
    cells: list[list[Row]] = [[] for _ in spans]
    for one in line:
        places = [sum(start <= segment.x0 for start, _ in spans) - 1 for segment in one.segments]
        if len(set(places)) < len(places):
            places = list(range(len(places)))
        for place, segment in zip(places, one.segments, strict=True):
            while len(cells) <= place:
                cells.append([])
            is_bold = all(word.is_bold for word in segment.words)
            cells[place].append(Row((segment,), one.top, one.bottom, one.size, is_bold))
    return tuple(map(tuple, cells))
