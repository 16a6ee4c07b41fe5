"""`klynge sync` over a folder: what is taken, what is left, and what an unchanged folder costs."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli.importing import now
from app.cli.syncing import Order, sync, sync_service
from app.config import Settings
from app.domain.access import ADMIN, WRITE, Caller
from app.errors import StoreBusy
from app.schemas.imports import ImportRead, ImportRun
from app.services.catalogue import CATALOGUE
from app.services.import_jobs import ImportJobService
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Store
from app.services.resources import ResourceService
from app.services.sources import SourceService
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.cli.contents import held_at, whole_log
from tests.cli.drops import SOURCE, run, states, write
from tests.cli.minutes import FIRST, SECOND, minutes

THIRD = minutes("18-03-2024", "Mandag d. 18. marts 2024")
OTHER_FORUM = minutes("20-03-2024", "Onsdag d. 20. marts 2024", forum="Fagligt Forum")
ACT = Act(Caller("test", frozenset({WRITE})))


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    write(folder, "2024/januar.txt", FIRST)
    write(folder, "2024/februar.txt", SECOND)
    return folder


async def log_length(url: str) -> int:
    store = await open_store(Settings(database_url=url))
    try:
        return len(await whole_log(store))
    finally:
        await store.close()


def sources_of(store: Store) -> SourceService:
    writer = Writer(store, now)
    return SourceService(store, writer, ResourceService(store, writer, CATALOGUE["source"]), now)


async def put_source(url: str, **settings: Any) -> None:
    store = await open_store(Settings(database_url=url))
    try:
        await sources_of(store).put(SOURCE, settings, ACT)
    finally:
        await store.close()


async def stored_run(url: str, id: str) -> ImportRead:
    store = await open_store(Settings(database_url=url))
    writer = Writer(store, now)
    jobs = ImportJobService(
        store,
        writer,
        ImportService(store, writer, now),
        ResourceService(store, writer, CATALOGUE["import"]),
        sources_of(store),
        Leases(store, now, 15),
    )
    try:
        return ImportRead.model_validate_json((await jobs.read(id, Caller("test", frozenset({ADMIN})))).json)
    finally:
        await store.close()


async def test_a_run_takes_in_every_file_at_any_depth_and_is_kept_as_an_import(database_url: str, drop: Path) -> None:
    told = await run(database_url, drop)
    ImportRun.model_validate(told)
    assert states(told) == {"2024/januar.txt": "created", "2024/februar.txt": "created"}
    kept = await stored_run(database_url, told["id"])
    assert (kept.state, kept.counts.created, kept.counts.waiting) == ("completed", 2, 0)
    assert {file.name: file.state for file in kept.files} == states(told)


async def test_an_unchanged_folder_writes_nothing(database_url: str, drop: Path) -> None:
    await run(database_url, drop)
    before = await held_at(database_url), await log_length(database_url)
    told = await run(database_url, drop)
    assert set(states(told).values()) == {"unchanged"}
    assert told["id"] is None
    assert (await held_at(database_url), await log_length(database_url)) == before


async def test_only_what_is_new_or_has_changed_is_told_in_the_stored_run(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    write(drop, "2024/marts.txt", THIRD)
    write(drop, "2024/februar.txt", SECOND.replace("Sal 2", "Sal 3"))
    told = await run(sqlite_url, drop)
    assert states(told) == {
        "2024/januar.txt": "unchanged",
        "2024/februar.txt": "updated",
        "2024/marts.txt": "created",
    }
    kept = await stored_run(sqlite_url, told["id"])
    assert [file.name for file in kept.files] == ["2024/februar.txt", "2024/marts.txt"]


async def test_a_file_that_was_only_touched_writes_nothing(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    before = await held_at(sqlite_url)
    write(drop, "2024/januar.txt", FIRST)
    told = await run(sqlite_url, drop)
    assert set(states(told).values()) == {"unchanged"}
    assert await held_at(sqlite_url) == before


async def test_full_opens_files_that_look_as_they_did(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    path = drop / "2024" / "januar.txt"
    seen = path.stat()
    path.write_text(FIRST.replace("Sal 2", "Sal 3"))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert states(await run(sqlite_url, drop))["2024/januar.txt"] == "unchanged"
    assert states(await run(sqlite_url, drop, full=True))["2024/januar.txt"] == "updated"


async def test_bad_files_are_told_again_until_they_are_mended_and_stop_nothing(sqlite_url: str, drop: Path) -> None:
    write(drop, "2024/a.txt", "Opskrift på rugbrød\n")
    first, again = await run(sqlite_url, drop), await run(sqlite_url, drop)
    assert states(first) == {"2024/a.txt": "failed", "2024/januar.txt": "created", "2024/februar.txt": "created"}
    assert (states(again)["2024/a.txt"], again["id"]) == ("failed", None)
    [bad] = [file for file in again["files"] if file["state"] == "failed"]
    assert [finding["code"] for finding in bad["findings"]] == ["format_unknown"]
    write(drop, "2024/a.txt", THIRD)
    assert states(await run(sqlite_url, drop))["2024/a.txt"] == "created"


@pytest.mark.parametrize("name", [".skjult.txt", "~$referat.txt", "referat.txt.part", "referat.TMP", "Thumbs.db"])
async def test_hidden_and_temporary_files_are_left_out(sqlite_url: str, drop: Path, name: str) -> None:
    write(drop, name, THIRD)
    assert name not in states(await run(sqlite_url, drop))


async def test_what_is_no_file_of_the_drop_is_told_and_never_followed(
    sqlite_url: str, tmp_path: Path, drop: Path
) -> None:
    outside = tmp_path / "outside"
    write(outside, "hemmelig.txt", THIRD)
    (drop / "link.txt").symlink_to(outside / "hemmelig.txt")
    (drop / "folder").symlink_to(outside)
    (drop / "up").symlink_to("..")
    (drop / "nowhere.txt").symlink_to("nothing")
    (drop / "inside.txt").symlink_to("2024/januar.txt")
    os.mkfifo(drop / "pipe")
    with (drop / "large.txt").open("wb") as file:
        file.truncate(200_000_000)
    told = states(await run(sqlite_url, drop))
    refused = {"link.txt", "folder", "up", "nowhere.txt", "pipe", "large.txt"}
    assert {name for name, state in told.items() if state == "failed"} == refused
    assert told.keys() == refused | {"inside.txt", "2024/januar.txt", "2024/februar.txt"}


async def test_of_two_names_that_are_shown_alike_one_is_told_as_not_read(sqlite_url: str, drop: Path) -> None:
    for name in ("a\udcf8.txt", "a\udcf9.txt"):
        (drop / name).write_text(THIRD)
    assert states(await run(sqlite_url, drop))["a\N{REPLACEMENT CHARACTER}.txt"] == "failed"


async def test_a_file_that_is_still_written_waits_for_the_next_run_and_the_others_do_not(
    sqlite_url: str, drop: Path
) -> None:
    write(drop, "2024/marts.txt", THIRD)
    settings = Settings(database_url=sqlite_url, sync_settle_seconds=0.2)
    running = asyncio.create_task(sync(settings, Order(drop, SOURCE)))
    while not running.done():
        write(drop, "2024/marts.txt", THIRD)
        await asyncio.sleep(0.01)
    told = await running
    assert states(told) == {"2024/januar.txt": "created", "2024/februar.txt": "created", "2024/marts.txt": "waiting"}
    assert told["counts"]["waiting"] == 1
    assert states(await run(sqlite_url, drop))["2024/marts.txt"] == "created"


async def test_a_second_run_at_once_says_so_and_does_nothing(sqlite_url: str, drop: Path) -> None:
    store = await open_store(Settings(database_url=sqlite_url))
    try:
        async with sync_service(Settings(), store).run(SOURCE, ACT):
            with pytest.raises(StoreBusy, match="under way"):
                await run(sqlite_url, drop)
            assert (await run(sqlite_url, drop, source="other"))["counts"]["created"] == 2
    finally:
        await store.close()


async def test_a_document_of_a_forum_that_the_source_is_not_for_is_told_and_not_stored(
    sqlite_url: str, drop: Path
) -> None:
    await run(sqlite_url, drop)
    [forum_id] = [id for kind, id in await held_at(sqlite_url) if kind == "forum"]
    await put_source(sqlite_url, forum_ids=[forum_id])
    write(drop, "2024/marts.txt", THIRD)
    write(drop, "fagligt.txt", OTHER_FORUM)
    told = await run(sqlite_url, drop)
    assert states(told)["2024/marts.txt"] == "created"
    [other] = [file for file in told["files"] if file["name"] == "fagligt.txt"]
    assert (other["state"], other["import_id"]) == ("unchanged", None)
    assert "Fagligt Forum" in other["findings"][0]["message"]
    assert [id for kind, id in await held_at(sqlite_url) if kind == "forum"] == [forum_id]
    await put_source(sqlite_url, forum_ids=[])
    assert states(await run(sqlite_url, drop))["fagligt.txt"] == "created"


async def test_a_run_that_ended_well_is_told_to_the_source_and_one_with_a_failed_file_is_not(
    sqlite_url: str, drop: Path
) -> None:
    async def last() -> Any:
        return next(body for (kind, _), body in (await held_at(sqlite_url)).items() if kind == "source")[
            "last_success_at"
        ]

    write(drop, "bad.txt", "Opskrift\n")
    await run(sqlite_url, drop)
    assert await last() is None
    (drop / "bad.txt").unlink()
    await run(sqlite_url, drop)
    assert await last() is not None


async def test_an_empty_folder_is_no_run_that_went_well(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    await run(sqlite_url, tmp_path / "drop")
    [source] = [body for (kind, _), body in (await held_at(sqlite_url)).items() if kind == "source"]
    assert source["last_success_at"] is None
