"""Writers as processes that a test starts, kills and asks afterwards, and what must hold of store and log then."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.config import Settings
from app.domain.search_words import sought_words
from app.services.ports import Holding, Kind, LogEntry, Query, Store
from tests.storage.records import whole_log

ROOT = Path(__file__).parents[2]
MEETING: Kind = "meeting"


@dataclass
class Writers:
    """The process that forks writers, what it started, and the journals they leave."""

    settings: Settings
    folder: Path
    process: subprocess.Popen[str]
    running: list[int] = field(default_factory=list)
    journals: list[Path] = field(default_factory=list)

    def start(self, do: str, **job: Any) -> int:
        journal = self.folder / f"journal{len(self.journals)}"
        self.journals.append(journal)
        where = {"url": self.settings.database_url, "driver": self.settings.mongodb_driver, "journal": str(journal)}
        pid = self._ask({"do": do, **where, **job})
        self.running.append(pid)
        return pid

    def wait(self, pid: int) -> int:
        """The exit status, negative for a signal."""
        self.running.remove(pid)
        return self._ask({"wait": pid})

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.wait(pid)

    def steps(self) -> int:
        """How many steps the last job took."""
        return int(self.journals[-1].with_suffix(".steps").read_text(encoding="ascii"))

    def noted(self, stage: str) -> list[dict[str, Any]]:
        notes = []
        for journal in self.journals:
            if journal.exists():
                notes += [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
        return [note for note in notes if note["stage"] == stage]

    def close(self) -> None:
        for pid in list(self.running):
            self.kill(pid)
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _ask(self, message: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def writers_on(settings: Settings, folder: Path) -> Writers:
    command = [sys.executable, "-m", "tests.storage.writers"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return Writers(settings, folder, process)


async def publish_all(store: Store) -> None:
    for _ in range(100):
        if await store.publish_pending() == 0:
            return
    raise AssertionError("pending changes do not end")


def check_log(entries: list[LogEntry]) -> dict[str, list[LogEntry]]:
    """Gap-free, no event twice, each record's versions 1, 2, 3 … in order; returns the entries of each record."""
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    events = [entry.change.event_id for entry in entries]
    assert len(set(events)) == len(events)
    of_record = defaultdict(list)
    for entry in entries:
        of_record[entry.change.id].append(entry)
    for own in of_record.values():
        assert [entry.change.version for entry in own] == list(range(1, len(own) + 1))
    return dict(of_record)


async def check_everything(store: Store, writers: Writers) -> None:
    """Log and records agree in every version, and with what the writers were told."""
    of_record = check_log(await whole_log(store))
    logged = {entry.change.event_id for own in of_record.values() for entry in own}
    tried = {note["event"]: note for note in writers.noted("try")}
    assert logged <= set(tried)
    assert {note["event"] for note in writers.noted("ack")} <= logged
    assert not {note["event"] for note in writers.noted("refused")} & logged
    for id, own in of_record.items():
        assert await store.versions(MEETING, id) == tuple(range(1, len(own) + 1))
        for entry in own:
            await check_version(store, entry, tried[entry.change.event_id])
        current = await store.get(MEETING, id)
        assert current is not None
        assert current.version == len(own)
    await check_search(store, {id: len(own) for id, own in of_record.items()})
    for id in {note["id"] for note in tried.values()} - set(of_record):
        assert await store.get(MEETING, id) is None


async def check_search(store: Store, versions: dict[str, int]) -> None:
    """Each record is found in its current version, and once."""
    found = await store.search(Query(MEETING, limit=1000, holding=Holding(sought_words("møde"), ("meeting_title",))))
    assert {candidate.id: candidate.version for candidate in found} == versions
    assert len(found) == len(versions)


async def check_version(store: Store, entry: LogEntry, tried: dict[str, Any]) -> None:
    change = entry.change
    kept = await store.read_version(MEETING, change.id, change.version)
    assert kept is not None
    assert kept.body["stamp"] == change.event_id
    assert kept.body["version"] == kept.version == change.version == tried["version"]
    assert kept.body["count"] == change.version - 1
    assert kept.body["filler"] == "x" * 3000


async def acknowledged(writers: Writers, more: int) -> None:
    """Returns when so many more writes are acknowledged: the writers are at work."""
    wanted = len(writers.noted("ack")) + more
    for _ in range(600):
        if len(writers.noted("ack")) >= wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the writers stand still")
