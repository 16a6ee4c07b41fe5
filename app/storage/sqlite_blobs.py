"""Blobs in SQLite: a piece of one is read where it lies, without the rest.

When a blob was last put stands in a table of its own, since a column behind the bytes is read through them. What writes
is called inside a write transaction.
"""

import sqlite3
from datetime import UTC, datetime

from app.schemas.fields import utc_text

_TIMES_TABLE = "CREATE TABLE blob_times (key TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID"


def create_times(connection: sqlite3.Connection) -> None:
    """What is there already is of now."""
    connection.execute(_TIMES_TABLE)
    connection.execute("INSERT INTO blob_times (key, at) SELECT key, ? FROM blobs", (_now(),))


def put(connection: sqlite3.Connection, key: str, data: bytes, media_type: str) -> bool:
    """False where the key was there; then its bytes stay."""
    text = "INSERT OR IGNORE INTO blobs (key, media_type, data) VALUES (?, ?, ?)"
    is_new = connection.execute(text, (key, media_type, data)).rowcount == 1
    _renew(connection, key)
    return is_new


def replace(connection: sqlite3.Connection, key: str, data: bytes, media_type: str) -> None:
    text = "INSERT OR REPLACE INTO blobs (key, media_type, data) VALUES (?, ?, ?)"
    connection.execute(text, (key, media_type, data))
    _renew(connection, key)


def swap(connection: sqlite3.Connection, key: str, data: bytes, media_type: str, held: bytes) -> bool:
    text = "UPDATE blobs SET media_type = ?, data = ? WHERE key = ? AND data = ?"
    is_swapped = connection.execute(text, (media_type, data, key, held)).rowcount == 1
    if is_swapped:
        _renew(connection, key)
    return is_swapped


def renew(connection: sqlite3.Connection, key: str) -> bool:
    is_there = connection.execute("SELECT 1 FROM blobs WHERE key = ?", (key,)).fetchone() is not None
    if is_there:
        _renew(connection, key)
    return is_there


def delete(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM blobs WHERE key = ?", (key,))
    connection.execute("DELETE FROM blob_times WHERE key = ?", (key,))


def old(connection: sqlite3.Connection, before: str, prefix: str, after: str, limit: int) -> tuple[str, ...]:
    """Keys, as the port says."""
    text = (
        "SELECT key FROM blob_times WHERE key > ? AND key >= ? AND key < ? AND at < ?"
        " AND key IN (SELECT key FROM blobs) ORDER BY key LIMIT ?"
    )
    rows = connection.execute(text, (after, prefix, f"{prefix}\U0010ffff", before, limit))
    return tuple(key for (key,) in rows.fetchall())


def drop_old(connection: sqlite3.Connection, key: str, before: str) -> bool:
    is_old = connection.execute("SELECT 1 FROM blob_times WHERE key = ? AND at < ?", (key, before)).fetchone()
    if is_old is not None:
        delete(connection, key)
    return is_old is not None


def _renew(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("INSERT OR REPLACE INTO blob_times (key, at) VALUES (?, ?)", (key, _now()))


def _now() -> str:
    return utc_text(datetime.now(UTC))


def read_piece(connection: sqlite3.Connection, key: str, start: int, length: int) -> bytes | None:
    """At most `length` bytes from the byte `start` on; null without such a blob. Reads as of one moment."""
    connection.execute("BEGIN")
    try:
        row = connection.execute("SELECT rowid, length(data) FROM blobs WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        rowid, size = row
        with connection.blobopen("blobs", "data", rowid, readonly=True) as blob:
            blob.seek(min(start, size))
            return blob.read(length)
    finally:
        connection.execute("COMMIT")
