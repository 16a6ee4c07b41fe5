"""A pot's balance as a table, laid out as clusters print theirs: initiatives down, parties across."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.amounts import danish
from app.domain.balance import Balance, Row
from app.domain.findings import Finding, Severity

UNKNOWN = "?"
_SEVERITY: dict[Severity, str] = {"error": "FEJL", "warning": "ADVARSEL", "info": "OPLYSNING"}
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Line:
    """A label and one amount for each column that follows it, the last of them the whole."""

    label: str
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class BalanceGrid:
    """Amounts as they are: null in a row is a blank cell, null in a total an amount that cannot be known.

    `columns` are the parties, Uden part where money carries none, and I alt.
    """

    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    allocated: Line
    granted: Line
    transferred: Line | None
    balance: Line

    @property
    def totals(self) -> tuple[Line, ...]:
        return tuple(line for line in (self.allocated, self.granted, self.transferred, self.balance) if line)


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """Texts, all rows as long as the header. A blank cell is blank, `?` is an amount that cannot be known.

    `totals` are I alt, Klyngemidler, Omfordeling where money was moved, and Balance. `notes`: the gravest first.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def balance_grid(balance: Balance, grant_years: Sequence[int]) -> BalanceGrid:
    """Money without a party has a column of its own where there is any."""
    rest, total = balance.unattributed, balance.total
    loose = bool(rest.allocated or rest.granted)
    names = tuple(one.party.name or "Ukendt part" for one in balance.parties)

    def line(label: str, amounts: Iterable[Decimal | None], extra: Decimal | None, whole: Decimal | None) -> Line:
        return Line(label, (*amounts, *((extra,) if loose else ()), whole))

    parties, years = balance.parties, "+".join(map(str, grant_years))
    moved = any(one.transferred for one in parties)
    return BalanceGrid(
        columns=(*names, *(("Uden part",) if loose else ()), "I alt"),
        rows=tuple(
            line(_label(row), (row.cells.get(one.party.id) for one in parties), row.cells.get(None), row.total)
            for row in balance.rows
        ),
        allocated=line("I alt", (one.allocated for one in parties), rest.allocated, total.allocated),
        granted=line(f"Klyngemidler {years}", (one.granted for one in parties), rest.granted, total.granted),
        transferred=line("Omfordeling", (one.transferred for one in parties), Decimal(0), total.transferred)
        if moved
        else None,
        balance=line("Balance", (one.balance for one in parties), rest.balance, total.balance),
    )


def balance_table(balance: Balance, grant_years: Sequence[int], findings: Iterable[Finding] = ()) -> BalanceTable:
    """The grid in words, with what a person should know below it."""
    grid = balance_grid(balance, grant_years)
    order = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    return BalanceTable(
        header=("Indsats", *grid.columns),
        rows=tuple((row.label, *map(_shown, row.amounts)) for row in grid.rows),
        totals=tuple((row.label, *map(_known, row.amounts)) for row in grid.totals),
        notes=tuple(finding_line(finding) for finding in order),
    )


def finding_line(finding: Finding) -> str:
    """`FEJL total_mismatch: … (linje 136)`, with the hint behind it."""
    runs = ", ".join(_runs(place.lines for place in finding.where if place.lines))
    where = f" (linje {runs})" if runs else ""
    hint = f" {finding.hint}" if finding.hint else ""
    return f"{_SEVERITY[finding.severity]} {finding.code}: {finding.message}{where}{hint}"


def _runs(spans: Iterable[tuple[int, int]]) -> list[str]:
    """`119-125`, `127`: spans that touch or overlap stand together."""
    runs: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]


def _label(row: Row) -> str:
    code, name = row.initiative.code, row.initiative.name
    if code and name:
        return f"{code}. {name}"
    return name or code or "Ukendt indsats"


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else danish(amount)


def _known(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else danish(amount)
