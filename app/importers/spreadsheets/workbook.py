"""Workbooks (XLSX): the sheets with what their cells show.

Every part is unpacked and parsed here first, up to limits, and only what passed is packed again for the library that
knows styles, dates and shared texts: a cell far out, or a part that unpacks without end, would cost it all memory. What
it does not tell, errors in cells and formulas whose value was never kept, is read here.
"""

import re
from datetime import date, datetime
from io import BytesIO
from posixpath import normpath
from zipfile import ZipFile

from lxml import etree
from msgspec import Struct
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.domain.findings import Finding
from app.importers.exports.xml import Element, plain_name, read_xml
from app.importers.old_office import OLE, is_old_workbook, office_finding
from app.importers.spreadsheets.sheet import (
    CELLS_LIMIT,
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    Area,
    Sheet,
    cell_name,
    printed,
    with_shared_cells_told,
)
from app.importers.unpacking import UNPACKING_FAULTS

UNPACKED_LIMIT_BYTES = 50_000_000
"""Of all parts that are read, together."""
SHEETS_LIMIT = 100
_ENTRIES_LIMIT = 5_000

_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CORE = "docprops/core.xml"
_NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/core\.xml"
    r"|xl/(?:workbook\.xml|_rels/workbook\.xml\.rels|sharedstrings\.xml|styles\.xml|worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_LARGER_UNIT = re.compile(r"\bmi[oa]\b|\bt\.?\s?kr\b|1[. ]?000 ?kr|\btusinde?\b", re.IGNORECASE)


class Workbook(Struct, frozen=True):
    """`saved_on` is the day that the program which wrote it last says it was saved."""

    sheets: tuple[Sheet, ...]
    saved_on: date | None = None


class _Marks(Struct):
    """Of one sheet: what its cells say that the library does not, and which cells are merged."""

    cells: dict[tuple[int, int], str]
    merged: tuple[Area, ...]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook, new or old, whatever the file is called."""
    if is_old_workbook(data):
        return True
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(data)) as packed:
            return any(name.casefold() in {_MAIN, "xl/workbook.bin"} for name in packed.namelist())
    except UNPACKING_FAULTS:
        return b"xl/workbook.xml" in data


def read_workbook(data: bytes) -> Workbook | Finding:
    if data.startswith(OLE):
        return office_finding(data)
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = _parts(packed)
    except UNPACKING_FAULTS:
        return _unknown(
            "Projektmappen er beskadiget eller låst og kan ikke pakkes ud; en hel projektmappe uden adgangskode var "
            "ventet."
        )
    if isinstance(parts, Finding):
        return parts
    if _MAIN not in parts:
        return _unknown(
            f"Projektmappen har ingen {_MAIN}; en binær projektmappe (.xlsb) læses ikke.", "Gem den som .xlsx."
        )
    marks = _marks_of_sheets(parts)
    return marks if isinstance(marks, Finding) else _read(parts, marks)


def _parts(packed: ZipFile) -> dict[str, Element] | Finding:
    """The parsed parts by their names, casefolded."""
    entries = packed.infolist()
    if len(entries) > _ENTRIES_LIMIT:
        return _unknown(f"Projektmappen har {len(entries)} dele; grænsen er {_ENTRIES_LIMIT}. Den er ikke læst.")
    parts: dict[str, Element] = {}
    left = UNPACKED_LIMIT_BYTES
    for entry in entries:
        name = entry.filename.casefold()
        if _NEEDED.fullmatch(name) is None or name in parts:
            continue
        with packed.open(entry) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            return _unknown(f"Projektmappen fylder over {UNPACKED_LIMIT_BYTES} byte pakket ud. Den er ikke læst.")
        root = read_xml(data)
        if isinstance(root, Finding):
            return _unknown(f"Delen {entry.filename} i projektmappen kan ikke læses. {root.message}")
        parts[name] = root
    return parts


def _marks_of_sheets(parts: dict[str, Element]) -> dict[str, _Marks] | Finding:
    """By the name of the part."""
    found: dict[str, _Marks] = {}
    for name, root in parts.items():
        if name.startswith("xl/worksheets/"):
            marks = _marks(name, root)
            if isinstance(marks, Finding):
                return marks
            found[name] = marks
    return found


def _marks(name: str, root: Element) -> _Marks | Finding:
    marks: dict[tuple[int, int], str] = {}
    last_row = last_column = 0
    row = column = -1
    for element in root.iter("{*}row", "{*}c"):
        kind = plain_name(element)
        if kind == "row":
            told = element.get("r")
            if told is not None and not (told.isdecimal() and len(told) < 9):
                return _bad_place(name, told)
            row, column = row + 1 if told is None else int(told) - 1, -1
            continue
        place = (row, column + 1) if element.get("r") is None else _place(element.get("r") or "")
        if place is None:
            return _bad_place(name, element.get("r") or "")
        column = place[1]
        shown = _shown(element, place)
        if shown is not None:
            last_row, last_column = max(last_row, place[0] + 1), max(last_column, place[1] + 1)
        if shown:
            marks[place] = shown
    if last_row > ROWS_LIMIT or last_column > COLUMNS_LIMIT or last_row * last_column > CELLS_LIMIT:
        return _unknown(
            f"Et ark i projektmappen går til {cell_name(last_row - 1, last_column - 1)}; højst {ROWS_LIMIT} rækker, "
            f"{COLUMNS_LIMIT} kolonner og {CELLS_LIMIT} celler var ventet. Den er ikke læst.",
            "Slet det, der står langt fra tabellen, eller gem tabellen i en projektmappe for sig.",
        )
    merged = (_area(element.get("ref") or "") for element in root.iter("{*}mergeCell"))
    return _Marks(marks, tuple(area for area in merged if area is not None))


def _shown(cell: Element, place: tuple[int, int]) -> str | None:
    """Null for an empty cell; "" where the library tells what it shows; else what is to be printed in its place."""
    texts = {plain_name(child): "".join(child.itertext()) for child in cell}
    value = texts.get("v", "").strip()
    if cell.get("t") == "e":
        return f"{value or '#FEJL!'} ({cell_name(*place)})"
    if "f" in texts and not value and cell.get("t") != "str":
        return f"formel uden værdi ({cell_name(*place)})"
    return "" if texts else None


def _place(ref: str) -> tuple[int, int] | None:
    match = _CELL.fullmatch(ref.upper())
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _area(ref: str) -> Area | None:
    first, _, last = ref.partition(":")
    start, end = _place(first), _place(last)
    return None if start is None or end is None else (*start, *end)


def _read(parts: dict[str, Element], marks: dict[str, _Marks]) -> Workbook | Finding:
    names = _parts_of_sheets(parts)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_packed(parts)))
        if len(book.sheets_metadata) > SHEETS_LIMIT:
            return _unknown(f"Projektmappen har {len(book.sheets_metadata)} ark; grænsen er {SHEETS_LIMIT}.")
        sheets = []
        for index, known in enumerate(book.sheets_metadata):
            if known.typ == SheetTypeEnum.WorkSheet:
                own = marks.get(names.get(known.name, ""), _Marks({}, ()))
                is_hidden = known.visible != SheetVisibleEnum.Visible
                rows = _rows(book.get_sheet_by_index(index), own)
                sheets.append(Sheet(" ".join(known.name.split()), rows, is_hidden))
    except CalamineError as fault:
        return _unknown(f"Projektmappen kan ikke læses: {type(fault).__name__}. Er den hel, og åbner den i Excel?")
    return Workbook(tuple(sheets), _saved_on(parts.get(_CORE)))


def _packed(parts: dict[str, Element]) -> bytes:
    packed = BytesIO()
    proper = {"[content_types].xml": "[Content_Types].xml", "xl/sharedstrings.xml": "xl/sharedStrings.xml"}
    with ZipFile(packed, "w") as target:
        for name, root in parts.items():
            target.writestr(proper.get(name, name), etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return packed.getvalue()


def _parts_of_sheets(parts: dict[str, Element]) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}
    for relation in parts[_RELATIONS].iter("{*}Relationship") if _RELATIONS in parts else ():
        target = (relation.get("Target") or "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[relation.get("Id") or ""] = normpath(path).casefold()
    return {
        sheet.get("name") or "": targets.get(
            next((value for key, value in sheet.items() if key.endswith("}id")), ""), ""
        )
        for sheet in parts[_MAIN].iter("{*}sheet")
    }


def _rows(sheet: CalamineSheet, marks: _Marks) -> tuple[tuple[str, ...], ...]:
    values = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    in_larger_unit = any(_LARGER_UNIT.search(value) for row in values for value in row if isinstance(value, str))
    rows = [[printed(value, keeps_fractions=in_larger_unit) for value in row] for row in values]
    width = max([len(row) for row in rows] + [column + 1 for _, column in marks.cells], default=0)
    height = max([len(rows)] + [row + 1 for row, _ in marks.cells])
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend("" for _ in range(width - len(row)))
    for (row_at, column), text in marks.cells.items():
        rows[row_at][column] = text
    with_shared_cells_told(rows, marks.merged)
    return tuple(map(tuple, rows))


def _saved_on(core: Element | None) -> date | None:
    told = None if core is None else next((one.text for one in core.iter("{*}modified")), None)
    try:
        return None if told is None else datetime.fromisoformat(told.strip()).date()
    except ValueError:
        return None


def _bad_place(name: str, ref: str) -> Finding:
    return _unknown(f"Delen {name} i projektmappen har en celle med pladsen »{ref[:20]}«; fx »B7« var ventet.")


def _unknown(message: str, hint: str | None = None) -> Finding:
    return Finding("format_unknown", "error", message, hint=hint)
