"""Printed sums against the printed amounts that they sum, row kind by row kind (domain facts M10, M11, M14, M15).

A total is held against the cells of its own document only, because later documents may say otherwise. Within a
document the cells of a total row are those printed above it; where an unreadable one is among them nothing is compared.
Blank cells count 0. Parent rows are rows like others: added, never compared with their children.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.pot import ZERO, Allocation, Origin, Pot, Statement, origin_of

_TOTALS = ("column_total", "grand_total", "balance")

Mismatch = tuple[Statement, Decimal, Decimal]
"""The statement, what it prints, and the sum."""


def total_mismatches(pot: Pot, candidates: Sequence[Statement]) -> Iterator[Mismatch]:
    """Those of the candidates that print another amount than every reading of what they sum."""
    pages = _by_origin(pot)
    for row in candidates:
        if row.amount is None or row.approximate:
            continue
        sums = list(_readings(pages.get(row.origin, pot), row))
        if sums and row.amount not in sums:
            yield row, row.amount, sums[0]


def _by_origin(pot: Pot) -> dict[Origin, Pot]:
    """The pot as each document has it: a total is held against its own document's statements only."""
    rows: dict[Origin, list[Statement]] = {}
    for row in pot.stated:
        rows.setdefault(row.origin, []).append(row)
    return {origin: replace(pot, stated=tuple(stated)) for origin, stated in rows.items()}


def _readings(pot: Pot, row: Statement) -> Iterator[Decimal]:
    if row.what == "balance":
        yield from _balance_readings(pot, row)
    elif row.what in ("row_total", "column_total", "grand_total"):
        yield from _sum_readings(pot, row)


def _sum_readings(pot: Pot, row: Statement) -> Iterator[Decimal]:
    """The cells since the total row above (another table may stand there), and all cells above (or a subtotal); each
    with and without amounts of running text, which have their unit beside them ("1.mio", 001:116)."""
    stated = [cell for cell in pot.stated if cell.what == "allocated" and cell.origin == row.origin]
    if not stated:
        yield from _entered_sum(pot, row)
        return
    above = [cell for cell in stated if _stands_under(cell, row)]
    since = [cell for cell in above if _place(cell) > _last_total_before(pot, row)]
    for cells in (_without_prose(since), _without_prose(above), since, above):
        summed = _summed(cells, row)
        if summed and not any(cell.unreadable for cell in summed):
            yield sum((cell.amount or ZERO for cell in summed), ZERO)


def _stands_under(cell: Statement, row: Statement) -> bool:
    """Whether the cell belongs to the total by where it stands: the same line for a row's, a line above for others."""
    if row.what == "row_total":
        return cell.line == row.line
    return not row.line or _place(cell) < _place(row)


def _without_prose(cells: Sequence[Statement]) -> list[Statement]:
    return [cell for cell in cells if not any(letter.isalpha() for letter in cell.printed)]


def _summed(cells: Sequence[Statement], row: Statement) -> list[Statement]:
    """What the total sums. Of a cell that is printed twice the later one counts; per initiative its parties' cells if
    it has any, else the amount without a party."""
    latest = list({(cell.initiative_id, cell.party_id): cell for cell in cells if cell.initiative_id}.values())
    if row.what == "row_total":
        return [cell for cell in latest if cell.initiative_id == row.initiative_id and cell.party_id]
    if row.what == "column_total":
        return [cell for cell in latest if cell.party_id == row.party_id]
    per_party = {cell.initiative_id for cell in latest if cell.party_id}
    return [cell for cell in latest if cell.party_id or cell.initiative_id not in per_party]


def _entered_sum(pot: Pot, row: Statement) -> Iterator[Decimal]:
    """For a total whose document prints no cells that were kept: the allocations read from the same place."""
    entered = [
        one for one in pot.allocations if (origin_of(one.evidence) or (None,)) == (origin_of(row.evidence) or (None,))
    ]
    summed = [one for one in entered if _is_summed(one, row)]
    if summed:
        yield sum((one.amount or ZERO for one in summed), ZERO)


def _is_summed(allocation: Allocation, row: Statement) -> bool:
    if row.what == "row_total":
        return allocation.initiative_id == row.initiative_id
    return row.what == "grand_total" or allocation.party_id == row.party_id


def _balance_readings(pot: Pot, row: Statement) -> Iterator[Decimal]:
    """A party's printed balance: its share less its column; the whole: the grant less the grand total.

    A column counts as printed and as its cells sum, so that a wrong column is not told twice. Where the same place
    prints what was moved between the parties, the balance may be after that: not compared.
    """
    above = [one for one in pot.stated if one.origin == row.origin and _place(one) <= _place(row)]
    granted, allocated = ("share", "column_total") if row.party_id else ("granted", "grand_total")
    grant, column = _last(above, granted, row), _last(above, allocated, row)
    if grant is None or column is None or grant.amount is None or _last(above, "redistributed", row):
        return
    for amount in (column.amount, *_sum_readings(pot, column)):
        if amount is not None:
            yield grant.amount - amount


def _last(rows: Sequence[Statement], what: str, like: Statement) -> Statement | None:
    alike = [row for row in rows if row.what == what and row.party_id == like.party_id and not row.unreadable]
    return alike[-1] if alike else None


def _last_total_before(pot: Pot, row: Statement) -> tuple[int, int]:
    """The place of the last total row above this one's line."""
    totals = [_place(one) for one in pot.stated if one.what in _TOTALS and one.origin == row.origin]
    first = (row.line, -1) if row.line else _place(row)
    return max((place for place in totals if place < first), default=(-1, -1))


def _place(row: Statement) -> tuple[int, int]:
    return row.line, row.index
