"""A sheet as text: what each cell shows, as Danish documents print it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from app.domain.danish_dates import find_years
from app.domain.danish_numbers import is_number
from app.domain.danish_titles import party_kind

Value = int | float | str | bool | date | datetime | time | timedelta
Area = tuple[int, int, int, int]
"""First row, first column, last row and last column, from 0."""

ROWS_LIMIT = 5_000
COLUMNS_LIMIT = 300
CELLS_LIMIT = 200_000
"""Of one sheet; a pot of a cluster has some tens of initiatives and a handful of parties."""

_MONEY_HEADS = ("i alt", "ialt", "total", "sum", "beløb", "tildelt", "afsat", "disponer", "bevilling", "tilskud", "kr")
_ORE = Decimal("0.01")
_SIGNIFICANT = ".15g"
"""What a workbook keeps of a number; what stands after that is how computers count."""


class Sheet(Struct, frozen=True):
    """`rows` begin with cell A1, "" is an empty cell. `name` is null where the file has none; `is_hidden`: whoever
    opens the workbook does not see it."""

    name: str | None
    rows: tuple[tuple[str, ...], ...]
    is_hidden: bool = False


def cell_name(row: int, column: int) -> str:
    """ "B7" of the seventh row and the second column, both from 0."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = f"{chr(ord('A') + rest)}{letters}"
    return letters


def area_name(area: Area) -> str:
    return f"{cell_name(area[0], area[1])}:{cell_name(area[2], area[3])}"


def printed(value: Value, *, keeps_fractions: bool) -> str:
    """`keeps_fractions`: the numbers have a unit larger than kroner; else what is less than an øre is rounded off."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "Sand" if value else "Falsk"
    if isinstance(value, int | float):
        return _number(value, keeps_fractions=keeps_fractions)
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _number(value: float, *, keeps_fractions: bool) -> str:
    exact = Decimal(format(value, _SIGNIFICANT))
    if not exact.is_finite():
        return str(value)
    if not keeps_fractions:
        exact = exact.quantize(_ORE, ROUND_HALF_UP) if abs(exact) < 10**15 else exact
    text = f"{exact or Decimal(0):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def is_year(cell: str) -> bool:
    return len(cell) == 4 and bool(find_years(cell))


def is_amount(cell: str) -> bool:
    """Whether the cell is a number; that of a year is none."""
    return is_number(cell) and not is_year(cell)


def is_header(row: Sequence[str]) -> bool:
    """Whether the row names a party, a year or an amount over its columns and has no amount itself."""
    return any(map(_heads_money, row[1:])) and not any(map(is_amount, row[1:]))


def _heads_money(cell: str) -> bool:
    if not 0 < len(cell) <= 100:
        return False
    return party_kind(cell) is not None or is_year(cell) or cell.casefold().startswith(_MONEY_HEADS)


def with_shared_cells_told(rows: list[list[str]], merged: tuple[Area, ...]) -> None:
    """An amount in cells that are merged over others with content of their own belongs to more than one of them: it is
    printed with the name of its area, so that it is no amount of any."""
    for area in merged:
        top, left, bottom, right = area
        if top >= len(rows) or left >= len(rows[top]) or not is_number(rows[top][left]):
            continue
        beside = any(row[column] for row in rows for column in range(left + 1, min(right + 1, len(row))))
        below = any(any(row) for row in rows[top + 1 : bottom + 1])
        if beside or below:
            rows[top][left] = f"{rows[top][left]} ({area_name(area)})"
