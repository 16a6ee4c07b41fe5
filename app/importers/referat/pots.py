"""Funding from money tables and from amounts in running text: one pot for each set of grant years."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from msgspec.structs import replace

from app.domain.danish_dates import find_years
from app.domain.danish_numbers import AmountReading
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.document import Allocation, Funding, Grant, Release, Share, YearAmount
from app.importers.referat.deciders import decider_of
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.money_table import Column, MoneyTable, Row, cell_amount
from app.importers.referat.parties import Parties
from app.importers.referat.pot_draft import PotDraft
from app.importers.referat.pot_prose import read_carry_overs, read_criteria, read_decisions
from app.importers.referat.pot_statements import STATED_BY_ROW, cell_statement, prose_statement, stated
from app.importers.referat.prose_money import ProseAmount, amounts_of_line, nothing_spent
from app.importers.referat.prose_pots import GRANT_STEMS, ProseGrant, find_grants, years_of_pot
from app.importers.referat.status_reports import find_status

_NOTHING = frozenset({"-", "–", "—", "−", ".", "n/a", "ingen"})


class Pots:
    """Reads tables, then text; `funding` is what came of it."""

    def __init__(
        self,
        cluster_key: str,
        parties: Parties,
        initiatives: Initiatives,
        own_names: frozenset[str] = frozenset(),
    ) -> None:
        """`own_names` are names of the body that met, normalised."""
        self._cluster_key = cluster_key
        self._own_names = own_names
        self._parties = parties
        self._initiatives = initiatives
        self._pots: dict[tuple[int, ...], PotDraft] = {}
        self._pot_of_item: dict[str, PotDraft] = {}
        self.findings: list[Finding] = []
        self.initiatives_of_item: dict[str, tuple[str, ...]] = {}

    @property
    def funding(self) -> tuple[Funding, ...]:
        return tuple(pot.funding(self._cluster_key) for pot in self._pots.values())

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
        pots = tuple(self._pots.values())
        for item in items:
            read_carry_overs(item, pots)
            read_criteria(item, pots)
        read_decisions(items, pots, self._pot_of_item, self._own_names)

    def _read_grants(self, item: MoneyItem) -> None:
        """A grant told in a sentence, with its parties; the same in each year it names, so each year has its pot."""
        for line in item.text if item.mentions(GRANT_STEMS) else ():
            for told in find_grants(line):
                where = Evidence((line.number, line.number), told.sentence, agenda_item_id=item.key)
                for year in told.years:
                    self._grant(self._pot_of_years((year,)), year, told, where)

    def _pot_of_years(self, years: tuple[int, ...]) -> PotDraft:
        """The pot that has one of these years, else a new one."""
        known = next((pot for pot in self._pots.values() if set(pot.years) & set(years)), None)
        if known is None:
            known = self._pots[years] = PotDraft(years, f"Klyngemidler {'+'.join(map(str, years))}")
        return known

    def _grant(self, pot: PotDraft, year: int, told: ProseGrant, where: Evidence) -> None:
        parties = [(self._parties.of_column(name, where), reading) for name, reading in told.shares]
        shares = tuple(Share(party, part.amount) for party, part in parties if part.amount is not None)
        pot.parties.update(dict.fromkeys(party for party, _ in parties))
        key = f"grant/{year}"
        grant = Grant(key, told.amount.amount, shares, (YearAmount(year, told.amount.amount),), where)
        pot.grants.setdefault(key, grant)
        pot.state(prose_statement("granted", told.amount, None, None, where, (year,)))
        for party, part in parties:
            pot.state(prose_statement("share", part, None, party, where, (year,)))

    def _find_parents(self, item: MoneyItem) -> None:
        for line in item.text if item.tables and item.mentions(("ndsats",)) else ():
            for key in self._initiatives.named_in(line.bare) if "ndsats" in line.bare else ():
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
                self._initiatives.found_in_text(key, where)

    def _read_table(self, table: MoneyTable) -> PotDraft:
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

    def _pot(self, table: MoneyTable) -> PotDraft:
        years = table.years
        if years not in self._pots:
            named = f"Klyngemidler {'+'.join(map(str, years))}".strip()
            label = next((row.label for row in table.rows if row.kind == "grants"), named)
            self._pots[years] = PotDraft(years, label)
        pot = self._pots[years]
        for column in table.columns:
            if column.kind == "party":
                pot.parties[self._parties.of_column(column.name, table.rows[0].where)] = None
        return pot

    def _initiative(self, row: Row, table: MoneyTable, listed: dict[str, Line]) -> str:
        code, name = row.code_and_name
        key = self._initiatives.add(code, name, table.status, row.where)
        if key in listed:
            message = (
                f"Linje {row.line.number} og linje {listed[key].number} i tabellen har samme indsats: {code or name}."
            )
            self.findings.append(Finding("number_repeated", "error", message, ("/initiatives",), where=(row.where,)))
        listed.setdefault(key, row.line)
        return key

    def _read_row(self, pot: PotDraft, table: MoneyTable, row: Row, initiative: str | None) -> None:
        readings: list[tuple[str | None, AmountReading]] = []
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column.kind == "text":
                continue
            reading = None if cell is None or cell.casefold() in _NOTHING else cell_amount(cell, column)
            if initiative is not None and column.kind in {"party", "amount"}:
                self._allocate(pot, table, row, initiative, column.party, reading)
            if reading is not None:
                pot.state(cell_statement(table, row, column, reading, initiative))
                readings.append((column.party, reading))
        for loose in row.loose:
            reading = cell_amount(loose, Column("amount", "", None))
            pot.state(stated(STATED_BY_ROW[row.kind][0], row, table, reading, initiative, None))
        if row.kind == "grants" and row.cells:
            grant = _granted(row, pot, readings)
            pot.grants.setdefault(grant.key, grant)

    def _allocate(
        self,
        pot: PotDraft,
        table: MoneyTable,
        row: Row,
        initiative: str,
        party: str | None,
        reading: AmountReading | None,
    ) -> None:
        """One allocation for each cell; of a cell printed twice the first stands, the statements show both."""
        key = f"{initiative}/{party or '-'}"
        approximate = ("amount_dkk",) if reading is not None and reading.approximate else ()
        amount = _set_aside(reading)
        allocation = Allocation(key, initiative, party, amount, table.status, approximate, evidence=row.where)
        pot.allocations.setdefault(key, allocation)

    def _read_text(self, item: MoneyItem, pot: PotDraft | None) -> None:
        target = pot or (next(iter(self._pots.values())) if len(self._pots) == 1 else None)
        if not self._pots:
            return
        heading = _Heading(self._initiatives)
        reported = {line.number for told in find_status(item.text) for line in told.money_lines}
        for line in item.text:
            if line.style == "plain" and len(line.bare) < 150 and not line.bare.endswith((".", ":")):
                heading = _Heading(self._initiatives, line.bare)
            beside = pot is not None or line.number in reported
            amounts = amounts_of_line(line, beside_money_table=beside)
            grants = {grant.sentence for grant in find_grants(line)} if amounts else set()
            for amount in amounts:
                own = self._pot_for(amount.sentence, heading.keys) or target
                if own is not None and amount.sentence not in grants:
                    self._state_prose(own, item, amount, heading.keys)
            for sentence, words in nothing_spent(line) if beside else ():
                own = self._pot_for(sentence, heading.keys) or target
                if own is not None:
                    where = Evidence(_at(line), sentence, agenda_item_id=item.key)
                    self._state_nothing(own, where, words, heading.keys)

    def _pot_for(self, sentence: str, heading: tuple[str, ...]) -> PotDraft | None:
        """The pot of the years the sentence names, else the one that has set aside money for its initiative."""
        years = years_of_pot(sentence)
        if years:
            return next((pot for pot in self._pots.values() if set(years) <= set(pot.years)), None)
        holding = [
            pot for pot in self._pots.values() if any(row.initiative_ref in heading for row in pot.allocations.values())
        ]
        return holding[0] if len(holding) == 1 else None

    def _state_prose(self, pot: PotDraft, item: MoneyItem, found: ProseAmount, heading: tuple[str, ...]) -> None:
        """What is printed with mio. alone and is more than the pot is about other money."""
        amount = found.reading.amount
        if not found.in_kroner and amount is not None and pot.granted is not None and amount > pot.granted:
            return
        named = self._initiatives.named_in(found.sentence) or heading
        parties = self._parties.named_in(found.sentence)
        initiative = named[0] if len(named) == 1 else None
        party = parties[0] if len(parties) == 1 else None
        where = Evidence(_at(found.line), found.sentence, agenda_item_id=item.key)
        pot.state(prose_statement(found.what, found.reading, initiative, party, where))
        if found.what == "released" and initiative is not None:
            self._release(pot, item, initiative, found)

    def _state_nothing(self, pot: PotDraft, where: Evidence, words: str, heading: tuple[str, ...]) -> None:
        """That nothing is spent: of the initiative that is named, or of each that has money set aside (M28, M30)."""
        sentence = where.text or ""
        named: Iterable[str | None] = self._initiatives.named_in(sentence)
        if not named and "indsatser" in sentence.casefold():
            named = dict.fromkeys(cell.initiative_ref for cell in pot.allocations.values() if cell.amount_dkk)
        reading = AmountReading(words, Decimal(0))
        for initiative in named or heading or (None,):
            pot.state(prose_statement("spent", reading, initiative, None, where))

    def _release(self, pot: PotDraft, item: MoneyItem, initiative: str, found: ProseAmount) -> None:
        """Only where one cell of the initiative holds money is it certain what was released."""
        cells = [cell for cell in pot.allocations.values() if cell.initiative_ref == initiative and cell.amount_dkk]
        if len(cells) != 1:
            return
        candidates = next((codes for line in item.text if (codes := self._initiatives.listed_in(line.bare))), ())
        decider = decider_of(item, self._own_names, left_over=True)
        release = Release(found.reading.amount, found.reading.approximate, candidates, decider)
        cell = cells[0]
        pot.allocations[cell.key] = replace(cell, released=(*cell.released, release))


class _Heading:
    """A line that may head what stands below it; which initiatives it means is looked up when an amount follows."""

    def __init__(self, initiatives: Initiatives, text: str = "") -> None:
        self._initiatives = initiatives
        self._text = text

    @cached_property
    def keys(self) -> tuple[str, ...]:
        found = self._initiatives.find(self._text) if self._text else None
        return self._initiatives.named_in(self._text) if found is None else (found,)


def _at(line: Line) -> tuple[int, int]:
    return line.number, line.number


def _set_aside(reading: AmountReading | None) -> Decimal | None:
    """A table may print less than nothing, for money given back; nobody can set that aside, so it is not known."""
    amount = None if reading is None else reading.amount
    return None if amount is None or amount < 0 else amount


def _granted(row: Row, pot: PotDraft, readings: list[tuple[str | None, AmountReading]]) -> Grant:
    """What a row of grants says: each party's share, and the amount of the column that is no party's."""
    known = [(party, amount) for party, reading in readings if (amount := _set_aside(reading)) is not None]
    whole = next((amount for party, amount in reversed(known) if party is None), None)
    shares = tuple(Share(party, amount) for party, amount in known if party is not None)
    years = find_years(row.label) or pot.years
    parts = tuple(YearAmount(year, whole if len(years) == 1 else None) for year in years)
    return Grant(f"grant/{'+'.join(map(str, years))}", whole, shares, parts, row.where)
