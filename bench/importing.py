"""What an import costs: the records of an agenda system by the command, and whether one costs more in a full store."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from bench.accuracy.prints.choices import Choices
from bench.accuracy.prints.minutes import print_minutes
from bench.accuracy.roundtrip import records

CHECKOUT = Path(__file__).parents[1]
COUNTS = (29, 100, 1000)
GOAL_SECONDS = 4.0
GOAL_UNCHANGED = 5.0
GOAL_GROWTH = 1.2
_ACT = Act(Caller("bench", frozenset({ADMIN})))


@dataclass(frozen=True, slots=True)
class Cost:
    """Of importing `count` minutes into an empty store: seconds of the clock and of the processor, the same again for
    all of them unchanged, and the most memory the process held."""

    count: int
    seconds: float
    cpu_seconds: float
    unchanged_seconds: float
    peak_mb: float


def minutes(count: int) -> Iterator[SourceFile]:
    """The records printed, over and over, each round a week later: the same committees and people meet again."""
    paths = records()
    for number in range(count):
        path, round_ = paths[number % len(paths)], number // len(paths)
        record = json.loads(path.read_text(encoding="utf-8"))
        day = datetime.fromisoformat(record["Moede"]["Dato"]) + timedelta(weeks=round_)
        moved = {**record, "Moede": {**record["Moede"], "Dato": day.isoformat()}}
        yield SourceFile(f"{path.stem}-{round_}.txt", print_minutes(moved, Choices()).data)


def cost(folder: Path, count: int) -> Cost:
    """Measured in a process of its own. What prints the minutes is not counted."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_cost, (folder / f"{count}.db", count))


def _cost(path: Path, count: int) -> Cost:
    seconds, cpu_seconds, unchanged = asyncio.run(_measured(path, count))
    told = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM:"))
    return Cost(count, seconds, cpu_seconds, unchanged, peak / 1024)


async def _measured(path: Path, count: int) -> tuple[float, float, float]:
    store = await open_store(Settings(database_url=f"sqlite:///{path}"))
    service = ImportService(store, Writer(store, _now), _now)
    seconds, cpu_seconds = await _import(service, count)
    unchanged, _ = await _import(service, count)
    await store.close()
    return seconds, cpu_seconds, unchanged


async def _import(service: ImportService, count: int) -> tuple[float, float]:
    seconds = cpu_seconds = 0.0
    for file in minutes(count):
        began, began_cpu = time.perf_counter(), time.process_time()
        await service.apply(file, _ACT)
        seconds += time.perf_counter() - began
        cpu_seconds += time.process_time() - began_cpu
    return seconds, cpu_seconds


def _now() -> datetime:
    return datetime.now(UTC)


def by_command(database: Path, paths: Sequence[Path]) -> float:
    """Seconds of `klynge import`, process start included."""
    env = {**os.environ, "KLYNGE_DATABASE_URL": f"sqlite:///{database}"}
    began = time.perf_counter()
    command = [sys.executable, "-m", "app.cli", "import", *map(str, paths)]
    subprocess.run(command, env=env, cwd=CHECKOUT, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def report(folder: Path, rounds: int, counts: Sequence[int] = COUNTS) -> Iterator[str]:
    paths = records()
    first, again = [], []
    for number in range(rounds):
        first.append(by_command(folder / f"records-{number}.db", paths))
        again.append(by_command(folder / f"records-{number}.db", paths))
    yield (
        f"klynge import of {len(paths)} records, empty store: {statistics.median(first):.2f} s "
        f"(goal {GOAL_SECONDS:g}; median of {rounds}); again, unchanged: {statistics.median(again):.2f} s"
    )
    costs = [cost(folder, count) for count in counts]
    yield (
        "\n| minutes | ms each | ms of the processor each | times the cost at 100 (goal at most "
        f"{GOAL_GROWTH:g}) | unchanged, times as fast (goal at least {GOAL_UNCHANGED:g}) | peak MB |"
    )
    yield "|---|---|---|---|---|---|"
    base = next((one for one in costs if one.count == COUNTS[1]), costs[0])
    for one in costs:
        growth = one.cpu_seconds / one.count / (base.cpu_seconds / base.count)
        yield (
            f"| {one.count} | {one.seconds / one.count * 1e3:.1f} | {one.cpu_seconds / one.count * 1e3:.1f} "
            f"| {growth:.2f} | {one.seconds / one.unchanged_seconds:.0f} | {one.peak_mb:.0f} |"
        )
