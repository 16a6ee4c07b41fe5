"""Writers as operating-system processes. Run as `python -m tests.storage.writers`, it forks one child for each job.

On standard input stand JSON lines: a job `{"do": …}` is answered with the child's process id, `{"wait": pid}` with
its exit status when it has ended. A child keeps a journal: a line before each write, and a line when it was
acknowledged or refused; the lines outlive the child's SIGKILL.
"""

import asyncio
import json
import os
import random
import sys
import traceback
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.config import Settings
from app.errors import AlreadyExists, StoreBusy, VersionConflict
from app.services.ports import Change, Record, SourceKey, Store
from app.services.writing import derived_id
from tests.storage.mortal import mortal_store
from tests.storage.records import change, next_version, record, source, sourced

Job = dict[str, Any]
BUSY_TRIES = 400
BUSY_PAUSE_SECONDS = 0.05


class Journal:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, stage: str, of: Record, event_id: str) -> None:
        line = {"stage": stage, "event": event_id, "id": of.id, "version": of.version}
        os.write(self._file, json.dumps(line).encode() + b"\n")


class Writer:
    """Writes with every store error that may be tried again tried again, with the same arguments."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self.store = store
        self._journal = journal

    async def insert(self, item: Record, made: Change) -> bool:
        return await self._write(item, made, lambda: self.store.insert(item, made))

    async def replace(self, item: Record, previous: Record, made: Change) -> bool:
        return await self._write(item, made, lambda: self.store.replace(item, previous, made))

    async def _write(self, item: Record, made: Change, write: Callable[[], Awaitable[None]]) -> bool:
        self._journal.note("try", item, made.event_id)
        try:
            await patiently(write)
        except (VersionConflict, AlreadyExists):
            self._journal.note("refused", item, made.event_id)
            return False
        self._journal.note("ack", item, made.event_id)
        return True


async def patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    for _ in range(BUSY_TRIES):
        try:
            return await call()
        except StoreBusy:
            await asyncio.sleep(BUSY_PAUSE_SECONDS)
    raise TimeoutError("the store stayed busy")


def first(id: str, event_id: str, *sources: SourceKey) -> tuple[Record, Change]:
    """Version 1 with the event that makes it in its body, so that body and log can be held against each other."""
    item = record("meeting", id, count=0, stamp=event_id, title="Møde", filler="x" * 3000, sources=sourced(*sources))
    return item, change(item, "created", event_id)


def following(previous: Record, event_id: str) -> tuple[Record, Change]:
    item = next_version(previous, count=previous.body["count"] + 1, stamp=event_id)
    return item, change(item, "updated", event_id)


async def increment(writer: Writer, job: Job) -> None:
    """Adds one to the record's count `times` times, as often as it takes."""
    done = 0
    for _ in range(job["times"] * 400):
        if done == job["times"]:
            return
        previous = await patiently(lambda: writer.store.get("meeting", job["id"]))
        item, made = following(previous, uuid.uuid4().hex)
        done += await writer.replace(item, previous, made)
    raise TimeoutError("too much contention")


async def create(writer: Writer, job: Job) -> None:
    """Claims each source key and writes its record, in an order of its own, twice over."""
    for name in random.Random(job["seed"]).sample(job["names"], len(job["names"])) * 2:
        key = source(name)
        owner = derived_id("meeting", key.system, key.kind, key.id)
        assert await patiently(partial(writer.store.claim_source, "meeting", key, owner)) == owner
        await writer.insert(*first(owner, uuid.uuid4().hex, key))


async def one_write_path(writer: Writer, job: Job) -> None:
    """Claim, insert, replace, once each, with names given from outside."""
    key = source(job["name"])
    owner = derived_id("meeting", key.system, key.kind, key.id)
    await patiently(lambda: writer.store.claim_source("meeting", key, owner))
    item, made = first(owner, job["events"][0], key)
    await writer.insert(item, made)
    await writer.replace(*_with_previous(item, job["events"][1]))


async def one_blob(writer: Writer, job: Job) -> None:
    """A blob of two chunks."""
    await writer.store.put_blob(job["name"], b"x" * 4_000_001, "text/plain")


def _with_previous(previous: Record, event_id: str) -> tuple[Record, Record, Change]:
    item, made = following(previous, event_id)
    return item, previous, made


async def mixed(writer: Writer, job: Job) -> None:
    """Creates, changes and sweeps, by chance, `times` times, with a pause before each."""
    dice = random.Random(job["seed"])
    for _ in range(job["times"]):
        await asyncio.sleep(job.get("pause_seconds", 0))
        key = source(dice.choice(job["names"]))
        owner = derived_id("meeting", key.system, key.kind, key.id)
        current = await patiently(partial(writer.store.get, "meeting", owner))
        if current is None:
            await patiently(partial(writer.store.claim_source, "meeting", key, owner))
            await writer.insert(*first(owner, uuid.uuid4().hex, key))
        else:
            await writer.replace(*_with_previous(current, uuid.uuid4().hex))
        if dice.random() < 0.1:
            await patiently(writer.store.publish_pending)


JOBS: dict[str, Callable[[Writer, Job], Awaitable[None]]] = {
    "increment": increment,
    "create": create,
    "one_write_path": one_write_path,
    "one_blob": one_blob,
    "mixed": mixed,
}


async def run(job: Job) -> None:
    settings = Settings(database_url=job["url"], mongodb_driver=job["driver"])
    store, fuse = mortal_store(settings)
    await patiently(store.open)
    fuse.arm(job.get("die_at"), job.get("when", "before"))
    await JOBS[job["do"]](Writer(store, Journal(Path(job["journal"]))), job)
    steps = Path(job["journal"]).with_suffix(".steps")
    steps.write_text(str(fuse.steps), encoding="ascii")
    await store.close()


def child(job: Job) -> None:
    try:
        asyncio.run(run(job))
    except BaseException:  # noqa: BLE001 -- the child's last word; its parent sees the exit status
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            _, status = os.waitpid(job["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            child(job)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
