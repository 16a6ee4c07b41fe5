"""Servers started by the commands, on loopback, stopped by their own process group."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.cli.command import arguments, environment

SECONDS = 60


@contextmanager
def started(*words: str, cwd: Path, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """The command in a process group of its own; whatever of it is left afterwards is killed."""
    process = subprocess.Popen(
        arguments(*words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=environment(**settings),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=SECONDS)


def lines_of(process: "subprocess.Popen[str]", number: int) -> list[str]:
    """The first lines of its standard output. Raises `TimeoutError`, and `EOFError` where it ends before."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(timeout=SECONDS):
            raise TimeoutError
    lines = [process.stdout.readline() for _ in range(number)]
    if not all(lines):
        raise EOFError(process.communicate(timeout=SECONDS)[1])
    return [line.rstrip("\n") for line in lines]


def status_of(address: str) -> int:
    with urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback
        status: int = answer.status
        return status


def wait_until_ready(base: str) -> None:
    """Raises `TimeoutError`."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if status_of(f"{base}/health/ready") == 200:
                return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError
