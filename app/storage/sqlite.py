"""The embedded store: one SQLite file, which several processes may share.

Every write is one short transaction that holds the record, its archived predecessor and its entry in the log, so
nothing is ever pending here. Writes go through a connection and a thread of their own, lists through another; a point
read takes microseconds and runs where it is asked for, on the event loop's thread.
"""

import asyncio
import dataclasses
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from app.errors import AlreadyExists, VersionConflict
from app.services.ports import (
    Candidate,
    Change,
    Kind,
    LogEntry,
    Mark,
    Page,
    Query,
    Record,
    Row,
    Served,
    SourceKey,
)
from app.services.writing import derived_id
from app.storage import exact, sqlite_blobs
from app.storage.envelope import Envelope, check_succession, enclose, pack, unpack, version_id
from app.storage.keys import source_hash
from app.storage.query import check, column, sql_order
from app.storage.sqlite_archive import archive, archived, drop_archived
from app.storage.sqlite_leases import return_lease, take_lease
from app.storage.sqlite_rows import RECORD, columns_with_values, insert_row, record_of, write_lists
from app.storage.sqlite_schema import (
    compact,
    create_tables,
    refuse_network_file_system,
    set_up,
    translated,
)
from app.storage.sqlite_search import find, where_of, write_search
from app.storage.sqlite_writes import Writes

T = TypeVar("T")
_change = msgspec.json.Decoder(Change).decode
MAX_IDS = 200


class SQLiteStore:
    """Fulfils `Store`. `busy_seconds` is how long a write waits for other writers before `StoreBusy`."""

    connection_class = sqlite3.Connection

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._writes = ThreadPoolExecutor(1, "klynge-writes")
        self._lists = ThreadPoolExecutor(1, "klynge-lists")
        self._connections: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection
        self._together: Writes
        self._lister: sqlite3.Connection
        self._reader: sqlite3.Connection

    async def open(self) -> None:
        refuse_network_file_system(self.path.parent)
        await self._in(self._writes, self._connect_all)

    async def close(self) -> None:
        """Waits for what is under way. A closed store is not opened again."""
        await asyncio.to_thread(self._writes.shutdown)
        await asyncio.to_thread(self._lists.shutdown)
        for connection in self._connections:
            connection.close()

    async def ping(self) -> None:
        with translated():
            self._reader.execute("SELECT 1 FROM log LIMIT 1").fetchone()

    async def get(self, kind: Kind, id: str) -> Record | None:
        with translated():
            row = self._reader.execute(f'SELECT {RECORD} FROM "{kind}" WHERE id = ?', (id,)).fetchone()  # noqa: S608 -- names
        return record_of(kind, row) if row else None

    async def get_many(self, kind: Kind, ids: tuple[str, ...]) -> tuple[Record, ...]:
        if len(ids) > MAX_IDS:
            raise ValueError(f"at most {MAX_IDS} ids")
        if len(ids) == 1:
            one = await self.get(kind, ids[0])
            return (one,) if one else ()
        text = f'SELECT {RECORD} FROM "{kind}" WHERE id IN ({", ".join("?" * len(ids))})'  # noqa: S608 -- names
        rows = await self._in(self._lists, lambda: self._lister.execute(text, ids).fetchall())
        return tuple(record_of(kind, row) for row in rows)

    async def read(self, kind: Kind, id: str) -> Served | None:
        text = f'SELECT version, audience, shape, deleted, CAST(body AS BLOB) FROM "{kind}" WHERE id = ?'  # noqa: S608 -- names
        with translated():
            row = self._reader.execute(text, (id,)).fetchone()
        if row is None:
            return None
        version, audience, shape, deleted, json = row
        return Served(kind, id, version, audience, shape, bool(deleted), json)

    async def find_page(self, query: Query) -> Page:
        checked = check(query)
        where, values = where_of(query, checked)
        position = ", ".join(column(sort.key) for sort in checked.order)
        text = (
            f'SELECT id, version, audience, deleted, summary, {position} FROM "{query.kind}"'  # noqa: S608 -- checked names
            f" WHERE {where} ORDER BY {sql_order(checked)} LIMIT ?"
        )
        rows = await self._in(self._lists, lambda: self._lister.execute(text, (*values, checked.limit + 1)).fetchall())
        found = tuple(
            Row(id, version, audience, bool(deleted), exact.decode(summary), tuple(position))
            for id, version, audience, deleted, summary, *position in rows[: checked.limit]
        )
        return Page(found, has_more=len(rows) > checked.limit)

    async def count(self, query: Query) -> int:
        where, values = where_of(query, check(query), from_cursor=False)
        text = f'SELECT count(*) FROM "{query.kind}" WHERE {where}'  # noqa: S608 -- checked names, bound values
        row = await self._in(self._lists, lambda: self._lister.execute(text, values).fetchone())
        return int(row[0])

    async def search(self, query: Query) -> tuple[Candidate, ...]:
        return await self._in(self._lists, lambda: find(self._lister, query))

    async def claim_source(self, kind: Kind, source: SourceKey, owner: str) -> str:
        return await self._write(lambda: self._claim(kind, source, owner))

    async def find_by_source(self, kind: Kind, source: SourceKey) -> Record | None:
        """Of several that list the key (a merge half done) the claim's owner comes first."""
        key = source_hash(kind, source)
        text = (
            f'SELECT {RECORD} FROM "{kind}"'  # noqa: S608 -- names
            f" WHERE id IN (SELECT id FROM \"{kind}_lists\" WHERE key = 'sources' AND value = ?)"
            " ORDER BY id = (SELECT owner FROM claims WHERE claims.id = ?) DESC, id LIMIT 1"
        )
        with translated():
            row = self._reader.execute(text, (key, key)).fetchone()
        return record_of(kind, row) if row else None

    async def insert(self, record: Record, change: Change) -> None:
        envelope = enclose(record)
        await self._write(lambda: self._insert(envelope, change))

    async def replace(self, record: Record, previous: Record, change: Change) -> None:
        check_succession(record, previous)
        envelope = enclose(record)
        packed = await asyncio.to_thread(pack, previous)
        await self._write(lambda: self._replace(envelope, previous, packed, change))

    async def judge(self, record: Record, audience: str) -> None:
        envelope = enclose(dataclasses.replace(record, audience=audience))
        await self._write(lambda: self._put(envelope, record.version))

    async def rewrite(self, record: Record) -> None:
        envelope, packed = enclose(record), await asyncio.to_thread(pack, record)
        await self._write(lambda: self._rewrite(envelope, packed))

    async def compact(self) -> None:
        await self._in(self._writes, lambda: compact(self._writer))

    async def rewrite_reason(self, change: Change) -> None:
        text = "UPDATE log SET change = ? WHERE event_id = ?"
        values = (exact.encode(change).decode(), change.event_id)
        await self._write(lambda: self._writer.execute(text, values))

    async def read_version(self, kind: Kind, id: str, version: int) -> Record | None:
        current = await self.get(kind, id)
        if current is None or current.version == version:
            return current
        with translated():
            row = self._reader.execute(
                "SELECT packed FROM versions WHERE id = ?", (version_id(kind, id, version),)
            ).fetchone()
        return unpack(kind, id, version, row[0]) if row else None

    async def versions(self, kind: Kind, id: str) -> tuple[int, ...]:
        text = (
            f'SELECT version FROM "{kind}" WHERE id = ?'  # noqa: S608 -- names
            " UNION SELECT version FROM versions WHERE kind = ? AND record = ? ORDER BY version"
        )
        rows = await self._in(self._lists, lambda: self._lister.execute(text, (id, kind, id)).fetchall())
        return tuple(version for (version,) in rows)

    async def archived(self, kind: Kind, id: str) -> dict[int, int]:
        return await self._in(self._lists, lambda: archived(self._lister, kind, id))

    async def drop_archived(self, tombstone: Record) -> None:
        await self._write(lambda: drop_archived(self._writer, tombstone))

    async def put_blob(self, key: str, data: bytes, media_type: str) -> None:
        await self._write(lambda: sqlite_blobs.put(self._writer, key, data, media_type))

    async def renew_blob(self, key: str) -> bool:
        return await self._write(lambda: sqlite_blobs.renew(self._writer, key))

    async def replace_blob(self, key: str, data: bytes, media_type: str) -> None:
        await self._write(lambda: sqlite_blobs.replace(self._writer, key, data, media_type))

    async def swap_blob(self, key: str, data: bytes, media_type: str, held: bytes | None) -> bool:
        if held is None:
            return await self._write(lambda: sqlite_blobs.put(self._writer, key, data, media_type))
        return await self._write(lambda: sqlite_blobs.swap(self._writer, key, data, media_type, held))

    async def get_blob(self, key: str) -> tuple[bytes, str] | None:
        text = "SELECT data, media_type FROM blobs WHERE key = ?"
        row = await self._in(self._lists, lambda: self._lister.execute(text, (key,)).fetchone())
        return (row[0], row[1]) if row else None

    async def get_blobs(self, keys: tuple[str, ...]) -> dict[str, bytes]:
        if len(keys) > MAX_IDS:
            raise ValueError(f"at most {MAX_IDS} keys")
        text = f"SELECT key, data FROM blobs WHERE key IN ({', '.join('?' * len(keys))})"  # noqa: S608 -- marks alone
        return dict(await self._in(self._lists, lambda: self._lister.execute(text, keys).fetchall()))

    async def read_blob(self, key: str, start: int, length: int) -> bytes | None:
        return await self._in(self._lists, lambda: sqlite_blobs.read_piece(self._lister, key, start, length))

    async def delete_blob(self, key: str) -> None:
        await self._write(lambda: sqlite_blobs.delete(self._writer, key))

    async def list_blobs(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        text = "SELECT key FROM blobs WHERE key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"
        values = (after, prefix, f"{prefix}\U0010ffff", limit)
        rows = await self._in(self._lists, lambda: self._lister.execute(text, values).fetchall())
        return tuple(key for (key,) in rows)

    async def old_blobs(self, before: str, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        return await self._in(self._lists, lambda: sqlite_blobs.old(self._lister, before, prefix, after, limit))

    async def drop_old_blob(self, key: str, before: str) -> bool:
        return await self._write(lambda: sqlite_blobs.drop_old(self._writer, key, before))

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool:
        return await self._write(lambda: take_lease(self._writer, name, holder, now, until))

    async def return_lease(self, name: str, holder: str) -> None:
        await self._write(lambda: return_lease(self._writer, name, holder))

    async def publish_pending(self, limit: int = 1000) -> int:  # noqa: ARG002 -- the port's signature
        """Nothing is ever pending: a change is in the log when its write is."""
        return 0

    async def read_changes(self, kind: Kind, id: str, below: int | None, limit: int) -> tuple[Change, ...]:
        text = (
            "SELECT change FROM log WHERE kind = ? AND record = ? AND version < coalesce(?, version + 1)"
            " ORDER BY version DESC LIMIT ?"
        )
        values = (kind, id, below, limit)
        rows = await self._in(self._lists, lambda: self._lister.execute(text, values).fetchall())
        return tuple(_change(change) for (change,) in rows)

    async def read_log(self, after: int, limit: int) -> tuple[LogEntry, ...]:
        text = "SELECT seq, change FROM log WHERE seq > ? ORDER BY seq LIMIT ?"
        rows = await self._in(self._lists, lambda: self._lister.execute(text, (after, limit)).fetchall())
        return tuple(LogEntry(seq, _change(change)) for seq, change in rows)

    async def last_seq(self) -> int:
        text = "SELECT coalesce(max(seq), 0) FROM log"
        row = await self._in(self._lists, lambda: self._lister.execute(text).fetchone())
        return int(row[0])

    async def read_marks(self, kind: Kind, after: Mark | None, limit: int) -> tuple[Mark, ...]:
        text = (
            f'SELECT id, version, audience, k_created FROM "{kind}"'  # noqa: S608 -- names
            " WHERE deleted = 0 AND (k_created, id) > (?, ?) ORDER BY k_created, id LIMIT ?"
        )
        behind = (after.created, after.id) if after else ("", "")
        rows = await self._in(self._lists, lambda: self._lister.execute(text, (*behind, limit)).fetchall())
        return tuple(Mark(*row) for row in rows)

    def _connect_all(self) -> None:
        self._writer = self._connect()
        create_tables(self._writer)
        self._together = Writes(self._writes, self._writer)
        self._lister, self._reader = self._connect(), self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=self.connection_class,
        )
        self._connections.append(connection)
        set_up(connection, self._busy_seconds)
        return connection

    async def _in(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        with translated():
            return await asyncio.get_running_loop().run_in_executor(thread, work)

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._together.do(work)

    def _claim(self, kind: Kind, source: SourceKey, owner: str) -> str:
        key = source_hash(kind, source)
        row = self._writer.execute("SELECT owner FROM claims WHERE id = ?", (key,)).fetchone()
        if row is not None and (row[0] == owner or self._stands(kind, source, row[0])):
            return str(row[0])
        self._writer.execute("INSERT OR REPLACE INTO claims (id, owner) VALUES (?, ?)", (key, owner))
        return owner

    def _stands(self, kind: Kind, source: SourceKey, owner: str) -> bool:
        text = f"SELECT 1 FROM \"{kind}_lists\" WHERE key = 'sources' AND value = ? AND id = ?"  # noqa: S608 -- names
        if self._writer.execute(text, (source_hash(kind, source), owner)).fetchone() is not None:
            return True
        if owner != derived_id(kind, source.system, source.kind, source.id):
            return False
        exists = f'SELECT 1 FROM "{kind}" WHERE id = ?'  # noqa: S608 -- names
        return self._writer.execute(exists, (owner,)).fetchone() is None

    def _insert(self, envelope: Envelope, change: Change) -> None:
        if self._is_logged(change):
            return
        record = envelope.record
        if not insert_row(self._writer, envelope):
            raise AlreadyExists(record.kind, record.id)
        write_lists(self._writer, envelope)
        write_search(self._writer, envelope)
        self._append(change)

    def _replace(self, envelope: Envelope, previous: Record, packed: bytes, change: Change) -> None:
        if self._is_logged(change):
            return
        record = envelope.record
        if not self._put(envelope, previous.version):
            raise VersionConflict(previous.version, self._version(record.kind, record.id))
        archive(self._writer, previous, packed)
        self._append(change)

    def _put(self, envelope: Envelope, version: int) -> bool:
        """False where the store has another version."""
        record, columns = envelope.record, columns_with_values(envelope)
        text = (
            f'UPDATE "{record.kind}" SET {", ".join(f"{name} = ?" for name in columns)}'  # noqa: S608 -- names
            " WHERE id = ? AND version = ?"
        )
        if self._writer.execute(text, (*columns.values(), record.id, version)).rowcount != 1:
            return False
        write_lists(self._writer, envelope)
        write_search(self._writer, envelope)
        return True

    def _rewrite(self, envelope: Envelope, packed: bytes) -> None:
        record = envelope.record
        self._put(envelope, record.version)
        name = version_id(record.kind, record.id, record.version)
        self._writer.execute("UPDATE versions SET packed = ? WHERE id = ?", (packed, name))

    def _version(self, kind: Kind, id: str) -> int | None:
        row = self._writer.execute(f'SELECT version FROM "{kind}" WHERE id = ?', (id,)).fetchone()  # noqa: S608 -- names
        return row[0] if row else None

    def _is_logged(self, change: Change) -> bool:
        """Whether this very write is there already: the caller repeats it because no answer arrived."""
        return self._writer.execute("SELECT 1 FROM log WHERE event_id = ?", (change.event_id,)).fetchone() is not None

    def _append(self, change: Change) -> None:
        self._writer.execute(
            "INSERT INTO log (seq, event_id, kind, record, version, change)"
            " VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM log), ?, ?, ?, ?, ?)",
            (change.event_id, change.kind, change.id, change.version, exact.encode(change).decode()),
        )
