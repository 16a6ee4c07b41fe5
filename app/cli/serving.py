"""`klynge serve`: uvicorn over the application that the environment's settings make."""

import gc
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from app.config import Settings
from app.dependencies import callers_of
from app.domain.addresses import is_loopback
from app.errors import SettingsUnusable
from app.http.cors import origins_of
from app.http.metrics import SHARED_FOLDER
from app.http.wire import BoundedProtocol
from app.main import create_app

GRACE_SECONDS = 10
GUARDED: Mapping[str, Any] = {
    "http": BoundedProtocol,
    "ws": "none",
    "proxy_headers": False,
    "server_header": False,
    "timeout_keep_alive": 5,
}
"""How uvicorn is run, wherever it is."""

LOGGING: Mapping[str, Any] = {
    **LOGGING_CONFIG,
    "loggers": {**LOGGING_CONFIG["loggers"], "klynge": {"handlers": ["default"], "level": "INFO"}},
}
"""uvicorn's own; Klynge's lines go where its go."""

COLLECT_EVERY = 50_000
"""Objects that may be made, and not freed, before the collector runs; Python's default is 700."""


def serve(host: str, port: int, workers: int) -> None:
    """Returns when stopped. Raises `SettingsUnusable` before anything starts.

    No access log: a filter in a query may hold a name, and logs hold none. It also costs a third of a read.
    """
    settings = Settings()
    check_exposure(host, settings)
    origins_of(settings)
    callers_of(settings)
    with _counted_together(workers):
        uvicorn.run(
            "app.cli.serving:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            log_config=dict(LOGGING),
            limit_concurrency=settings.connection_limit,
            timeout_graceful_shutdown=GRACE_SECONDS,
            **GUARDED,
        )


def check_exposure(host: str, settings: Settings) -> None:
    """Raises `SettingsUnusable` where others than this machine could connect and the settings let in whom they should
    not."""
    if is_loopback(host):
        return
    if settings.auth == "off":
        raise SettingsUnusable("KLYNGE_AUTH=off is for loopback; listen on 127.0.0.1")
    if settings.auth == "development" and not settings.development_anywhere:
        raise SettingsUnusable(
            "KLYNGE_AUTH=development is for loopback; in a container whose port is published on loopback alone set "
            "KLYNGE_DEVELOPMENT_ANYWHERE=true"
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
