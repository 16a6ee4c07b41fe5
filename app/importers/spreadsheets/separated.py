"""Tables as text with separators (CSV): told by what stands in them, never by a name."""

import csv
from collections.abc import Iterator
from itertools import islice

from app.domain.danish_numbers import is_number
from app.domain.findings import Finding
from app.importers.spreadsheets.sheet import CELLS_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, Sheet, cell_name, is_header

_SEPARATORS = (";", "\t", ",")
_HEADER_WITHIN = 40
"""Rows before the header of the first table."""
_LOOKED_AT = 20_000
"""Characters that tell whether a text is a table."""
_ERRORS = ("#div/0!", "#n/a", "#ref!", "#num!", "#null!", "#value!", "#name?", "#værdi!", "#navn?", "#division/0!",
           "#reference!", "#i/t", "#tal!")  # fmt: skip
"""What spreadsheets write for a formula that has an error, in English and Danish."""


def read_separated(text: str) -> Sheet | Finding | None:
    """The rows of a table of money; null where the text is anything else."""
    separator = next(
        (one for one in _SEPARATORS if one in text[:_LOOKED_AT] and _is_money(text[:_LOOKED_AT], one)), None
    )
    if separator is None:
        return None
    rows: list[tuple[str, ...]] = []
    cells = 0
    for row in _rows(text, separator):
        rows.append(tuple(_cell(cell, len(rows), at) for at, cell in enumerate(row)))
        cells += len(row)
        if len(rows) > ROWS_LIMIT or len(row) > COLUMNS_LIMIT or cells > CELLS_LIMIT:
            message = (
                f"Tabellen har mere end {ROWS_LIMIT} rækker, {COLUMNS_LIMIT} kolonner eller {CELLS_LIMIT} celler. "
                "Den er ikke læst."
            )
            return Finding("format_unknown", "error", message)
    return Sheet(None, tuple(rows))


def _cell(text: str, row: int, column: int) -> str:
    plain = " ".join(text.split())
    return f"{plain} ({cell_name(row, column)})" if plain.casefold() in _ERRORS else plain


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """A quoted cell may have line ends. A quote that is never closed ends with its line."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        taken = 1
        while taken < 20 and at + taken < len(lines) and "\n".join(lines[at : at + taken]).count('"') % 2:
            taken += 1
        whole = "\n".join(lines[at : at + taken])
        if whole.count('"') % 2:
            taken, whole = 1, lines[at]
            yield [part.strip('"') for part in whole.split(separator)]
        else:
            yield _parsed(whole, separator)
        at += taken


def _parsed(whole: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([whole], delimiter=separator), [])
    except csv.Error:
        return whole.split(separator)


def _is_money(text: str, separator: str) -> bool:
    """A header that names parties, years or amounts, and below it rows of as many cells, with amounts."""
    rows = [[cell.strip() for cell in row] for row in islice(_rows(text, separator), _HEADER_WITHIN * 3)]
    rows = [row for row in rows if any(row)]
    for at, header in enumerate(rows[:_HEADER_WITHIN]):
        if not is_header(header):
            continue
        below = [row for row in rows[at + 1 :] if sum(map(bool, row)) > 1]
        alike = [row for row in below if len(row) == len(header) and any(map(is_number, row[1:]))]
        if alike and 2 * len(alike) >= len(below):
            return len(header) > 2 or len(alike) > 1
    return False
