"""Seeded mutations of minutes, and what must hold for each whatever they say.

`python -m bench.accuracy.mutations` runs the long campaign; the tests take the first few hundred seeds.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from queue import SimpleQueue

from app.domain.budget import pot_findings
from app.domain.findings import MONEY_SEVERITIES, Finding
from app.domain.pot import read_pot
from app.importers.document import ImportedDocument
from app.importers.sniff import read_document
from app.services.import_documents import SourceFile, document_entry, unreadable_because
from app.services.import_plan import NotInShape, Plan, named_in, plan
from app.services.import_records import id_from
from bench.accuracy.lanes import Lane
from bench.accuracy.roundtrip import CORPUS

SAMPLES = Path(__file__).parents[2] / "samples"
SECONDS_LIMIT = 5
"""Of the processor's time: no document may take longer."""
CUT_OFF_SECONDS = 60
"""Of the clock: a read that takes longer hangs, and is cut off."""
CHUNK = 100
_AS_OF = date(2026, 1, 1)
_KINDS = ("cluster", "initiative", "funding")
_ABOUT_AMOUNTS = frozenset({*MONEY_SEVERITIES, "number_repeated", "row_ragged"})
_LETTERS = "aæøåÅ0123456789 .,:-–\t\u00a0()*#|Ii\u0301\ufeff"
_ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-8-sig", "latin-1")

Lines = list[bytes]
Mutation = Callable[[random.Random, Lines], None]


def minutes_files() -> list[Path]:
    """The real minutes where this machine has them, and the samples."""
    return [*sorted((CORPUS / "referater").glob("*.txt")), *sorted(SAMPLES.glob("*.txt"))]


def _drop(chance: random.Random, lines: Lines) -> None:
    if len(lines) > 1:
        del lines[chance.randrange(len(lines))]


def _double(chance: random.Random, lines: Lines) -> None:
    """Doubles up to twenty lines, beside themselves or elsewhere."""
    start = chance.randrange(len(lines))
    some = lines[start : start + chance.randint(1, 20)]
    place = chance.choice((start + len(some), chance.randrange(len(lines) + 1)))
    lines[place:place] = some


def _swap(chance: random.Random, lines: Lines) -> None:
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[here], lines[there] = lines[there], lines[here]


def _cut(chance: random.Random, lines: Lines) -> None:
    """A line at any byte, or the file at any line."""
    here = chance.randrange(len(lines))
    if chance.random() < 0.1:
        del lines[here + 1 :]
    lines[here] = lines[here][: chance.randint(0, len(lines[here]))]


def _join(chance: random.Random, lines: Lines) -> None:
    here = chance.randrange(len(lines))
    lines[here : here + 2] = [chance.choice((b"", b" ", b"\t")).join(lines[here : here + 2])]


def _replace(chance: random.Random, lines: Lines) -> None:
    """Up to five characters of one line."""
    here = chance.randrange(len(lines))
    text = list(lines[here].decode("utf-8", "replace"))
    for _ in range(min(len(text), chance.randint(1, 5))):
        text[chance.randrange(len(text))] = chance.choice(_LETTERS)
    lines[here] = "".join(text).encode()


def _recode(chance: random.Random, lines: Lines) -> None:
    """A run of lines in another encoding, as when files are pasted together."""
    start = chance.randrange(len(lines))
    encoding = chance.choice(_ENCODINGS)
    for here in range(start, min(len(lines), start + chance.randint(1, 30))):
        lines[here] = lines[here].decode("utf-8", "replace").encode(encoding, "replace")


def _end_lines(chance: random.Random, lines: Lines) -> None:
    """Other line ends, page breaks and control characters."""
    here = chance.randrange(len(lines))
    lines[here] += chance.choice((b"\r", b"\f", b"\x0b", b"\x00", b"\x1b", b"\xc2\x85", b"\xe2\x80\xa8"))


MUTATIONS: tuple[Mutation, ...] = (_drop, _double, _swap, _cut, _join, _replace, _recode, _end_lines)


def mutated(data: bytes, seed: int) -> bytes:
    """The same seed gives the same bytes. One seed in four has a single mutation, the others up to twelve."""
    chance = random.Random(seed)
    lines = data.split(b"\n")
    for _ in range(1 if seed % 4 == 0 else chance.randint(2, 12)):
        chance.choice(MUTATIONS)(chance, lines)
        lines = lines or [b""]
    return b"\n".join(lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import of the document would store: meetings, kroner granted and set aside, and what it would tell."""

    meetings: int
    money_dkk: Decimal
    findings: tuple[Finding, ...]


def outcome(name: str, data: bytes, document: ImportedDocument) -> Outcome:
    """Of a document that no import takes, nothing is stored."""
    file = SourceFile(name, data)
    refusals = unreadable_because(document)
    if refusals is not None:
        return Outcome(0, Decimal(0), (*document.findings, *refusals))
    named = named_in(document, file.document_id)
    ids = {(one.kind, one.source): id_from(one.kind, one.source) for one in named}
    try:
        planned = plan(document, file.document_id, ids, {}, document_entry(file, document))
    except NotInShape as refused:
        return Outcome(0, Decimal(0), (*document.findings, refused.finding))
    money, told = _money(planned)
    meetings = sum(one.kind == "meeting" for one in planned.resources)
    return Outcome(meetings, money, (*document.findings, *told))


def _money(planned: Plan) -> tuple[Decimal, list[Finding]]:
    bodies = {kind: [{"id": one.id, **one.content} for one in planned.resources if one.kind == kind] for kind in _KINDS}
    parties = [party for cluster in bodies["cluster"] for party in cluster["parties"]]
    amount, told = Decimal(0), list[Finding]()
    for body in bodies["funding"]:
        pot = read_pot(body)
        set_aside = (one.amount for one in pot.allocations if one.amount is not None)
        amount += (pot.granted or 0) + sum(set_aside, Decimal(0))
        told += pot_findings(body, parties, bodies["initiative"], as_of=_AS_OF)
    return amount, told


def faults(original: Outcome, name: str, data: bytes) -> Iterator[str]:
    """What does not hold for the mutated bytes; empty where all does."""
    started = time.process_time()
    document = read_document(name, data)
    seconds = time.process_time() - started
    if seconds > SECONDS_LIMIT:
        yield f"took {seconds:.1f} s"
    yield from _unaccounted(document)
    mutant = outcome(name, data, document)
    if mutant.meetings > original.meetings and not _news(original, mutant):
        yield f"{mutant.meetings} meetings instead of {original.meetings}, and no finding says so"
    if mutant.money_dkk > original.money_dkk and not _news(original, mutant) & _ABOUT_AMOUNTS:
        yield f"{mutant.money_dkk} kr. instead of {original.money_dkk}, and no finding says so"


def _unaccounted(document: ImportedDocument) -> Iterator[str]:
    if document.text is None:
        if not any(finding.severity == "error" for finding in document.findings):
            yield "no text, and no error says so"
        return
    printed = [number for number, line in enumerate(document.text.split("\n"), 1) if line.strip()]
    placed = Counter(number for number, _ in document.placements)
    wrong = [number for number in printed if placed[number] != 1] + sorted(placed.keys() - set(printed))
    if wrong:
        yield f"lines {wrong[:5]} are not in exactly one field"


def _news(original: Outcome, mutant: Outcome) -> set[str]:
    """The codes of what is told of the mutant and not of the original."""
    return {code for code, _, _, _ in _told(mutant) - _told(original)}


def _told(one: Outcome) -> Counter[tuple[str, str, str, Decimal | None]]:
    return Counter(
        (finding.code, finding.severity, finding.where[0].text or "" if finding.where else "", finding.difference)
        for finding in one.findings
    )


@lru_cache(maxsize=16)
def _original(path: Path) -> tuple[bytes, Outcome]:
    data = path.read_bytes()
    return data, outcome(path.name, data, read_document(path.name, data))


def check(path: Path, seeds: range) -> list[str]:
    """The faults of these seeds, each with the file and the seed."""
    data, original = _original(path)
    return [
        f"{path.name} seed {seed}: {fault}"
        for seed in seeds
        for fault in faults(original, path.name, mutated(data, seed))
    ]


@dataclass(slots=True)
class Campaign:
    """`done` and `total` count mutations."""

    total: int
    done: int = 0
    faults: int = 0

    def show(self) -> None:
        print(f"\r{self.done:,} of {self.total:,} mutations, {self.faults} faults", end="", file=sys.stderr, flush=True)


Chunk = tuple[Path, range]


def run(paths: Iterable[Path], per_file: int, workers: int, cut_off: float = CUT_OFF_SECONDS) -> Iterator[str]:
    """Every fault, in the order of files and seeds; also a seed that raised, hung or killed its process."""
    chunks = [
        (path, range(start, min(per_file, start + CHUNK))) for path in paths for start in range(0, per_file, CHUNK)
    ]
    campaign = Campaign(sum(len(seeds) for _, seeds in chunks))
    free: SimpleQueue[Lane[[Path, range], list[str]]] = SimpleQueue()
    with ExitStack() as lanes, ThreadPoolExecutor(workers) as threads:
        for _ in range(workers):
            free.put(lanes.enter_context(Lane(check, cut_off)))
        for (_, seeds), found in zip(chunks, threads.map(partial(_in_lane, free), chunks), strict=True):
            campaign.done += len(seeds)
            campaign.faults += len(found)
            campaign.show()
            yield from found
    print(file=sys.stderr)


def _in_lane(free: "SimpleQueue[Lane[[Path, range], list[str]]]", chunk: Chunk) -> list[str]:
    """The faults of a chunk, asked seed by seed of a lane that nobody else uses meanwhile."""
    path, seeds = chunk
    lane = free.get()
    found: list[str] = []
    for seed in seeds:
        told = lane.ask(path, range(seed, seed + 1))
        found += [f"{path.name} seed {seed}: {told}"] if isinstance(told, str) else told
    free.put(lane)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="mutations")
    parser.add_argument("paths", nargs="*", type=Path, help="minutes; the corpus and the samples when none is named")
    parser.add_argument("--per-file", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    paths = arguments.paths or minutes_files()
    started = time.monotonic()
    found = 0
    for fault in run(paths, arguments.per_file, arguments.workers):
        found += 1
        print(f"\n{fault}" if found == 1 else fault)
    minutes = (time.monotonic() - started) / 60
    print(f"{len(paths)} files, {arguments.per_file:,} mutations of each, {minutes:.1f} minutes: {found} faults")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
