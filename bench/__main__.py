"""`python -m bench [names]`: Klynge beside its peers, in one run. See README.md in this folder."""

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import importing, parsing
from bench.accuracy.documents.looks import alone as looks_alone
from bench.accuracy.documents.looks import combined as look_of
from bench.accuracy.documents.scoring import MAKERS, score_documents
from bench.accuracy.exports import score_dialects
from bench.accuracy.prints.choices import alone, combined
from bench.accuracy.records import score_exports
from bench.accuracy.roundtrip import records as agenda_records
from bench.accuracy.roundtrip import report, score_all
from bench.comparison import compare
from bench.operations import OPERATIONS

COMBINATIONS = 100
LOOKS = 20
MISSES_EACH = 20
CORPUS = Path(os.environ.get("KLYNGE_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")) / "referater"
CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """What every measurement needs: how long, how often, a folder for files, and the operations of the service."""

    seconds: int
    rounds: int
    folder: Path
    operations: list[str]


def service(run: Run) -> None:
    """Klynge's service beside its peers, over each store and driver."""
    compare(run.folder, run.seconds, run.rounds, run.operations, print)


def import_corpus(run: Run) -> None:
    """The wall time of `klynge import` of two real minutes into an empty store, process start included; the records of
    an agenda system; and what one import costs when there are a thousand."""
    paths = [next(CORPUS.glob(f"{number}_*.txt")) for number in ("000", "001")]
    seconds = [importing.by_command(run.folder / f"import-{number}.db", paths) for number in range(run.rounds)]
    print(f"\nklynge import of two minutes, empty store: {statistics.median(seconds):.2f} s (median of {run.rounds})")
    for line in importing.report(run.folder, run.rounds):
        print(line)


def parse(run: Run) -> None:
    """Megabytes per second, how the time grows when the text doubles, and memory."""
    print("\nText through the minutes reader, of one processor's time\n")
    for line in parsing.report((CORPUS, CHECKOUT / "samples"), run.rounds):
        print(line)


def accuracy(_run: Run) -> None:
    """What comes back of minutes printed from the records of an agenda system, each variation of the print alone and
    many at random together; then the first misses of each."""
    print(
        "",
        *report({"the record itself": score_exports(agenda_records()), **score_dialects(agenda_records())}),
        sep="\n",
    )
    layouts = {choices.name: choices for choices in alone()}
    layouts |= {f"seed {seed}: {combined(seed).name}": combined(seed) for seed in range(COMBINATIONS)}
    print("", *report(score_all(agenda_records(), layouts), MISSES_EACH), sep="\n")


def documents(_run: Run) -> None:
    """The same of Word files and PDFs made of the records, in every look alone and in several at random."""
    looks = {look.name: look for look in looks_alone()}
    looks |= {f"seed {seed}: {look_of(seed).name}": look_of(seed) for seed in range(LOOKS)}
    for kind in MAKERS:
        print(f"\n{kind}", *report(score_documents(agenda_records(), looks, kind), MISSES_EACH), sep="\n")


NAMES: dict[str, Callable[[Run], None]] = {
    "service": service,
    "import": import_corpus,
    "parse": parse,
    "accuracy": accuracy,
    "documents": documents,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help="what to measure; all when nothing is named")
    operations = [operation.name for operation in OPERATIONS]
    parser.add_argument("--only", nargs="+", choices=operations, default=operations, help="of the service")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(arguments.seconds, arguments.rounds, Path(folder), arguments.only)
        for name in arguments.names or NAMES:
            NAMES[name](run)


if __name__ == "__main__":
    main()
