"""The whole service in this process, over each kind of store, and callers with tokens."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.config import Settings
from app.dependencies import State, compose
from app.domain.access import SCOPES
from app.main import create_app
from app.security.development import make_development_token
from app.services.ports import Store
from tests.api.contract import hold
from tests.api.hidden_world import HiddenWorld, built

SECRET = "a secret for tests, of enough bytes"
Client = httpx.AsyncClient
Serve = Callable[[Settings], AbstractAsyncContextManager[Client]]


@asynccontextmanager
async def serving(app: FastAPI, address: str = "127.0.0.1") -> AsyncIterator[Client]:
    """A client of the started application, whose answers are held against the contract."""
    async with app.router.lifespan_context(app) as state:

        async def started(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)

        transport = httpx.ASGITransport(started, client=(address, 50_000))
        async with Client(transport=transport, base_url="http://127.0.0.1", event_hooks={"response": [hold]}) as client:
            yield client


@asynccontextmanager
async def serving_over(settings: Settings, over: Callable[[Store], Any]) -> AsyncIterator[Client]:
    """As `serving`, with what `over` makes of the store in its place, and a caller who may do everything."""
    app = create_app(settings)
    async with app.router.lifespan_context(app) as given:
        state = cast("State", given)
        composed = compose(settings, cast("Store", over(state["services"].store)), state["authenticator"])

        async def started(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(composed)}, receive, send)

        transport = httpx.ASGITransport(started, client=("127.0.0.1", 50_000))
        async with Client(transport=transport, base_url="http://127.0.0.1", event_hooks={"response": [hold]}) as client:
            client.headers.update(bearer(settings, *SCOPES))
            yield client


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        auth="development",
        development_secret=SecretStr(SECRET),
        body_limit_bytes=200_000,
        rate_per_second=0,
        rate_refused_per_second=0,
    )


def bearer(settings: Settings, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_development_token(settings, scopes, 600)}"}


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Client]:
    """A caller who may do everything."""
    async with serving(create_app(settings)) as client:
        client.headers.update(bearer(settings, *SCOPES))
        yield client


@pytest.fixture
async def anyone(settings: Settings) -> AsyncIterator[Client]:
    """The same service, with no token of its own."""
    async with serving(create_app(settings)) as client:
        yield client


@pytest.fixture
async def hidden(anyone: Client, everything: dict[str, str]) -> HiddenWorld:
    anyone.headers.update(everything)
    try:
        return await built(anyone)
    finally:
        del anyone.headers["Authorization"]


@pytest.fixture
def everything(settings: Settings) -> dict[str, str]:
    return bearer(settings, *SCOPES)
