"""`klynge serve`: uvicorn over the application that the environment's settings make."""

import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from app.security import authenticator

GRACE_SECONDS = 10


def serve(host: str, port: int, workers: int) -> None:
    """Returns when stopped. Raises `SettingsUnusable` before anything starts.

    No access log: a filter in a query may hold a name, and logs hold none. It also costs a third of a read.
    """
    authenticator(Settings())
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


def application() -> FastAPI:
    """What each worker serves."""
    return create_app(Settings())
