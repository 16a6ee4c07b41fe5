"""`klynge` as a process of its own, with nothing of the tester's environment that could change what it does."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
TIMEOUT_SECONDS = 60


def environment(**settings: str) -> dict[str, str]:
    """`settings` without the prefix, in lower case."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLYNGE_")}
    given = {f"KLYNGE_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error", "NO_COLOR": "1", "COLUMNS": "200", **given}


def arguments(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "app.cli", *map(str, words)]


def klynge(*words: str | Path, cwd: Path | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(*words),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
        cwd=cwd,
        env=environment(**settings),
    )
