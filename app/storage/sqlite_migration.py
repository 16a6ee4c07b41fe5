"""An older embedded store brought to the present shape.

Its tables of records and its log are set aside as `old_…`, tables of the present layout take their names, and every
record is moved from one to the other with its keys, summary and search terms computed anew from its body. What is left
in the old tables is what is still to do, so a migration that was killed goes on where it was.
"""

import sqlite3
from pathlib import Path

from app.errors import StoreUnusable
from app.services.ports import KINDS, Kind
from app.storage import exact
from app.storage.envelope import MIGRATING, STORE_SHAPE, enclose, unjudged
from app.storage.sqlite_leases import LEASES_TABLE, return_lease, take_lease
from app.storage.sqlite_rows import RECORD, insert_row, record_of, write_lists
from app.storage.sqlite_schema import create_missing, set_shape, set_up, shape_of, transaction, translated
from app.storage.sqlite_search import write_search

_OLD = "old_"


class SQLiteMigration:
    """Fulfils `Migration`. Alone in its process, so it need not leave the event loop free."""

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        self._path, self._busy_seconds = path, busy_seconds
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        if not self._path.is_file():
            raise StoreUnusable("there is no store yet")
        with translated():
            self._connection = sqlite3.connect(self._path, timeout=self._busy_seconds, isolation_level=None)
            set_up(self._connection, self._busy_seconds)

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    async def shape(self) -> int:
        with translated():
            return shape_of(self._now)

    async def left(self) -> int:
        prefix = _OLD if await self.shape() == MIGRATING + STORE_SHAPE else ""
        with translated():
            tables = [f"{prefix}{name}" for name in (*KINDS, "log")]
            return sum(self._count(table) for table in tables if table in self._tables())

    async def begin(self) -> None:
        with transaction(self._now):
            if shape_of(self._now) == MIGRATING + STORE_SHAPE:
                return
            for name in (*KINDS, "log"):
                self._set_aside(name)
            create_missing(self._now)
            self._now.execute(LEASES_TABLE)
            set_shape(self._now, MIGRATING + STORE_SHAPE)

    async def move(self, limit: int) -> int:
        with transaction(self._now):
            for kind in KINDS:
                if moved := self._move_records(kind, limit):
                    return moved
            return self._move_log(limit)

    async def finish(self) -> None:
        with transaction(self._now):
            for table in (f"{_OLD}{name}" for name in (*KINDS, "log")):
                if table in self._tables():
                    if self._count(table):
                        raise StoreUnusable("something is still to be moved")
                    self._now.execute(f'DROP TABLE "{table}"')
            set_shape(self._now, STORE_SHAPE)

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool:
        with transaction(self._now):
            return take_lease(self._now, name, holder, now, until)

    async def return_lease(self, name: str, holder: str) -> None:
        with transaction(self._now):
            return_lease(self._now, name, holder)

    @property
    def _now(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open")
        return self._connection

    def _tables(self) -> set[str]:
        return {name for (name,) in self._now.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def _count(self, table: str) -> int:
        count: int = self._now.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 -- names
        return count

    def _set_aside(self, name: str) -> None:
        """Without its indexes, whose names are needed, and without what is computed."""
        for table in (f"{name}_lists", f"{name}_passages", f"{name}_terms"):
            self._now.execute(f'DROP TABLE IF EXISTS "{table}"')
        if name not in self._tables():
            return
        text = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        for (index,) in self._now.execute(text, (name,)).fetchall():
            self._now.execute(f'DROP INDEX "{index}"')
        self._now.execute(f'ALTER TABLE "{name}" RENAME TO "{_OLD}{name}"')

    def _move_records(self, kind: Kind, limit: int) -> int:
        table = f"{_OLD}{kind}"
        if table not in self._tables():
            return 0
        columns = {row[1] for row in self._now.execute(f'PRAGMA table_info("{table}")')}
        wanted = RECORD if "parts" in columns else RECORD.replace("parts", "NULL")
        rows = self._now.execute(f'SELECT {wanted} FROM "{table}" LIMIT ?', (limit,)).fetchall()  # noqa: S608 -- names
        for row in rows:
            envelope = enclose(unjudged(record_of(kind, row)))
            insert_row(self._now, envelope)
            write_lists(self._now, envelope)
            write_search(self._now, envelope)
            self._now.execute(f'DELETE FROM "{table}" WHERE id = ?', (row[0],))  # noqa: S608 -- names
        return len(rows)

    def _move_log(self, limit: int) -> int:
        if f"{_OLD}log" not in self._tables():
            return 0
        text = "SELECT seq, event_id, change FROM old_log ORDER BY seq LIMIT ?"
        rows = self._now.execute(text, (limit,)).fetchall()
        changes = [(seq, event_id, exact.decode(change), change) for seq, event_id, change in rows]
        self._now.executemany(
            "INSERT INTO log (seq, event_id, kind, record, version, change) VALUES (?, ?, ?, ?, ?, ?)",
            [(seq, id, told["kind"], told["id"], told["version"], change) for seq, id, told, change in changes],
        )
        self._now.executemany("DELETE FROM old_log WHERE seq = ?", [(seq,) for seq, *_ in rows])
        return len(rows)
