"""Writes of the embedded store that were asked at once share a commit and nothing else."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.storage.sqlite_writes import Writes


class Numbers:
    """A table of numbers, what its connection was told, and a thread that can be held."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)")
        self.told: list[str] = []
        self.connection.set_trace_callback(self.told.append)
        self.thread = ThreadPoolExecutor(1)
        self.writes = Writes(self.thread, self.connection)
        self._held = threading.Event()

    def adding(self, number: int) -> Callable[[], Any]:
        return lambda: self.connection.execute("INSERT INTO numbers VALUES (?)", (number,))

    async def add_together(self, *numbers: int) -> list[Any]:
        """The thread begins when all have been asked."""
        self.thread.submit(self._held.wait, 60)
        asked = [asyncio.create_task(self.writes.do(self.adding(number))) for number in numbers]
        await asyncio.sleep(0)
        self._held.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    def stored(self) -> list[int]:
        return [number for (number,) in self.connection.execute("SELECT number FROM numbers ORDER BY number")]

    def close(self) -> None:
        self._held.set()
        self.thread.shutdown()
        self.connection.close()


@pytest.fixture
def numbers(tmp_path: Path) -> Iterator[Numbers]:
    opened = Numbers(tmp_path / "numbers.db")
    yield opened
    opened.close()


async def test_writes_asked_at_once_share_a_commit(numbers: Numbers) -> None:
    await numbers.add_together(1, 2, 3)
    assert numbers.stored() == [1, 2, 3]
    assert numbers.told.count("COMMIT") == 1


async def test_one_that_fails_takes_no_other_with_it(numbers: Numbers) -> None:
    await numbers.writes.do(numbers.adding(2))
    first, second, third = await numbers.add_together(1, 2, 3)
    assert isinstance(second, sqlite3.IntegrityError)
    assert not isinstance(first, Exception)
    assert not isinstance(third, Exception)
    assert numbers.stored() == [1, 2, 3]


async def test_nobody_is_told_of_success_where_the_commit_fails(numbers: Numbers) -> None:
    numbers.connection.execute("PRAGMA foreign_keys = ON")
    numbers.connection.execute(
        "CREATE TABLE named (number INTEGER REFERENCES numbers (number) DEFERRABLE INITIALLY DEFERRED)"
    )
    numbers.adding = lambda number: lambda: numbers.connection.execute("INSERT INTO named VALUES (?)", (number,))  # type: ignore[method-assign]  # names a number that is not there
    outcomes = await numbers.add_together(1, 2)
    assert all(isinstance(outcome, sqlite3.IntegrityError) for outcome in outcomes)
    assert not numbers.connection.in_transaction
