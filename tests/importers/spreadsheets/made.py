"""Workbooks and separated text of an invented cluster's money."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from app.importers.document import ImportedDocument
from app.importers.sniff import read_document

TITLE = "Sundhedsklynge Øst: Klyngemidler 2022+2023 pr. 17. januar 2024"
HEADER = ("Indsats", "Solby Kommune", "Havnsø Kommune", "Region Fjordland", "I alt")
ROWS: tuple[tuple[str, float | None, float | None, float | None, float], ...] = (
    ("1. Fælles udskrivning", 300_000, 450_000, 250_000, 1_000_000),
    ("2. Søvnskole", 0, 120_000.5, None, 120_000.5),
    ("2a. Søvnskole for unge", 80_000, 0, 0, 80_000),
    ("I alt", 380_000, 570_000.5, 250_000, 1_200_000.5),
    ("Klyngemidler 2022+2023", 300_000, 600_000, 400_000, 1_300_000),
    ("Balance", -80_000, 29_999.5, 150_000, 99_999.5),
)
Edit = Callable[[Any, Any], None]


def danish(value: object) -> str:
    if not isinstance(value, int | float):
        return str(value or "")
    return f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def separated(rows: Sequence[Sequence[float | str | None]] = ROWS, separator: str = ";", title: str = TITLE) -> str:
    lines = [(title, "", "", "", ""), ("",) * 5, HEADER, *rows]
    return "\r\n".join(separator.join(map(danish, line)) for line in lines) + "\r\n"


def workbook(
    rows: Sequence[Sequence[float | str | None]] = ROWS,
    title: str = TITLE,
    sheet: str = "Fordeling",
    header: Sequence[str] = HEADER,
    edit: Edit | None = None,
) -> bytes:
    """The title in A1, the header in row 3; `edit` gets the workbook and its sheet."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    page = book.add_worksheet(sheet)
    page.write(0, 0, title)
    for at, row in enumerate((header, *rows), 2):
        page.write_row(at, 0, row)
    if edit is not None:
        edit(book, page)
    book.close()
    return held.getvalue()


def read(data: bytes | str, name: str = "fil") -> ImportedDocument:
    return read_document(name, data if isinstance(data, bytes) else data.encode())


def told(document: ImportedDocument) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in document.findings]
