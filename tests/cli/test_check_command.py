"""`klynge check`: the balance as the clusters print it, the findings with their lines, and how it ends."""

import json
from pathlib import Path

import pytest

from app.schemas.balance import BalanceRead
from app.schemas.imports import FindingRead
from tests.cli.command import klynge, klynge_process
from tests.cli.minutes import FIRST, OVERSPENT, TABLE_2022, minutes


def cells(line: str) -> list[str]:
    return [cell for cell in line.split("  ") if cell.strip()]


def imported(folder: Path, url: str, text: str) -> None:
    (folder / "referat.txt").write_text(text)
    assert klynge("import", folder / "referat.txt", database_url=url).returncode == 0


def test_the_balance_is_laid_out_as_the_minutes_have_it(tmp_path: Path, sqlite_url: str) -> None:
    imported(tmp_path, sqlite_url, FIRST)
    ended = klynge("check", database_url=sqlite_url)
    assert ended.returncode == 0
    printed = [[cell.strip() for cell in cells(line)] for line in ended.stdout.splitlines()]
    for row in TABLE_2022:
        assert row.split("\t") in printed


def test_a_pot_that_does_not_add_up_ends_with_1_and_names_the_line(tmp_path: Path, sqlite_url: str) -> None:
    text = minutes(table=OVERSPENT)
    imported(tmp_path, sqlite_url, text)
    line = next(number for number, row in enumerate(text.split("\n"), 1) if row.startswith("Klyngemidler 2022"))
    ended = klynge_process("check", database_url=sqlite_url)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert f"referat.txt:{line}  fejl  pot_overallocated  " in ended.stdout
    assert "1 pulje: 1 med fejl." in ended.stdout


def test_json_has_balance_and_findings_in_the_shapes_of_the_api(tmp_path: Path, sqlite_url: str) -> None:
    imported(tmp_path, sqlite_url, FIRST)
    ended = klynge("check", "--json", database_url=sqlite_url)
    told = json.loads(ended.stdout)
    [pot] = told["items"]
    assert (told["ok"], pot["ok"], pot["cluster"]["name"]) == (True, True, "Sundhedsklynge Fjord")
    assert BalanceRead.model_validate(pot["balance"]).total.balance_dkk == 50_000
    assert [FindingRead.model_validate(finding).code for finding in pot["findings"]]


def test_a_pot_can_be_named_by_its_id_and_errors_end_with_1(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "referat.txt").write_text(minutes(table=OVERSPENT))
    run = json.loads(klynge("import", "--json", tmp_path / "referat.txt", database_url=database_url).stdout)
    [id] = [one["id"] for one in run["files"][0]["resources"] if one["kind"] == "funding"]
    named = klynge("check", "--json", id, database_url=database_url)
    told = json.loads(named.stdout)
    assert (named.returncode, told["ok"], [pot["id"] for pot in told["items"]]) == (1, False, [id])


@pytest.mark.parametrize("id", ["4f2f3a3e-6a2b-4d4e-9d1c-0c8f1a2b3c4d", "ikke-et-id"])
def test_an_id_that_is_no_pots_ends_with_2(sqlite_url: str, id: str) -> None:
    ended = klynge("check", id, database_url=sqlite_url)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no funding with this id" in ended.stderr


def test_a_store_without_pots_says_what_to_do(sqlite_url: str) -> None:
    ended = klynge("check", database_url=sqlite_url)
    assert ended.returncode == 0
    assert "klynge import" in ended.stdout
