"""What is a money table, and what its rows and columns are."""

import re
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import find_date, find_years
from app.domain.danish_numbers import AmountReading, is_number, read_cell
from app.domain.danish_titles import party_kind
from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.domain.vocabulary import AgreementStatus
from app.importers.document import Table
from app.importers.referat.lines import Line
from app.importers.referat.prose_pots import years_of_pot
from app.importers.referat.tables import row_lines

ColumnKind = Literal["party", "total", "amount", "spent", "forecast", "text", "unknown"]
RowKind = Literal["initiative", "total", "grants", "balance", "other"]

_MONEY_WORD = re.compile(r"\bkr\b|\bkroner\b|\bdkk\b|beløb|\bmi[oa]\b|\bt\.?\s?kr\b", re.IGNORECASE)
_SCALED_UNIT = re.compile(
    r"(?:\b(?:i|hele|beløb|kr\.?|tal) |[(,/] ?|^)"
    r"(mi[oa]\b\.?(?:\s*(?:kr|kroner|dkk)\b\.?)?|t\.?\s?kr\b\.?|(?:1[. ]?000|tusinde?)\s*(?:kr|kroner|dkk)\b\.?)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:del|hoved)?(?:i ?alt|total(?:t|en)?|sum(?:men)?)\b"
    r"|samlet(?:$| (?:beløb|sum|tildeling|bevilling|fordeling)\b)"
    r"|(?:fordelte|disponerede|udmøntede|afsatte) \w*midler\b"
    r"|.{0,60}\bi ?alt(?: pr\.?.{0,20}| ultimo.{0,20})?$)",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    r"(?:balance|saldo|difference)\b|(?:rest|restbeløb|resterende(?: (?:midler|beløb))?|til rest)$"
    r"|(?:(?:endnu )?ikke (?:fordelt|disponeret|disponered|udmøntet|udmønted|tildelt)|ufordelt|udisponeret|overskydend)"
    r"(?:$|e? (?:klynge|udviklings)?(?:midler|beløb)$)",
    re.IGNORECASE,
)
_GRANTS = re.compile(
    r"(?!(?:fordelte|disponerede|udmøntede|afsatte)\b)(?:\w+ ){0,2}"
    r"(?:\w*midler|tilskud|puljen?|ramme|bevilling|til rådighed)(?:ne|n|en|et)?"
    r"(?=\s*(?:$|[\d(:+–,-])| i ?alt| fra \d| for \d| i \d| til (?:klyngen|rådighed|fordeling)| pr\.)",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"[-–•·]?\s*(?:heraf|deraf|hvoraf|uforbrug\w*)\b", re.IGNORECASE)
_CODE = re.compile(r"(\d{1,4}[a-zæøå]?)\s*[.:)]\s*(\S.*)", re.IGNORECASE)
_NO_AMOUNTS = re.compile(
    r"%|\b(?:pct|procent|antal|timer|årsværk|stillinger|periode|slut|start|nr|status|bemærk\w*|ansvarlig\w*)\b"
    r"|dato|borgere$|patienter$",
    re.IGNORECASE,
)
_WHAT_COLUMN: tuple[tuple[re.Pattern[str], ColumnKind], ...] = (
    (re.compile(r"forvent|prognose|skøn", re.IGNORECASE), "forecast"),
    (re.compile(r"\brest|balance|saldo|mangler|uforbrug|(?:mindre|mer)forbrug|difference", re.IGNORECASE), "text"),
    (re.compile(r"forbrug|brugt|anvendt|afholdt", re.IGNORECASE), "spent"),
    (
        re.compile(
            r"beløb|\bkr\b|\bdkk\b|\bmio\b|tildel|afsat|dispon|bevil|budget|foreslå|ansøg|udmønt", re.IGNORECASE
        ),
        "amount",
    ),
)
_PROPOSED = re.compile(r"foreslå|forslag|ansøg", re.IGNORECASE)
_AGREED = re.compile(r"tildel|dispon|afsat|bevil|udmøntet", re.IGNORECASE)
_LONGEST_NAME = 500


class Column(Struct, frozen=True):
    """`name` is the header as printed; `unit` the unit it or the caption gives to bare numbers, or null for kroner;
    `party` the key of the party whose column it is."""

    kind: ColumnKind
    name: str
    unit: str | None
    party: str | None = None


class Row(Struct, frozen=True):
    """`cells` stand beside `MoneyTable.columns`; empty where the row is ragged, whose amounts are in `loose`."""

    kind: RowKind
    label: str
    line: Line
    where: Evidence
    cells: tuple[str | None, ...]
    loose: tuple[str, ...] = ()

    @property
    def code_and_name(self) -> tuple[str | None, str]:
        match = _CODE.fullmatch(self.label)
        return (None, self.label) if match is None else (match[1].casefold(), match[2].strip())


class MoneyTable(Struct, frozen=True):
    item_key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str | None
    status: AgreementStatus
    as_of: date | None
    before: str = ""
    title: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """The grant years: of the grants rows, else of the caption, the text before, or the title of the item.

        A day that a caption is of says nothing about the grant (M25).
        """
        years = {year for row in self.rows if row.kind == "grants" for year in find_years(row.label)}
        caption = self.caption or ""
        told = tuple(sorted(years)) or years_of_pot(caption) or find_years(_without_date(caption))
        return told or years_of_pot(self.before) or years_of_pot(self.title)


def _without_date(text: str) -> str:
    reading = find_date(text)
    return text if reading is None else text[: reading.span[0]] + text[reading.span[1] :]


def read_money_table(
    table: Table, lines: tuple[Line, ...], item_key: str, before: str, title: str = ""
) -> MoneyTable | None:
    """The table as money, or null where it is none. `before` is the text that leads up to it, `title` the item's."""
    if not table.header:
        return None
    caption = table.caption
    columns = _columns(table, caption)
    rows = tuple(
        _row(cells, line, len(table.header), item_key)
        for cells, line in zip(table.rows, row_lines(table, lines), strict=True)
        if line.style == "row" and cells[0] is not None
    )
    if not _is_money(table, caption, columns, rows):
        return None
    as_of = next((_as_of(row.label) for row in rows if row.kind == "total"), None)
    return MoneyTable(item_key, columns, rows, caption, _status(table, caption, before), as_of, before, title)


def _lists_parties(rows: tuple[Row, ...]) -> bool:
    """Whether what would be initiatives are the parties: such a table sets nothing aside for any initiative."""
    labels = [row.label for row in rows if row.kind == "initiative"]
    return len(labels) > 1 and all(party_kind(label) is not None for label in labels)


def _is_money(table: Table, caption: str | None, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> bool:
    parties = sum(column.kind == "party" for column in columns)
    if parties >= 2 and any(row.kind in {"grants", "balance"} for row in rows):
        return True
    if not any(column.kind != "text" for column in columns) or _lists_parties(rows):
        return False
    words = [caption or "", *(cell or "" for cell in table.header)]
    return any(_MONEY_WORD.search(word) for word in words) or any(
        reading is not None and reading.unit is not None
        for row in rows
        for cell in row.cells
        if cell is not None and (reading := read_cell(cell)) is not None
    )


def _columns(table: Table, caption: str | None) -> tuple[Column, ...]:
    """A unit that only the column of totals names is that of what it adds up."""
    columns = [_column(table, index, caption) for index in range(1, len(table.header))]
    kinds = _settled([column.kind for column in columns], [column.name for column in columns])
    units = [column.unit for column, kind in zip(columns, kinds, strict=True) if kind == "total"]
    of_all = units[0] if units and not any(column.unit for column in columns if column.unit != units[0]) else None
    return tuple(
        replace(column, kind=kind, party=key_text(column.name) if kind == "party" else None, unit=column.unit or of_all)
        for column, kind in zip(columns, kinds, strict=True)
    )


def _column(table: Table, index: int, caption: str | None) -> Column:
    """By its header; where that says nothing, `unknown` if most of its cells are numbers."""
    name = (table.header[index] or "")[:_LONGEST_NAME]
    unit_text = _scaled_unit(name) or _scaled_unit(caption or "")
    if _NO_AMOUNTS.search(name):
        return Column("text", name, unit_text)
    if _TOTAL.match(name):
        return Column("total", name, unit_text)
    if party_kind(name) is not None:
        return Column("party", name, unit_text)
    told = next((kind for pattern, kind in _WHAT_COLUMN if pattern.search(name)), None)
    if told is not None:
        return Column(told, name, unit_text)
    cells = [row[index] for row in table.rows if len(row) == len(table.header) and row[index] is not None]
    numbers = sum(is_number(cell) for cell in cells if cell is not None)
    return Column("unknown" if numbers and 2 * numbers > len(cells) else "text", name, unit_text)


def _settled(kinds: list[ColumnKind], names: list[str]) -> list[ColumnKind]:
    """What the columns are beside each other: one says what is set aside, or the parties' columns do.

    A single column of numbers is the amount; several are parties by names of their own. Beside parties an amount is
    their total. Of several amounts the total counts, else the one that is agreed on, else the last.
    """
    found: list[ColumnKind] = list(kinds)
    unknown = [at for at, kind in enumerate(found) if kind == "unknown"]
    told = {"party", "amount", "total"} & set(found)
    for at in unknown:
        found[at] = "amount" if len(unknown) == 1 and not told else "text" if "amount" in told else "party"
    totals, amounts = _places(found, "total"), _places(found, "amount")
    if "party" in found:
        whole = totals[-1:] or [at for at in amounts if at == len(found) - 1]
        counted: list[int] = []
    else:
        whole = totals[-1:]
        counted = (amounts if len(amounts) == 1 else totals or _agreed(amounts, names) or amounts)[-1:]
    for at in (*totals, *amounts):
        found[at] = "amount" if at in counted else "total" if at in whole else "text"
    return found


def _places(kinds: list[ColumnKind], kind: ColumnKind) -> list[int]:
    return [at for at, own in enumerate(kinds) if own == kind]


def _agreed(places: list[int], names: list[str]) -> list[int]:
    return [at for at in places if _AGREED.search(names[at])]


def _scaled_unit(text: str) -> str | None:
    """The unit a header or caption gives to the numbers below: "Beløb i mio. kr.", "Tilskud (1.000 kr.)"."""
    match = _SCALED_UNIT.search(text)
    if match is None:
        return None
    return "t.kr." if match[1][0] in "1tT" else match[1]


def _row(cells: tuple[str | None, ...], line: Line, width: int, item_key: str) -> Row:
    label = cells[0] or ""
    kind = _row_kind(label, cells)
    where = Evidence((line.number, line.number), line.text.strip(), agenda_item_id=item_key)
    if len(cells) != width:
        loose = tuple(cell for cell in cells[1:] if cell is not None and read_cell(cell) is not None)
        return Row(kind, label, line, where, (), loose)
    return Row(kind, label, line, where, cells[1:])


def _row_kind(label: str, cells: tuple[str | None, ...]) -> RowKind:
    if _CODE.fullmatch(label) and len(label) <= _LONGEST_NAME:
        return "initiative"
    if _BALANCE.match(label):
        return "balance"
    is_part = _OF_WHICH.match(label) is not None
    if _GRANTS.match(label) and not is_part:
        return "grants"
    if _TOTAL.match(label):
        return "total"
    is_named = len(label) <= _LONGEST_NAME and not is_part and any(cell is not None for cell in cells[1:])
    return "initiative" if is_named else "other"


def _as_of(label: str) -> date | None:
    reading = find_date(label)
    return None if reading is None else reading.date.to


def _status(table: Table, caption: str | None, before: str) -> AgreementStatus:
    """As the header says, else the caption, else the text before: foreslået is proposed, all else approved."""
    for text in (" ".join(cell or "" for cell in table.header), caption or "", before):
        if _AGREED.search(text):
            return "approved"
        if _PROPOSED.search(text):
            return "proposed"
    return "approved"


def cell_amount(cell: str, column: Column) -> AmountReading:
    """What a cell of an amount column holds; a text that is no number at all is malformed, too."""
    reading = read_cell(cell)
    if reading is None:
        return AmountReading(cell, None, None, fault="malformed")
    if reading.unit is None and column.unit is not None:
        scaled = read_cell(f"{cell} {column.unit}")
        return (
            reading
            if scaled is None or (reading.amount is None and scaled.amount is None)
            else AmountReading(cell, scaled.amount, column.unit, scaled.approximate, scaled.fault)
        )
    return reading
