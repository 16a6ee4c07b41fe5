"""All operations over all services in interleaved rounds, and the medians as tables and as JSON."""

import json
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.contenders import CHECKOUT, Contender, start_all
from bench.data import make_meetings
from bench.load import CONNECTIONS, Measure, measure
from bench.operations import OPERATIONS, Operation, check

MEETINGS = 1_000
RESULTS = CHECKOUT / "bench" / "results"
GOALS = {
    ("get", "Klynge, SQLite", "motor"): 5.0,
    ("get", "Klynge, motor", "motor"): 1.5,
    ("get", "Klynge, pymongo", "pymongo"): 2.0,
    ("create", "Klynge, SQLite", "motor"): 1.3,
    ("create", "Klynge, SQLite", "aiosqlite"): 1.3,
    ("create", "Klynge, motor", "motor"): 1.3,
    ("create", "Klynge, pymongo", "pymongo"): 1.3,
}
"""Requests per second as a multiple of the peer's."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Against a peer: how many times its requests per second, and its CPU per request divided by ours, of the service
    and of it with its database."""

    peer: str
    rate: float
    cpu: float
    cpu_all: float
    goal: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """The median of one service at one operation."""

    name: str
    median: Measure
    ratios: tuple[Ratio, ...]


def compare(folder: Path, seconds: int, rounds: int, names: list[str], tell: Callable[[str], None]) -> None:
    """Tells each operation's table when it is done. Raises `RuntimeError` where a service answers wrongly."""
    meetings = make_meetings(MEETINGS)
    written: dict[str, list[Result]] = {}
    tables: list[str] = [
        f"{CONNECTIONS} connections, medians of {rounds} interleaved rounds of {seconds} s, after one to warm up"
    ]
    with ExitStack() as stack:
        contenders = start_all(stack, folder, meetings)
        for operation in OPERATIONS:
            if operation.name not in names:
                continue
            loads = [(one, operation.load(one, meetings)) for one in contenders]
            there = [(one, load) for one, load in loads if load is not None]
            for one, load in there:
                check(operation, one, load, meetings)
            taken: dict[str, list[Measure]] = {one.name: [] for one, _ in there}
            for turn in range(1 + rounds):
                for one, load in there:
                    measured = measure(one.servers, load, one.headers, seconds)
                    taken[one.name] += [measured] if turn else []  # the first warms up
            written[operation.name] = _results(operation, [one for one, _ in there], taken)
            tables.append("\n".join(_table(operation, written[operation.name])))
            tell(f"\n{tables[-1]}")
    _write(tables, written)


def _results(operation: Operation, contenders: list[Contender], taken: dict[str, list[Measure]]) -> list[Result]:
    medians = {
        name: Measure(*(statistics.median(values) for values in zip(*map(astuple, measures), strict=True)))
        for name, measures in taken.items()
    }
    return [
        Result(
            one.name,
            medians[one.name],
            tuple(
                _ratio(medians[one.name], medians[peer], peer, GOALS.get((operation.name, one.name, peer)))
                for peer in one.against
                if peer in medians
            ),
        )
        for one in contenders
    ]


def _ratio(ours: Measure, peers: Measure, peer: str, goal: float | None) -> Ratio:
    return Ratio(
        peer,
        ours.requests_per_second / peers.requests_per_second,
        peers.cpu_us / ours.cpu_us,
        peers.cpu_all_us / ours.cpu_all_us,
        goal,
    )


def _table(operation: Operation, results: list[Result]) -> Iterator[str]:
    yield f"### {operation.name}: {operation.title}\n"
    yield (
        "| | requests/s | p50 ms | p99 ms | CPU µs a request | with the database's | bytes an answer | errors "
        "| times the peer: requests/s, CPU, CPU with the database's |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for result in results:
        one = result.median
        yield (
            f"| {result.name} | {one.requests_per_second:.0f} | {one.p50_ms:.2f} | {one.p99_ms:.2f} | {one.cpu_us:.0f} "
            f"| {one.cpu_all_us:.0f} | {one.bytes_an_answer:.0f} | {one.errors:.0f} "
            f"| {'; '.join(map(_told, result.ratios)) or '–'} |"
        )


def _told(ratio: Ratio) -> str:
    goal = "" if ratio.goal is None else f" (goal {ratio.goal:g})"
    return f"{ratio.peer}: {ratio.rate:.2f}{goal}, {ratio.cpu:.2f}, {ratio.cpu_all:.2f}"


def _write(tables: list[str], results: dict[str, list[Result]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "service.md").write_text("\n\n".join(tables) + "\n", encoding="utf-8")
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    told |= {name: [asdict(result) for result in found] for name, found in results.items()}  # type: ignore[misc]  # JSON
    (RESULTS / "service.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
