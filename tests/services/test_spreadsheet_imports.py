"""Spreadsheets of money over a store: no meeting, the same pot as minutes, and nothing written twice."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from app.domain.access import ADMIN, Caller
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Store
from app.services.writing import Act, Writer, derived_id
from tests.importers.spreadsheets.made import ROWS, TITLE, separated, workbook

ACT = Act(Caller("import", frozenset({ADMIN})))
NAMELESS = "Klyngemidler 2022+2023 pr. 17. januar 2024"
_seconds = count()


def now() -> datetime:
    return datetime(2024, 10, 1, tzinfo=UTC) + timedelta(seconds=next(_seconds))


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, now), now)


def states(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["kind"], one["state"]) for one in report["resources"]}


async def test_a_workbook_is_stored_as_a_cluster_its_initiatives_and_a_pot(
    imports: ImportService, store: Store
) -> None:
    file = SourceFile("midler.xlsx", workbook())
    report = await imports.apply(file, ACT)
    assert (report["state"], report["format"]) == ("updated", "xlsx")
    assert states(report) == {("cluster", "created"), ("initiative", "created"), ("funding", "created")}
    kept = await store.get("document", file.document_id)
    assert kept is not None
    assert kept.body["media_type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert [one["code"] for one in report["findings"] if one["severity"] == "error"] == []
    assert {one["code"] for one in report["findings"]} >= {"empty_cell", "party_overallocated"}


async def test_what_was_imported_is_not_written_again_in_any_form(imports: ImportService) -> None:
    await imports.apply(SourceFile("midler.csv", separated().encode()), ACT)
    again = await imports.apply(SourceFile("midler.csv", separated().encode()), ACT)
    assert again["state"] == "unchanged"
    other = await imports.apply(SourceFile("midler.xlsx", workbook()), ACT)
    assert {state for kind, state in states(other) if kind == "cluster"} == {"unchanged"}
    assert "created" not in {state for _, state in states(other)}


async def test_a_later_sheet_with_another_amount_tells_of_the_change(imports: ImportService, store: Store) -> None:
    await imports.apply(SourceFile("midler.xlsx", workbook()), ACT)
    rows = [("1. Fælles udskrivning", 310_000, 450_000, 250_000, 1_010_000), *ROWS[1:3]]
    later = workbook(rows, title=TITLE.replace("januar", "februar"))
    report = await imports.apply(SourceFile("midler.xlsx", later), ACT)
    changed = [one for one in report["findings"] if one["code"] == "allocation_changed"]
    assert [(one["stated"], one["computed"]) for one in changed] == [(310_000, 300_000)]
    [id] = [one["id"] for one in report["resources"] if one["kind"] == "funding"]
    pot = await store.get("funding", id)
    assert pot is not None
    assert 310_000 in [row["amount_dkk"] for row in pot.body["allocations"]]


async def test_wrong_totals_and_cells_with_errors_are_told(imports: ImportService) -> None:
    def edit(_: Any, page: Any) -> None:
        page.write_formula("B5", "=1/0", None, "#DIV/0!")
        page.write("D7", 250_001)

    report = await imports.apply(SourceFile("midler.xlsx", workbook(edit=edit)), ACT)
    told = [(one["code"], one["message"]) for one in report["findings"] if one["severity"] == "error"]
    assert {code for code, _ in told} == {"amount_malformed", "total_mismatch"}
    assert any("B5" in message for code, message in told if code == "amount_malformed")


async def test_money_of_no_cluster_is_that_of_its_sources_cluster(imports: ImportService, store: Store) -> None:
    file = SourceFile("midler.csv", separated(title=NAMELESS).encode(), system="regneark")
    refused = await imports.apply(file, ACT)
    assert refused["state"] == "failed"
    assert "hvilken klynge" in refused["findings"][-1]["message"]
    made = await imports.apply(SourceFile("midler.xlsx", workbook()), ACT)
    [cluster] = [one["id"] for one in made["resources"] if one["kind"] == "cluster"]
    settings = {"system": "regneark", "cluster_id": cluster}
    await Writer(store, now).create("source", settings, ACT, id=derived_id("source", "regneark"))
    report = await imports.apply(file, ACT)
    assert [one["id"] for one in report["resources"] if one["kind"] == "cluster"] == [cluster]
    assert "created" not in {state for _, state in states(report)}


async def test_a_pot_without_years_is_told(imports: ImportService) -> None:
    rows = [*ROWS[:4], ("Klyngemidler", 300_000, 600_000, 400_000, 1_300_000)]
    report = await imports.apply(SourceFile("x.xlsx", workbook(rows, title="Sundhedsklynge Øst")), ACT)
    assert "date_year_missing" in {one["code"] for one in report["findings"]}
    assert "funding" not in {kind for kind, _ in states(report)}
