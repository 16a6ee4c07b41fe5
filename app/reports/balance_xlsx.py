"""A pot's balance as a workbook whose totals and balances are formulas, so that they follow what is changed in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_table import UNKNOWN, BalanceGrid

_AMOUNT = "#,##0.00;[Red]-#,##0.00"
_TITLE_ROWS = 3
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands as the day of creation, so that the same balance gives the same bytes."""


@dataclass(frozen=True, slots=True)
class _Formats:
    title: Format
    head: Format
    label: Format
    amount: Format
    total_label: Format
    total: Format


def balance_xlsx(sheet: BalanceSheet) -> bytes:
    """Amounts are numbers, names are text whatever they look like; `?` is an amount that cannot be known."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as workbook:
        workbook.set_properties({"title": sheet.title, "created": _MADE})
        page = workbook.add_worksheet("Balance")
        _write(page, sheet, _formats(workbook))
    return file.getvalue()


def _formats(workbook: Workbook) -> _Formats:
    return _Formats(
        title=workbook.add_format({"bold": True, "font_size": 14}),
        head=workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "align": "right", "valign": "top"}),
        label=workbook.add_format({"text_wrap": True, "valign": "top"}),
        amount=workbook.add_format({"num_format": _AMOUNT, "align": "right", "valign": "top"}),
        total_label=workbook.add_format({"bold": True, "top": 1}),
        total=workbook.add_format({"bold": True, "top": 1, "num_format": _AMOUNT, "align": "right"}),
    )


def _write(page: Worksheet, sheet: BalanceSheet, formats: _Formats) -> None:
    grid = sheet.grid()
    page.write_string(0, 0, sheet.title, formats.title)
    page.write_string(1, 0, ", ".join(filter(None, (sheet.cluster, "beløb i kr."))))
    page.write_string(_TITLE_ROWS, 0, "Indsats", formats.total_label)
    for column, title in enumerate(grid.columns, 1):
        page.write_string(_TITLE_ROWS, column, title, formats.head)
    page.set_column(0, 0, 44)
    page.set_column(1, len(grid.columns), 18)
    page.freeze_panes(_TITLE_ROWS + 1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_TITLE_ROWS)
    _Amounts(page, grid, formats).write()


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The cells below the header. Rows and columns count from 0."""

    page: Worksheet
    grid: BalanceGrid
    formats: _Formats

    @property
    def _whole(self) -> int:
        return len(self.grid.columns)

    def write(self) -> None:
        first = _TITLE_ROWS + 1
        for row, line in enumerate(self.grid.rows, first):
            self.page.write_string(row, 0, line.label, self.formats.label)
            for column, amount in enumerate(line.amounts[:-1], 1):
                self._stated(row, column, amount, self.formats.amount)
            self._computed(row, self._whole, self._across(row), line.amounts[-1], self.formats.amount)
        self._write_totals(first, first + len(self.grid.rows))

    def _write_totals(self, first: int, allocated: int) -> None:
        """In the order of the grid: allocated, granted, transferred where money was moved, balance."""
        granted, balance = allocated + 1, allocated + len(self.grid.totals) - 1
        for row, line in enumerate(self.grid.totals, allocated):
            self.page.write_string(row, 0, line.label, self.formats.total_label)
            for column, amount in enumerate(line.amounts, 1):
                if row == allocated and self.grid.rows:
                    formula = f"=SUM({xl_range(first, column, allocated - 1, column)})"
                elif row == balance:
                    formula = self._balance(column, allocated, granted, balance)
                elif column == self._whole:
                    formula = self._across(row)
                else:
                    self._stated(row, column, amount, self.formats.total, UNKNOWN)
                    continue
                self._computed(row, column, formula, amount, self.formats.total, UNKNOWN)

    def _across(self, row: int) -> str:
        """The row's sum; without parties there is nothing to add."""
        return f"=SUM({xl_range(row, 1, row, self._whole - 1)})" if self._whole > 1 else "=0"

    def _balance(self, column: int, allocated: int, granted: int, balance: int) -> str:
        """SUM takes what is not a number for nothing, which an arithmetic sign would not."""
        given = xl_range(granted, column, balance - 1, column)
        return f"=SUM({given})-SUM({xl_rowcol_to_cell(allocated, column)})"

    def _stated(self, row: int, column: int, amount: Decimal | None, format: Format, missing: str = "") -> None:
        if amount is not None:
            self.page.write_number(row, column, float(amount), format)
        elif missing:
            self.page.write_string(row, column, missing, format)
        else:
            self.page.write_blank(row, column, None, format)

    def _computed(
        self, row: int, column: int, formula: str, amount: Decimal | None, format: Format, missing: str = ""
    ) -> None:
        """A formula with its value beside it, for programs that do not compute; none for what cannot be known."""
        if amount is None:
            self._stated(row, column, None, format, missing)
        else:
            self.page.write_formula(row, column, formula, format, float(amount))
