"""The contract runs on FerretDB too, where it can be built; a server with other faults than nx-27017."""

import uuid
from collections.abc import Iterator

import pytest

from app.config import Settings
from tests.servers import FerretServer, build_ferretdb


@pytest.fixture(scope="session")
def ferret_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FerretServer]:
    """Skips the test where Go or FerretDB's modules are not at hand."""
    try:
        program = build_ferretdb(tmp_path_factory.mktemp("ferretdb"))
    except RuntimeError as reason:
        pytest.skip(str(reason))
    server = FerretServer(tmp_path_factory.mktemp("ferret"), program)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def ferretdb_url(ferret_server: FerretServer) -> str:
    """An empty database."""
    return ferret_server.url(f"k{uuid.uuid4().hex[:12]}")


@pytest.fixture(params=["sqlite", "motor", "pymongo", "ferretdb"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """SQLite, MongoDB through both drivers, and FerretDB."""
    if request.param in ("motor", "pymongo"):
        return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)
    return Settings(database_url=request.getfixturevalue(f"{request.param}_url"), mongodb_driver="pymongo")
