"""Lines that could be the headings of items, and the heaviest run of rising numbers among them."""

import re
from bisect import bisect_left

from msgspec import Struct

from app.domain.identity import natural_order
from app.domain.vocabulary import SectionKind
from app.importers.referat.lines import Line

DURATION = re.compile(r"\s*(?:[-–]\s*|\()(?:ca\. )?(\d{1,3})\s*min(?:utter|\.)?\)?$", re.IGNORECASE)
_GAP = 2.0
_A_LITTLE = 0.01
_FIRM_ENOUGH = 2.0


class Candidate(Struct):
    """`firmness`: 2 a case number stands beside it or the contents have it, 1 the heading of a section or nothing
    stands below; 0 text. `inside` is the kind of section it stands in, `below` that which begins below it, `seen` those
    since the last firm one of its form; `title` may stand on the next line."""

    index: int
    line: Line
    title: str
    firmness: int
    inside: SectionKind | None
    below: str | None
    seen: frozenset[str]
    weight: float = 0.0

    @property
    def order(self) -> tuple[tuple[int, str], ...]:
        return natural_order(self.line.marker or "")


def heaviest_run(found: list[Candidate]) -> list[Candidate]:
    """Of all runs of rising numbers the one that weighs most; a gap in the numbers costs, and so does a late start.
    Where several have a duration ("– 5 min"), they are the headings."""
    timed = [one for one in found if DURATION.search(one.line.bare)]
    found = timed if len(timed) > 1 else found
    if max(one.weight for one in found) < _FIRM_ENOUGH:
        for one in found:
            one.weight += _FIRM_ENOUGH - 1
    before: list[int | None] = [None] * len(found)
    totals: list[float] = []
    by_number: dict[str, int] = {}
    frontier = _Frontier()
    for place, one in enumerate(found):
        options: list[tuple[float, int | None]] = [(0.0 if _is_first(one) else -_GAP, None)]
        exact = [by_number[number] for number in _predecessors(one.line.marker or "") if number in by_number]
        options += [(totals[at], at) for at in exact]
        if (below := frontier.best_below(one.order)) is not None:
            options.append((totals[below] - _GAP, below))
        total, before[place] = max(options, key=lambda option: option[0])
        totals.append(total + one.weight + _A_LITTLE)
        known = by_number.get(one.line.marker or "")
        if known is None or totals[known] < totals[place]:
            by_number[one.line.marker or ""] = place
            frontier.add(one.order, place, totals)
    run: list[Candidate] = []
    at: int | None = max(range(len(found)), key=totals.__getitem__)
    while at is not None:
        run.append(found[at])
        at = before[at]
    run.reverse()
    return run if len(run) > 1 or run[0].firmness else []


class _Frontier:
    """The best run that ends below a number: numbers rising, totals rising with them."""

    def __init__(self) -> None:
        self._orders: list[tuple[tuple[int, str], ...]] = []
        self._places: list[int] = []

    def best_below(self, order: tuple[tuple[int, str], ...]) -> int | None:
        at = bisect_left(self._orders, order)
        return self._places[at - 1] if at else None

    def add(self, order: tuple[tuple[int, str], ...], place: int, totals: list[float]) -> None:
        at = bisect_left(self._orders, order)
        if at and totals[self._places[at - 1]] >= totals[place]:
            return
        while at < len(self._orders) and totals[self._places[at]] <= totals[place]:
            del self._orders[at], self._places[at]
        self._orders.insert(at, order)
        self._places.insert(at, place)


def _is_first(one: Candidate) -> bool:
    return (one.line.marker or "").split(".")[0] in {"0", "1"} or "." in (one.line.marker or "")


def _predecessors(number: str) -> tuple[str, ...]:
    """ "7" follows "6"; "2.3" follows "2.2"; "3.0" follows "2.0", "5a" follows "5"."""
    whole, dot, part = number.partition(".")
    if dot and whole.isdecimal() and part.isdecimal():
        return f"{whole}.{int(part) - 1}", f"{int(whole) - 1}.{part}"
    if not number.isdecimal():
        digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
        return digits, digits + chr(ord(number[-1]) - 1)
    return str(int(number) - 1), f"{int(number) - 1}a", f"{int(number) - 1}b"
