"""What several documents say about one pot, and that whoever asks is told the same findings."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import ADMIN, Caller
from app.domain.findings import MONEY_SEVERITIES
from app.services.funding import FundingService
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Store
from app.services.writing import Act, Writer
from tests.cli.minutes import FIRST, OVERSPENT, SECOND, minutes
from tests.corpus import corpus_file
from tests.importers.minutes import SAMPLES

ACT = Act(Caller("import", frozenset({ADMIN})))
NOTHING: dict[str, Any] = {"remove": [], "grants": [], "allocations": [], "transfers": [], "carry_overs": []}
LATER = ("19-02-2024", "Mandag d. 19. februar 2024")
Body = dict[str, Any]


_seconds = count()


def now() -> datetime:
    """A clock that goes on a second each time it is asked: of two prints of one meeting the later import counts."""
    return datetime(2024, 10, 1, tzinfo=UTC) + timedelta(seconds=next(_seconds))


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, now), now)


@pytest.fixture
def pots(store: Store) -> FundingService:
    return FundingService(store, Writer(store, now), now)


def file(text: str) -> SourceFile:
    return SourceFile("referat.txt", text.encode())


def from_disk(path: Path) -> SourceFile:
    return SourceFile(path.name, path.read_bytes())


async def pot_of(store: Store, report: Body) -> Body:
    [id] = [one["id"] for one in report["resources"] if one["kind"] == "funding"]
    record = await store.get("funding", id)
    assert record is not None
    return record.body


def money(findings: list[Body]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    told = [(row["code"], row["severity"], row["message"], tuple(row["paths"])) for row in findings]
    return sorted(row for row in told if row[0] in MONEY_SEVERITIES)


async def assert_told_alike(imports: ImportService, pots: FundingService, source: SourceFile) -> set[str]:
    previewed = await imports.preview(source)
    report = await imports.apply(source, ACT)
    ids = [one["id"] for one in report["resources"] if one["kind"] == "funding"]
    stored = [one for id in ids for one in (await pots.findings(id, ACT.caller)).findings]
    tried = [one for id in ids for one in (await pots.validate(id, NOTHING, ACT.caller)).findings]
    told = money(report["findings"])
    assert money(previewed["findings"]) == told
    assert money([one.model_dump() for one in stored]) == told
    assert money([one.model_dump() for one in tried]) == told
    return {code for code, *_ in told}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
async def test_a_dry_run_an_import_and_a_stored_pot_of_a_sample_tell_the_same(
    path: Path, imports: ImportService, pots: FundingService
) -> None:
    await assert_told_alike(imports, pots, from_disk(path))


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("000", set[str]()),
        ("001", {"unallocated_remainder", "empty_cell", "years_undistributed", "unit_suspect", "partly_released"}),
        ("002", set[str]()),
        ("004", {"unallocated_remainder", "grant_split_mismatch", "amount_malformed", "amount_contradiction"}),
    ],
)
async def test_a_dry_run_an_import_and_a_stored_pot_of_real_minutes_tell_the_same(
    prefix: str, expected: set[str], imports: ImportService, pots: FundingService
) -> None:
    codes = await assert_told_alike(imports, pots, from_disk(corpus_file(prefix)))
    assert codes >= expected
    assert bool(codes) == bool(expected)
    assert not {"total_mismatch", "pot_overallocated"} & codes


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)], ids=["older first", "newer first"])
async def test_a_newer_amount_counts_and_is_told_whichever_document_comes_first_m17(
    order: tuple[str, str], store: Store, imports: ImportService, pots: FundingService
) -> None:
    for text in order:
        report = await imports.apply(file(text), ACT)
    pot = await pot_of(store, report)
    assert sum(row["amount_dkk"] or 0 for row in pot["allocations"]) == 900_000
    [changed] = [one for one in report["findings"] if one["code"] == "allocation_changed"]
    assert (changed["severity"], changed["computed"], changed["stated"]) == ("info", 100_000, 120_000)
    codes = [one.code for one in (await pots.findings(pot["id"], ACT.caller)).findings]
    assert codes.count("allocation_changed") == 1
    assert "amount_contradiction" not in codes
    assert "total_mismatch" not in codes


async def test_a_row_that_a_newer_table_lacks_is_still_set_aside(store: Store, imports: ImportService) -> None:
    await imports.apply(file(FIRST), ACT)
    without = tuple(row for row in FIRST.split("\n") if "\t" in row and not row.startswith(("2.", "I alt", "Balance")))
    report = await imports.apply(file(minutes(*LATER, without)), ACT)
    pot = await pot_of(store, report)
    assert sorted(row["amount_dkk"] for row in pot["allocations"]) == [100_000, 200_000, 250_000, 300_000]


async def test_a_statement_that_would_break_the_pot_is_kept_and_not_applied(
    store: Store, imports: ImportService
) -> None:
    before = await pot_of(store, await imports.apply(file(FIRST), ACT))
    report = await imports.apply(file(minutes(*LATER, OVERSPENT)), ACT)
    after = await pot_of(store, report)
    assert after["allocations"] == before["allocations"]
    assert 700_000 in {row["amount_dkk"] for row in after["stated"]}
    refused = [one for one in report["findings"] if one["code"] == "pot_overallocated"]
    assert [one["severity"] for one in refused] == ["error"]
    assert "ikke ændret" in refused[0]["message"]


async def test_a_corrected_print_of_the_minutes_says_it_anew_and_contradicts_nothing(
    store: Store, imports: ImportService, pots: FundingService
) -> None:
    wrong = FIRST.replace(
        "1. Tryg udskrivelse\t300.000\t100.000\t400.000", "1. Tryg udskrivelse\t200.000\t100.000\t400.000"
    )
    first = await imports.apply(file(wrong), ACT)
    assert "total_mismatch" in {one["code"] for one in first["findings"]}
    second = await imports.apply(file(FIRST), ACT)
    pot = await pot_of(store, second)
    codes = {one.code for one in (await pots.findings(pot["id"], ACT.caller)).findings}
    assert not {"amount_contradiction", "total_mismatch", "allocation_changed"} & codes
    assert 300_000 in {row["amount_dkk"] for row in pot["allocations"]}
    assert {row["evidence"]["document_id"] for row in pot["stated"]} == {first["sha256"], second["sha256"]}


EARLIER = minutes("15-11-2023", "Onsdag d. 15. november 2023", forum="Direktørforum")
TELLS = minutes().replace(
    "Skemaet viser",
    "Den 15. november 2023 godkendte Direktørforum fordelingen af klyngemidlerne.\n\nIndsatserne er:\n\n"
    "- Tryg udskrivelse – Driftsforum for Akut\n- Fælles akutteam – Driftsforum for Børn\n\nSkemaet viser",
)


@pytest.mark.parametrize("order", [(EARLIER, TELLS), (TELLS, EARLIER)], ids=["meeting first", "meeting last"])
async def test_who_decided_is_linked_to_the_meeting_whichever_comes_first_m25(
    order: tuple[str, str], store: Store, imports: ImportService, pots: FundingService
) -> None:
    reports = {text: await imports.apply(file(text), ACT) for text in order}
    pot = await pot_of(store, reports[TELLS])
    [meeting] = [one["id"] for one in reports[EARLIER]["resources"] if one["kind"] == "meeting"]
    decided = [row["decided"] for row in pot["allocations"]]
    assert {(row["meeting_id"], row["on"]["from"]) for row in decided} == {(meeting, "2023-11-15")}
    assert {row["forum_name"] for row in decided} == {"Direktørforum"}
    codes = {one.code for one in (await pots.findings(pot["id"], ACT.caller)).findings}
    assert "allocation_undecided" not in codes


async def test_the_forums_in_charge_are_stored_and_initiatives_lead_to_them_n4(
    store: Store, imports: ImportService
) -> None:
    report = await imports.apply(file(TELLS), ACT)
    names = {}
    for one in (one for one in report["resources"] if one["kind"] == "initiative"):
        initiative = await store.get("initiative", one["id"])
        assert initiative is not None
        forum = await store.get("forum", initiative.body["responsible_forum_id"])
        assert forum is not None
        names[initiative.body["code"]] = (forum.body["name"], forum.body["cluster_id"] == initiative.body["cluster_id"])
    assert names == {"1": ("Driftsforum for Akut", True), "2": ("Driftsforum for Børn", True)}
