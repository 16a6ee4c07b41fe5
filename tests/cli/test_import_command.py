"""`klynge import` as a person runs it: what it says, and how it ends."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.schemas.imports import ImportRun
from tests.cli.command import klynge, klynge_process
from tests.cli.contents import held_at
from tests.cli.minutes import FIRST, SECOND

DECISIONS = (
    "Beslutning\n\nChefforum tog status til efterretning.\n\n",
    "Beslutning\n\nIngen punkter til eventuelt.\n",
)
RAGGED_ROW = "1. Tryg udskrivelse\t300.000\t100.000\t400.000"


def without_decisions(text: str) -> str:
    for section in DECISIONS:
        assert section in text
        text = text.replace(section, "")
    return text


def line_of(text: str, words: str) -> int:
    [number] = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith(words)]
    return number


WEEKDAY = FIRST.replace("Mandag", "Torsdag")
NO_SUCH_DAY = FIRST.replace("15. januar", "31. februar").replace("15-01", "31-02")
MISSING = FIRST.replace("Punkt 3:", "Punkt 4:")
REPEATED = FIRST.replace("Punkt 3: Eventuelt", "Punkt 2: Eventuelt")
RAGGED = FIRST.replace(RAGGED_ROW, RAGGED_ROW.rsplit("\t", 1)[0])
AGENDA = without_decisions(FIRST)
RECIPE = "Opskrift på rugbrød\n\nBland mel og vand.\n"

BAD: dict[str, tuple[bytes, str, int]] = {
    "empty file": (b"", "text_absent", 1),
    "binary": (bytes(range(256)) * 40, "format_unknown", 1),
    "PDF renamed": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "format_unknown", 1),
    "agenda without decisions": (AGENDA.encode(), "text_absent", line_of(AGENDA, "Punkt 1")),
    "page of something else": (RECIPE.encode(), "format_unknown", 1),
    "ragged row": (RAGGED.encode(), "row_ragged", line_of(RAGGED, "1. Tryg")),
    "number missing": (MISSING.encode(), "number_missing", line_of(MISSING, "Punkt 4")),
    "number repeated": (REPEATED.encode(), "number_repeated", line_of(REPEATED, "Punkt 2: Status")),
    "date that does not exist": (NO_SUCH_DAY.encode(), "date_invalid", line_of(NO_SUCH_DAY, "Mødedato")),
    "weekday that contradicts": (WEEKDAY.encode(), "weekday_mismatch", line_of(WEEKDAY, "Mødedato")),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_with_file_and_line_and_ends_with_1(tmp_path: Path, sqlite_url: str, case: str) -> None:
    data, code, line = BAD[case]
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    ended = klynge("import", path, database_url=sqlite_url)
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert re.search(
        rf"^  {re.escape(str(path))}:{line}(-\d+)?  (fejl|advarsel)  {code}  \S", ended.stdout, re.MULTILINE
    )


def run(*words: str | Path, url: str) -> tuple[int, dict[str, Any]]:
    ended = klynge("import", "--json", *words, database_url=url)
    assert ended.stderr == ""
    told: dict[str, Any] = json.loads(ended.stdout)
    ImportRun.model_validate(told)
    return ended.returncode, told


def test_bad_files_do_not_stop_the_run_and_files_in_are_files_out(tmp_path: Path, sqlite_url: str) -> None:
    """P13: no file is dropped in silence."""
    (tmp_path / "a.txt").write_bytes(b"\0")
    (tmp_path / "b.txt").write_text(FIRST)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "c.txt").write_text(SECOND)
    (tmp_path / "empty").mkdir()
    named = (tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "below", tmp_path / "empty", tmp_path / "none")
    code, told = run(*named, f"{tmp_path}/*.md", url=sqlite_url)
    assert code == 1
    assert [file["state"] for file in told["files"]] == ["failed", "created", "created", "failed", "failed", "failed"]
    assert told["counts"]["files"] == 6
    assert all(file["findings"] for file in told["files"] if file["state"] == "failed")


def test_a_folder_gives_its_files_at_any_depth_without_the_hidden_ones(tmp_path: Path, sqlite_url: str) -> None:
    folder = tmp_path / "referater"
    (folder / "2024" / ".git").mkdir(parents=True)
    for name in ("b.txt", "2024/a.txt", "2024/.git/c.txt", ".d.txt"):
        (folder / name).write_text(FIRST)
    _, told = run(folder, url=sqlite_url)
    assert sorted(file["name"] for file in told["files"]) == [f"{folder}/2024/a.txt", f"{folder}/b.txt"]


def test_a_glob_gives_the_files_it_matches(tmp_path: Path, sqlite_url: str) -> None:
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND), ("c.md", FIRST)):
        (tmp_path / name).write_text(text)
    code, told = run(f"{tmp_path}/*.txt", url=sqlite_url)
    assert (code, told["counts"]["created"]) == (0, 2)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, sqlite_url: str) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    code, told = run(path, url=sqlite_url)
    [file_told] = told["files"]
    assert (code, file_told["state"], file_told["sha256"]) == (1, "failed", None)
    assert "200000000" in file_told["findings"][0]["message"]


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/self/mem"])
def test_what_is_no_readable_file_is_told(sqlite_url: str, path: str) -> None:
    code, told = run(path, url=sqlite_url)
    assert (code, told["counts"]["failed"]) == (1, 1)


def test_the_same_files_again_change_nothing_and_it_says_so(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    first = klynge_process("import", tmp_path / "a.txt", database_url=sqlite_url)
    again = klynge_process("import", tmp_path / "a.txt", database_url=sqlite_url)
    assert [(ended.returncode, ended.stderr) for ended in (first, again)] == [(0, "")] * 2
    assert "1 møde" in first.stdout
    assert "uændret" in again.stdout
    assert "intet er ændret" in again.stdout


def test_a_dry_run_stores_nothing(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    code, told = run("--dry-run", tmp_path / "a.txt", url=sqlite_url)
    assert (code, told["dry_run"], told["counts"]["created"]) == (0, True, 1)
    _, then = run(tmp_path / "a.txt", url=sqlite_url)
    assert then["counts"]["created"] == 1


async def test_what_unknown_access_means_is_said_to_the_import(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    code, _ = run("--unknown-means", "open", tmp_path / "a.txt", url=database_url)
    [document] = [body for (kind, _), body in (await held_at(database_url)).items() if kind == "document"]
    assert (code, document["unknown_means"]) == (0, "open")


def test_a_file_name_that_is_no_utf8_is_imported(tmp_path: Path, sqlite_url: str) -> None:
    folder = tmp_path / "referater"
    folder.mkdir()
    Path(f"{folder}/m\udcf8de.txt").write_text(FIRST)
    code, told = run(folder, url=sqlite_url)
    assert (code, told["counts"]["created"]) == (0, 1)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"database_url": "sqlite:////no/such/folder/klynge.db"}, "klynge: the store"),
        ({"database_url": "oracle://somewhere"}, "klynge: the database URL"),
        ({"auth": "perhaps"}, "KLYNGE_AUTH"),
    ],
)
def test_settings_that_do_not_work_end_with_2_and_say_why(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    ended = klynge_process("import", tmp_path / "a.txt", cwd=tmp_path, **settings)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
