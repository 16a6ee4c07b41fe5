"""`python -m tests.fuzz`: a long run on one store, with its report in a file. Exit code 1 when something is open."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fuzz.run import PHASES, Extent, fuzz
from tests.fuzz.service import serving
from tests.servers import MongoServer


def main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="klynge-fuzz-") as name:
        folder = Path(name)
        extent = Extent(
            examples=asked.examples,
            seconds=asked.seconds,
            seed=asked.seed,
            phases=tuple(asked.phases.split(",")),
            only=asked.only,
        )
        with _database(asked.store, folder) as url, serving(url, folder) as service:
            tally, operations = fuzz(service, extent)
            report = tally.report()
            missing = tally.never_succeeded(operations) if asked.only is None else []
            report += "".join(f"never 2xx: {operation}\n" for operation in missing)
            report += _failures_logged(service.log)
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    asked.report.write_text(report, encoding="utf-8")
    sys.stdout.write(report)
    return 1 if missing or tally.failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--store", choices=["sqlite", "mongodb"], default="sqlite")
    parser.add_argument("--seconds", type=int, help="go on for so long; without it, each phase once")
    parser.add_argument("--examples", type=int, default=50, help="requests of each operation in a round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default=",".join(PHASES))
    parser.add_argument("--only", help="a pattern of paths")
    parser.add_argument("--report", type=Path, default=Path("build/fuzz.txt"))
    return parser.parse_args()


@contextmanager
def _database(store: str, folder: Path) -> Iterator[str]:
    if store == "sqlite":
        yield f"sqlite:///{folder / 'klynge.db'}"
        return
    files = folder / "nx"
    files.mkdir()
    server = MongoServer(files)
    server.start()
    try:
        yield server.url("fuzzed")
    finally:
        server.kill()


def _failures_logged(log: Path) -> str:
    """What the service logged of failures: where, never what."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "".join(f"logged: {line}\n" for line in lines if "unforeseen" in line)


if __name__ == "__main__":
    sys.exit(main())
