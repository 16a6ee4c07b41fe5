"""`klynge token`, `klynge openapi`, and what the command says without one."""

import json
from pathlib import Path

import pytest
from jose import jwt

from tests.cli.command import klynge, klynge_process

CLUSTER = "01890000-0000-7000-8000-00000000000a"
SECRET = "a-secret-for-tests-of-32-bytes-or-more"


def test_a_development_token_is_printed_alone() -> None:
    ended = klynge_process(
        "token", "--scope", "klynge:read klynge:write", auth="development", development_secret=SECRET
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count(".") == 2
    assert ended.stdout.count("\n") == 1


def test_a_development_token_may_be_limited_to_clusters_and_a_source() -> None:
    words = ("--cluster", CLUSTER, "--cluster", CLUSTER[:-1] + "b", "--source", "esdh")
    ended = klynge("token", "--scope", "klynge:write", *words, auth="development", development_secret=SECRET)
    claims = jwt.get_unverified_claims(ended.stdout.strip())
    assert (claims["clusters"], claims["source"]) == ([CLUSTER, CLUSTER[:-1] + "b"], "esdh")


@pytest.mark.parametrize(
    ("scope", "settings"),
    [
        ("klynge:read", {"auth": "oidc", "development_secret": SECRET}),
        ("klynge:read", {"auth": "development"}),
        ("klynge:read", {"auth": "development", "development_secret": "short"}),
        ("klynge:everything", {"auth": "development", "development_secret": SECRET}),
    ],
)
def test_no_token_outside_development_without_a_secret_or_for_no_scope(scope: str, settings: dict[str, str]) -> None:
    ended = klynge("token", "--scope", scope, cwd=None, **settings)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("klynge: ")
    assert SECRET not in ended.stderr


def test_openapi_writes_the_contract_and_says_when_it_is_out_of_date(tmp_path: Path) -> None:
    missing = klynge("openapi", "--check", cwd=tmp_path)
    written = klynge("openapi", cwd=tmp_path)
    kept = klynge("openapi", "--check", cwd=tmp_path)
    contract = tmp_path / "openapi" / "openapi.json"
    assert json.loads(contract.read_text())["openapi"].startswith("3.1")
    contract.write_text(contract.read_text().replace("3.1", "3.0", 1))
    changed = klynge("openapi", "--check", cwd=tmp_path)
    assert [ended.returncode for ended in (missing, written, kept, changed)] == [1, 0, 0, 1]


def test_the_contract_does_not_depend_on_the_environment(tmp_path: Path) -> None:
    klynge("openapi", cwd=tmp_path, auth="off", body_limit_bytes="1000")
    first = (tmp_path / "openapi" / "openapi.json").read_text()
    klynge("openapi", cwd=tmp_path)
    assert (tmp_path / "openapi" / "openapi.json").read_text() == first


def test_help_names_the_commands() -> None:
    told = klynge_process("--help").stdout
    for command in ("serve", "demo", "import", "check", "migrate", "sweep", "token", "openapi"):
        assert command in told
