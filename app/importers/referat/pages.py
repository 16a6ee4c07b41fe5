"""Lines of the print itself: page numbers, running heads and feet, lines drawn under headings.

They are told by what they do, not by how they look alone: numbers count up from page to page, heads and feet come again
beside page breaks. They become lines of the style `page`, which enter no text; where a text, a list or a table goes on
over a page break, so do the blank lines of the break.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise, takewhile

from msgspec import Struct

from app.domain.danish_dates import find_date
from app.importers.document import Unplaced
from app.importers.referat.lines import Line, of_the_print
from app.importers.referat.sections import SENTENCE_END

_SIDE = re.compile(
    r"(?P<before>.{0,120}?)\b(?:side|page)\s*:?\s*(?P<number>\d{1,4})(?P<of>\s*(?:af|/|of|\|)\s*\d{1,4})?"
    r"(?P<after>\W{0,5}|\W.{0,120})",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<dash>[-–]?)\s*(?P<number>\d{1,4})\s*(?P<of>(?:/|af)\s*\d{1,4})?\s*[-–]?")
_RUNNING = re.compile(r"\b(?:referat|dagsorden|protokol|udskrift)\b.*\d(?!.*\.$)", re.IGNORECASE)
_RUNNING_SIDE = re.compile(r"(?:referat|dagsorden|protokol|udskrift)\b.*\d{4}\s{2,}side \d", re.IGNORECASE)
_OWN_HEAD = re.compile(r"(?:referat|dagsorden|protokol|udskrift)\b:?(?: (?:af|fra|for|til))? ", re.IGNORECASE)
_OWN_FIRST = frozenset("RrDdPpUu")
_LONGEST = 160
_PAGE_AT_LEAST = 12
_FIRST_NUMBERS = frozenset({1, 2, 3})
_AROUND = 3
_HEAD = 12
_HEAD_AT_MOST = 40
_EVENLY = 3


class _Numbered(Struct, frozen=True):
    index: int
    number: int
    certain: bool


def without_page_lines(lines: tuple[Line, ...], page_starts: frozenset[int]) -> tuple[Line, ...]:
    """The lines, those of the print alone in the style `page`; as many as before."""
    starts = {index for index, line in enumerate(lines) if line.number in page_starts} if page_starts else set()
    found = set(_page_numbers(lines))
    found |= _running(lines, found, starts)
    found |= _own_heads(lines)
    marked = list(lines)
    for index in found:
        marked[index] = of_the_print(lines[index])
    if found or starts:
        _join_over_breaks(marked, found, starts)
    _mark_underlines(marked)
    return tuple(marked)


def page_lines(lines: tuple[Line, ...]) -> tuple[Unplaced, ...]:
    """The lines of the print alone, those that stand together as one."""
    runs: list[list[Line]] = []
    for line in lines:
        if line.style != "page" or not line.text.strip():
            continue
        if runs and runs[-1][-1].number == line.number - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return tuple(
        Unplaced((run[0].number, run[-1].number), "\n".join(line.text.strip() for line in run)) for run in runs
    )


def _page_numbers(lines: tuple[Line, ...]) -> Iterator[int]:
    groups: dict[tuple[str, bool, str], list[_Numbered]] = defaultdict(list)
    for index, line in enumerate(lines):
        text = line.text
        if len(text) > _LONGEST or line.is_blank:
            continue
        folded = text.strip()
        if "ide" in folded or "IDE" in folded or "age" in folded:
            match = _SIDE.fullmatch(folded)
        elif folded[-1] in "0123456789-–" and folded[0] in "0123456789-–":
            match = _BARE.fullmatch(folded)
        else:
            continue
        if match is not None:
            end = match.end("number") if match["of"] is None else match.end("of")
            form = (folded[: match.start("number")], match["of"] is not None, folded[end:])
            groups[form].append(_Numbered(index, int(match["number"]), match.re is _SIDE))
    for group in groups.values():
        yield from _counting(group, lines)


def _counting(group: list[_Numbered], lines: tuple[Line, ...]) -> Iterator[int]:
    """Those that count up by one, a page apart. A bare number alone is none."""
    chain: list[_Numbered] = []
    for one in group:
        alone = one.certain and _stands_alone(lines[one.index])
        if not chain:
            starts = one.number in _FIRST_NUMBERS or alone
        else:
            is_page = one.index - chain[-1].index >= _PAGE_AT_LEAST or _is_last(lines, one.index)
            counts = one.number == chain[-1].number + 1 and is_page
            starts = counts or (one.number == 1 and one.certain)
        if starts:
            chain.append(one)
    if len(chain) > 1 or (chain and _is_sure(lines, chain[0])):
        yield from (one.index for one in chain)


def _is_sure(lines: tuple[Line, ...], one: _Numbered) -> bool:
    """Whether a number that no other follows is one of a page: "Side 2", also after a running head, or what the only
    page ends with."""
    text = lines[one.index].text.strip()
    if one.certain and (_stands_alone(lines[one.index]) or _RUNNING_SIDE.match(text) is not None):
        return True
    is_end = one.number == 1 and all(line.is_blank for line in lines[one.index + 1 :])
    return is_end and one.index > 0 and (one.certain or not text.isdigit() or lines[one.index - 1].is_blank)


def _is_last(lines: tuple[Line, ...], index: int) -> bool:
    return all(line.is_blank for line in lines[index + 1 : index + _PAGE_AT_LEAST])


def _stands_alone(line: Line) -> bool:
    """ "Side 3 af 12" and nothing else."""
    match = _SIDE.fullmatch(line.text.strip())
    return match is not None and not match["before"].strip(" -–") and not match["after"].strip(" -–.")


def _running(lines: tuple[Line, ...], numbers: set[int], starts: set[int]) -> set[int]:
    """Lines that come again beside page breaks, or every so many lines where nothing else shows the breaks."""
    breaks = sorted(numbers | starts)
    if not breaks:
        breaks = _even_breaks(lines)
    if not breaks:
        return set()
    beside: dict[tuple[int, str], set[int]] = defaultdict(set)
    runs = [(step, _outward(lines, numbers, at, step)) for at in breaks for step in (-1, 1)]
    for step, run in runs:
        for index in run:
            beside[step, _form(lines[index])].add(index)
    head = {_form(line) for line in takewhile(_is_of_head, lines[:_HEAD_AT_MOST]) if not line.is_blank}
    few = len(breaks) < _EVENLY
    enough = 1 if few else max(2, len(breaks) * 3 // 5)
    found: set[int] = set()
    for step, run in runs:
        for index in run:
            form = _form(lines[index])
            if len(beside[step, form]) < enough or (few and form not in head and _RUNNING.search(form) is None):
                break
            found.add(index)
    return found


def _own_heads(lines: tuple[Line, ...]) -> set[int]:
    """A running head that no other shows to be one: "Referat Økonomiudvalget 4. marts 2024" with the body and the day
    of the document's own head, and the lines below that stand in the head too."""
    found: set[int] = set()
    head: set[str] | None = None
    for index, line in enumerate(lines[_HEAD:], _HEAD):
        match = _OWN_HEAD.match(line.text) if line.text[:1] in _OWN_FIRST else None
        reading = None if match is None or len(line.text) > _LONGEST else find_date(line.text)
        if match is None or reading is None:
            continue
        head = head or {_form(one) for one in takewhile(_is_of_head, lines[:_HEAD_AT_MOST]) if not one.is_blank}
        body = _form(line)[match.end() :].partition(reading.date.text or "")[0].strip(" ,-–")
        days = {other.date.day for one in head if (other := find_date(one)) is not None}
        if body and reading.date.day in days and any(body in one for one in head):
            found.add(index)
            below = (at for at in range(index + 1, min(len(lines), index + _AROUND)) if not lines[at].is_blank)
            found.update(at for at in below if _form(lines[at]) in head)
    return found


def _is_of_head(line: Line) -> bool:
    return line.style != "item" and line.heads is None


def _outward(lines: tuple[Line, ...], numbers: set[int], at: int, step: int) -> list[int]:
    """The few lines beside a break that could be of the print, nearest first."""
    found: list[int] = []
    index = at if step > 0 else at - 1
    while 0 <= index < len(lines) and len(found) < _AROUND and abs(index - at) <= 3 * _AROUND:
        line = lines[index]
        if not line.is_blank and index not in numbers:
            if not _may_run(line):
                break
            found.append(index)
        index += step
    return found


def _may_run(line: Line) -> bool:
    return len(line.text) <= _LONGEST and line.style in {"plain", "row"} and line.heads is None


def _form(line: Line) -> str:
    return " ".join(line.text.split())


def _even_breaks(lines: tuple[Line, ...]) -> list[int]:
    """Where lines of the head come again, a page apart and every page as long as the others."""
    printed = [index for index, line in enumerate(lines) if not line.is_blank]
    counts = Counter([" ".join(lines[index].text.split()) for index in printed if len(lines[index].text) <= _LONGEST])
    head = {_form(line) for line in takewhile(_is_of_head, lines[:_HEAD_AT_MOST]) if not line.is_blank}
    often = {form for form, count in counts.items() if count >= _EVENLY and (form in head or _RUNNING.search(form))}
    places: dict[str, list[int]] = defaultdict(list)
    for index in printed if often else ():
        if (form := _form(lines[index])) in often and _may_run(lines[index]):
            places[form].append(index)
    for own in places.values():
        gaps = [after - before for before, after in pairwise(own)]
        gaps = gaps[1:] if len(gaps) > _EVENLY else gaps
        if len(gaps) < _EVENLY - 1 or min(gaps) <= _PAGE_AT_LEAST:
            continue
        if max(gaps) - min(gaps) <= max(2, min(gaps) // 20):
            return own[1:] if own[0] < _HEAD else own
    return []


def _join_over_breaks(lines: list[Line], found: set[int], starts: set[int]) -> None:
    """Blank lines of a break become lines of the print where what stands above goes on below; else one stays."""
    done = -1
    for at in sorted(found | starts):
        if at <= done:
            continue
        first = last = at
        while first > 0 and lines[first - 1].is_blank:
            first -= 1
        while last < len(lines) and lines[last].is_blank:
            last += 1
        done = last
        goes_on = first > 0 and last < len(lines) and _goes_on(lines[first - 1], lines[last])
        blanks = [index for index in range(first, last) if lines[index].style == "blank"]
        for index in blanks if goes_on else blanks[1:]:
            lines[index] = of_the_print(lines[index])


def _goes_on(above: Line, below: Line) -> bool:
    if above.style == below.style and above.style in {"row", "bullet", "numbered"}:
        return True
    return (
        above.style in {"plain", "bullet", "numbered", "item"}
        and below.style == "plain"
        and not above.bare.endswith(SENTENCE_END)
        and below.bare[:1].islower()
    )


def _mark_underlines(lines: list[Line]) -> None:
    """Drawn lines that are not part of a table."""
    for index, line in enumerate(lines):
        if line.style == "rule" and not {"|", "\t"} & set(line.text.strip()) and not _is_in_table(lines, index):
            lines[index] = of_the_print(line)


def _is_in_table(lines: list[Line], index: int) -> bool:
    """A row alone above the drawn line is a heading with a tab in it, no table."""
    above = [line for line in lines[max(0, index - 3) : index] if not line.is_blank]
    below = next((line for line in lines[index + 1 : index + 3] if not line.is_blank), None)
    if not above or not _is_row(above[-1]):
        return False
    return (len(above) > 1 and _is_row(above[-2])) or (below is not None and _is_row(below))


def _is_row(line: Line) -> bool:
    return line.style == "row" or "|" in line.text
