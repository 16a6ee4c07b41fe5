"""What a source says that its codes for attendance mean, and reading again where that changes."""

from pathlib import Path
from typing import Any

from tests.cli.contents import held_at
from tests.cli.drops import run, states, tell_source, write
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
