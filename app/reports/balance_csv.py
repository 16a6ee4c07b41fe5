"""A pot's balance as CSV the way Danish spreadsheets read it: semicolons, decimal commas, a byte order mark, CRLF."""

import csv
from decimal import Decimal
from io import StringIO

from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_table import UNKNOWN

_STARTS_FORMULA = tuple("=+-@|%＝＋－＠")


def balance_csv(sheet: BalanceSheet) -> bytes:
    """Blank is blank, `?` an amount that cannot be known. No text can be taken for a formula."""
    grid = sheet.grid()
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(title) for title in ("Indsats", *grid.columns)])
    writer.writerows([harmless(row.label), *(_amount(amount, "") for amount in row.amounts)] for row in grid.rows)
    writer.writerows(
        [harmless(row.label), *(_amount(amount, UNKNOWN) for amount in row.amounts)] for row in grid.totals
    )
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text.lstrip().startswith(_STARTS_FORMULA) else text


def _amount(amount: Decimal | None, missing: str) -> str:
    return missing if amount is None else f"{amount:.2f}".replace(".", ",")
