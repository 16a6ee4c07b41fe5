"""What the settings of a source say of its files, and reading them again where that changes."""

from pathlib import Path
from typing import Any

import pytest

from app.cli.files import files_of
from app.cli.importing import Manner, import_files
from app.config import Settings
from app.errors import InvalidInput
from tests.cli.contents import held_at
from tests.cli.drops import SOURCE, run, states, tell_source, write
from tests.cli.minutes import FIRST
from tests.importers.exports.exported import on_disk, publication

EXPORT = "Publication41/Publication41.xml"
CODES = [{"code": "7", "attendance": "present"}]


def drop_of(tmp_path: Path) -> Path:
    write(tmp_path / "drop", EXPORT, on_disk(publication()).decode())
    return tmp_path / "drop"


async def attendance(url: str) -> dict[str, Any]:
    [meeting] = [body for (kind, _), body in (await held_at(url)).items() if kind == "meeting"]
    return {one["name"]: one["attendance"] for one in meeting["attendees"]}


async def test_a_file_is_read_again_when_what_its_codes_mean_has_changed_and_then_no_more(
    sqlite_url: str, tmp_path: Path
) -> None:
    drop = drop_of(tmp_path)
    await run(sqlite_url, drop)
    for codes, means in ((CODES, "present"), ([], "unknown"), (CODES, "present")):
        await tell_source(sqlite_url, attendance_codes=codes)
        assert states(await run(sqlite_url, drop)) == {EXPORT: "updated"}
        assert (await attendance(sqlite_url))["Carla Rørvig"] == means
        assert (await run(sqlite_url, drop))["id"] is None


async def imported(url: str, drop: Path, source: str = SOURCE) -> dict[str, str]:
    report = await import_files(Settings(database_url=url), files_of((str(drop),)), Manner(source=source))
    return {name.rpartition("/")[2]: state for name, state in states(report).items()}


async def test_an_import_as_of_a_source_reads_what_its_settings_say(sqlite_url: str, tmp_path: Path) -> None:
    drop = drop_of(tmp_path)
    with pytest.raises(InvalidInput, match="no source"):
        await imported(sqlite_url, drop)
    await tell_source(sqlite_url, attendance_codes=CODES, unknown_means="open")
    assert await imported(sqlite_url, drop) == {"Publication41.xml": "created"}
    assert (await attendance(sqlite_url))["Carla Rørvig"] == "present"
    held = await held_at(sqlite_url)
    assert {body["unknown_means"] for (kind, _), body in held.items() if kind == "document"} == {"open"}
    [source] = [body for (kind, _), body in held.items() if kind == "source"]
    assert source["last_success_at"] is not None
    assert (await run(sqlite_url, drop.parent / "drop"))["counts"]["unchanged"] == 1
    await tell_source(sqlite_url, attendance_codes=[])
    assert await imported(sqlite_url, drop) == {"Publication41.xml": "updated"}


async def test_files_that_come_later_are_taken_in_by_an_import(sqlite_url: str, tmp_path: Path) -> None:
    drop = drop_of(tmp_path)
    await tell_source(sqlite_url, name="ESDH")
    await imported(sqlite_url, drop)
    write(drop, "Publication41/Enclosures/1.pdf", "%PDF-1.0")
    assert await imported(sqlite_url, drop) == {"Publication41.xml": "updated", "1.pdf": "unchanged"}
    assert set((await imported(sqlite_url, drop)).values()) == {"unchanged"}


async def test_what_is_of_a_forum_that_the_source_is_not_for_is_left_out(sqlite_url: str, tmp_path: Path) -> None:
    drop = drop_of(tmp_path)
    await tell_source(sqlite_url, name="ESDH")
    await imported(sqlite_url, write(tmp_path, "referat.txt", FIRST))
    [forum] = [id for (kind, id) in await held_at(sqlite_url) if kind == "forum"]
    await tell_source(sqlite_url, forum_ids=[forum])
    assert await imported(sqlite_url, drop) == {"Publication41.xml": "unchanged"}
    assert [kind for kind, _ in await held_at(sqlite_url)].count("meeting") == 1
