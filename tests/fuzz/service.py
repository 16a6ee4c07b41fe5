"""The service that is fuzzed: `klynge serve` on loopback over an empty store, with the samples imported."""

import asyncio
import hashlib
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import SCOPES
from app.security.development import make_development_token
from app.services.kept_files import file_key
from app.storage.stores import open_store
from tests.cli.command import PROJECT, arguments, environment
from tests.servers import free_port, wait_until_listening

SECRET = "a secret for tests, of enough bytes"
BODY_LIMIT_BYTES = 100_000_000
"""Longer than the longest body that a schema allows by one element too many."""
FILE = b"%PDF-1.7 Bilag"
"""The bytes of an attachment; they come with exports, and by no request."""

ATTACHMENT = {
    "title": "Bilag",
    "access": "open",
    "media_type": "application/pdf",
    "sha256": hashlib.sha256(FILE).hexdigest(),
    "size_bytes": len(FILE),
}
TOKEN_SECONDS = 24 * 60 * 60
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Service:
    """Where it listens, who asks, and the file with what it logs."""

    address: str
    headers: dict[str, str]
    log: Path

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=self.headers, timeout=60)


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Service]:
    """Stopped by its own process id, and killed where that does not help."""
    port = free_port()
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            arguments("serve", "--port", str(port)),
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment(
                database_url=database_url,
                auth="development",
                rate_per_second="0",
                rate_refused_per_second="0",
                head_limit_bytes="1000000",
                development_secret=SECRET,
                body_limit_bytes=str(BODY_LIMIT_BYTES),
            ),
            start_new_session=True,
        )
        try:
            wait_until_listening(port, process)
            asyncio.run(_keep_file(database_url))
            yield Service(f"http://127.0.0.1:{port}", _everybody(database_url), folder / "service.log")
        finally:
            _stop(process)


async def _keep_file(database_url: str) -> None:
    store = await open_store(Settings(database_url=database_url))
    await store.put_blob(file_key(str(ATTACHMENT["sha256"])), FILE, "application/pdf")
    await store.close()


def _everybody(database_url: str) -> dict[str, str]:
    """A caller who may do everything."""
    settings = Settings(database_url=database_url, auth="development", development_secret=SecretStr(SECRET))
    return {"Authorization": f"Bearer {make_development_token(settings, SCOPES, TOKEN_SECONDS)}"}


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=STOP_SECONDS)


def samples() -> list[Path]:
    return sorted((PROJECT / "samples").glob("*.txt"))
