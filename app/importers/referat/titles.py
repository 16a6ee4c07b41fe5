"""Titles of items: which lines they take up, and which are so usual that they are known."""

import re
from bisect import bisect_left

from app.domain.identity import key_text
from app.importers.referat.ids import read_id, split_title
from app.importers.referat.lines import Line
from app.importers.referat.sections import names_body_and_day, plain_section_kind

_USUAL = re.compile(
    r"(?:eventuelt|meddelelser|orientering(?:er)?|gensidig orientering|efterretningssager"
    r"|underskrift(?:s(?:side|blad|ark))?"
    r"|godkendelse af (?:dagsorden(?:en)?|referat(?:et)?|protokol(?:len)?)\b.*|velkomst\b.*|lukket punkt\b.*"
    r"|orienteringspunkter|næste møde\b.*|indkomne forslag|orientering fra .{1,60})\.?",
    re.IGNORECASE,
)
_NARROWEST = 45
_BESIDE = 15
_UNEVEN = 10
_FIRST_WITHIN = 14
_MOST_LINES = 5


def is_usual_title(title: str) -> bool:
    return _USUAL.fullmatch(title[:200]) is not None


def title_lines(
    lines: tuple[Line, ...], index: int, heading: Line, width: int, listed: tuple[str, ...], *, dense: bool
) -> tuple[int, ...]:
    """Indexes of the lines below the heading that its title goes on in, or stands in. `width` is that of the widest
    heading: a line was broken where the next word would not have fitted. Where the sorted keys of the contents hold the
    title, they tell its end."""
    known = _listed_lines(lines, index, heading, listed) if listed else None
    if known is not None:
        return known
    found: list[int] = []
    above = heading
    at = index + 1
    if not heading.bare:
        first = _first_below(lines, index)
        if first is None:
            return ()
        found.append(first)
        above, at = lines[first], first + 1
        width = max(width, len(above.text.rstrip()))
    while at < len(lines) and len(found) <= _MOST_LINES:
        line = lines[at]
        if line.style == "page":
            at += 1
            continue
        if not _may_go_on(line) or not _is_broken(above, line, width):
            break
        found.append(at)
        above, at = line, at + 1
    ends = at >= len(lines) or _ends(lines[at], dense=dense)
    kept = found if ends and len(found) <= _MOST_LINES else found[: 0 if heading.bare else 1]
    return tuple(kept)


def _listed_lines(
    lines: tuple[Line, ...], index: int, heading: Line, listed: tuple[str, ...]
) -> tuple[int, ...] | None:
    """The longest of the beginnings that are a whole title of the contents."""
    found: list[int] = []
    whole: tuple[int, ...] | None = () if heading.bare and _is_whole(heading.bare, listed) else None
    title = heading.bare
    at = index + 1
    while at < min(len(lines), index + _FIRST_WITHIN) and len(found) <= _MOST_LINES:
        line = lines[at]
        if not line.is_blank:
            if line.style not in {"plain", "numbered", "bullet"}:
                break
            found.append(at)
            title = f"{title} {title_part(line)}".strip()
            if _is_whole(title, listed):
                whole = tuple(found)
        elif line.style == "blank" and title:
            break
        at += 1
    return whole


def _is_whole(title: str, listed: tuple[str, ...]) -> bool:
    """A case number after the title is no part of it."""
    keys = {key_text(title), key_text(split_title(title)[0])}
    return any(at < len(listed) and listed[at] == key for key in keys for at in (bisect_left(listed, key),))


def title_below(lines: tuple[Line, ...], index: int) -> str:
    """The first line of a title that stands below its number; empty where none does."""
    first = _first_below(lines, index)
    return "" if first is None else title_part(lines[first])


def title_part(line: Line) -> str:
    """A line of a title; a dash or a number that it begins with is no list marker."""
    if line.style == "numbered":
        return f"{line.marker}. {line.bare}"
    return f"- {line.bare}" if line.style == "bullet" else line.bare


def _first_below(lines: tuple[Line, ...], index: int) -> int | None:
    at = next((at for at in range(index + 1, min(len(lines), index + _FIRST_WITHIN)) if not lines[at].is_blank), None)
    if at is None or lines[at].style in {"item", "row", "rule", "bullet"}:
        return None
    return at if not _is_id(lines[at]) and plain_section_kind(lines[at]) is None else None


def _is_id(line: Line) -> bool:
    said = read_id(line)
    return said is not None and said.kind != "access"


def _may_go_on(line: Line) -> bool:
    if line.style not in {"plain", "numbered", "bullet"} or _is_id(line) or plain_section_kind(line) is not None:
        return False
    return names_body_and_day(line.bare) is None


def _is_broken(above: Line, below: Line, width: int) -> bool:
    word = below.bare.split(maxsplit=1)[0]
    fits = len(above.text.rstrip()) + 1 + len(word) <= width - _UNEVEN
    return not fits and width >= _NARROWEST and len(below.text.rstrip()) <= width + _BESIDE


def _ends(line: Line, *, dense: bool) -> bool:
    if line.is_blank:
        return not dense
    known = read_id(line) is not None or plain_section_kind(line) is not None
    return known or names_body_and_day(line.bare) is not None
