"""Leases in the embedded store: one row for each, in a table beside the records."""

import sqlite3

LEASES_TABLE = "CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL)"


def take_lease(connection: sqlite3.Connection, name: str, holder: str, now: str, until: str) -> bool:
    """Inside a write transaction; as the port says."""
    taken = connection.execute(
        "INSERT INTO leases (name, holder, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET holder = excluded.holder, until = excluded.until WHERE holder = excluded.holder OR until <= ?",
        (name, holder, until, now),
    )
    return taken.rowcount == 1


def return_lease(connection: sqlite3.Connection, name: str, holder: str) -> None:
    connection.execute("DELETE FROM leases WHERE name = ? AND holder = ?", (name, holder))
