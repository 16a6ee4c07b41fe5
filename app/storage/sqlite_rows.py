"""Records as rows of the embedded store: the record's own, and one for each value of its list-valued keys."""

import sqlite3
from typing import Any

from app.services.ports import Body, Kind, Record
from app.storage import exact
from app.storage.envelope import Envelope, parts_of
from app.storage.query import column
from app.storage.sqlite_schema import columns_of, lists_of

RECORD = "id, version, shape, audience, deleted, request_hash, parts, body"
"""What a record is made of, in the order that `record_of` takes."""


def columns_with_values(envelope: Envelope) -> dict[str, Any]:
    """Column names (all of our own making) with their values."""
    record = envelope.record
    columns = {
        "id": record.id,
        "version": record.version,
        "shape": record.shape,
        "audience": record.audience,
        "deleted": int(record.deleted),
        "request_hash": record.request_hash,
        "parts": exact.encode(parts).decode() if (parts := parts_of(record)) else None,
    }
    columns |= {column(key): envelope.keys[key] for key in columns_of(record.kind)}
    return columns | {"summary": exact.encode(envelope.summary).decode(), "body": envelope.json.decode()}


def record_of(kind: Kind, row: tuple[Any, ...]) -> Record:
    id, version, shape, audience, deleted, request_hash, parts, text = row
    body: Body = exact.decode(text)
    said = exact.decode(parts) if parts else {}
    return Record(kind, id, version, body, audience, shape, bool(deleted), request_hash, **said)


def insert_row(connection: sqlite3.Connection, envelope: Envelope) -> bool:
    """False where the id is taken."""
    columns = columns_with_values(envelope)
    text = (
        f'INSERT INTO "{envelope.record.kind}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 -- names
        " ON CONFLICT (id) DO NOTHING"
    )
    return connection.execute(text, tuple(columns.values())).rowcount == 1


def write_lists(connection: sqlite3.Connection, envelope: Envelope) -> None:
    kind, id = envelope.record.kind, envelope.record.id
    rows = [(key, value, id) for key in lists_of(kind) for value in envelope.list_of(key)]
    connection.execute(f'DELETE FROM "{kind}_lists" WHERE id = ?', (id,))  # noqa: S608 -- names
    connection.executemany(f'INSERT INTO "{kind}_lists" (key, value, id) VALUES (?, ?, ?)', rows)  # noqa: S608 -- names
