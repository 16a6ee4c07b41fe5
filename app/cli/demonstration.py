"""`klynge demo`: the samples in a temporary store, served on this machine until Ctrl-C."""

import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import uvicorn

from app.cli.files import files_of
from app.cli.importing import import_files
from app.cli.serving import GUARDED
from app.config import Settings
from app.errors import StoreUnusable
from app.main import create_app
from app.services.ports import Body

ANSWER_SECONDS = 10
GRACE_SECONDS = 2
START_POLLS = 600
POLL_SECONDS = 0.05
_PACKAGE = Path(__file__).parent.parent


def run() -> int:
    """Returns the exit code when stopped: by Ctrl-C, a termination or a closed terminal. The store is removed."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="klynge-demo-") as folder, contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_demonstrate(Settings(database_url=f"sqlite:///{folder}/demo.db", auth="off")))
    return 0


def samples() -> Path:
    """`app/samples` in an installed package, `samples` in a checkout. Raises `StoreUnusable` without either."""
    for folder in (_PACKAGE / "samples", _PACKAGE.parent / "samples"):
        if folder.is_dir():
            return folder
    raise StoreUnusable("the samples are missing from this installation")


async def _demonstrate(settings: Settings) -> int:
    run = await import_files(settings, files_of((str(samples()),)))
    with _listening() as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(settings),
                log_level="warning",
                timeout_graceful_shutdown=GRACE_SECONDS,
                **GUARDED,
            )
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, server.handle_exit, signal.SIGHUP, None)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await _started(server, serving)
            port = listener.getsockname()[1]
            answered = await _show(tuple(f"http://127.0.0.1:{port}{path}" for path in _paths(run)))
            if answered:
                await serving
        finally:
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)
    return 0 if answered else 1


async def _show(addresses: tuple[str, ...]) -> bool:
    """Prints the addresses if they all answer 200, else those that do not."""
    failed = [address for address in addresses if not await asyncio.to_thread(_answers, address)]
    if failed:
        sys.stderr.write("".join(f"klynge: {address} does not answer with 200\n" for address in failed))
        return False
    sys.stdout.write("".join(f"{address}\n" for address in addresses))
    sys.stdout.flush()
    sys.stderr.write("Ctrl-C stops it and removes the store.\n")
    return True


@contextlib.contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


async def _started(server: uvicorn.Server, serving: "asyncio.Task[None]") -> None:
    for _ in range(START_POLLS):
        if server.started or serving.done():
            return
        await asyncio.sleep(POLL_SECONDS)


def _paths(run: Body) -> tuple[str, ...]:
    """The documentation, the meetings, and the balance of the first pot that the samples speak of."""
    pots = [one["id"] for file in run["files"] for one in file["resources"] if one["kind"] == "funding"]
    return ("/docs", "/v1/meetings", f"/v1/funding/{pots[0]}/balance" if pots else "/v1/funding")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except OSError:
        return False
