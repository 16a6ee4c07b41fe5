"""Titles of items: which lines they take up, and which are so usual that they are known."""

import re
from bisect import bisect_left
from itertools import takewhile

from app.domain.identity import key_text
from app.importers.referat.ids import is_access, read_id, split_title
from app.importers.referat.labels import begins_section
from app.importers.referat.lines import Line
from app.importers.referat.outcomes import outcome_of
from app.importers.referat.sections import names_body_and_day
from app.importers.referat.sentences import ends_sentence

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
_BREAK = 8


def is_usual_title(title: str) -> bool:
    return _USUAL.fullmatch(title[:200]) is not None


def title_lines(
    lines: tuple[Line, ...],
    index: int,
    heading: Line,
    width: int,
    listed: tuple[str, ...],
    page_starts: frozenset[int],
    *,
    dense: bool,
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
    title = above.bare
    while at < len(lines) and len(found) <= _MOST_LINES:
        line = lines[at]
        if line.style == "page" or (line.style == "blank" and _is_of_break(lines, at, page_starts)):
            at += 1
            continue
        if _ends_with_id(title) or not _may_go_on(line) or not _is_broken(above, line, width):
            break
        found.append(at)
        title = f"{title} {title_part(line)}"
        above, at = line, at + 1
    apart = _is_broken_apart(lines, (index, *found))
    ends = _ends_with_id(title) or _ends(lines, (found or [index])[-1] + 1, blank_ends=not (dense or apart))
    kept = found if ends and len(found) <= _MOST_LINES else found[: 0 if heading.bare else 1]
    return tuple(kept)


def _is_of_break(lines: tuple[Line, ...], at: int, page_starts: frozenset[int]) -> bool:
    """A blank line with a line of the print among the blank ones around it, or that a page begins at."""
    if not page_starts.isdisjoint((lines[at].number, lines[at].number + 1)):
        return True
    above, below = reversed(lines[max(0, at - _BREAK) : at]), lines[at : at + _BREAK]
    return any(line.style == "page" for line in (*takewhile(_is_blank, above), *takewhile(_is_blank, below)))


def _is_blank(line: Line) -> bool:
    return line.is_blank


def _is_broken_apart(lines: tuple[Line, ...], title: tuple[int, ...]) -> bool:
    """Whether blank lines stand in the title."""
    return any(lines[at].style == "blank" for at in range(title[0], title[-1]))


def _ends_with_id(title: str) -> bool:
    """ "… ny skole (Sagsnr.: 24-1234)", "… ny skole (Åben)"."""
    return title[-1:] in {")", "]"} and (split_title(title)[2] or is_access(title[title.rfind("(") :]))


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
            if line.style not in {"plain", "numbered", "bullet"} or _is_id(line):
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
    if line.style == "bullet":
        return f"– {line.bare}" if f"– {line.bare}" in line.text else f"- {line.bare}"
    return line.bare


def _first_below(lines: tuple[Line, ...], index: int) -> int | None:
    at = next((at for at in range(index + 1, min(len(lines), index + _FIRST_WITHIN)) if not lines[at].is_blank), None)
    if at is None or lines[at].style in {"item", "row", "rule", "bullet"}:
        return None
    return at if not _is_id(lines[at]) and begins_section(lines[at]) is None else None


def _is_id(line: Line) -> bool:
    said = read_id(line)
    return said is not None and said.kind != "access"


def _may_go_on(line: Line) -> bool:
    if line.style not in {"plain", "numbered", "bullet"} or _is_id(line) or begins_section(line) is not None:
        return False
    if ends_sentence(line.bare) and line.bare[0].isupper() and outcome_of(line.bare) != "none":
        return False
    return names_body_and_day(line.bare) is None


def _is_broken(above: Line, below: Line, width: int) -> bool:
    word = below.bare.split(maxsplit=1)[0]
    fits = len(above.text.rstrip()) + 1 + len(word) <= width - _UNEVEN
    return not fits and width >= _NARROWEST and len(below.text.rstrip()) <= width + _BESIDE


def _ends(lines: tuple[Line, ...], at: int, *, blank_ends: bool) -> bool:
    """Whether the line at the index, or the next that is printed, shows that a title ends above it."""
    line = next((line for line in lines[at : at + _FIRST_WITHIN] if not line.is_blank), None)
    if line is None or (blank_ends and lines[at].is_blank):
        return True
    known = read_id(line) is not None or begins_section(line) is not None
    return known or names_body_and_day(line.bare) is not None
