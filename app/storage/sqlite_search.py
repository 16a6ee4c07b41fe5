"""Search in the embedded store: for each kind a table of passages, and an FTS5 index of their terms.

The index holds no text of its own (`content=''`): to take a row out it must be told what it was given, which the
passages say. A row's number is its place, so that the newest rows come first without sorting.
"""

import sqlite3

from app.services.ports import Candidate, KeyValue, Kind, Query
from app.storage.envelope import Envelope
from app.storage.query import Checked, check, sql_where
from app.storage.search_terms import FIELDS, by_field, holding_of, passages_of


def search_tables(kind: Kind) -> list[str]:
    if kind not in FIELDS:
        return []
    return [
        f"""CREATE TABLE "{kind}_passages" (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL, audience TEXT NOT NULL, passages TEXT NOT NULL)""",
        f"""CREATE VIRTUAL TABLE "{kind}_terms" USING fts5({", ".join(FIELDS[kind])}, content='', detail=column,
            tokenize='ascii')""",
    ]


def write_search(connection: sqlite3.Connection, envelope: Envelope) -> None:
    """Inside the transaction of the record's write: takes out what was there and puts in what there is."""
    kind, record, search = envelope.record.kind, envelope.record, envelope.search
    if kind not in FIELDS:
        return
    _take_out(connection, kind, record.id)
    if search is None:
        return
    place = _free_place(connection, kind, search.place)
    connection.execute(
        f'INSERT INTO "{kind}_passages" (place, id, version, audience, passages) VALUES (?, ?, ?, ?, ?)',  # noqa: S608 -- names
        (place, record.id, record.version, record.audience, search.passages),
    )
    terms = [search.by_field[field] for field in FIELDS[kind]]
    connection.execute(
        f'INSERT INTO "{kind}_terms" (rowid, {", ".join(FIELDS[kind])}) VALUES (?{", ?" * len(terms)})',  # noqa: S608 -- names
        (place, *terms),
    )


def where_of(query: Query, checked: Checked, *, from_cursor: bool = True) -> tuple[str, list[KeyValue]]:
    """`sql_where`, and that the words are held where the query names some."""
    where, values = sql_where(checked, from_cursor=from_cursor)
    if query.holding is None:
        return where, values
    held = (
        f'SELECT p.id FROM "{query.kind}_terms" t JOIN "{query.kind}_passages" p ON p.place = t.rowid'  # noqa: S608 -- names
        f' WHERE "{query.kind}_terms" MATCH ?'
    )
    return f"{where} AND id IN ({held})", [*values, _match(query)]


def find(connection: sqlite3.Connection, query: Query) -> tuple[Candidate, ...]:
    kind, match, checked = query.kind, _match(query), check(query)
    text = (
        f'SELECT p.id, p.version, p.audience, p.place, p.passages FROM "{kind}_terms" t'  # noqa: S608 -- names
        f' JOIN "{kind}_passages" p ON p.place = t.rowid WHERE "{kind}_terms" MATCH ?'
    )
    values: list[str | int] = []
    if checked.conditions:
        where, values = sql_where(checked, from_cursor=False)
        text += f' AND p.id IN (SELECT id FROM "{kind}" WHERE {where})'  # noqa: S608 -- checked names, bound values
    rows = connection.execute(f"{text} ORDER BY t.rowid DESC LIMIT ?", (match, *values, checked.limit)).fetchall()
    return tuple(
        Candidate(id, version, audience, place, passages_of(found)) for id, version, audience, place, found in rows
    )


def _match(query: Query) -> str:
    """In FTS5's language. Words are letters and digits alone, and stand between quotation marks."""
    holding = holding_of(query)
    started = {word.word for word in holding.words if word.is_prefix}
    words = [
        f'("s{word.stem}" OR "w{word.word}" *)' if word.word in started else f'"s{word.stem}"' for word in holding.words
    ]
    return f"{{{' '.join(holding.fields)}}} : ({' AND '.join(words)})"


def _take_out(connection: sqlite3.Connection, kind: Kind, id: str) -> None:
    row = connection.execute(f'SELECT place, passages FROM "{kind}_passages" WHERE id = ?', (id,)).fetchone()  # noqa: S608 -- names
    if row is None:
        return
    place, found = row
    terms = by_field(kind, passages_of(found))
    connection.execute(
        f'INSERT INTO "{kind}_terms" ("{kind}_terms", rowid, {", ".join(FIELDS[kind])})'  # noqa: S608 -- names
        f" VALUES ('delete', ?{', ?' * len(FIELDS[kind])})",
        (place, *(terms[field] for field in FIELDS[kind])),
    )
    connection.execute(f'DELETE FROM "{kind}_passages" WHERE place = ?', (place,))  # noqa: S608 -- names


def _free_place(connection: sqlite3.Connection, kind: Kind, place: int) -> int:
    """Two records of one day may have the same bits, once in a very long time; then the next place is taken."""
    text = f'SELECT 1 FROM "{kind}_passages" WHERE place = ?'  # noqa: S608 -- names
    while connection.execute(text, (place,)).fetchone() is not None:
        place += 1
    return place
