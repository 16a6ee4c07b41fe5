"""Funding from money tables and from amounts in running text: one pot for each set of grant years."""

import re
from dataclasses import dataclass, field, replace

from app.domain.danish_dates import find_date, find_years
from app.domain.danish_numbers import AmountReading
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import funding_key, key_text
from app.domain.vocabulary import StatedWhat
from app.importers.document import Allocation, Decided, Funding, Grant, Release, Share, Statement, YearAmount
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line
from app.importers.referat.money_table import Column, MoneyTable, Row, cell_amount
from app.importers.referat.parties import Parties
from app.importers.referat.prose_money import ProseAmount, amounts_of_line

_NOTHING = frozenset({"-", "–", "—", "−"})
_OTHER_FORUM = re.compile(
    r"\b([A-ZÆØÅ]\w*(?:forum|udvalg))(?:et)? (?:skal |kan |vil )?(?:tager? stilling|beslutter?|afgøre?r?)\b"
)
_STATED_BY_ROW: dict[str, tuple[StatedWhat, StatedWhat]] = {
    "initiative": ("allocated", "row_total"),
    "total": ("column_total", "grand_total"),
    "grants": ("share", "granted"),
    "balance": ("balance", "balance"),
}


@dataclass(frozen=True, slots=True)
class MoneyItem:
    """An item as the money rules see it: its tables, and the lines of text outside them."""

    key: str
    title: str
    tables: tuple[MoneyTable, ...]
    text: tuple[Line, ...]


@dataclass(slots=True)
class _Pot:
    years: tuple[int, ...]
    name: str
    parties: dict[str, None] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    allocations: dict[str, Allocation] = field(default_factory=dict)
    stated: list[Statement] = field(default_factory=list)
    repeats: dict[str, int] = field(default_factory=dict)

    def state(self, statement: Statement) -> None:
        """Keeps the statement. A key that comes again gets `~2`, `~3` …"""
        again = self.repeats.get(statement.key, 0) + 1
        self.repeats[statement.key] = again
        self.stated.append(statement if again == 1 else replace(statement, key=f"{statement.key}~{again}"))


class Pots:
    """Reads items one after the other; `funding` is what came of it."""

    def __init__(self, cluster_key: str, parties: Parties, initiatives: Initiatives) -> None:
        self._cluster_key = cluster_key
        self._parties = parties
        self._initiatives = initiatives
        self._pots: dict[tuple[int, ...], _Pot] = {}
        self.findings: list[Finding] = []
        self.initiatives_of_item: dict[str, tuple[str, ...]] = {}

    @property
    def funding(self) -> tuple[Funding, ...]:
        return tuple(self._funding(pot) for pot in self._pots.values())

    def read(self, items: tuple[MoneyItem, ...]) -> None:
        """All tables first: text may name an initiative that a later item's table lists."""
        pot_of_item: dict[str, _Pot] = {}
        for item in items:
            for table in item.tables:
                pot_of_item[item.key] = self._read_table(table)
        for item in items:
            self._read_text(item, pot_of_item.get(item.key))
            self._find_parents(item)

    def _find_parents(self, item: MoneyItem) -> None:
        for line in item.text if item.tables else ():
            for key in self._initiatives.named_in(line.bare) if "ndsats" in line.bare else ():
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
                self._initiatives.found_in_text(key, where)

    def _read_table(self, table: MoneyTable) -> _Pot:
        pot = self._pot(table)
        listed: dict[str, Line] = {}
        for row in table.rows:
            if row.kind == "other":
                continue
            initiative = self._initiative(row, table, listed) if row.kind == "initiative" else None
            self._read_row(pot, table, row, initiative)
        known = self.initiatives_of_item.get(table.item_key, ())
        self.initiatives_of_item[table.item_key] = tuple(dict.fromkeys((*known, *listed)))
        return pot

    def _pot(self, table: MoneyTable) -> _Pot:
        years = table.years
        if years not in self._pots:
            label = next((row.label for row in table.rows if row.kind == "grants"), "Klyngemidler")
            self._pots[years] = _Pot(years, label)
        pot = self._pots[years]
        for column in table.columns:
            if column.kind == "party":
                pot.parties[self._parties.of_column(column.name, _where(table.rows[0], table.item_key))] = None
        return pot

    def _initiative(self, row: Row, table: MoneyTable, listed: dict[str, Line]) -> str:
        code, name = row.code_and_name
        where = _where(row, table.item_key)
        key = self._initiatives.add(code, name, table.status, where)
        if key in listed:
            message = (
                f"Linje {row.line.number} og linje {listed[key].number} i tabellen har samme indsats: {code or name}."
            )
            self.findings.append(Finding("number_repeated", "error", message, ("/initiatives",), where=(where,)))
        listed.setdefault(key, row.line)
        return key

    def _read_row(self, pot: _Pot, table: MoneyTable, row: Row, initiative: str | None) -> None:
        grant = Grant(f"grant/{_years_text(row, pot)}", None, evidence=_where(row, table.item_key))
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column.kind == "text":
                continue
            reading = None if cell is None or cell in _NOTHING else cell_amount(cell, column)
            party = key_text(column.name) if column.kind == "party" else None
            if initiative is not None and column.kind != "total":
                self._allocate(pot, table, row, initiative, party, reading)
            if reading is not None:
                pot.state(_statement(table, row, column, reading, initiative, party))
                grant = _granted(grant, party, reading)
        for loose in row.loose:
            reading = cell_amount(loose, Column("amount", "", None))
            what = _STATED_BY_ROW[row.kind][0]
            pot.state(_stated(what, row, table, reading, initiative, None))
        if row.kind == "grants" and row.cells:
            pot.grants.setdefault(grant.key, _with_years(grant, row, pot))

    def _allocate(
        self, pot: _Pot, table: MoneyTable, row: Row, initiative: str, party: str | None, reading: AmountReading | None
    ) -> None:
        """One allocation for each cell; of a cell printed twice the first stands, the statements show both."""
        key = f"{initiative}/{party or '-'}"
        approximate = ("amount_dkk",) if reading is not None and reading.approximate else ()
        amount = None if reading is None else reading.amount
        where = _where(row, table.item_key)
        allocation = Allocation(key, initiative, party, amount, table.status, approximate, evidence=where)
        pot.allocations.setdefault(key, allocation)

    def _read_text(self, item: MoneyItem, pot: _Pot | None) -> None:
        beside = pot is not None
        target = pot or (next(iter(self._pots.values())) if len(self._pots) == 1 else None)
        if target is None:
            return
        heading: tuple[str, ...] = ()
        for line in item.text:
            if line.style == "plain" and len(line.bare) < 150 and not line.bare.endswith((".", ":")):
                heading = self._initiatives.named_in(line.bare)
            for amount in amounts_of_line(line, beside_money_table=beside):
                self._state_prose(target, item, amount, heading)

    def _state_prose(self, pot: _Pot, item: MoneyItem, found: ProseAmount, heading: tuple[str, ...]) -> None:
        named = self._initiatives.named_in(found.sentence) or heading
        parties = self._parties.named_in(found.sentence)
        initiative = named[0] if len(named) == 1 else None
        party = parties[0] if len(parties) == 1 else None
        where = Evidence((found.line.number, found.line.number), found.sentence, agenda_item_id=item.key)
        reading = found.reading
        pot.state(
            Statement(
                f"{found.what}/{initiative or '-'}/{party or '-'}",
                found.what,
                reading.printed,
                reading.amount,
                initiative,
                party,
                unit_printed=reading.unit,
                approximate=reading.approximate,
                evidence=where,
            )
        )
        if found.what == "released" and initiative is not None:
            self._release(pot, item, initiative, found)

    def _release(self, pot: _Pot, item: MoneyItem, initiative: str, found: ProseAmount) -> None:
        """Only where one cell of the initiative holds money is it certain what was released."""
        cells = [cell for cell in pot.allocations.values() if cell.initiative_ref == initiative and cell.amount_dkk]
        if len(cells) != 1:
            return
        candidates = next((codes for line in item.text if (codes := self._initiatives.listed_in(line.bare))), ())
        release = Release(found.reading.amount, found.reading.approximate, candidates, _decider(item))
        cell = cells[0]
        pot.allocations[cell.key] = replace(cell, released=(*cell.released, release))

    def _funding(self, pot: _Pot) -> Funding:
        natural_key = funding_key(self._cluster_key, pot.years) if pot.years else None
        return Funding(
            natural_key,
            pot.name,
            pot.years,
            tuple(pot.parties),
            tuple(pot.grants.values()),
            tuple(pot.allocations.values()),
            stated=tuple(pot.stated),
        )


def _where(row: Row, item_key: str) -> Evidence:
    return Evidence((row.line.number, row.line.number), row.line.text.strip(), agenda_item_id=item_key)


def _statement(
    table: MoneyTable, row: Row, column: Column, reading: AmountReading, initiative: str | None, party: str | None
) -> Statement:
    in_cells, in_total = _STATED_BY_ROW[row.kind]
    is_sum = column.kind == "total" or (column.kind == "amount" and row.kind in {"total", "grants"})
    return _stated(in_total if is_sum else in_cells, row, table, reading, initiative, party)


def _stated(
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
        _where(row, table.item_key),
    )


def _years_text(row: Row, pot: _Pot) -> str:
    return "+".join(str(year) for year in find_years(row.label) or pot.years)


def _granted(grant: Grant, party: str | None, reading: AmountReading) -> Grant:
    if reading.amount is None:
        return grant
    if party is None:
        return replace(grant, amount_dkk=reading.amount)
    return replace(grant, shares=(*grant.shares, Share(party, reading.amount)))


def _with_years(grant: Grant, row: Row, pot: _Pot) -> Grant:
    years = find_years(row.label) or pot.years
    amount = grant.amount_dkk if len(years) == 1 else None
    return replace(grant, years=tuple(YearAmount(year, amount) for year in years))


def _decider(item: MoneyItem) -> Decided | None:
    """The other forum that the item says is to decide about the money, and its meeting where that is named."""
    for line in item.text:
        match = _OTHER_FORUM.search(line.bare)
        if match is None or "midler" not in line.bare:
            continue
        meeting = re.compile(rf"\b{re.escape(match[1])}s? møde\b(.{{0,60}})", re.IGNORECASE)
        told = next((found for other in item.text if (found := meeting.search(other.bare)) is not None), None)
        reading = None if told is None else find_date(told[1])
        where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
        return Decided(match[1], None if reading is None else reading.date, evidence=where)
    return None
