"""Funding from money tables and from amounts in running text: one pot for each set of grant years."""

import re
from dataclasses import dataclass, field, replace

from app.domain.danish_dates import find_date, find_years
from app.domain.danish_numbers import AmountReading
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import funding_key, key_text
from app.domain.vocabulary import Outcome, StatedWhat
from app.importers.document import (
    FORUM_REF,
    Allocation,
    CarryOver,
    Criterion,
    Decided,
    Funding,
    Grant,
    Release,
    Share,
    Statement,
    YearAmount,
)
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line
from app.importers.referat.money_table import Column, MoneyTable, Row, cell_amount
from app.importers.referat.parties import Parties
from app.importers.referat.prose_money import ProseAmount, amounts_of_line
from app.importers.referat.prose_pots import ProseGrant, find_carry_overs, find_criteria, find_grants, years_of_pot
from app.importers.referat.status_reports import find_status

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
    html_rows: tuple[Line, ...] = ()
    asked: tuple[Line, ...] = ()
    outcome: Outcome | None = None

    @property
    def is_agreed(self) -> bool:
        return self.outcome in {"approved", "adopted"}


@dataclass(slots=True)
class _Pot:
    years: tuple[int, ...]
    name: str
    parties: dict[str, None] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    allocations: dict[str, Allocation] = field(default_factory=dict)
    carry_overs: dict[str, CarryOver] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    stated: list[Statement] = field(default_factory=list)
    repeats: dict[str, int] = field(default_factory=dict)

    def state(self, statement: Statement) -> None:
        """Keeps the statement. A key that comes again gets `~2`, `~3` …"""
        again = self.repeats.get(statement.key, 0) + 1
        self.repeats[statement.key] = again
        self.stated.append(statement if again == 1 else replace(statement, key=f"{statement.key}~{again}"))


class Pots:
    """Reads tables, then text; `funding` is what came of it."""

    def __init__(self, cluster_key: str, parties: Parties, initiatives: Initiatives) -> None:
        self._cluster_key = cluster_key
        self._parties = parties
        self._initiatives = initiatives
        self._pots: dict[tuple[int, ...], _Pot] = {}
        self._pot_of_item: dict[str, _Pot] = {}
        self.findings: list[Finding] = []
        self.initiatives_of_item: dict[str, tuple[str, ...]] = {}

    @property
    def funding(self) -> tuple[Funding, ...]:
        return tuple(self._funding(pot) for pot in self._pots.values())

    def read_tables(self, items: tuple[MoneyItem, ...]) -> None:
        """All tables before any text: text may name an initiative that a later item's table lists."""
        for item in items:
            for table in item.tables:
                self._pot_of_item[item.key] = self._read_table(table)

    def read_text(self, items: tuple[MoneyItem, ...]) -> None:
        for item in items:
            self._read_grants(item)
        for item in items:
            self._read_text(item, self._pot_of_item.get(item.key))
            self._find_parents(item)
        for item in items:
            self._read_carry_overs(item)
            self._read_criteria(item)

    def _read_grants(self, item: MoneyItem) -> None:
        """A grant told in a sentence, with its parties; the same in each year it names, so each year has its pot."""
        for line in item.text:
            for told in find_grants(line):
                where = Evidence((line.number, line.number), told.sentence, agenda_item_id=item.key)
                for year in told.years:
                    self._grant(self._pot_of_years((year,)), year, told, where)

    def _pot_of_years(self, years: tuple[int, ...]) -> _Pot:
        """The pot that has one of these years, else a new one."""
        known = next((pot for pot in self._pots.values() if set(pot.years) & set(years)), None)
        if known is None:
            known = self._pots[years] = _Pot(years, f"Klyngemidler {'+'.join(map(str, years))}")
        return known

    def _grant(self, pot: _Pot, year: int, told: ProseGrant, where: Evidence) -> None:
        parties = [(self._parties.of_column(name, where), reading) for name, reading in told.shares]
        shares = tuple(Share(party, part.amount) for party, part in parties if part.amount is not None)
        pot.parties.update(dict.fromkeys(party for party, _ in parties))
        key = f"grant/{year}"
        grant = Grant(key, told.amount.amount, shares, (YearAmount(year, told.amount.amount),), where)
        pot.grants.setdefault(key, grant)
        pot.state(_told("granted", told.amount, None, None, where, (year,)))
        for party, part in parties:
            pot.state(_told("share", part, None, party, where, (year,)))

    def _read_carry_overs(self, item: MoneyItem) -> None:
        """Money carried over from the year the text names, else from where the pot's money was carried last."""
        for line in item.text:
            for told in find_carry_overs(line):
                pot = self._carrying_pot(told.from_year)
                if pot is None:
                    continue
                last = max((row.to_year for row in pot.carry_overs.values()), default=max(pot.years))
                start = told.from_year or last
                where = Evidence((line.number, line.number), told.sentence, agenda_item_id=item.key)
                if start < told.to_year:
                    is_agreed = told.is_done or item.is_agreed
                    decided = Decided(forum_ref=FORUM_REF, agenda_item=item.key) if item.is_agreed else None
                    key = f"carry_over/{start}-{told.to_year}"
                    row = CarryOver(
                        *(key, start, told.to_year),
                        status="approved" if is_agreed else "proposed",
                        decided=None if told.is_done else decided,
                        evidence=where,
                    )
                    pot.carry_overs.setdefault(key, row)

    def _carrying_pot(self, year: int | None) -> _Pot | None:
        dated = [pot for pot in self._pots.values() if pot.years]
        if year is not None:
            return next((pot for pot in dated if year in pot.years), None)
        carried = [pot for pot in dated if pot.carry_overs]
        return carried[-1] if carried else (dated[0] if len(dated) == 1 else None)

    def _read_criteria(self, item: MoneyItem) -> None:
        """Criteria are for the money that is still to be shared out."""
        texts = find_criteria(item.text)
        pots = [pot for pot in self._pots.values() if not pot.allocations] or list(self._pots.values())
        for text in texts if len(pots) == 1 else ():
            decided = Decided(forum_ref=FORUM_REF, agenda_item=item.key) if item.is_agreed else None
            pots[0].criteria.setdefault(text, Criterion(text, decided))

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
            named = f"Klyngemidler {'+'.join(map(str, years))}".strip()
            label = next((row.label for row in table.rows if row.kind == "grants"), named)
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
        if not self._pots:
            return
        heading: tuple[str, ...] = ()
        reported = {line.number for told in find_status(item.text) for line in told.money_lines}
        for line in item.text:
            if line.style == "plain" and len(line.bare) < 150 and not line.bare.endswith((".", ":")):
                heading = self._heading_of(line.bare)
            grants = {grant.sentence for grant in find_grants(line)}
            for amount in amounts_of_line(line, beside_money_table=beside or line.number in reported):
                own = self._pot_for(amount, heading) or target
                if own is not None and amount.sentence not in grants:
                    self._state_prose(own, item, amount, heading)

    def _heading_of(self, text: str) -> tuple[str, ...]:
        found = self._initiatives.find(text)
        return self._initiatives.named_in(text) if found is None else (found,)

    def _pot_for(self, amount: ProseAmount, heading: tuple[str, ...]) -> _Pot | None:
        """The pot of the years the sentence names, else the one that has set aside money for its initiative."""
        years = years_of_pot(amount.sentence)
        if years:
            return next((pot for pot in self._pots.values() if set(years) <= set(pot.years)), None)
        holding = [
            pot for pot in self._pots.values() if any(row.initiative_ref in heading for row in pot.allocations.values())
        ]
        return holding[0] if len(holding) == 1 else None

    def _state_prose(self, pot: _Pot, item: MoneyItem, found: ProseAmount, heading: tuple[str, ...]) -> None:
        named = self._initiatives.named_in(found.sentence) or heading
        parties = self._parties.named_in(found.sentence)
        initiative = named[0] if len(named) == 1 else None
        party = parties[0] if len(parties) == 1 else None
        where = Evidence((found.line.number, found.line.number), found.sentence, agenda_item_id=item.key)
        pot.state(_told(found.what, found.reading, initiative, party, where))
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
            tuple(pot.carry_overs.values()),
            tuple(pot.stated),
            tuple(pot.criteria.values()),
        )


def _where(row: Row, item_key: str) -> Evidence:
    return Evidence((row.line.number, row.line.number), row.line.text.strip(), agenda_item_id=item_key)


def _told(
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
