"""A client generated from the contract, as a stranger's frontend would make it, against the running service.

Where npm or the client's modules are missing the test is skipped and says so.
"""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import READ, WRITE
from app.security.development import make_development_token
from tests.cli.served import started, wait_until_ready
from tests.client.client import FOLDER, compiled_client, missing, walk
from tests.servers import free_port

SECRET = "a secret for tests, of enough bytes"
SCOPES = (READ, WRITE)
MEETINGS, PAGE = 5, 2


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    return compiled_client(tmp_path_factory.mktemp("client"))


def test_a_generated_client_pages_changes_with_if_match_and_reads_problems(
    client: Path, tmp_path: Path, database_url: str
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"database_url": database_url, "auth": "development", "development_secret": SECRET}
    token = make_development_token(Settings(auth="development", development_secret=SecretStr(SECRET)), SCOPES, 600)
    with started("serve", "--port", str(port), cwd=tmp_path, **settings):
        wait_until_ready(address)
        told = walk(client, address, token)
    assert told == {
        "titles": [f"Møde {number}" for number in range(1, MEETINGS + 1)],
        "pages": -(-MEETINGS // PAGE),
        "conflict": {"code": "version_conflict", "current": 2},
        "title": "Omdøbt",
        "notModified": True,
        "faults": {"/agenda_items/0/duration_minutes": "out_of_range", "/date/from": "invalid"},
        "gone": "Deleted: duplicate",
    }


def test_the_lock_names_no_registry_and_every_version_is_exact() -> None:
    lock = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert lock.count('"integrity"') >= 30
    versions = re.findall(r'": "([\d^~][^"]*)"', (FOLDER / "package.json").read_text(encoding="utf-8"))
    assert versions
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions), versions
