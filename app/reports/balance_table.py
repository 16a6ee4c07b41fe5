"""A pot's balance as the rows of a text table, laid out as clusters print theirs: initiatives down, parties across."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.amounts import danish
from app.domain.balance import Balance, PartyBalance, Row
from app.domain.findings import Finding, Severity

UNKNOWN = "?"
_SEVERITY: dict[Severity, str] = {"error": "FEJL", "warning": "ADVARSEL", "info": "OPLYSNING"}
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """Texts, all rows as long as the header. A blank cell is blank, `?` is an amount that cannot be known.

    `totals` are I alt, Klyngemidler, Omfordeling where money was moved, and Balance. `notes`: the gravest first.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def balance_table(balance: Balance, grant_years: Sequence[int], findings: Iterable[Finding] = ()) -> BalanceTable:
    """Money without a party has a column of its own where there is any."""
    loose = bool(balance.unattributed.allocated or balance.unattributed.granted)
    extra = ("Uden part",) if loose else ()
    names = tuple(one.party.name or "Ukendt part" for one in balance.parties)
    order = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    return BalanceTable(
        header=("Indsats", *names, *extra, "I alt"),
        rows=tuple(_initiative_row(row, balance.parties, loose=loose) for row in balance.rows),
        totals=_totals(balance, grant_years, loose=loose),
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


def _initiative_row(row: Row, parties: Sequence[PartyBalance], *, loose: bool) -> tuple[str, ...]:
    columns: list[str | None] = [one.party.id for one in parties]
    if loose:
        columns.append(None)
    cells = (_shown(row.cells.get(column)) for column in columns)
    return (_label(row), *cells, _shown(row.total))


def _label(row: Row) -> str:
    code, name = row.initiative.code, row.initiative.name
    if code and name:
        return f"{code}. {name}"
    return name or code or "Ukendt indsats"


def _totals(balance: Balance, grant_years: Sequence[int], *, loose: bool) -> tuple[tuple[str, ...], ...]:
    parties, rest, total = balance.parties, balance.unattributed, balance.total
    years = "+".join(str(year) for year in grant_years)
    rows: list[tuple[str, list[Decimal | None], Decimal | None, Decimal | None]] = [
        ("I alt", [one.allocated for one in parties], rest.allocated, total.allocated),
        (f"Klyngemidler {years}", [one.granted for one in parties], rest.granted, total.granted),
    ]
    if any(one.transferred for one in parties):
        rows.append(("Omfordeling", [one.transferred for one in parties], Decimal(0), total.transferred))
    rows.append(("Balance", [one.balance for one in parties], rest.balance, total.balance))
    return tuple(
        (label, *(_known(amount) for amount in amounts), *((_known(extra),) if loose else ()), _known(whole))
        for label, amounts, extra, whole in rows
    )


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else danish(amount)


def _known(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else danish(amount)
