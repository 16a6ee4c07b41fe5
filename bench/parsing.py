"""How fast the minutes reader is, how its time grows with the text, and how much memory it takes."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from app.importers.sniff import read_document
from bench.large_minutes import KINDS, large_minutes

GOAL_MB_PER_SECOND = 2.0
GOAL_DOUBLING = 2.2
GOAL_MEMORY = 20.0
LARGE_BYTES = 1_000_000
_SHORTEST_SAMPLE = 0.05
"""Seconds: shorter readings are repeated, for the clock counts in milliseconds."""


@dataclass(slots=True)
class Document:
    """`seconds` are of the processor's time for one reading, one of each round; `twice` of a text twice as long."""

    name: str
    data: bytes
    longer: bytes | None = None
    seconds: list[float] = field(default_factory=list)
    twice: list[float] = field(default_factory=list)

    @property
    def mb_per_second(self) -> float:
        return len(self.data) / statistics.median(self.seconds) / 1e6

    @property
    def doubling(self) -> float | None:
        if not self.twice or self.longer is None:
            return None
        per_byte = statistics.median(self.seconds) / len(self.data)
        return 2 * statistics.median(self.twice) / len(self.longer) / per_byte


def documents(folders: tuple[Path, ...], large_bytes: int = LARGE_BYTES) -> list[Document]:
    """The minutes in the folders, and large ones of each kind."""
    files = [Document(path.stem[:34], path.read_bytes()) for folder in folders for path in sorted(folder.glob("*.txt"))]
    large = [
        Document(f"large, {kind}", large_minutes(kind, large_bytes), large_minutes(kind, 2 * large_bytes))
        for kind in KINDS
    ]
    return [*files, *large]


def measure(these: list[Document], rounds: int) -> None:
    """In turn, so that what else the machine does meets them all."""
    for _ in range(rounds):
        for document in these:
            document.seconds.append(seconds_of(document.data))
            if document.longer is not None:
                document.twice.append(seconds_of(document.longer))


def seconds_of(data: bytes) -> float:
    """The processor's time that one reading takes."""
    readings, started = 0, time.process_time()
    while True:
        read_document("minutes.txt", data)
        readings += 1
        taken = time.process_time() - started
        if taken >= _SHORTEST_SAMPLE:
            return taken / readings


def peak_times_file(data: bytes) -> float:
    """The most that one reading holds allocated at once, its result included, as a multiple of the file."""
    read_document("minutes.txt", data)
    gc.collect()
    tracemalloc.start()
    document = read_document("minutes.txt", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(data) if document.text is not None else 0.0


def process_growth_times_file(kind: str, size: int) -> float:
    """How much the largest resident size of a fresh process grows by one reading, as a multiple of the file."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (kind, size))


def _growth(kind: str, size: int) -> float:
    data = large_minutes(kind, size)
    read_document("minutes.txt", large_minutes(kind, 10_000))
    gc.collect()
    before = _kilobytes("VmRSS")
    read_document("minutes.txt", data)
    return (_kilobytes("VmHWM") - before) * 1024 / len(data)


def _kilobytes(name: str) -> int:
    """What the system tells of this process: VmRSS is what it holds, VmHWM the most it ever held."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(f"{name}:"))


def report(folders: tuple[Path, ...], rounds: int) -> Iterator[str]:
    """A table with the goal beside each figure."""
    these = documents(folders)
    measure(these, rounds)
    yield (
        f"| minutes | bytes | MB/s (goal {GOAL_MB_PER_SECOND:g}) | twice the text (goal at most {GOAL_DOUBLING:g}) "
        f"| peak allocated, times the file (goal at most {GOAL_MEMORY:g}) | process growth, times the file |"
    )
    yield "|---|---|---|---|---|---|"
    for document in these:
        kind = document.name.removeprefix("large, ") if document.longer is not None else None
        grown = "" if kind is None else f"{process_growth_times_file(kind, len(document.data)):.1f}"
        doubling = "" if document.doubling is None else f"{document.doubling:.2f}"
        yield (
            f"| {document.name} | {len(document.data):,} | {document.mb_per_second:.2f} | {doubling} "
            f"| {peak_times_file(document.data):.1f} | {grown} |"
        )
