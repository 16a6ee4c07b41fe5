"""Focus areas that items are about, and the initiatives that their text counts and describes one by one (N15)."""

import re
from itertools import pairwise

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line
from app.importers.referat.money_item import MoneyItem

_FOCUS_AREA = re.compile(r"(?:[\w-]+ ){0,3}?fokusområde(?:t)?(?: \d{1,2})?\s*[:–-]\s*(?P<name>.{3,300})", re.IGNORECASE)
_NUMBERS = {
    word: number for number, word in enumerate(("to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"), 2)
}
_COUNTED = re.compile(
    rf"\b(?P<count>{'|'.join(_NUMBERS)}|\d{{1,2}}) (?:\w+ )?(?:initiativer|indsatser|delindsatser|tiltag|projekter):$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 150


def read_focus_area(item: MoneyItem, initiatives: Initiatives) -> tuple[str, ...]:
    """Adds the focus area that the title names, and its initiatives; their keys."""
    area: str | None = None
    match = _FOCUS_AREA.fullmatch(item.title)
    if match is not None and item.heading is not None:
        area = initiatives.add(None, match["name"], "approved", _where(item.heading, item))
        initiatives.change(area, lambda known: replace(known, kind="focus_area"))
    parts = tuple(_part(line, item, area, initiatives) for line in _described(item.text))
    return (*((area,) if area is not None else ()), *parts)


def _part(line: Line, item: MoneyItem, area: str | None, initiatives: Initiatives) -> str:
    key = initiatives.add(None, line.bare, "approved", _where(line, item))
    if area is not None and key != area:
        initiatives.change(key, lambda known: replace(known, parent_ref=known.parent_ref or area))
    return key


def _where(line: Line, item: MoneyItem) -> Evidence:
    return Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)


def _described(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Below "… tre initiativer:" the headings, each with a paragraph; none where there are not as many as counted."""
    for at, line in enumerate(lines):
        counted = _COUNTED.search(line.bare) if line.style == "plain" and line.bare.endswith(":") else None
        if counted is not None:
            count = _NUMBERS.get(counted["count"].casefold()) or int(counted["count"])
            found = _headings(lines[at + 1 : at + 1 + 6 * count])
            return found[:count] if len(found) == count else ()
    return ()


def _headings(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Short lines that a full sentence follows; the first line must be one."""
    found = tuple(
        line
        for line, after in pairwise(lines)
        if _is_heading(line) and after.style == "plain" and after.bare.endswith(".")
    )
    return found if found and found[0] is lines[0] else ()


def _is_heading(line: Line) -> bool:
    return line.style == "plain" and len(line.bare) <= _LONGEST_HEADING and line.bare[-1:] not in ".:;,"
