"""`klynge check --file`: the source with the findings at their lines."""

import json
from pathlib import Path

from tests.cli.command import klynge
from tests.cli.minutes import FIRST, OVERSPENT, minutes


def written(folder: Path, text: str) -> Path:
    path = folder / "referat.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_line_of_the_source_is_printed_with_its_number_and_a_finding_stands_below_its_line(
    tmp_path: Path, sqlite_url: str
) -> None:
    text = FIRST.replace("Mandag d. 15.", "Fredag d. 15.")
    ended = klynge("check", "--file", written(tmp_path, text), database_url=sqlite_url)
    printed = ended.stdout.splitlines()
    assert ended.returncode == 1
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        assert f"{number:>5} │ {line}".rstrip() in printed
    below = printed[printed.index("    4 │ Mødedato Fredag d. 15. januar 2024 kl. 14:00") + 1 :]
    assert below[0].startswith("      └ fejl  weekday_mismatch  ")
    assert below[1].startswith("        → Ret ugedagen")


def test_a_pot_that_does_not_add_up_is_told_at_its_row(tmp_path: Path, sqlite_url: str) -> None:
    text = minutes(table=OVERSPENT)
    line = next(number for number, row in enumerate(text.split("\n"), 1) if row.startswith("Klyngemidler 2022"))
    ended = klynge("check", "--file", written(tmp_path, text), database_url=sqlite_url)
    printed = ended.stdout.splitlines()
    at = next(place for place, row in enumerate(printed) if row.startswith(f"{line:>5} │ "))
    assert ended.returncode == 1
    assert any(row.startswith("      └ fejl  pot_overallocated") for row in printed[at + 1 : at + 9])


def test_minutes_without_errors_end_with_0_and_nothing_is_stored(tmp_path: Path) -> None:
    store = tmp_path / "klynge.db"
    ended = klynge("check", "--file", written(tmp_path, FIRST), database_url=f"sqlite:///{store}")
    assert ended.returncode == 0
    assert ended.stdout.rstrip().splitlines()[-1].startswith(f"{tmp_path}/referat.txt: 0 fejl, ")
    assert not store.exists()


def test_json_has_the_file_with_its_findings_each_with_what_to_do(tmp_path: Path, sqlite_url: str) -> None:
    ended = klynge("check", "--json", "--file", written(tmp_path, minutes(table=OVERSPENT)), database_url=sqlite_url)
    told = json.loads(ended.stdout)
    [file] = told["items"]
    assert (told["ok"], file["format"], ended.returncode) == (False, "referat", 1)
    assert "pot_overallocated" in [finding["code"] for finding in file["findings"]]
    assert all(finding["hint"] for finding in file["findings"])


def test_a_file_that_is_not_there_or_no_text_is_an_error_of_that_file(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "billede.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    words = ("--file", tmp_path / "billede.txt", "--file", tmp_path / "ingen.txt")
    ended = klynge("check", *words, database_url=sqlite_url)
    assert ended.returncode == 1
    assert "└ fejl  format_unknown  Filen er et billede" in ended.stdout
    assert "└ fejl  text_absent  " in ended.stdout
    assert "ingen.txt findes ikke" in ended.stdout


def test_files_and_pots_are_not_checked_together(tmp_path: Path, sqlite_url: str) -> None:
    ended = klynge("check", "4f2f3a3e", "--file", written(tmp_path, FIRST), database_url=sqlite_url)
    assert (ended.returncode, ended.stdout) == (2, "")


def test_further_places_are_spans_and_none_that_the_message_says(tmp_path: Path, sqlite_url: str) -> None:
    ended = klynge("check", "--file", written(tmp_path, FIRST), database_url=sqlite_url)
    [row] = [row for row in ended.stdout.splitlines() if "allocation_undecided" in row]
    first = next(number for number, line in enumerate(FIRST.split("\n"), 1) if line.startswith("1. Tryg"))
    assert row.endswith(f"(se også linje {first + 1})")
    text = FIRST.replace("Punkt 1: Deltagere", "Punkt 1: Deltagere\n\n1 (Åben) Mødedeltagere")
    told = klynge("check", "--file", written(tmp_path, text), database_url=sqlite_url)
    [row] = [row for row in told.stdout.splitlines() if "title_differs" in row]
    assert "se også" not in row
