"""`klynge serve`: uvicorn over the application that the environment's settings make."""

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.dependencies import callers_of
from app.http.metrics import SHARED_FOLDER
from app.main import create_app

GRACE_SECONDS = 10
COLLECT_EVERY = 50_000
"""Objects that may be made, and not freed, before the collector runs; Python's default is 700."""


def serve(host: str, port: int, workers: int) -> None:
    """Returns when stopped. Raises `SettingsUnusable` before anything starts.

    No access log: a filter in a query may hold a name, and logs hold none. It also costs a third of a read.
    """
    callers_of(Settings())
    with _counted_together(workers):
        uvicorn.run(
            "app.cli.serving:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            proxy_headers=False,
            server_header=False,
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@contextmanager
def _counted_together(workers: int) -> Iterator[None]:
    """Several workers add their metrics up in a folder, which is gone afterwards; one needs none."""
    if workers == 1 or SHARED_FOLDER in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="klynge-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]


def application() -> FastAPI:
    """What each worker serves.

    What it is made of stays as long as the process: the collector of cycles need not look at it. Bodies hold no cycles
    and are freed as soon as nothing holds them: the collector need not run for each of them.
    """
    app = create_app(Settings())
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    return app
