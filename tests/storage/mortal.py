"""Stores whose process kills itself at a numbered step of its write path: the hook of the crash tests.

A step of SQLite is one statement that begins, changes or commits; a step of MongoDB is one write command of the driver.
The process is killed before step n is sent, or after it was answered.
"""

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pymongo import monitoring

from app.config import Settings
from app.services.ports import Store
from app.storage.mongodb import MongoDBStore
from app.storage.sqlite import SQLiteStore

_SQL_STEPS = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE")
_COMMANDS = frozenset({"insert", "update", "delete", "findAndModify"})


class Fuse:
    """Counts steps from `arm` on. `steps` is how many began; with `die_at` the process ends at that one."""

    def __init__(self) -> None:
        self.steps = 0
        self._armed = False
        self._die_at: int | None = None
        self._when = "before"

    def arm(self, die_at: int | None, when: str) -> None:
        self.steps, self._armed, self._die_at, self._when = 0, True, die_at, when

    def before(self) -> None:
        if self._armed:
            self.steps += 1
            self._burn("before")

    def after(self) -> None:
        if self._armed:
            self._burn("after")

    def _burn(self, moment: str) -> None:
        if self.steps == self._die_at and moment == self._when:
            os.kill(os.getpid(), signal.SIGKILL)


class _Watched(sqlite3.Connection):
    fuse = Fuse()

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return self._step(sql, lambda: super(_Watched, self).execute(sql, *args))

    def executemany(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return self._step(sql, lambda: super(_Watched, self).executemany(sql, *args))

    def _step(self, sql: str, run: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        if not sql.startswith(_SQL_STEPS):
            return run()
        self.fuse.before()
        cursor = run()
        self.fuse.after()
        return cursor


class _MortalSQLiteStore(SQLiteStore):
    connection_class = _Watched


class _Listener(monitoring.CommandListener):
    def __init__(self, fuse: Fuse) -> None:
        self._fuse = fuse

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in _COMMANDS:
            self._fuse.before()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.command_name in _COMMANDS:
            self._fuse.after()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """A command that failed is over, but not answered: no step."""


def mortal_store(settings: Settings) -> tuple[Store, Fuse]:
    """A store of the settings, not opened, and the fuse in its write path. For a process of its own."""
    fuse = Fuse()
    if settings.database_url.startswith("sqlite:///"):
        _Watched.fuse = fuse
        return _MortalSQLiteStore(Path(settings.database_url.removeprefix("sqlite:///"))), fuse
    monitoring.register(_Listener(fuse))
    return MongoDBStore(settings.database_url, settings.mongodb_driver), fuse
