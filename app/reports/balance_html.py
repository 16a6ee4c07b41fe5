"""A pot's balance as a page that can be sent on: it needs nothing from elsewhere, and prints."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.domain.amounts import danish
from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_svg import balance_figure
from app.reports.balance_table import UNKNOWN
from app.reports.danish_time import danish_day, danish_instant
from app.reports.page import page


@dataclass(frozen=True, slots=True)
class MarkedAmount:
    """`mark` says in words what the sign means."""

    text: str
    is_short: bool
    mark: str


def balance_html(sheet: BalanceSheet) -> bytes:
    table = sheet.table()
    figure = Markup(balance_figure(sheet))  # noqa: S704 - made from an escaping template
    return page(
        "balance.html",
        sheet=sheet,
        table=table,
        balances=_marked(sheet),
        figure=figure,
        as_of=danish_instant(sheet.as_of),
        decided_by=danish_day(date.fromisoformat(sheet.decided_by)) if sheet.decided_by else None,
    ).encode()


def _marked(sheet: BalanceSheet) -> list[MarkedAmount]:
    marked = []
    for amount in sheet.grid().balance.amounts:
        if amount is None:
            marked.append(MarkedAmount(UNKNOWN, is_short=False, mark="kendes ikke"))
        else:
            mark = "mangler" if amount < 0 else "til rest" if amount > 0 else "går op"
            marked.append(MarkedAmount(danish(amount), is_short=amount < 0, mark=mark))
    return marked
