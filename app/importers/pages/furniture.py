"""Running heads and feet and page numbers: rows of print that come again at the same height of the pages."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.importers.pages.glyphs import Word
from app.importers.pages.page_rows import Row
from app.importers.referat.section_words import heading_kind

_EDGE = 0.14
"""Of the height of a page: heads and feet stand this near its edges."""
_STEP = 2
_FEW = 10
_SHADOW_LETTERS = 2
_SAME_PLACE = 0.5
_NUMBER = re.compile(r"\d+")
_SIDE = re.compile(r"\W*(?:side|page|s\.)?\s*\d{1,4}\W*(?:\s*(?:af|of|/)\s*\d{1,4})?\W*", re.IGNORECASE)


def furniture_of(pages: Sequence[tuple[float, Sequence[Row]]]) -> tuple[frozenset[int], ...]:
    """For each page (its height and rows) the places of the rows that are of the print alone. What stands at the top of
    the first page stays, unless it is a page number."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    forms = [[_form(row, height) for row in rows] for height, rows in pages]
    for number, own in enumerate(forms):
        for form in own:
            if form is not None:
                seen[form].add(number)
    enough = max(2, len(pages) - 1 if len(pages) < 5 else len(pages) * 2 // 5)
    heights = [height for height, _ in pages]
    often = {form for form, numbers in seen.items() if len(numbers) >= enough and _is_apart(form, heights, seen)}
    return tuple(
        frozenset(
            place
            for place, (row, form) in enumerate(zip(rows, own, strict=True))
            if form in often and _may_go(row, height, number)
        )
        for number, ((height, rows), own) in enumerate(zip(pages, forms, strict=True))
    )


def _form(row: Row, height: float) -> tuple[str, int] | None:
    """The text with all numbers alike, and the height in steps."""
    if _EDGE * height < row.top and row.bottom < (1 - _EDGE) * height:
        return None
    if heading_kind(row.text) is not None:
        return None
    return _NUMBER.sub("0", " ".join(row.text.split())), round(row.top / _STEP)


def _is_apart(form: tuple[str, int], heights: Sequence[float], seen: Mapping[tuple[str, int], set[int]]) -> bool:
    """Whether text stays clear of the place: hardly a page without the row has a row of its own there or beyond. A
    decision that happens to end two pages at the same height is none of the furniture."""
    is_foot = 2 * _STEP * form[1] > heights[min(seen[form])]
    others = {
        number
        for (_, top), numbers in seen.items()
        if len(numbers) == 1 and (top >= form[1] if is_foot else top <= form[1])
        for number in numbers
        if number > 0 or is_foot
    }
    return len(others - seen[form]) * _FEW <= len(seen[form])


def _may_go(row: Row, height: float, number: int) -> bool:
    return number > 0 or row.top > height / 2 or _SIDE.fullmatch(row.text) is not None


def without_shadows(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows of each page without a last one that is a part of the next page's first: letters that reach over the
    edge of a page are printed on both by some browsers, and cut off on one."""
    kept = [list(rows) for rows in pages]
    for own, below in pairwise(kept):
        if own and below and all(_is_in(word, below[0]) for word in own[-1].words):
            del own[-1]
    return kept


def _is_in(word: Word, row: Row) -> bool:
    near = _SAME_PLACE
    return len(word.text) <= _SHADOW_LETTERS and any(
        word.text in other.text and other.box.x0 - near < word.box.x0 and word.box.x1 < other.box.x1 + near
        for other in row.words
    )
