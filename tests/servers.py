"""Databases for tests, on loopback and a free port, each stopped by its own process id.

`nx-27017` and FerretDB speak MongoDB's wire protocol over SQLite files, each with faults of its own
(docs/decisions/0006-second-test-server.md).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from app.storage.envelope import STORE_SHAPE

START_SECONDS = 30.0
BUILD_SECONDS = 30.0
FERRETDB = Path(__file__).parent / "ferretdb"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_listening(port: int, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
    """Raises `RuntimeError` when the process ends or the time is over before the port answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server does not listen")


class MongoServer:
    """One nx-27017 with its files in `folder`; started again it serves the same files on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.emptied: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"mongodb://127.0.0.1:{self.port}/{database}?directConnection=true"

    def start(self) -> None:
        with (self.folder / "out").open("ab") as out:
            self._process = subprocess.Popen(self._command(), stdout=out, stderr=out)
        wait_until_listening(self.port, self._process)

    def kill(self) -> None:
        """SIGKILL: nx-27017 ignores SIGTERM, and a test of crashes wants nothing gentler."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=10)
            self._process = None

    def empty(self, database: str) -> bool:
        """Leaves its collections, their indexes and the notes about the store; false where it cannot be used again
        as a new one."""
        with MongoClient[dict[str, Any]](self.url(database)) as client:
            opened = client[database]
            notes = {note["_id"]: note for note in opened["meta"].find()}
            if notes.keys() != {"store", "indexes"} or notes["store"]["shape"] != STORE_SHAPE:
                return False
            for name in opened.list_collection_names():
                if name != "meta":
                    opened[name].delete_many({})
        return True

    def _command(self) -> list[str]:
        pid_file = self.folder / "nx.pid"
        pid_file.unlink(missing_ok=True)  # a stale one stops it from starting
        files = self.folder / "data"
        files.mkdir(exist_ok=True)
        command = [str(Path(sys.executable).with_name("nx-27017")), "-p", str(self.port), "--data-dir", str(files)]
        return [*command, "--pid-file", str(pid_file), "--log-file", str(self.folder / "nx.log")]


class FerretServer(MongoServer):
    """FerretDB over SQLite files, as `program` that `build_ferretdb` made."""

    def __init__(self, folder: Path, program: Path) -> None:
        super().__init__(folder)
        self._program = program

    def _command(self) -> list[str]:
        files = self.folder / "data"
        files.mkdir(exist_ok=True)
        return [str(self._program), f"127.0.0.1:{self.port}", str(files)]


def build_ferretdb(folder: Path) -> Path:
    """As `build_program`."""
    return build_program(FERRETDB, ".", folder / "ferretdb")


def build_program(module: Path, package: str, program: Path, seconds: float = BUILD_SECONDS) -> Path:
    """Builds a package of a Go module without network. Raises `RuntimeError` with the reason where it cannot."""
    if shutil.which("go") is None:
        raise RuntimeError("Go is not installed")
    environment = {**os.environ, "GOPROXY": "off", "GOFLAGS": "-mod=readonly"}
    command = ["go", "build", "-o", str(program), package]
    try:
        subprocess.run(command, cwd=module, env=environment, check=True, capture_output=True, timeout=seconds)
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"the modules of tests/{module.name} are not in Go's module cache") from error
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"not built; `go build {package}` in tests/{module.name} does it once") from error
    return program
