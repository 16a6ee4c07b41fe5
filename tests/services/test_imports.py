"""Importing source documents over every store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.access import Caller
from app.schemas.clusters import ClusterCreate
from app.schemas.documents import DocumentRead
from app.schemas.imports import ImportFile, ImportRead
from app.services.import_documents import SourceFile, UnknownMeans
from app.services.imports import ImportService
from app.services.ports import Record, SourceKey, Store
from app.services.source_entries import entry_for
from app.services.writing import Act, Writer
from tests.cli.contents import assert_log_is_true, contents, whole_log
from tests.cli.minutes import FIRST, OVERSPENT, SECOND, minutes

ACT = Act(Caller("import", frozenset()))
PERSON = Act(Caller("person", frozenset()))
Body = dict[str, Any]


class Clock:
    """A second later each time it is read."""

    def __init__(self) -> None:
        self._instants: Iterator[datetime] = (
            datetime(2024, 3, 1, tzinfo=UTC) + timedelta(seconds=tick) for tick in range(1_000_000)
        )

    def __call__(self) -> datetime:
        return next(self._instants)


@pytest.fixture
def writer(store: Store) -> Writer:
    return Writer(store, Clock())


@pytest.fixture
def imports(store: Store, writer: Writer) -> ImportService:
    return ImportService(store, writer, Clock())


def file(text: str, name: str = "referat.txt") -> SourceFile:
    return SourceFile(name, text.encode())


def states(report: Body, *kinds: str) -> set[str]:
    return {one["state"] for one in report["resources"] if not kinds or one["kind"] in kinds}


def id_of(report: Body, kind: str) -> str:
    [id] = [one["id"] for one in report["resources"] if one["kind"] == kind]
    return str(id)


def codes(report: Body) -> list[str]:
    return [finding["code"] for finding in report["findings"]]


async def stored(store: Store, report: Body, kind: Any) -> Record:
    record = await store.get(kind, id_of(report, kind))
    assert record is not None
    return record


async def test_every_resource_of_the_document_is_created_with_the_meeting_last(
    store: Store, imports: ImportService
) -> None:
    report = await imports.apply(file(FIRST), ACT)
    ImportFile.model_validate(report)
    assert report["state"] == "created"
    assert states(report) == {"created"}
    kinds = [one["kind"] for one in report["resources"]]
    assert kinds == sorted(kinds, key=["cluster", "forum", "participant", "initiative", "funding", "meeting"].index)
    assert (kinds.count("participant"), kinds.count("initiative"), kinds.count("meeting")) == (4, 2, 1)
    await assert_log_is_true(store)


async def test_the_document_is_kept_with_its_bytes_and_the_job_with_its_findings(
    store: Store, imports: ImportService
) -> None:
    source = file(FIRST)
    report = await imports.apply(source, ACT)
    document = await store.get("document", source.document_id)
    job = await store.get("import", report["import_id"])
    assert document is not None
    assert job is not None
    assert await store.get_blob(source.document_id) == (source.data, "text/plain")
    assert DocumentRead.model_validate(document.body).text == FIRST
    assert ImportRead.model_validate(job.body).state == "completed"
    assert job.body["files"] == [report]


async def test_the_same_file_again_writes_nothing_and_says_so(store: Store, imports: ImportService) -> None:
    """P12, D2: nobody is there twice."""
    first = await imports.apply(file(FIRST), ACT)
    before, log = await contents(store), await whole_log(store)
    again = await imports.apply(file(FIRST, "another-name.txt"), ACT)
    assert (again["state"], states(again)) == ("unchanged", {"unchanged"})
    assert again["findings"] == first["findings"]
    assert await contents(store) == before
    assert await whole_log(store) == log


async def test_a_preview_says_what_the_import_then_does_and_stores_nothing(
    store: Store, imports: ImportService
) -> None:
    """P12, P13: also of what is there already."""
    preview = await imports.preview(file(FIRST))
    assert await contents(store) == {}
    assert await whole_log(store) == ()
    assert await imports.apply(file(FIRST), ACT) == preview


async def test_references_and_evidence_lead_to_stored_resources(store: Store, imports: ImportService) -> None:
    report = await imports.apply(file(FIRST), ACT)
    meeting = (await stored(store, report, "meeting")).body
    pot = (await stored(store, report, "funding")).body
    parties = {party["id"] for party in (await stored(store, report, "cluster")).body["parties"]}
    people = {one["id"] for one in report["resources"] if one["kind"] == "participant"}
    initiatives = {one["id"] for one in report["resources"] if one["kind"] == "initiative"}
    items = {item["id"] for item in meeting["agenda_items"]}
    assert {attendee["participant_id"] for attendee in meeting["attendees"]} == people
    assert {row["party_id"] for row in pot["allocations"]} <= parties
    assert {row["initiative_id"] for row in pot["allocations"]} == initiatives
    assert meeting["forum_id"] == id_of(report, "forum")
    for row in (*pot["allocations"], *pot["grants"], *pot["stated"]):
        evidence = row["evidence"]
        assert (evidence["document_id"], evidence["meeting_id"]) == (report["sha256"], meeting["id"])
        assert evidence["agenda_item_id"] in items


async def test_a_second_document_joins_the_cluster_people_and_pot_of_the_first(
    store: Store, imports: ImportService
) -> None:
    first = await imports.apply(file(FIRST), ACT)
    second = await imports.apply(file(SECOND), ACT)
    assert states(second, "meeting") == {"created"}
    assert states(second, "cluster", "forum", "participant") == {"unchanged"}
    assert id_of(second, "funding") == id_of(first, "funding")
    pot = (await stored(store, second, "funding")).body
    assert sum(row["amount_dkk"] for row in pot["allocations"]) == 900_000
    assert {row["evidence"]["document_id"] for row in pot["stated"]} == {first["sha256"], second["sha256"]}


async def test_an_older_document_that_comes_late_adds_statements_and_changes_no_allocation(
    store: Store, imports: ImportService
) -> None:
    second = await imports.apply(file(SECOND), ACT)
    before = (await stored(store, second, "funding")).body
    first = await imports.apply(file(FIRST), ACT)
    after = (await stored(store, first, "funding")).body
    assert amounts(after) == amounts(before)
    assert [grant["amount_dkk"] for grant in after["grants"]] == [grant["amount_dkk"] for grant in before["grants"]]
    assert len(after["stated"]) > len(before["stated"])


def amounts(pot: Body) -> dict[tuple[str, str | None], int | None]:
    return {(row["initiative_id"], row["party_id"]): row["amount_dkk"] for row in pot["allocations"]}


async def test_a_new_pot_that_does_not_add_up_is_stored_as_the_document_has_it_and_the_import_says_so(
    store: Store, imports: ImportService
) -> None:
    report = await imports.apply(file(minutes(table=OVERSPENT)), ACT)
    pot = (await stored(store, report, "funding")).body
    assert sum(row["amount_dkk"] for row in pot["allocations"]) == 1_250_000
    [finding] = [one for one in report["findings"] if one["code"] == "pot_overallocated"]
    assert (finding["severity"], finding["difference"]) == ("error", -350_000)
    assert finding["where"][0]["document_id"] == report["sha256"]


async def test_a_newer_statement_that_would_break_the_pot_is_kept_and_not_applied(
    store: Store, imports: ImportService
) -> None:
    first = await imports.apply(file(FIRST), ACT)
    before = (await stored(store, first, "funding")).body
    late = minutes("19-02-2024", "Mandag d. 19. februar 2024", OVERSPENT)
    report = await imports.apply(file(late), ACT)
    after = (await stored(store, report, "funding")).body
    assert after["allocations"] == before["allocations"]
    assert any(row["amount_dkk"] == 700_000 for row in after["stated"])
    assert "pot_overallocated" in codes(report)


async def change(writer: Writer, record: Record, **members: Any) -> None:
    await writer.change(record.kind, record.id, lambda body: {**body, **members}, PERSON)


async def test_what_a_person_changed_stays_and_the_difference_is_a_finding(
    store: Store, imports: ImportService, writer: Writer
) -> None:
    first = await imports.apply(file(FIRST), ACT)
    await change(writer, await stored(store, first, "meeting"), title="Ekstraordinært møde", number="7")
    changed = await imports.apply(file(FIRST.replace("Chefforum tog status", "Chefforum godkendte status")), ACT)
    meeting = (await stored(store, changed, "meeting")).body
    assert (meeting["title"], meeting["number"]) == ("Ekstraordinært møde", "7")
    assert "godkendte" in str(meeting["agenda_items"])
    assert len(meeting["documents"]) == 2


async def test_a_change_by_both_keeps_the_persons_and_is_a_conflict(
    store: Store, imports: ImportService, writer: Writer
) -> None:
    first = await imports.apply(file(FIRST), ACT)
    meeting = await stored(store, first, "meeting")
    items = [
        {**item, "decision": item["decision"] and {**item["decision"], "outcome": "other"}}
        for item in meeting.body["agenda_items"]
    ]
    await change(writer, meeting, agenda_items=items)
    report = await imports.apply(file(FIRST.replace("tog status til efterretning", "udsatte punktet")), ACT)
    kept = (await stored(store, report, "meeting")).body
    assert "udsatte" in kept["agenda_items"][1]["decision"]["text"]
    assert [item["decision"] and item["decision"]["outcome"] for item in kept["agenda_items"]] == [
        None,
        "other",
        "other",
    ]
    [finding] = [one for one in report["findings"] if one["code"] == "conflict_with_edit"]
    assert finding["paths"] == ["/agenda_items/1/decision/outcome"]


async def test_what_a_person_deleted_is_not_revived(store: Store, imports: ImportService, writer: Writer) -> None:
    first = await imports.apply(file(FIRST), ACT)
    await writer.delete("meeting", id_of(first, "meeting"), PERSON, "withdrawn")
    report = await imports.apply(file(FIRST + "\nTilføjet.\n"), ACT)
    assert (await stored(store, report, "meeting")).deleted
    assert states(report, "meeting") == {"kept"}
    assert "conflict_with_edit" in codes(report)


async def test_a_resource_that_a_person_gave_the_source_key_is_the_one_that_is_used(
    store: Store, imports: ImportService, writer: Writer
) -> None:
    preview = await imports.preview(file(FIRST))
    source = SourceKey("klynge", "natural_key", "region øst|sundhedsklynge fjord")
    entry = entry_for(source, "2024-01-01T00:00:00.000000Z", None, "0" * 64)
    content = ClusterCreate.model_validate({"name": "Fjordklyngen", "region": "Region Øst"}).model_dump()
    made = await writer.create("cluster", content, PERSON, sources=(entry,))
    assert await store.claim_source("cluster", source, made.id) == made.id
    report = await imports.apply(file(FIRST), ACT)
    cluster = await stored(store, report, "cluster")
    assert id_of(preview, "cluster") != id_of(report, "cluster") == made.id
    assert cluster.body["name"] == "Fjordklyngen"
    assert {party["name"] for party in cluster.body["parties"]} >= {"Fjordby Kommune", "Region Øst"}
    assert "conflict_with_edit" in codes(report)


async def test_an_import_that_was_cut_off_completes_with_what_was_planned(
    store: Store, imports: ImportService, writer: Writer
) -> None:
    whole = await imports.apply(file(FIRST), ACT)
    job = await store.get("import", whole["import_id"])
    assert job is not None
    await change(writer, job, state="running")
    again = await imports.apply(file(FIRST), ACT)
    assert again == whole
    completed = await store.get("import", whole["import_id"])
    assert completed is not None
    assert completed.body["state"] == "completed"


@pytest.mark.parametrize("text", ["", "\x00\x01\x02" * 50, "Opskrift på rugbrød\n\nBland mel og vand.\n"])
async def test_a_file_that_is_no_minutes_fails_and_stores_nothing(
    store: Store, imports: ImportService, text: str
) -> None:
    report = await imports.apply(file(text), ACT)
    ImportFile.model_validate(report)
    assert report["state"] == "failed"
    assert any(finding["severity"] == "error" for finding in report["findings"])
    assert await contents(store) == {}


async def test_unknown_access_means_closed_until_the_import_says_open_and_then_stays_so(
    store: Store, imports: ImportService
) -> None:
    told, meant = [], []
    options: tuple[UnknownMeans | None, ...] = (None, "open", "open", None)
    for unknown_means in options:
        source = SourceFile("referat.txt", FIRST.encode(), unknown_means)
        previewed = await imports.preview(source)
        told.append((await imports.apply(source, ACT))["state"])
        assert previewed["state"] == told[-1]
        document = await store.get("document", source.document_id)
        assert document is not None
        meant.append(document.body["unknown_means"])
    assert told == ["created", "updated", "unchanged", "unchanged"]
    assert meant == ["closed", "open", "open", "open"]


async def test_a_pot_with_a_year_of_another_is_told_of_and_not_made(store: Store, imports: ImportService) -> None:
    first = await imports.apply(file(FIRST), ACT)
    both = minutes("19-02-2024", "Mandag d. 19. februar 2024", forum="Driftsforum").replace(
        "Klyngemidler 2022", "Klyngemidler 2022+2023"
    )
    second = await imports.apply(file(both), ACT)
    assert "funding" not in {one["kind"] for one in second["resources"]}
    [finding] = [one for one in second["findings"] if one["code"] == "possible_duplicate"]
    assert "2022+2023" in finding["message"]
    assert (await stored(store, first, "funding")).version == 1


async def test_a_pot_without_a_year_is_told_of_and_not_made(imports: ImportService) -> None:
    report = await imports.apply(file(FIRST.replace("Klyngemidler 2022", "Klyngemidler")), ACT)
    line = next(number for number, row in enumerate(FIRST.split("\n"), 1) if row.startswith("1. Tryg"))
    assert "funding" not in {one["kind"] for one in report["resources"]}
    [finding] = [one for one in report["findings"] if one["code"] == "date_year_missing"]
    assert (finding["severity"], finding["where"][0]["lines"]) == ("warning", [line, line])


async def test_what_breaks_the_schema_fails_the_file_with_its_line_and_stores_nothing(
    store: Store, imports: ImportService
) -> None:
    wide = "\t".join(["7"] * 300)
    text = FIRST.replace("I alt\t500.000", f"3. Bred række\t{wide}\nI alt\t500.000")
    report = await imports.apply(file(text), ACT)
    line = next(number for number, row in enumerate(text.split("\n"), 1) if row.startswith("Indsats\t"))
    assert report["state"] == "failed"
    [finding] = [one for one in report["findings"] if one["code"] == "format_unknown"]
    assert finding["where"][0]["lines"][0] == line
    assert await contents(store) == {}


async def test_an_initiative_without_its_code_is_the_one_of_that_name(store: Store, imports: ImportService) -> None:
    coded = await imports.apply(file(FIRST), ACT)
    uncoded = await imports.apply(file(SECOND.replace("1. Tryg", "Tryg").replace("2. Fælles", "Fælles")), ACT)
    ids = [one["id"] for one in coded["resources"] if one["kind"] == "initiative"]
    again = [one["id"] for one in uncoded["resources"] if one["kind"] == "initiative"]
    assert set(ids) < set(again)
    initiative = await store.get("initiative", ids[0])
    assert initiative is not None
    assert initiative.body["code"] == "1"
    assert len(initiative.body["sources"]) == 2
    third = await imports.apply(file(minutes("18-03-2024", "Mandag d. 18. marts 2024")), ACT)
    assert states(third, "initiative") == {"unchanged"}
    await assert_log_is_true(store)


async def test_minutes_of_a_committee_make_a_forum_of_an_organisation_and_no_cluster(
    imports: ImportService, store: Store
) -> None:
    text = (
        "REFERAT Økonomiudvalget, Solby Kommune d. 17-01-2024\n\nDeltagere: Ida Vang (C), Bo Lind\n\n"
        "Punkt 1: Sti\n\n24-001234\n\nBeslutning\n\nGodkendt.\n\nFraværende: Bo Lind\n"
    )
    report = await imports.apply(file(text), ACT)
    assert [one["kind"] for one in report["resources"]] == ["forum", "participant", "participant", "meeting"]
    forum = await store.get("forum", id_of(report, "forum"))
    meeting = await store.get("meeting", id_of(report, "meeting"))
    assert forum is not None
    assert meeting is not None
    assert (forum.body["cluster_id"], forum.body["organisation"]["name"]) == (None, "Solby Kommune")
    [item] = meeting.body["agenda_items"]
    assert [row["absent_for"] for row in meeting.body["attendees"]] == [[], [{"id": item["id"], "number": "1"}]]
