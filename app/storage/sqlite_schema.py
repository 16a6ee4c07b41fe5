"""The tables of the embedded store, how a connection is set up, and where such a file may lie."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import StoreBusy, StoreUnusable
from app.services.ports import KINDS, Kind
from app.storage.envelope import STORE_SHAPE, check_shape
from app.storage.indexes import indexes_of
from app.storage.keys import KEY_TYPES
from app.storage.query import column
from app.storage.search_terms import FIELDS
from app.storage.sqlite_blobs import create_times
from app.storage.sqlite_leases import LEASES_TABLE
from app.storage.sqlite_search import search_tables

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "fuse.sshfs", "fuse.s3fs", "afs", "ceph", "glusterfs", "9p"}
    | {"fuse.glusterfs", "fuse.rclone", "davfs", "fuse.davfs2", "lustre", "gpfs", "ncpfs"}
)
_NAMED = re.compile(r'^CREATE (?:VIRTUAL )?(?:TABLE|INDEX) "?(\w+)')
_OCTAL = re.compile(r"\\([0-7]{3})")
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_UNUSABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_SHARED_TABLES = (
    "CREATE TABLE claims (id TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE versions (id TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL, version INTEGER NOT NULL,
       packed BLOB NOT NULL)""",
    "CREATE INDEX versions_of_record ON versions (kind, record, version)",  # history lists a record's versions
    """CREATE TABLE log (seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
       record TEXT NOT NULL, version INTEGER NOT NULL, change TEXT NOT NULL)""",
    "CREATE INDEX log_of_record ON log (kind, record, version)",  # history says who, when and why
    "CREATE TABLE blobs (key TEXT PRIMARY KEY, media_type TEXT NOT NULL, data BLOB NOT NULL)",
)


@contextmanager
def translated() -> Iterator[None]:
    """The one place where SQLite's errors become Klynge's."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            raise StoreBusy("the store is locked, full or failing") from error
        if code in _UNUSABLE:
            raise StoreUnusable("the store's file cannot be used") from error
        raise


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One short write transaction; it waits for other writers as long as the connection's busy timeout."""
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


_SWITCH_PAUSE_SECONDS = 0.02
PAGE_BYTES = 16_384
"""A meeting is some 40 KB: a read of one opens a quarter of the pages and takes two thirds of the time."""


def set_up(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """WAL with full sync: a commit that returned survives loss of power. Readers never wait for the writer."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES:d}")  # says nothing to a file that has its pages already
    _switch_to_wal(connection, busy_seconds)
    connection.execute("PRAGMA synchronous = FULL")


def compact(connection: sqlite3.Connection) -> None:
    """Writes the file anew: pages that are free, and terms that nothing has any more, are gone from it."""
    for kind in FIELDS:
        connection.execute(f'INSERT INTO "{kind}_terms" ("{kind}_terms") VALUES (\'optimize\')')  # noqa: S608 -- names
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _switch_to_wal(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """SQLite itself does not wait for another connection that makes the same switch, so it is tried again."""
    last_try = time.monotonic() + busy_seconds
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(_SWITCH_PAUSE_SECONDS)
        else:
            return


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes what is missing. Raises `StoreUnusable` for a store that another program has shaped."""
    if shape_of(connection) == STORE_SHAPE and _is_there(connection, "leases") and _is_there(connection, "blob_times"):
        return
    with transaction(connection):
        shape = shape_of(connection)
        if shape:
            check_shape(shape)
        else:
            create_missing(connection)
            set_shape(connection, STORE_SHAPE)
        connection.execute(LEASES_TABLE)  # these two came without a new shape: nothing else knows of them
        if not _is_there(connection, "blob_times"):
            create_times(connection)


def create_missing(connection: sqlite3.Connection) -> None:
    """Inside a transaction: every table and index that is not there."""
    for statement in (*_SHARED_TABLES, *(text for kind in KINDS for text in (*_tables_of(kind), *search_tables(kind)))):
        if not _is_there(connection, _NAMED.findall(statement)[0]):
            connection.execute(statement)


def set_shape(connection: sqlite3.Connection, shape: int) -> None:
    connection.execute(f"PRAGMA user_version = {shape:d}")


def refuse_network_file_system(path: Path) -> None:
    """WAL needs memory that all processes share, which a network file system does not give. Raises `StoreUnusable`."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return
    type = file_system_of(path.resolve(), mounts.read_text(encoding="utf-8", errors="replace"))
    if type in NETWORK_FILE_SYSTEMS:
        raise StoreUnusable(f"the store's file lies on a network file system ({type})")


def file_system_of(path: Path, mounts: str) -> str | None:
    """The type of the innermost mount that holds the path; `mounts` as in /proc/mounts, later lines cover earlier."""
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        _, point, type, *_ = line.split(" ")
        mount = Path(_OCTAL.sub(lambda code: chr(int(code.group(1), 8)), point))
        if path.is_relative_to(mount) and (found is None or len(mount.parts) >= found[0]):
            found = len(mount.parts), type
    return found[1] if found else None


def columns_of(kind: Kind) -> tuple[str, ...]:
    """The kind's keys that hold one value: a column each. The id has its own."""
    return tuple(key for key, type in KEY_TYPES[kind].items() if not type.is_list and key != "id")


def lists_of(kind: Kind) -> tuple[str, ...]:
    return tuple(key for key, type in KEY_TYPES[kind].items() if type.is_list)


def shape_of(connection: sqlite3.Connection) -> int:
    shape: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return shape


def _is_there(connection: sqlite3.Connection, name: str) -> bool:
    """A table or an index: names are of both."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def _tables_of(kind: Kind) -> list[str]:
    """The record's table has its big columns last, so that lists and conditions never read them.

    A list-valued key is a row for each of its values in the side table, whose primary key is the index a condition
    needs (json_each would open every row); the second index finds what to remove when a record is replaced.
    `marks` holds all that a mark does, so that no row is opened.
    """
    keys = "".join(f", {column(key)} TEXT NOT NULL" for key in columns_of(kind))
    statements = [
        f"""CREATE TABLE "{kind}" (id TEXT PRIMARY KEY, version INTEGER NOT NULL, shape INTEGER NOT NULL,
            audience TEXT NOT NULL, deleted INTEGER NOT NULL, request_hash TEXT, parts TEXT{keys},
            summary TEXT NOT NULL, body TEXT NOT NULL)""",
        f"""CREATE TABLE "{kind}_lists" (key TEXT NOT NULL, value NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY (key, value, id)) WITHOUT ROWID""",
        f'CREATE INDEX "{kind}_lists_of_record" ON "{kind}_lists" (id)',
        f'CREATE INDEX "{kind}_marks" ON "{kind}" (k_created, id, version, audience, deleted) WHERE deleted = 0',
    ]
    single = [index for index in indexes_of(kind) if all(key in columns_of(kind) for key in index.keys)]
    for index in single:
        columns = ", ".join(column(key) for key in (*index.keys, "id"))
        statements.append(f'CREATE INDEX "{kind}_{index.name}" ON "{kind}" ({columns})')
    return statements
