"""The archive of the embedded store: former versions, packed, a row for each."""

import sqlite3

from app.services.ports import Kind, Record
from app.storage.envelope import version_id


def archive(connection: sqlite3.Connection, previous: Record, packed: bytes) -> None:
    """Inside a write transaction. What is there already stays."""
    name = version_id(previous.kind, previous.id, previous.version)
    connection.execute(
        "INSERT OR IGNORE INTO versions (id, kind, record, version, packed) VALUES (?, ?, ?, ?, ?)",
        (name, previous.kind, previous.id, previous.version, packed),
    )


def archived(connection: sqlite3.Connection, kind: Kind, id: str) -> dict[int, int]:
    """As the port says."""
    text = "SELECT version, length(packed) FROM versions WHERE kind = ? AND record = ? ORDER BY version"
    return dict(connection.execute(text, (kind, id)).fetchall())


def drop_archived(connection: sqlite3.Connection, tombstone: Record) -> None:
    """Inside a write transaction; as the port says."""
    there = f'SELECT 1 FROM "{tombstone.kind}" WHERE id = ? AND version = ? AND deleted = 1'  # noqa: S608 -- names
    text = f"DELETE FROM versions WHERE kind = ? AND record = ? AND EXISTS ({there})"  # noqa: S608 -- names
    connection.execute(text, (tombstone.kind, tombstone.id, tombstone.id, tombstone.version))
