"""The application. `create_app(settings)` builds it; nothing happens at import."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app import problems
from app.config import Settings
from app.dependencies import State, callers_of, compose
from app.http.access_logging import AccessLogging
from app.http.cors import Cors, origins_of
from app.http.document import openapi_of
from app.http.documentation import serve_documentation
from app.http.frame import Frame
from app.http.head_limit import HeadLimit
from app.http.metrics import Meter, Metrics
from app.jobs import (
    import_forever,
    keep_keys_forever,
    publish_forever,
    retain_forever,
    review_forever,
    suppress_forever,
)
from app.routers import (
    access_log,
    changes,
    clusters,
    decisions,
    documents,
    forums,
    funding,
    health,
    imports,
    initiatives,
    meetings,
    metrics,
    participants,
    search,
    sources,
)
from app.routers import (
    problems as problem_pages,
)
from app.storage.stores import open_store

API_VERSION = "1.0.0"
_ROUTERS = (
    access_log.router,
    meetings.router,
    clusters.router,
    forums.router,
    participants.router,
    initiatives.router,
    funding.router,
    imports.router,
    documents.router,
    sources.router,
    changes.router,
    decisions.router,
    search.router,
    health.router,
    problem_pages.router,
    metrics.router,
)
"""In the order in which a request is held against them: what is read most comes first."""


def create_app(settings: Settings) -> FastAPI:
    """Starting it raises `SettingsUnusable`, `StoreUnusable` or `StoreBusy` where it cannot serve."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        callers = callers_of(settings)
        async with AsyncExitStack() as stack:
            store = await open_store(settings)
            stack.push_async_callback(store.close)
            state = compose(settings, store, callers)
            stop = asyncio.Event()
            for beside in (
                publish_forever(store, stop),
                import_forever(state["services"].import_jobs, stop),
                keep_keys_forever(callers, stop),
                review_forever(state["services"].access_review, stop),
                suppress_forever(state["services"].suppressing, stop),
                retain_forever(state["services"].retention, stop),
            ):
                stack.push_async_callback(asyncio.wait_for, asyncio.create_task(beside), None)
            stack.callback(stop.set)
            yield state

    origins = origins_of(settings)
    app: FastAPI = FastAPIOffline(
        title="Klynge",
        version=API_VERSION,
        summary="Minutes, initiatives and klyngemidler of Danish health clusters as checked, traceable data",
        lifespan=lifespan,
        redirect_slashes=False,
        redoc_url=None,
        swagger_ui_parameters={"validatorUrl": None},
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.router.routes[:0] = [route for router in _ROUTERS for route in router.routes]
    serve_documentation(app)
    app.state.metrics = Metrics()
    app.add_middleware(HeadLimit, limit_bytes=settings.head_limit_bytes)
    app.add_middleware(Meter, metrics=app.state.metrics)
    app.add_middleware(AccessLogging)
    if origins:
        app.add_middleware(Cors, origins=origins)
    app.add_middleware(Frame, hsts_seconds=settings.hsts_seconds)
    problems.install(app)
    app.openapi = _Document(app)  # type: ignore[method-assign]  # FastAPI's documented way to change the document
    return app


def openapi_text(settings: Settings) -> str:
    """The committed `openapi/openapi.json`. Nothing is opened for it."""
    return json.dumps(create_app(settings).openapi(), ensure_ascii=False, indent=2) + "\n"


class _Document:
    """The OpenAPI document, made when it is first asked for."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._made: dict[str, Any] | None = None

    def __call__(self) -> dict[str, Any]:
        if self._made is None:
            self._made = openapi_of(self._app)
        return self._made
