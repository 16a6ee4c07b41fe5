"""Reads a workbook's first page and computes its formulas anew from the cells that hold numbers."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SUM = re.compile(r"([+-]?)SUM\(([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\)")


class Page:
    """`texts`, `numbers`, `formulas` and the values `shown` beside these, by cell (`B5`)."""

    def __init__(self, workbook: bytes) -> None:
        with zipfile.ZipFile(BytesIO(workbook)) as archive:
            strings = ET.fromstring(archive.read("xl/sharedStrings.xml"))
            sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
            self.names = archive.namelist()
        known = ["".join(text.text or "" for text in one.iter(f"{_MAIN}t")) for one in strings]
        self.texts: dict[str, str] = {}
        self.numbers: dict[str, Decimal] = {}
        self.formulas: dict[str, str] = {}
        self.shown: dict[str, Decimal] = {}
        for cell in sheet.iter(f"{_MAIN}c"):
            place, formula, value = cell.attrib["r"], cell.findtext(f"{_MAIN}f"), cell.findtext(f"{_MAIN}v")
            if formula is not None:
                self.formulas[place], self.shown[place] = formula, Decimal(value or "0")
            elif cell.get("t") == "s":
                self.texts[place] = known[int(value or "")]
            elif value is not None:
                self.numbers[place] = Decimal(value)

    def row_of(self, label: str) -> int:
        [place] = [place for place, text in self.texts.items() if text == label and place.startswith("A")]
        return int(place[1:])

    def value(self, place: str) -> Decimal:
        """As a spreadsheet computes it: sums of ranges, in which text counts for nothing."""
        if place not in self.formulas:
            return self.numbers.get(place, Decimal(0))
        formula = self.formulas[place]
        if formula == "0":
            return Decimal(0)
        assert "".join(match[0] for match in _SUM.finditer(formula)) == formula, formula
        total = Decimal(0)
        for sign, left, top, right, bottom in _SUM.findall(formula):
            cells = (
                f"{chr(column)}{row}"
                for column in range(ord(left), ord(right or left) + 1)
                for row in range(int(top), int(bottom or top) + 1)
            )
            total += (-1 if sign == "-" else 1) * sum(map(self.value, cells), Decimal(0))
        return total
