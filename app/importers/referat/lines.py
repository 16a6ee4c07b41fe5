"""Lines and their styles: the first step, on which all rules stand."""

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.vocabulary import SectionKind
from app.importers.referat.section_words import heading_kind

Style = Literal["blank", "item", "bullet", "numbered", "row", "rule", "plain", "page"]
"""`page` is a line of the print alone: a page number, a running head, a line drawn under a heading."""

_ITEM = re.compile(
    r"(?:(?:dagsordens?)?punkt|pkt\.?|sag)(?:\s+nr\.?)?\s+(\d{1,4}(?:\.\d{1,4})?(?-i:[a-z])?)"
    r"(?:\s*(?::|\.(?=\s|$)|\s[-–](?=\s))\s*(.*)|\s+((?-i:[A-ZÆØÅ»”\"(]).{0,300})|)",
    re.IGNORECASE,
)
_MARKED_UP = (
    re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1(:?)"),
    re.compile(r"<(b|strong|h[1-6]|u)>\s*(.+?)\s*</\1>(:?)", re.IGNORECASE),
    re.compile(r"()#{1,6} +(.+?)( ?)#*"),
    re.compile(r"(\[)([^\[\]]+)\](:?)"),
)
_BULLET = re.compile(r"(\s*)[-•*–·▪]\s+(.*)")
_NUMBERED = re.compile(r"(\s*)(\d{1,3})[.)]\s+(.*)")
_RULE_LETTERS = frozenset("-_=+| \t")


class Line(Struct, frozen=True):
    """One line. `number` counts from 1; `text` is as printed, `bare` without indent, list marker and marks around the
    whole line (`**Bilag**`), `marker` the number of a numbered line or of an item; `indent` counts blanks before a
    list marker, `label` the heading of a section that stands before the text on the same line; `heads` is the kind of
    section that the whole line is the heading of, `is_blank` also holds for a line that is of the print alone."""

    number: int
    text: str
    style: Style
    bare: str
    marker: str | None = None
    indent: int = 0
    label: str = ""
    heads: SectionKind | None = None
    is_blank: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """A row's cells as printed."""
        return tuple(self.text.split("\t"))


def split_lines(text: str) -> tuple[Line, ...]:
    return tuple(styled(number, line) for number, line in enumerate(text.split("\n"), 1))


def styled(number: int, text: str) -> Line:
    """The line with this number and text, as what it looks like."""
    stripped = text.strip()
    if not stripped:
        return Line(number, text, "blank", "", is_blank=True)
    first = stripped[0]
    if first in "*_<#[" and (inner := _unmarked(stripped)) is not None:
        return replace(styled(number, inner), text=text)
    if first in "PpSsDd" and (match := _ITEM.fullmatch(stripped)):
        return Line(number, text, "item", match[2] or match[3] or "", match[1])
    if first in "-_=+|" and len(stripped) > 2 and _RULE_LETTERS.issuperset(stripped):
        return Line(number, text, "rule", stripped)
    if "\t" in text and ("\t" in stripped or "\t" in text[len(text.rstrip()) :]):
        return Line(number, text, "row", stripped)
    return _list_line(number, text, stripped, first)


def _unmarked(text: str) -> str | None:
    """What stands between marks around the whole line; null where there are none."""
    match = next((found for pattern in _MARKED_UP if (found := pattern.fullmatch(text)) is not None), None)
    return match[2] + match[3].strip() if match is not None and match[2].strip() else None


def _list_line(number: int, text: str, stripped: str, first: str) -> Line:
    if first in "-•*–·▪" and (match := _BULLET.match(text)):
        return Line(number, text, "bullet", match[2].strip(), None, len(match[1]))
    if first.isdigit() and (match := _NUMBERED.match(text)):
        return Line(number, text, "numbered", match[3].strip(), match[2], len(match[1]))
    return Line(number, text, "plain", stripped, heads=heading_kind(stripped))


def of_the_print(line: Line) -> Line:
    return replace(line, style="page", bare="", heads=None, is_blank=True)


def printed(lines: tuple[Line, ...]) -> str | None:
    """The lines as printed, blank lines kept inside and off at both ends; null where nothing or only "." is there."""
    text = "\n".join(line.text.rstrip() for line in lines if line.style != "page").strip("\n")
    return None if text.strip() in {"", "."} else text


def trimmed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without blank lines at both ends."""
    first, last = 0, len(lines)
    while first < last and lines[first].is_blank:
        first += 1
    while last > first and lines[last - 1].is_blank:
        last -= 1
    return lines[first:last]


def paragraphs(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], ...]:
    """Runs of lines between blank lines; they go on over a page break."""
    found: list[tuple[Line, ...]] = []
    run: list[Line] = []
    for line in lines:
        if not line.is_blank:
            run.append(line)
        elif run and line.style == "blank":
            found.append(tuple(run))
            run = []
    if run:
        found.append(tuple(run))
    return tuple(found)


def span(lines: tuple[Line, ...]) -> tuple[int, int]:
    """First and last line number. The lines must not be empty."""
    return lines[0].number, lines[-1].number
