"""`klynge import` of exports in XML: with the files beside them, which are not read for themselves."""

from pathlib import Path
from typing import Any

from app.cli.files import files_of
from app.cli.importing import import_files
from app.config import Settings
from bench.accuracy.export_pairs import acadre
from tests.importers.exports.records import item, record


def write_drop(folder: Path) -> None:
    manifest, bodies = acadre(record(item("1", "Plan"), item("2", "Eventuelt")))
    for name, data in {"XML_2207.xml": manifest, **bodies}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


async def run(tmp_path: Path, *paths: Path) -> dict[str, Any]:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/klynge.db")
    return await import_files(settings, files_of(tuple(map(str, paths))))


async def test_a_manifest_is_imported_with_its_body_and_the_body_is_told_of(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    write_drop(drop)
    report = await run(tmp_path, drop)
    told = {file["name"].rpartition("/")[2]: file for file in report["files"]}
    assert {name: file["state"] for name, file in told.items()} == {"XML_2207.xml": "created", "41005.XML": "unchanged"}
    assert "XML_2207.xml" in told["41005.XML"]["findings"][0]["message"]
    assert report["counts"]["errors"] == 0
    again = await run(tmp_path, drop)
    assert again["counts"]["unchanged"] == 2


async def test_a_manifest_named_alone_finds_its_body(tmp_path: Path) -> None:
    write_drop(tmp_path / "drop")
    report = await run(tmp_path, tmp_path / "drop" / "XML_2207.xml")
    assert [file["state"] for file in report["files"]] == ["created"]


async def test_a_body_named_alone_is_read_with_a_warning(tmp_path: Path) -> None:
    write_drop(tmp_path / "drop")
    report = await run(tmp_path, tmp_path / "drop" / "Files_2207_41001" / "41005.XML")
    [file] = report["files"]
    assert file["state"] == "created"
    assert "heading_missing" in {finding["code"] for finding in file["findings"]}
