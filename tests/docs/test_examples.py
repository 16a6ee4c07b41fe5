"""What a reader copies from a page runs, and gives what the page shows: against `klynge serve` over the samples."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.cli.files import files_of
from app.cli.importing import import_files
from app.config import Settings
from tests.cli.command import arguments
from tests.docs.pages import CHECKOUT, PAGES, Block, blocks
from tests.docs.walkthrough import SECONDS, Done, is_like, walk
from tests.servers import free_port, wait_until_listening

WALKED = tuple(page for page in PAGES if any(block.language == "sh" for block in blocks(page)))
TOOLS = ("curl", "jq", "sha256sum")
NEEDS_TOOLS = pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A reader's, who has `klynge`, and whose store holds the samples."""
    folder = tmp_path_factory.mktemp("reader")
    program, store = folder / "klynge", f"sqlite:///{folder}/klynge.db"
    asyncio.run(import_files(Settings(database_url=store), files_of((str(CHECKOUT / "samples"),))))
    program.write_text(f'#!/bin/sh\nPYTHONPATH={CHECKOUT} exec {" ".join(arguments())} "$@"\n')
    program.chmod(0o755)
    path = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLYNGE")}
    return {**kept, "PATH": path, "KLYNGE_DATABASE_URL": store, "COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def address(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of `klynge serve` over that store. One for all pages: each uses names of its own. Stopped by its process id."""
    port = free_port()
    settings = {**environment, "KLYNGE_AUTH": "off"}
    with (tmp_path_factory.mktemp("served") / "out").open("wb") as out:
        command = ["klynge", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=settings, stdout=out, stderr=out)
        try:
            wait_until_listening(port, server, SECONDS)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


@NEEDS_TOOLS
@pytest.mark.parametrize("page", WALKED, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_example_of_a_page_runs_and_gives_what_the_page_shows(
    page: Path, environment: dict[str, str], address: str, tmp_path: Path
) -> None:
    (tmp_path / "samples").symlink_to(CHECKOUT / "samples")
    done = walk(page, tmp_path, {**environment, "KLYNGE": address})
    assert [complaint for one in done if (complaint := complaint_of(one))] == []


KINDS = ("clusters", "forums", "participants", "initiatives", "meetings", "funding", "sources", "imports")


def test_the_mirror_of_the_page_holds_what_the_service_serves_also_after_a_deletion_and_a_merge(
    environment: dict[str, str], address: str, tmp_path: Path
) -> None:
    def mirrored() -> dict[str, str]:
        command = [sys.executable, str(tmp_path / "mirror.py")]
        subprocess.run(command, cwd=tmp_path, env={**environment, "KLYNGE": address}, check=True, timeout=SECONDS)
        with closing(sqlite3.connect(tmp_path / "mirror.db")) as held:
            return dict(held.execute("SELECT path, body FROM resource WHERE kind != 'document'"))

    [script] = [one for one in blocks(CHECKOUT / "docs" / "sync.md") if one.language == "python"]
    (tmp_path / "mirror.py").write_text(script.text, encoding="utf-8")
    with httpx.Client(base_url=address, headers={"If-Match": "*"}) as api:
        made = [api.post("/v1/participants", json={"name": name}).json()["id"] for name in ("Ea", "Bo", "Bo B.")]
        before = mirrored()
        assert {f"/v1/participants/{id}" for id in made} <= before.keys()
        api.delete(f"/v1/participants/{made[0]}").raise_for_status()
        api.post(f"/v1/participants/{made[1]}/merge", json={"into": made[2]}).raise_for_status()
        after = mirrored()
        assert before.keys() - after.keys() == {f"/v1/participants/{id}" for id in made[:2]}
        listed = {
            f"/v1/{kind}/{row['id']}" for kind in KINDS for row in api.get(f"/v1/{kind}?limit=200").json()["items"]
        }
        assert after == {path: api.get(path).text for path in listed}


def complaint_of(done: Done) -> str | None:
    place = f"the block in line {done.block.line}"
    if done.complained or done.status != done.wanted_status:
        return f"{place} ended with {done.status}: {done.complained or done.printed}"
    if not done.is_as_shown:
        return f"{place} gave\n{done.printed}"
    if done.shown is None and done.printed:
        return f"{place} prints what the page does not show:\n{done.printed}"
    return None


@pytest.mark.parametrize("page", ["README.md", "docs/sync.md", "docs/frontend.md", "docs/money.md"])
def test_the_pages_for_each_kind_of_user_are_walked(page: str) -> None:
    assert CHECKOUT / page in WALKED


@pytest.mark.parametrize(
    ("language", "shown", "printed", "like"),
    [
        ("text", "a\n", "a\n", True),
        ("text", "a\n", "a\nb\n", False),
        ("text", "a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("text", "a…d\n", "a d\n", True),
        ("text", "a.c\n", "abc\n", False),
        ("json", '{"a": 1, "b": "…"}', '{"b": "x", "a": 1}', True),
        ("json", '{"a": 1}', '{"a": 1, "b": 2}', False),
        ("json", '{"a": 1}', '{"a": true}', False),
        ("json", "[1]", "[1, 2]", False),
    ],
)
def test_what_is_shown_is_held_against_what_is_printed(language: str, shown: str, printed: str, *, like: bool) -> None:
    assert is_like(printed, Block(language, (), shown, 1)) is like
