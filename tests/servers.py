"""Databases for tests, on loopback and a free port, each stopped by its own process id.

`nx-27017` speaks MongoDB's wire protocol over SQLite files. What it does otherwise than MongoDB is worked around in the
tests, not in the product.
"""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 30.0


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
        self._folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"mongodb://127.0.0.1:{self.port}/{database}?directConnection=true"

    def start(self) -> None:
        pid_file = self._folder / "nx.pid"
        pid_file.unlink(missing_ok=True)  # a stale one stops it from starting
        files = self._folder / "data"
        files.mkdir(exist_ok=True)
        program = Path(sys.executable).with_name("nx-27017")
        command = [str(program), "-p", str(self.port), "--data-dir", str(files)]
        command += ["--pid-file", str(pid_file), "--log-file", str(self._folder / "nx.log")]
        with (self._folder / "nx.out").open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out)
        wait_until_listening(self.port, self._process)

    def kill(self) -> None:
        """SIGKILL: it ignores SIGTERM, and a test of crashes wants nothing gentler."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=10)
            self._process = None
