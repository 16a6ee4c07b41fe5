"""Amounts of money as Danish minutes print them: 1.234.567,89 and 1234567,89; "1.mio" and "5,-" are fine.

Blanks that group by three are fine, too ("1 234 567"): in a cell, and in text where a unit stands beside the number.
"""

import re
from decimal import Decimal
from typing import Literal

from msgspec import Struct

_YEAR = r"(?:19|20)\d\d\s"
_BLANK = " \u00a0\u2009\u202f"
_GROUPED = re.compile(rf"\d{{1,3}}(?:(?:\.\d{{3}})+|(?:[{_BLANK}]\d{{3}})+)(?:,\d{{1,2}})?")
_PLAIN = re.compile(r"\d+(?:,\d{1,2})?")
_SCALED = re.compile(r"\d+(?:,\d+)?")
_LOOSE_END = re.compile(r"(?:,-+|,|\.)$")
_LOOSE_ENDS = frozenset(",-.")
_LEADING_UNIT = re.compile(r"\bkr\.?\s*$", re.IGNORECASE)
_SEPARATOR = re.compile(rf"[.{_BLANK}]")
_SIGN = re.compile(r"^[-−–]\s*(?=\d)")
_UNIT = re.compile(
    r"\s*(?P<unit>(?:mio|mia)\b\.?(?:\s*(?:kr\b\.?|kroner\b|dkk\b))?|t\.?\s?kr\b\.?|kr\b\.?|kroner\b|dkk\b)",
    re.IGNORECASE,
)
_APPROXIMATE = re.compile(r"\b(?:ca\.?|cirka|omkring|op mod|knap|godt)\s*$", re.IGNORECASE)
_NUMBER = re.compile(
    rf"(?<![\w.,])[-−]?(?:(?!{_YEAR})\d+(?:[{_BLANK}]\d{{3}})+(?:,\d+)?(?={_UNIT.pattern.replace('?P<unit>', '?:')})"
    r"|\d[\d.]*(?:,\d+)?(?:,-)?(?![\d]))",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"(?P<about>ca\.?\s*)?(?:kr\.?\s*)?(?P<number>[-−–]?\s?\d[\d.,]*(?:[{_BLANK}]\d{{3}})*(?:,\d+)?(?:,?-)?)"
    rf"(?:{_UNIT.pattern})?\s*\*{{0,3}}\s*$",
    re.IGNORECASE,
)
_CELL_BEGINNINGS = frozenset("cCkK-−–(")
_BRACKETED = re.compile(r"\(\s*(\d[^()]*)\)\s*(.*)", re.DOTALL)

UNIT_SUSPECT_FROM = Decimal(10_000)
"""From here on a number printed with mio. or mia. is taken for a slip of the unit."""

_TOO_LARGE = 10**12

AmountFault = Literal["malformed", "unit_suspect"]


class AmountReading(Struct, frozen=True):
    """An amount in kroner as printed. `amount` is null where `fault` says why; `unit` is the printed unit or null."""

    printed: str
    amount: Decimal | None
    unit: str | None = None
    approximate: bool = False
    fault: AmountFault | None = None
    span: tuple[int, int] = (0, 0)


def read_cell(cell: str) -> AmountReading | None:
    """The amount a table cell holds, or null where the cell is no number at all. "(5.000)" is less than nothing."""
    printed = cell.strip()
    match = _match_cell(printed)
    if match is None:
        return None
    return _read(printed, match["number"], match["unit"], approximate=match["about"] is not None)


def is_number(cell: str) -> bool:
    """Whether `read_cell` has an answer."""
    return _match_cell(cell.strip()) is not None


def _match_cell(printed: str) -> re.Match[str] | None:
    if not printed[:1].isdecimal() and printed[:1] not in _CELL_BEGINNINGS:
        return None
    return _CELL.fullmatch(_BRACKETED.sub(r"-\1 \2", printed) if printed.startswith("(") else printed)


def find_amounts(text: str) -> tuple[AmountReading, ...]:
    """Every number in running text, with the unit printed beside it where there is one.

    The caller decides which of them are money; a number without unit has `unit` null.
    """
    return tuple(_read_in_text(text, match) for match in _NUMBER.finditer(text))


def _read_in_text(text: str, match: re.Match[str]) -> AmountReading:
    unit = _UNIT.match(text, match.end())
    before = text[max(0, match.start() - 12) : match.start()]
    leading = _LEADING_UNIT.search(before)
    unit_text = unit["unit"] if unit else ("kr." if leading else None)
    end = unit.end() if unit else match.end()
    about = _APPROXIMATE.search(before) is not None
    reading = _read(text[match.start() : end], match.group(), unit_text, approximate=about)
    return AmountReading(reading.printed, reading.amount, unit_text, about, reading.fault, (match.start(), end))


def _read(printed: str, number: str, unit: str | None, *, approximate: bool) -> AmountReading:
    sign = _SIGN.match(number)
    negative = sign is not None
    digits = number if sign is None else number[sign.end() :]
    if digits[-1:] in _LOOSE_ENDS:
        digits = _LOOSE_END.sub("", digits)
    digits = digits.strip()
    scale = _scale(unit)
    if not (_GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits) or (scale > 1 and _SCALED.fullmatch(digits))):
        return AmountReading(printed, None, unit, approximate, "malformed")
    value = Decimal(_SEPARATOR.sub("", digits).replace(",", "."))
    if scale >= 1_000_000 and value >= UNIT_SUSPECT_FROM:
        return AmountReading(printed, None, unit, approximate, "unit_suspect")
    amount = -value * scale if negative else value * scale
    if abs(amount) >= _TOO_LARGE or amount != round(amount, 2):
        return AmountReading(printed, None, unit, approximate, "malformed")
    whole = int(amount)
    return AmountReading(printed, Decimal(whole) if amount == whole else amount, unit, approximate)


def _scale(unit: str | None) -> int:
    if unit is None:
        return 1
    folded = unit.lower()
    if folded.startswith("mio"):
        return 1_000_000
    if folded.startswith("mia"):
        return 1_000_000_000
    return 1_000 if folded.startswith("t") else 1
