"""Statements about a pot, as its tables and sentences print them."""

from app.domain.danish_dates import find_years
from app.domain.danish_numbers import AmountReading
from app.domain.evidence import Evidence
from app.domain.vocabulary import StatedWhat
from app.importers.document import Statement
from app.importers.referat.money_table import Column, MoneyTable, Row

STATED_BY_ROW: dict[str, tuple[StatedWhat, StatedWhat]] = {
    "initiative": ("allocated", "row_total"),
    "total": ("column_total", "grand_total"),
    "grants": ("share", "granted"),
    "balance": ("balance", "balance"),
}


def prose_statement(
    what: StatedWhat,
    reading: AmountReading,
    initiative: str | None,
    party: str | None,
    where: Evidence,
    years: tuple[int, ...] = (),
) -> Statement:
    return Statement(
        f"{what}/{initiative or '-'}/{party or '-'}",
        what,
        reading.printed,
        reading.amount,
        initiative,
        party,
        years,
        reading.unit,
        reading.approximate,
        evidence=where,
    )


def cell_statement(
    table: MoneyTable, row: Row, column: Column, reading: AmountReading, initiative: str | None
) -> Statement:
    if column.kind in {"spent", "forecast"}:
        what: StatedWhat = "spent" if column.kind == "spent" else "forecast"
        return stated(what, row, table, reading, initiative, column.party)
    in_cells, in_total = STATED_BY_ROW[row.kind]
    is_sum = column.kind == "total" or (column.kind == "amount" and row.kind in {"total", "grants"})
    return stated(in_total if is_sum else in_cells, row, table, reading, initiative, column.party)


def stated(
    what: StatedWhat, row: Row, table: MoneyTable, reading: AmountReading, initiative: str | None, party: str | None
) -> Statement:
    is_grant = row.kind == "grants"
    return Statement(
        f"{what}/{initiative or '-'}/{party or '-'}",
        what,
        reading.printed,
        reading.amount,
        initiative,
        party,
        find_years(row.label) if is_grant else (),
        reading.unit,
        reading.approximate,
        None if is_grant else table.as_of,
        row.where,
    )
