"""Blobs in SQLite: a piece of one is read where it lies, without the rest."""

import sqlite3


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
