"""`klynge sync` over exports with files beside them: what belongs together is taken together, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.contents import held_at
from tests.cli.drops import run, states, write
from tests.cli.minutes import FIRST
from tests.importers.exports.exported import (
    ACADRE_BODY,
    FUJITSU_BODY,
    SBSYS_FILES,
    acadre_body,
    acadre_manifest,
    fujitsu_body,
    fujitsu_notification,
    on_disk,
    sbsys,
)

EXPORT = "Publication8801/dagsorden.xml"
BESIDE = {name: data for name, data in SBSYS_FILES.items() if name not in {"dagsorden.xml", "preview.xml"}}


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """An export with its files, a draft, and minutes elsewhere."""
    folder = tmp_path / "drop"
    put(folder, EXPORT, on_disk(sbsys()))
    put(folder, "Publication8801/preview.xml", on_disk(sbsys()))
    for name, data in BESIDE.items():
        put(folder, f"Publication8801/{name}", data)
    write(folder, "referater/januar.txt", FIRST)
    return folder


def put(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


async def attachments(url: str) -> dict[str, Any]:
    """The size of each attachment of the exported meeting, by its title."""
    [meeting] = [
        body for (kind, _), body in (await held_at(url)).items() if kind == "meeting" and "6402" in sources(body)
    ]
    return {one["title"]: one["size_bytes"] for item in meeting["agenda_items"] for one in item["attachments"]}


def sources(body: dict[str, Any]) -> set[str]:
    return {one["id"] for one in body["sources"]}


async def test_files_beside_an_export_are_not_read_for_themselves(database_url: str, drop: Path) -> None:
    write(drop, "Publication8801/Bilag/lukket.txt", FIRST)
    told = await run(database_url, drop)
    assert states(told) == {EXPORT: "created", "referater/januar.txt": "created"}
    again = await run(database_url, drop)
    assert (set(states(again).values()), again["id"]) == ({"unchanged"}, None)


async def test_an_export_is_read_again_when_a_file_beside_it_changes_and_then_no_more(
    sqlite_url: str, drop: Path
) -> None:
    await run(sqlite_url, drop)
    before = await attachments(sqlite_url)
    put(drop, "Publication8801/Bilag/flag.pdf", b"%PDF of another length")
    told = await run(sqlite_url, drop)
    assert states(told) == {EXPORT: "updated", "referater/januar.txt": "unchanged"}
    after = await attachments(sqlite_url)
    assert {title for title, size in after.items() if size != before[title]} != set()
    assert (await run(sqlite_url, drop))["id"] is None


async def test_a_file_that_was_missing_is_taken_in_when_it_comes(sqlite_url: str, drop: Path) -> None:
    (drop / "Publication8801/Bilag/flag.pdf").unlink()
    await run(sqlite_url, drop)
    put(drop, "Publication8801/Bilag/flag.pdf", BESIDE["Bilag/flag.pdf"])
    assert states(await run(sqlite_url, drop))[EXPORT] == "updated"


async def test_files_that_are_written_anew_with_the_same_content_are_no_change(sqlite_url: str, drop: Path) -> None:
    await run(sqlite_url, drop)
    before = await held_at(sqlite_url)
    put(drop, EXPORT, on_disk(sbsys()))
    for name, data in BESIDE.items():
        put(drop, f"Publication8801/{name}", data)
    told = await run(sqlite_url, drop)
    assert (set(states(told).values()), told["id"]) == ({"unchanged"}, None)
    assert await held_at(sqlite_url) == before


HEADED = {
    "acadre": ("XML_2207.xml", acadre_manifest(), ACADRE_BODY, acadre_body(), "XML_2207.xml"),
    "fujitsu": ("notifikation.xml", fujitsu_notification(), FUJITSU_BODY, fujitsu_body(), "AgendaIdentifier"),
}


@pytest.mark.parametrize("name", HEADED)
async def test_a_body_waits_for_the_file_that_publishes_it_and_says_which(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    head, published, body, agenda, expected = HEADED[name]
    put(tmp_path / "drop", body, on_disk(agenda))
    for _ in range(2):
        [told] = (await run(sqlite_url, tmp_path / "drop"))["files"]
        assert (told["state"], told["import_id"], told["findings"][0]["code"]) == ("unchanged", None, "heading_missing")
        assert expected in told["findings"][0]["message"]
    assert [kind for kind, _ in await held_at(sqlite_url) if kind == "meeting"] == []
    put(tmp_path / "drop", head, on_disk(published))
    assert states(await run(sqlite_url, tmp_path / "drop"))[head] == "created"
    assert [kind for kind, _ in await held_at(sqlite_url)].count("meeting") == 1


@pytest.mark.parametrize("name", HEADED)
async def test_a_file_that_publishes_what_is_missing_names_it_and_is_read_when_it_comes(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    head, published, body, agenda, _ = HEADED[name]
    put(tmp_path / "drop", head, on_disk(published))
    [told] = (await run(sqlite_url, tmp_path / "drop"))["files"]
    assert told["state"] == "failed"
    assert body.rpartition("/")[2].casefold() in told["findings"][0]["message"].casefold()
    put(tmp_path / "drop", body, on_disk(agenda))
    assert states(await run(sqlite_url, tmp_path / "drop"))[head] == "created"
