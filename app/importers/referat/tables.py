"""Tables: runs of lines with tabs, also across the blank line of a page break."""

import re
from collections import Counter
from html import unescape

from app.domain.danish_numbers import is_number
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.document import Table
from app.importers.referat.lines import Line

_LONGEST_CELL = 2_000
CAPTION_LIMIT = 150
_CUT = re.compile(r"(?<=[a-zæøå])- (?=[a-zæøå])")
_TAG = re.compile(
    r"</?(?:i|b|u|a|em|strong|p|span|br|sub|sup|ul|ol|li|hr|div|font|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE
)


def read_tables(
    lines: tuple[Line, ...], section_position: int, item_key: str
) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """The tables of one section. A run of at least two rows is a table."""
    tables: list[Table] = []
    findings: list[Finding] = []
    for caption, run in _runs(lines):
        rows = _without_trailing_tabs([_cells(line) for line in run])
        table = _table(run, rows, section_position, caption)
        tables.append(table)
        findings.extend(_ragged(run, rows, item_key))
    return tuple(tables), tuple(findings)


def row_lines(table: Table, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a table's rows, in the order of `table.rows`; `lines` are those of its section."""
    first, last = table.lines
    offset = lines[0].number
    rows = [line for line in lines[first - offset : last - offset + 1] if line.style in {"row", "rule"}]
    return tuple(rows[len(rows) - len(table.rows) :])


def _runs(lines: tuple[Line, ...]) -> list[tuple[str | None, list[Line]]]:
    runs: list[tuple[str | None, list[Line]]] = []
    run: list[Line] = []
    caption: str | None = None
    blanks = 0
    last_text: str | None = None
    for line in (*lines, None):
        if line is not None and line.is_blank:
            blanks += line.style == "blank"
            continue
        goes_on = line is not None and (line.style == "row" or (line.style == "rule" and bool(run)))
        if goes_on and run and blanks > 1:
            goes_on = False
        if not goes_on and run:
            if sum(row.style == "row" for row in run) > 1:
                runs.append((caption, run))
            run = []
        if line is not None and line.style in {"row", "rule"} and (goes_on or line.style == "row"):
            caption = caption if run else _caption(last_text)
            run.append(line)
        elif line is not None:
            last_text = line.bare
        blanks = 0
    return runs


def _caption(text: str | None) -> str | None:
    """A short line before the table; a sentence is no caption."""
    if text is None or len(text) > CAPTION_LIMIT or (text.endswith(".") and not text.endswith("kr.")):
        return None
    return text


def _table(run: list[Line], rows: list[tuple[str | None, ...]], section_position: int, caption: str | None) -> Table:
    height = _header_height(rows)
    lines = (run[0].number, run[-1].number)
    return Table(section_position, _joined(rows[:height]), tuple(rows[height:]), lines, caption)


def _without_trailing_tabs(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """Empty cells beyond the last column that the first row names are no cells."""
    width = len(rows[0])
    while width > 1 and rows[0][width - 1] is None and any(len(row) < len(rows[0]) for row in rows):
        width -= 1
    return [row[:width] if len(row) > width and not any(row[width:]) else row for row in rows]


def _cells(line: Line) -> tuple[str | None, ...]:
    """A cell is plain text: HTML in it is taken off, what its entities stand for is kept."""
    cells = (unescape(_TAG.sub("", cell)) if "<" in cell or "&" in cell else cell for cell in line.cells)
    return tuple(cell.strip()[:_LONGEST_CELL] or None for cell in cells)


def _is_header(rows: list[tuple[str | None, ...]]) -> bool:
    first = rows[0]
    if any(cell is None or is_number(cell) for cell in first[1:]):
        return False
    return any(cell is not None and is_number(cell) for row in rows[1:] for cell in row[1:])


def _header_height(rows: list[tuple[str | None, ...]]) -> int:
    """How many rows the header takes: a row without a label and without numbers right below it goes on with it."""
    if not _is_header(rows):
        return 0
    height = 1
    while height < len(rows) and _goes_on(rows[height], len(rows[0])):
        height += 1
    return height


def _goes_on(row: tuple[str | None, ...], width: int) -> bool:
    texts = [cell for cell in row if cell is not None]
    return len(row) == width and row[0] is None and bool(texts) and not any(map(is_number, texts))


def _joined(rows: list[tuple[str | None, ...]]) -> tuple[str | None, ...]:
    """Rows of a header as one; a word that was cut with a hyphen before a small letter is whole again."""
    if len(rows) < 2:
        return rows[0] if rows else ()
    columns = (" ".join(cell for cell in column if cell is not None) for column in zip(*rows, strict=True))
    return tuple(_CUT.sub("", name) or None for name in columns)


def _ragged(run: list[Line], rows: list[tuple[str | None, ...]], item_key: str) -> list[Finding]:
    """Rows with another number of cells than the header, or than most rows where there is none."""
    width = len(rows[0]) if _is_header(rows) else Counter(len(row) for row in rows).most_common(1)[0][0]
    findings = []
    for line, row in zip(run, rows, strict=True):
        if line.style == "row" and len(row) != width:
            message = f"Linje {line.number} har {len(row)} celler; tabellen fra linje {run[0].number} har {width}."
            where = Evidence((line.number, line.number), line.text.strip(), agenda_item_id=item_key)
            findings.append(Finding("row_ragged", "error", message, where=(where,)))
    return findings
