"""Servers and stores for the tests of everybody.

`database_url` runs a test once on each kind of database; `store` gives an open, empty store on each kind and driver.
"""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.config import Settings
from app.services.ports import Store
from app.storage.stores import open_store
from tests.servers import MongoServer

settings.register_profile("klynge", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("klynge")
"""No property fails because the machine is slow."""


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """One server for the run of a test process; databases keep the tests apart."""
    server = MongoServer(tmp_path_factory.mktemp("nx"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def mongodb_url(mongo_server: MongoServer) -> Iterator[str]:
    """A database on the wire-protocol server that holds nothing: new, or emptied after another test.

    Making collections and indexes costs more than most tests.
    """
    name = mongo_server.emptied.pop() if mongo_server.emptied else f"k{uuid.uuid4().hex[:12]}"
    yield mongo_server.url(name)
    if mongo_server.empty(name):
        mongo_server.emptied.append(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'klynge.db'}"


@pytest.fixture(params=["sqlite", "mongodb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs on both kinds of store."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "motor", "pymongo"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """The test runs on SQLite and on MongoDB through both drivers."""
    if request.param == "sqlite":
        return Settings(database_url=request.getfixturevalue("sqlite_url"))
    return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)


@pytest.fixture
async def store(store_settings: Settings) -> AsyncIterator[Store]:
    """Open and empty."""
    opened = await open_store(store_settings)
    yield opened
    await opened.close()
