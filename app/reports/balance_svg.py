"""A pot's balance as bars: what each party was granted and has set aside, and between the two its balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.amounts import kroner
from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_table import BalanceGrid
from app.reports.page import page

_BARS_PX = 470
"""Width of the longest bar; what it says stands behind it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in px from the left of the bars; the text stands at `text_x`."""

    x: float
    width: float
    text_x: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """One party's bars. `balance` spans what lies between granted with transfers and allocated; null if not known."""

    name: str
    granted: Bar
    allocated: Bar
    balance: Bar | None
    is_short: bool
    balance_text: str


def balance_svg(sheet: BalanceSheet) -> bytes:
    return balance_figure(sheet).encode()


def balance_figure(sheet: BalanceSheet) -> str:
    """A figure that needs nothing from elsewhere; every length stands in it as text too."""
    parties = tuple(_parties(sheet))
    told = "; ".join(f"{one.name}: {one.granted.text}, {one.allocated.text}, {one.balance_text}" for one in parties)
    return page("balance.svg", title=sheet.title, told=told or "Puljen har ingen parter", parties=parties)


def _parties(sheet: BalanceSheet) -> Iterator[Bars]:
    columns = list(_columns(sheet.grid()))
    ends = [Decimal(0)] + [end for one in columns for end in (one.granted or Decimal(0), one.given, one.used)]
    scale = _Scale(min(ends), max(ends))
    for one in columns:
        verdict = _verdict(one.balance)
        yield Bars(
            name=one.name,
            granted=scale.bar(Decimal(0), one.granted or Decimal(0), f"Tildelt {_told(one.granted)}"),
            allocated=scale.bar(Decimal(0), one.used, f"Disponeret {_told(one.allocated)}"),
            balance=None if one.balance is None else scale.bar(one.used, one.given, verdict),
            is_short=one.balance is not None and one.balance < 0,
            balance_text=verdict,
        )


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    granted: Decimal | None
    allocated: Decimal | None
    transferred: Decimal
    balance: Decimal | None

    @property
    def given(self) -> Decimal:
        return (self.granted or Decimal(0)) + self.transferred

    @property
    def used(self) -> Decimal:
        return self.allocated or Decimal(0)


def _columns(grid: BalanceGrid) -> Iterator[_Column]:
    """All but the whole."""
    for place, name in enumerate(grid.columns[:-1]):
        moved = grid.transferred.amounts[place] if grid.transferred else None
        granted, allocated, balance = (line.amounts[place] for line in (grid.granted, grid.allocated, grid.balance))
        yield _Column(name, granted, allocated, moved or Decimal(0), balance)


@dataclass(frozen=True, slots=True)
class _Scale:
    lowest: Decimal
    highest: Decimal

    def bar(self, start: Decimal, end: Decimal, text: str) -> Bar:
        left, right = self._x(min(start, end)), self._x(max(start, end))
        return Bar(left, round(right - left, 1), right + 8, text)

    def _x(self, amount: Decimal) -> float:
        span = self.highest - self.lowest or Decimal(1)
        return round(float((amount - self.lowest) / span) * _BARS_PX, 1)


def _told(amount: Decimal | None) -> str:
    return "kendes ikke" if amount is None else kroner(amount)


def _verdict(balance: Decimal | None) -> str:
    """The balance in words, so that no colour is needed to read it."""
    if balance is None:
        return "Balance kendes ikke"
    if balance == 0:
        return "Balance 0 kr.: går op"
    return f"Balance {kroner(balance)}: {'mangler' if balance < 0 else 'til rest'}"
