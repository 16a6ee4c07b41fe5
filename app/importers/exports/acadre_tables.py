"""The tables that Acadre writes its manifests and bodies as: rows of named fields, and the tables inside them.

In a manifest a field's one attribute is its name and its value at once (`<field sysid="12"/>`); in a body the attribute
tells the name and the text the value (`<field name="sysid">12</field>`). Names are held in lower case.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape

from msgspec import Struct, field

from app.domain.vocabulary import Access
from app.importers.exports.values import children, folded, id_of, markup_of, text_of
from app.importers.exports.xml import Element

_FILTER = "criteria"
"""An attribute of fields that tells which values the export was made of; it is none itself."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNTOLD = re.compile(r"[?\s]*")
_COUNT = re.compile(r"[0-9]{1,9}")

Fields = dict[str, Element]


class Row(Struct):
    """`fields` are the elements by name, `values` the texts of a manifest's."""

    fields: Fields = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    tables: list[Element] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """On one line."""
        known = self.values.get(name.casefold())
        return folded(known) if known is not None else text_of(self.fields.get(name.casefold()))

    def markup(self, name: str) -> str | None:
        return markup_of(self.fields.get(name.casefold()))

    def id(self, name: str = "sysid") -> str | None:
        return id_of(self.text(name))

    def count(self, name: str) -> int:
        """A number; -1 where there is none."""
        text = self.text(name) or ""
        return int(text) if _COUNT.fullmatch(text) else -1

    def rows(self, *names: str) -> list["Row"]:
        """Those of the tables along the names, in the order of the file."""
        inner = [
            row for table in self.tables if name_of_table(table) == names[0].casefold() for row in body_rows(table)
        ]
        return inner if len(names) == 1 else [row for one in inner for row in one.rows(*names[1:])]

    def row(self, *names: str) -> "Row":
        """The first; one without fields where there is none."""
        return next(iter(self.rows(*names)), Row())


def name_of_table(table: Element) -> str:
    return (table.get("name") or "").casefold()


def tables_of(root: Element, name: str) -> list[Element]:
    """Those of the first level."""
    return [table for table in children(root, "table") if name_of_table(table) == name.casefold()]


def manifest_rows(root: Element, name: str) -> list[Row]:
    return [_manifest_row(part) for table in tables_of(root, name) for part in _groups(table)]


def body_rows(table: Element) -> list[Row]:
    """A row for each group of fields, with the tables inside it and those that follow it; none of an empty table."""
    groups = _groups(table)
    found = [Row(_named(part), {}, children(part, "table")) for part in groups]
    if groups[0] is not table:
        row = found[0]
        for part in table:
            if part in groups:
                row = found[groups.index(part)]
            elif part in children(table, "table"):
                row.tables.append(part)
    return [row for row in found if row.fields or row.tables]


def _groups(table: Element) -> list[Element]:
    """At least one: a table without groups is its own."""
    return children(table, "fields") or [table]


def _named(group: Element) -> Fields:
    """The first of each name."""
    found: Fields = {}
    for part in children(group, "field"):
        found.setdefault((part.get("name") or "").casefold(), part)
    return found


def _manifest_row(group: Element) -> Row:
    values: dict[str, str] = {}
    for part in children(group, "field"):
        for name, value in part.attrib.items():
            if str(name).casefold() != _FILTER:
                values.setdefault(str(name).casefold(), str(value))
    return Row({}, values)


def in_order(rows: list[Row], name: str) -> list[Row]:
    """By a number where all have one, else as they stand."""
    return sorted(rows, key=lambda row: row.count(name)) if all(row.count(name) >= 0 for row in rows) else rows


def told(name: str, level: str, row: Row) -> Access | None:
    """What a level's name (`Åben`) and its number (1) say, each where it is there; null where neither is.

    Open only where nothing says otherwise: there are Lukket (2) and Person (3).
    """
    said = [(row.text(name), "Åben"), (row.text(level), "1")]
    known = [text == wanted for text, wanted in said if text is not None]
    return None if not known else "open" if all(known) else "closed"


def plain(text: str | None) -> str | None:
    """A value that may hold line breaks of HTML, on one line with commas; null for question marks alone."""
    parts = (folded(unescape(_TAG.sub(" ", part))) for part in _BREAK.split(text or ""))
    line = ", ".join(part.rstrip(" ,") for part in parts if part)
    return None if _UNTOLD.fullmatch(line) else line


def walk(rows: list[Row], inside: Callable[[Row], list[Row]]) -> Iterator[Row]:
    """The rows, each followed by those inside it."""
    for row in rows:
        yield row
        yield from walk(inside(row), inside)
