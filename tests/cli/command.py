"""`klynge` with nothing of the tester's environment that could change what it does: in this process, or in its own.

Starting Python costs more than most commands do, so a process of its own is for where the process is the point.
"""

import contextlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

from app.cli.application import main

PROJECT = Path(__file__).parent.parent.parent
TIMEOUT_SECONDS = 60
Ended = subprocess.CompletedProcess[str]


def environment(**settings: str) -> dict[str, str]:
    """`settings` without the prefix, in lower case."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLYNGE_")}
    given = {f"KLYNGE_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error", "NO_COLOR": "1", "COLUMNS": "200", **given}


def arguments(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "app.cli", *map(str, words)]


def klynge_process(*words: str | Path, cwd: Path | None = None, **settings: str) -> Ended:
    return subprocess.run(
        arguments(*words),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
        cwd=cwd,
        env=environment(**settings),
    )


def klynge(*words: str | Path, cwd: Path | None = None, **settings: str) -> Ended:
    """What the command's own entry does and prints. One at a time: standard output and the working directory are the
    process's. In a thread, because a test that runs may be in an event loop of its own."""
    out, err = io.StringIO(), io.StringIO()
    arguments_ = ["klynge", *map(str, words)]
    with (
        contextlib.chdir(cwd or Path.cwd()),
        patch.dict(os.environ, environment(**settings), clear=True),
        patch.object(sys, "argv", arguments_),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        ThreadPoolExecutor(1) as pool,
    ):
        code = pool.submit(_exit_code).result(timeout=TIMEOUT_SECONDS)
    return subprocess.CompletedProcess(arguments_, code, out.getvalue(), err.getvalue())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
