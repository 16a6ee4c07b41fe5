"""A sheet as lines: which rows are titles, which are a table, and which text stands below it.

Every row that shows something becomes one line, so that each amount has a line to point to. What the money rules see of
a line may differ from what it says in three ways: rows of one header are one, a column of numbers of initiatives stands
before their names ("1. Søvnskole"), and a column that is headed by a year alone is headed by the amount of that year.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from app.domain.danish_dates import find_years
from app.domain.danish_numbers import is_number
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.referat.lines import Line
from app.importers.spreadsheets.sheet import Sheet, column_name, is_amount, is_header, is_year

_CODE = re.compile(r"\d{1,3}[a-zæøå]?", re.IGNORECASE)
_CODED = re.compile(r"\d{1,4}[a-zæøå]?\s*[.:)]\s*\S.*", re.IGNORECASE)
_CODE_HEAD = re.compile(r"(?:(?:indsats|projekt|løbe)?(?:nr|nummer|kode|id)\.?|#)?", re.IGNORECASE)

Row = tuple[str, ...]


class TableLines(Struct):
    """`rows` are the rows of the sheet with the number of the line of each; `titles` stand above, and below the table
    before."""

    titles: tuple[str, ...]
    rows: list[tuple[int, Row]]


class SheetLines(Struct):
    """`first` and `last` are the numbers of the sheet's lines."""

    name: str | None
    first: int
    titles: list[str] = field(default_factory=list)
    tables: list[TableLines] = field(default_factory=list)
    last: int = 0


class Page(Struct):
    """All sheets that are read, one below the other."""

    lines: list[str] = field(default_factory=list)
    sheets: list[SheetLines] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, text: str) -> int:
        self.lines.append(text)
        return len(self.lines)


def lay_out(sheets: Sequence[Sheet]) -> Page:
    page = Page()
    for sheet in sheets:
        if page.lines:
            page.add("")
        held = SheetLines(sheet.name, len(page.lines) + 1)
        if sheet.name is not None:
            page.add(sheet.name)
            page.add("")
        _lay_out(page, held, sheet)
        held.last = len(page.lines)
        page.sheets.append(held)
    return page


def _lay_out(page: Page, held: SheetLines, sheet: Sheet) -> None:
    waiting: list[str] = []
    for index, block in enumerate(_blocks(sheet.rows)):
        if index:
            page.add("")
        start, end = _table_span(block)
        for row in block[:start]:
            page.add(_text(row))
            waiting.append(_text(row))
        rows = [(page.add(_text(row, has_columns=True)), row) for row in block[start:end]]
        if rows and start == 0 and held.tables and not waiting and not _begins_table([row for _, row in rows]):
            held.tables[-1].rows += rows
        elif rows:
            held.tables.append(TableLines(tuple(waiting), rows))
            waiting = []
        for row in block[end:]:
            page.add(_text(row))
            waiting.append(_text(row))
        if len(held.tables) <= 1:
            held.titles.extend(_text(row) for row in (*block[:start], *block[end:]))


def _text(row: Row, *, has_columns: bool = False) -> str:
    return "\t".join(row).rstrip() if has_columns else " ".join(filter(None, row))


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of rows that show something."""
    block: list[Row] = []
    for row in rows:
        if any(row):
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _table_span(block: list[Row]) -> tuple[int, int]:
    """From the header, else the first row of several cells, to the last, and numbered initiatives right below."""
    of_several = [at for at, row in enumerate(block) if sum(map(bool, row)) > 1]
    if not of_several:
        return len(block), len(block)
    start = next((at for at in of_several if is_header(block[at])), of_several[0])
    end = of_several[-1] + 1
    while end < len(block) and _CODED.fullmatch(_text(block[end])):
        end += 1
    return start, end


def _begins_table(rows: list[Row]) -> bool:
    """Whether the first of the rows is a header, with amounts somewhere below."""
    return not any(map(is_amount, rows[0][1:])) and any(is_amount(cell) for row in rows[1:] for cell in row[1:])


class Table(Struct):
    """The lines as the money rules see them, blank where a row is part of the one above; `years` are those of columns
    that are headed by a year alone, by their place."""

    lines: tuple[Line, ...]
    years: dict[int, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def as_seen(table: TableLines, sheet: str) -> Table:
    """`sheet` is what to call the sheet in what is told. A table with a header of two levels has no lines."""
    numbers = [number for number, _ in table.rows]
    rows = [list(row) for _, row in table.rows]
    is_even = len({len(row) for row in rows}) == 1
    columns = [at for at in range(len(rows[0])) if not is_even or any(row[at] for row in rows)]
    if is_even:
        rows = [[row[at] for at in columns] for row in rows]
    below = rows[1] if len(rows) > 1 and not rows[1][0] else []
    if sum(map(is_year, below)) > 1 or (below and _is_second_level(rows[0], below)):
        return Table((), findings=(_two_levels(numbers[0], numbers[1], sheet),))
    joined = below if below and not any(map(is_number, below)) and len(below) == len(rows[0]) else []
    if joined:
        rows[0] = [" ".join(filter(None, pair)) for pair in zip(rows[0], joined, strict=True)]
    findings = _name_columns(rows, columns, numbers[0], sheet) if is_even else ()
    if _has_codes(rows):
        rows = [_with_code(row) for row in rows]
    years = {at: find_years(cell)[0] for at, cell in enumerate(rows[0]) if at and is_year(cell)}
    rows[0] = [f"Beløb {cell}" if at in years else cell for at, cell in enumerate(rows[0])]
    seen = [
        Line(number, "\t".join(row), "row", "\t".join(row).strip()) for number, row in zip(numbers, rows, strict=True)
    ]
    if joined:
        seen[1] = replace(seen[1], style="blank", is_blank=True)
    return Table(tuple(_without_gaps(seen)), years, findings)


def _is_second_level(header: list[str], below: list[str]) -> bool:
    """Whether the row below the header names columns of its own under a name that stands over several."""
    return any(not name and under and is_year(under) for name, under in zip(header[1:], below[1:], strict=False))


def _without_gaps(lines: list[Line]) -> Iterator[Line]:
    """Lines that follow each other, as the rules of tables take them: a row left blank is a blank line."""
    number = lines[0].number
    for line in lines:
        while number < line.number:
            yield Line(number, "", "page", "", is_blank=True)
            number += 1
        yield line
        number += 1


def _name_columns(rows: list[list[str]], columns: list[int], line: int, sheet: str) -> tuple[Finding, ...]:
    """A column without a heading gets one that makes it no amount; where it has numbers that is told."""
    unread: list[str] = []
    for at in range(1, len(rows[0])):
        if rows[0][at]:
            continue
        rows[0][at] = f"Bemærkning {column_name(columns[at])}"
        if any(is_number(row[at]) for row in rows[1:]):
            unread.append(column_name(columns[at]))
    if not unread:
        return ()
    told = ", ".join(unread)
    message = f"{sheet} har tal uden overskrift i kolonne {told} (tabellen på linje {line}): tallene er ikke læst."
    hint = "Skriv over hver kolonne, hvilken part eller hvilken sum den er."
    return (
        Finding("party_unknown", "warning", message, ("/cluster/parties",), where=(Evidence((line, line)),), hint=hint),
    )


def _has_codes(rows: list[list[str]]) -> bool:
    """Whether the first column has nothing but numbers of initiatives, and the second their names."""
    first = [row[0] for row in rows[1:] if row[0]]
    names = [row[1] for row in rows[1:] if len(row) > 1 and row[1]]
    return (
        len(rows[0]) > 2
        and _CODE_HEAD.fullmatch(rows[0][0]) is not None
        and bool(first)
        and all(_CODE.fullmatch(code.rstrip(".")) for code in first)
        and 2 * sum(not is_number(name) for name in names) > len(names) > 0
    )


def _with_code(row: list[str]) -> list[str]:
    code, name, *rest = row
    is_header = _CODE_HEAD.fullmatch(code) is not None
    return [name if is_header else f"{code.rstrip('.')}. {name}".strip(), *rest]


def _two_levels(first: int, second: int, sheet: str) -> Finding:
    message = (
        f"{sheet} har en tabel, hvis overskrift er i to niveauer (linje {first}-{second}), fx år under hver part. Den "
        "er ikke læst."
    )
    hint = "Gem en tabel for hvert år, med en række for hver indsats og en kolonne for hver part."
    return Finding("format_unknown", "error", message, where=(Evidence((first, second)),), hint=hint)
