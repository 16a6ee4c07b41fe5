"""The thread that writes to the embedded store.

What is asked while a transaction is under way goes into the next one, together: one commit, and so one wait for the
disk, for all of them. Each has a savepoint of its own, so that one that fails takes no other with it, and nobody gets
an answer before the commit.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from app.storage.sqlite_schema import transaction, translated

T = TypeVar("T")
MOST_TOGETHER = 64
"""Writes of one transaction: other processes wait for the whole of it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Callable[[], Any]
    answer: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    error: BaseException | None = None


class Writes:
    """`connection` is used by `thread` alone from the first write on."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread, self._connection = thread, connection
        self._waiting: deque[_Asked] = deque()

    async def do(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises, once that is durable. It runs in a transaction."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Asked(work, answer))
        self._thread.submit(self._run, loop)
        with translated():
            return await answer

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """All that waits; often that went with the run before."""
        run = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        if run:
            loop.call_soon_threadsafe(_tell, run, self._outcomes(run))

    def _outcomes(self, run: Sequence[_Asked]) -> list[_Outcome]:
        try:
            with transaction(self._connection):
                if len(run) == 1:
                    return [_Outcome(run[0].work())]
                return [self._apart(asked.work) for asked in run]
        except BaseException as error:  # noqa: BLE001 - goes to all who asked: nothing of the transaction stands
            return [_Outcome(error=error)] * len(run)

    def _apart(self, work: Callable[[], Any]) -> _Outcome:
        self._connection.execute("SAVEPOINT one")
        try:
            outcome = _Outcome(work())
        except Exception as error:
            if not self._connection.in_transaction:  # SQLite has undone all of it
                raise
            self._connection.execute("ROLLBACK TO one")
            outcome = _Outcome(error=error)
        self._connection.execute("RELEASE one")
        return outcome


def _tell(run: Sequence[_Asked], outcomes: Sequence[_Outcome]) -> None:
    for asked, outcome in zip(run, outcomes, strict=True):
        if asked.answer.done():  # whoever asked has gone
            continue
        if outcome.error is None:
            asked.answer.set_result(outcome.value)
        else:
            asked.answer.set_exception(outcome.error)
