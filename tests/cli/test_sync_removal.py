"""What `klynge sync` takes back: what a file said before it was written anew, and what was in files that are gone."""

from pathlib import Path
from typing import Any

import pytest

from app.cli.drop_folder import MAX_DEPTH
from app.domain.access import WRITE, Caller
from app.services.ports import Kind
from app.services.writing import Act
from tests.cli.contents import held_at
from tests.cli.drops import run, states, tell_source, write
from tests.cli.minutes import FIRST, SECOND, minutes

THIRD = minutes("18-03-2024", "Mandag d. 18. marts 2024")
ACT = Act(Caller("test", frozenset({WRITE})))


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    for name, text in (("januar.txt", FIRST), ("februar.txt", SECOND), ("marts.txt", THIRD)):
        write(folder, name, text)
    return folder


async def removing(url: str, **settings: Any) -> None:
    """The source is one whose files may be gone."""
    await tell_source(url, removes_missing=True, **settings)


async def alive(url: str, kind: Kind) -> dict[str, Any]:
    """By id."""
    held = await held_at(url)
    return {id: body for (of, id), body in held.items() if of == kind and "deleted_reason" not in body}


async def test_a_file_written_anew_takes_the_place_of_what_it_said_before(database_url: str, drop: Path) -> None:
    await run(database_url, drop)
    write(drop, "januar.txt", FIRST.replace("Agnete Holmsted", "Agnethe Solbjerg"))
    told = await run(database_url, drop)
    assert states(told)["januar.txt"] == "updated"
    documents = await alive(database_url, "document")
    assert len(documents) == 3
    for meeting in (await alive(database_url, "meeting")).values():
        assert [one["id"] for one in meeting["documents"] if one["id"] not in documents] == []


async def test_a_file_that_can_no_longer_be_read_leaves_what_it_said_before(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    write(drop, "januar.txt", "Opskrift\n")
    assert states(await run(sqlite_url, drop))["januar.txt"] == "failed"
    assert len(await alive(sqlite_url, "meeting")) == 3
    write(drop, "januar.txt", FIRST.replace("Sal 2", "Sal 3"))
    await run(sqlite_url, drop)
    assert len(await alive(sqlite_url, "document")) == 3


async def test_a_file_that_was_moved_is_not_gone(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    await removing(sqlite_url, removes_at_most=0)
    before = await alive(sqlite_url, "meeting")
    (drop / "2024").mkdir()
    for name in ("januar.txt", "februar.txt", "marts.txt"):
        (drop / name).rename(drop / "2024" / name)
    told = await run(sqlite_url, drop, full=True)
    assert set(states(told).values()) == {"unchanged"}
    assert await alive(sqlite_url, "meeting") == before


async def test_absence_withdraws_only_in_a_full_run_of_a_source_that_allows_it(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    (drop / "marts.txt").unlink()
    await run(sqlite_url, drop, full=True)
    assert len(await alive(sqlite_url, "meeting")) == 3
    await removing(sqlite_url)
    await run(sqlite_url, drop)
    assert len(await alive(sqlite_url, "meeting")) == 3
    told = await run(sqlite_url, drop, full=True)
    assert states(told) == {"januar.txt": "unchanged", "februar.txt": "unchanged", "marts.txt": "updated"}
    assert len(await alive(sqlite_url, "meeting")) == 2
    assert "marts.txt" not in states(await run(sqlite_url, drop, full=True))


async def test_a_file_that_comes_back_brings_back_what_was_withdrawn(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    before = await alive(sqlite_url, "meeting")
    await removing(sqlite_url)
    (drop / "marts.txt").unlink()
    await run(sqlite_url, drop, full=True)
    write(drop, "marts.txt", THIRD)
    assert states(await run(sqlite_url, drop))["marts.txt"] == "created"
    assert (await alive(sqlite_url, "meeting")).keys() == before.keys()


async def test_more_than_the_source_allows_at_once_is_not_withdrawn_and_it_says_so(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    await removing(sqlite_url, removes_at_most=1)
    (drop / "marts.txt").unlink()
    (drop / "februar.txt").unlink()
    told = await run(sqlite_url, drop, full=True)
    assert states(told)["."] == "failed"
    [folder] = [file for file in told["files"] if file["name"] == "."]
    assert "2 filer" in folder["findings"][0]["message"]
    assert len(await alive(sqlite_url, "meeting")) == 3
    await removing(sqlite_url, removes_at_most=2)
    assert (await run(sqlite_url, drop, full=True))["counts"]["failed"] == 0
    assert len(await alive(sqlite_url, "meeting")) == 1


async def test_a_folder_that_is_empty_by_now_withdraws_nothing_and_fails(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    await removing(sqlite_url)
    for name in ("januar.txt", "februar.txt", "marts.txt"):
        (drop / name).unlink()
    told = await run(sqlite_url, drop, full=True)
    assert states(told) == {".": "failed"}
    assert len(await alive(sqlite_url, "meeting")) == 3


async def test_a_folder_that_could_not_be_read_whole_withdraws_nothing(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    await removing(sqlite_url)
    (drop / "marts.txt").unlink()
    deep = drop / "/".join("d" * (MAX_DEPTH + 1))
    deep.mkdir(parents=True)
    told = await run(sqlite_url, drop, full=True)
    assert told["counts"]["failed"] == 1
    assert len(await alive(sqlite_url, "meeting")) == 3
    deep.rmdir()
    await run(sqlite_url, drop, full=True)
    assert len(await alive(sqlite_url, "meeting")) == 2
