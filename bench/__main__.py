"""`python -m bench [names]`: Klynge beside its peers, in one run. See README.md in this folder."""

import argparse
import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.config import Settings
from app.domain.access import READ
from app.security import make_development_token
from app.services.ports import Change
from app.services.writing import new_id
from app.storage.envelope import enclose
from app.storage.mongodb_documents import document_of
from app.storage.stores import open_store
from bench import parsing
from bench.accuracy.prints.choices import alone, combined
from bench.accuracy.roundtrip import records as agenda_records
from bench.accuracy.roundtrip import report, score_all
from bench.data import NOW, PEERS, records, write_peer_meetings
from bench.load import Measure, get_by_id
from bench.servers import Server, free_port, running, uvicorn

MEETINGS = 1_000
COMBINATIONS = 100
MISSES_EACH = 20
CORPUS = Path(os.environ.get("KLYNGE_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")) / "referater"
CHECKOUT = Path(__file__).parents[1]
TOKEN_SECONDS = 3_600
SECRET = secrets.token_urlsafe(48)


@dataclass(frozen=True, slots=True)
class Contender:
    """A server with the path to its meetings and what it wants in the request's head."""

    server: Server
    prefix: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What every measurement needs: how long, how often, and a folder for files."""

    seconds: int
    rounds: int
    folder: Path


def _klynge(stack: ExitStack, name: str, database_url: str, driver: str = "motor") -> Contender:
    port = free_port()
    env = {
        "KLYNGE_DATABASE_URL": database_url,
        "KLYNGE_MONGODB_DRIVER": driver,
        "KLYNGE_AUTH": "development",
        "KLYNGE_DEVELOPMENT_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    server = stack.enter_context(running(name, command, port, env, CHECKOUT))
    settings = Settings(auth="development", development_secret=SECRET)  # type: ignore[arg-type]  # pydantic wraps it
    token = make_development_token(settings, (READ,), TOKEN_SECONDS)
    return Contender(server, "/v1/meetings/", {"Authorization": f"Bearer {token}"})


def _peer(stack: ExitStack, peer: str, uri: str, load: Path | None) -> Contender:
    port = free_port()
    env = {"PEER": peer, "URI": uri} | ({"LOAD": str(load)} if load else {})
    server = stack.enter_context(running(f"{peer} peer", uvicorn(sys.executable, "peers:app", port), port, env, PEERS))
    return Contender(server, "/meetings/", {})


async def _fill(database_url: str, meetings: Path) -> None:
    store = await open_store(Settings(database_url=database_url))
    for record in records(meetings):
        change = Change(new_id(), "meeting.created", "meeting", record.id, 1, NOW, "bench", None)
        await store.insert(record, change)
    await store.close()


def _rounds(run: Run, contenders: list[Contender], ids: list[str]) -> dict[str, Measure]:
    """Medians of interleaved rounds, by the server's name."""
    taken: dict[str, list[Measure]] = {contender.server.name: [] for contender in contenders}
    for _ in range(run.rounds):
        for contender in contenders:
            measure = get_by_id(contender.server, contender.prefix, ids, contender.headers, run.seconds)
            taken[contender.server.name].append(measure)
    return {
        name: Measure(*(statistics.median(values) for values in zip(*map(_figures, measures), strict=True)))
        for name, measures in taken.items()
    }


def _figures(measure: Measure) -> tuple[float, float, float, float]:
    return measure.requests_per_second, measure.p50_ms, measure.p99_ms, measure.cpu_us_per_request


def _print(title: str, measures: dict[str, Measure]) -> None:
    first = next(iter(measures.values()))
    print(
        f"\n{title}\n\n| | requests/s | p50 ms | p99 ms | CPU µs/request | times the peer |\n|---|---|---|---|---|---|"
    )
    for name, measure in measures.items():
        rate, p50, p99, cpu = _figures(measure)
        print(f"| {name} | {rate:.0f} | {p50:.2f} | {p99:.2f} | {cpu:.0f} | {rate / first.requests_per_second:.2f} |")


def get_embedded(run: Run) -> None:
    meetings = run.folder / "meetings.jsonl"
    ids = write_peer_meetings(meetings, MEETINGS)
    database_url = f"sqlite:///{run.folder}/klynge.db"
    asyncio.run(_fill(database_url, meetings))
    with ExitStack() as stack:
        peer = _peer(stack, "aiosqlite", str(run.folder / "peer.db"), meetings)
        ours = _klynge(stack, "Klynge, SQLite", database_url)
        _print("GET one meeting, embedded store", _rounds(run, [peer, ours], ids))


@contextmanager
def _canned(run: Run, name: str, lines: Iterator[bytes]) -> Iterator[str]:
    path, port = run.folder / f"{name}.jsonl", free_port()
    path.write_bytes(b"\n".join(lines) + b"\n")
    with running(name, [sys.executable, "canned.py", str(port), str(path)], port, {}, PEERS):
        yield f"mongodb://127.0.0.1:{port}"


def get_canned(run: Run) -> None:
    meetings = run.folder / "meetings.jsonl"
    ids = write_peer_meetings(meetings, MEETINGS)
    encode = msgspec.json.Encoder(decimal_format="number").encode
    ours = (encode(document_of(enclose(record), [])) for record in records(meetings))
    with ExitStack() as stack:
        for_peers = stack.enter_context(_canned(run, "canned-peers", iter(meetings.read_bytes().splitlines())))
        for_klynge = stack.enter_context(_canned(run, "canned-klynge", ours))
        for driver in ("motor", "pymongo"):
            contenders = [
                _peer(stack, driver, for_peers, None),
                _klynge(stack, f"Klynge, {driver}", f"{for_klynge}/klynge", driver),
            ]
            _print(f"GET one meeting, MongoDB's protocol from memory, {driver}", _rounds(run, contenders, ids))


def import_corpus(run: Run) -> None:
    """The wall time of `klynge import` of two real minutes into an empty store, process start included."""
    paths = [str(next(CORPUS.glob(f"{number}_*.txt"))) for number in ("000", "001")]
    seconds = []
    for number in range(run.rounds):
        env = {**os.environ, "KLYNGE_DATABASE_URL": f"sqlite:///{run.folder}/import-{number}.db"}
        started = time.perf_counter()
        command = [sys.executable, "-m", "app.cli", "import", *paths]
        subprocess.run(command, env=env, cwd=CHECKOUT, stdout=subprocess.DEVNULL, check=False)
        seconds.append(time.perf_counter() - started)
    print(f"\nklynge import of two minutes, empty store: {statistics.median(seconds):.2f} s (median of {run.rounds})")


def parse(run: Run) -> None:
    """Megabytes per second, how the time grows when the text doubles, and memory."""
    print("\nText through the minutes reader, of one processor's time\n")
    for line in parsing.report((CORPUS, CHECKOUT / "samples"), run.rounds):
        print(line)


def accuracy(_run: Run) -> None:
    """What comes back of minutes printed from the records of an agenda system, each variation of the print alone and
    many at random together; then the first misses of each."""
    layouts = {choices.name: choices for choices in alone()}
    layouts |= {f"seed {seed}: {combined(seed).name}": combined(seed) for seed in range(COMBINATIONS)}
    print("", *report(score_all(agenda_records(), layouts), MISSES_EACH), sep="\n")


NAMES: dict[str, Callable[[Run], None]] = {
    "get-embedded": get_embedded,
    "get-canned": get_canned,
    "import": import_corpus,
    "parse": parse,
    "accuracy": accuracy,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help="what to measure; all when nothing is named")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(arguments.seconds, arguments.rounds, Path(folder))
        for name in arguments.names or NAMES:
            NAMES[name](run)


if __name__ == "__main__":
    main()
