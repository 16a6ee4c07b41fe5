"""An issuer of tokens as a process of its own, which does what the file `state.json` beside it says at that moment.

`python -m tests.security.issuer PORT FOLDER` serves; `IssuerProcess` starts that, on loopback and a free port.
"""

import gzip
import json
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.servers import free_port, wait_until_listening

KEYS, DISCOVERY = "/keys", "/realm/.well-known/openid-configuration"
SLOW_SECONDS = 20
PROJECT = Path(__file__).parents[2]


class IssuerProcess:
    """Of what it is told to do, `keys` is the JWK set that it serves; `tell` has the rest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/realm"
        self._process: subprocess.Popen[bytes] | None = None

    def tell(self, keys: list[dict[str, Any]], **state: Any) -> None:
        """`does`: answers, garbage, large, drips, slow, error, redirects or compresses; `on`: the path that does so;
        `control`: its Cache-Control; `issuer`, `jwks_uri`: what its configuration says, in place of what holds."""
        whole = {"issuer": self.url, "jwks_uri": f"http://127.0.0.1:{self.port}{KEYS}", "keys": keys, **state}
        (self.folder / "new.json").write_text(json.dumps(whole))
        (self.folder / "new.json").replace(self.folder / "state.json")

    def asked(self) -> list[str]:
        """The paths that were asked for since it began."""
        log = self.folder / "asked"
        return log.read_text().split() if log.exists() else []

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.security.issuer", str(self.port), str(self.folder)]
        with (self.folder / "out").open("ab") as out:
            self._process = subprocess.Popen(command, cwd=PROJECT, stdout=out, stderr=out)
        wait_until_listening(self.port, self._process)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        folder = Path(sys.argv[2])
        state = json.loads((folder / "state.json").read_text())
        with (folder / "asked").open("a") as log:
            log.write(f"{self.path}\n")
        told = {"issuer": state["issuer"], "jwks_uri": state["jwks_uri"]} if self.path == DISCOVERY else state
        does = state.get("does", "answers") if self.path == state.get("on", KEYS) else "answers"
        whole = json.dumps(told if self.path == DISCOVERY else {"keys": told["keys"]}).encode()
        control = {"Cache-Control": state["control"]} if "control" in state else {}
        if self.path not in (KEYS, DISCOVERY):
            self._send(404, b"")
        elif does == "error":
            self._send(500, b"{}")
        elif does == "redirects":
            self._send(302, b"", {"Location": KEYS})
        elif does == "compresses":
            self._send(200, gzip.compress(whole), {"Content-Encoding": "gzip"})
        else:
            self._answer(does, whole, control)

    def _answer(self, does: str, whole: bytes, control: dict[str, str]) -> None:
        if does == "slow":
            time.sleep(SLOW_SECONDS)
        body = {"garbage": b"<html>", "large": whole + b" " * 5_000_000}.get(does, whole)
        if does != "drips":
            self._send(200, body, control)
            return
        self._begin(200, len(body), control)
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(0.1)

    def _begin(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._begin(status, len(body), headers or {})
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked stands in a file."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler)
    server.daemon_threads = True
    print(os.getpid(), flush=True)
    server.serve_forever()
