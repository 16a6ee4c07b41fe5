"""What is a money table, and what its rows and columns are."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.danish_dates import find_date, find_years
from app.domain.danish_numbers import AmountReading, read_cell
from app.domain.danish_titles import party_kind
from app.domain.vocabulary import AgreementStatus
from app.importers.document import Table
from app.importers.referat.lines import Line
from app.importers.referat.prose_pots import years_of_pot
from app.importers.referat.tables import row_lines

ColumnKind = Literal["party", "total", "amount", "text"]
RowKind = Literal["initiative", "total", "grants", "balance", "other"]

_MONEY_WORD = re.compile(r"\bkr\b|\bkroner\b|beløb|\bmio\b|\bmia\b|\bt\.?kr\b", re.IGNORECASE)
_SCALED_UNIT = re.compile(
    r"(?:\bi |[(,] ?|^)(mi[oa]\b\.?(?:\s*kr\b\.?)?|t\.?kr\b\.?|(?:1\.000|tusinde?) kr\b\.?)", re.IGNORECASE
)
_TOTAL = re.compile(r"(?:i ?alt|total|sum|samlet)\b", re.IGNORECASE)
_BALANCE = re.compile(r"(?:balance|saldo)\b", re.IGNORECASE)
_GRANTS = re.compile(r"(?:\w+ ){0,2}(?:klyngemidler|udviklingsmidler|tilskud|puljen?)(?:ne)?\b", re.IGNORECASE)
_CODE = re.compile(r"(\d{1,4}[a-zæøå]?)\s*[.:)]\s*(\S.*)", re.IGNORECASE)
_AMOUNT_COLUMN = re.compile(r"beløb|\bkr\b|\bmio\b|tildel|afsat|dispon|bevil", re.IGNORECASE)
_PROPOSED = re.compile(r"foreslå|forslag", re.IGNORECASE)
_AGREED = re.compile(r"tildel|dispon|afsat", re.IGNORECASE)
_LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the header as printed; `unit` the unit it or the caption gives to bare numbers, or null for kroner."""

    kind: ColumnKind
    name: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand beside `MoneyTable.columns`; empty where the row is ragged, whose amounts are in `loose`."""

    kind: RowKind
    label: str
    line: Line
    cells: tuple[str | None, ...]
    loose: tuple[str, ...] = ()

    @property
    def code_and_name(self) -> tuple[str | None, str]:
        match = _CODE.fullmatch(self.label)
        return (None, self.label) if match is None else (match[1].casefold(), match[2].strip())


@dataclass(frozen=True, slots=True)
class MoneyTable:
    item_key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str | None
    status: AgreementStatus
    as_of: date | None
    before: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """The grant years: those of the grants rows, else of the caption, else of the pot the text before names."""
        years = {year for row in self.rows if row.kind == "grants" for year in find_years(row.label)}
        return tuple(sorted(years or find_years(self.caption or ""))) or years_of_pot(self.before)


def read_money_table(table: Table, lines: tuple[Line, ...], item_key: str, before: str) -> MoneyTable | None:
    """The table as money, or null where it is none. `before` is the text that leads up to it."""
    if not table.header:
        return None
    caption = table.caption
    columns = _columns(table, caption)
    rows = tuple(
        _row(cells, line, len(table.header))
        for cells, line in zip(table.rows, row_lines(table, lines), strict=True)
        if line.style == "row" and cells[0] is not None
    )
    if not _is_money(table, caption, columns, rows):
        return None
    as_of = next((_as_of(row.label) for row in rows if row.kind == "total"), None)
    return MoneyTable(item_key, columns, rows, caption, _status(table, caption, before), as_of, before)


def _is_money(table: Table, caption: str | None, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> bool:
    parties = sum(column.kind == "party" for column in columns)
    if parties >= 2 and any(row.kind in {"grants", "balance"} for row in rows):
        return True
    if not any(column.kind in {"party", "amount", "total"} for column in columns):
        return False
    words = [caption or "", *(cell or "" for cell in table.header)]
    return any(_MONEY_WORD.search(word) for word in words) or any(
        reading is not None and reading.unit is not None
        for row in rows
        for cell in row.cells
        if cell is not None and (reading := read_cell(cell)) is not None
    )


def _columns(table: Table, caption: str | None) -> tuple[Column, ...]:
    return tuple(_column(table, index, caption) for index in range(1, len(table.header)))


def _column(table: Table, index: int, caption: str | None) -> Column:
    name = table.header[index] or ""
    unit_text = _scaled_unit(name) or _scaled_unit(caption or "")
    if _TOTAL.match(name):
        return Column("total", name, unit_text)
    if party_kind(name) is not None:
        return Column("party", name, unit_text)
    if _AMOUNT_COLUMN.search(name):
        return Column("amount", name, unit_text)
    cells = [row[index] for row in table.rows if len(row) == len(table.header) and row[index] is not None]
    numbers = sum(read_cell(cell) is not None for cell in cells if cell is not None)
    if len(name) > _LONGEST_NAME:
        return Column("text", name, unit_text)
    return Column("party" if numbers and 2 * numbers > len(cells) else "text", name, unit_text)


def _scaled_unit(text: str) -> str | None:
    """The unit a header or caption gives to the numbers below: "Beløb i mio. kr.", "Tilskud (1.000 kr.)"."""
    match = _SCALED_UNIT.search(text)
    if match is None:
        return None
    return "t.kr." if match[1][0] in "1tT" else match[1]


def _row(cells: tuple[str | None, ...], line: Line, width: int) -> Row:
    label = cells[0] or ""
    kind = _row_kind(label, cells)
    if len(cells) != width:
        loose = tuple(cell for cell in cells[1:] if cell is not None and read_cell(cell) is not None)
        return Row(kind, label, line, (), loose)
    return Row(kind, label, line, cells[1:])


def _row_kind(label: str, cells: tuple[str | None, ...]) -> RowKind:
    if _TOTAL.match(label):
        return "total"
    if _BALANCE.match(label):
        return "balance"
    if len(label) <= _LONGEST_NAME and _CODE.fullmatch(label):
        return "initiative"
    if _GRANTS.match(label):
        return "grants"
    return "initiative" if len(label) <= _LONGEST_NAME and any(cell is not None for cell in cells[1:]) else "other"


def _as_of(label: str) -> date | None:
    reading = find_date(label)
    return None if reading is None else reading.date.to


def _status(table: Table, caption: str | None, before: str) -> AgreementStatus:
    """As the header says, else the caption, else the text before: foreslået is proposed, all else approved."""
    for text in (" ".join(cell or "" for cell in table.header), caption or "", before):
        if _AGREED.search(text):
            return "approved"
        if _PROPOSED.search(text):
            return "proposed"
    return "approved"


def cell_amount(cell: str, column: Column) -> AmountReading:
    """What a cell of an amount column holds; a text that is no number at all is malformed, too."""
    reading = read_cell(cell)
    if reading is None:
        return AmountReading(cell, None, None, fault="malformed")
    if reading.unit is None and column.unit is not None and reading.amount is not None:
        scaled = read_cell(f"{cell} {column.unit}")
        return (
            reading
            if scaled is None
            else AmountReading(cell, scaled.amount, column.unit, scaled.approximate, scaled.fault)
        )
    return reading
