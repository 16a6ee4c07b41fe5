"""Server processes under measurement: started on a free port, watched for CPU time, stopped by their own id."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """One process that answers on a loopback port."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """User and system time of the process and its threads so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(name: str, command: list[str], port: int, env: Mapping[str, str], cwd: Path) -> Iterator[Server]:
    """The server while the block runs. Raises `TimeoutError` when it does not answer in time."""
    process = subprocess.Popen(
        command, env={**os.environ, **env}, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"{name} did not start")
            time.sleep(0.05)
        yield Server(name, port, process)
    finally:
        process.kill()
        process.wait()


def uvicorn(python: str, app: str, port: int) -> list[str]:
    """One worker with the fastest loop and parser, as the peers' README asks."""
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [python, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port), *options]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


def ask(url: str, headers: Mapping[str, str], method: str = "GET", body: bytes | None = None) -> Reply:
    """One request, so that nobody measures how fast errors are."""
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own loopback address
            return Reply(int(answer.status), answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.read())
