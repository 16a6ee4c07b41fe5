"""Exports of agenda systems in the store: which meeting, forum and item each of them means."""

from typing import Any

import pytest

from app.domain.access import Caller
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Query, Record, SortKey, SourceKey, Store
from app.services.writing import Act, Writer
from tests.importers.exports.records import COMMITTEE_ID, DECIDED, as_bytes, attendee, item, record
from tests.services.test_imports import Clock, states, stored

ACT = Act(Caller("sync", frozenset()))
OTHER_ID = "aaaaaaaa-0000-0000-0000-000000000001"
PLAIN = "<h3>Fremstilling</h3><p>Kort.</p>"


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, Clock()), Clock())


def file(value: dict[str, Any], system: str | None = None) -> SourceFile:
    return SourceFile("record.json", as_bytes(value), system=system)


def of_committee(id: str, *items: dict[str, Any], **meeting: Any) -> dict[str, Any]:
    value = record(*items, **meeting)
    value["Udvalg"]["Id"] = id
    return value


async def all_of(store: Store, kind: Any) -> list[Record]:
    page = await store.find_page(Query(kind, sort=(SortKey("created"),), limit=100))
    return list(await store.get_many(kind, tuple(row.id for row in page.rows)))


async def test_the_forum_and_the_meeting_are_known_by_the_ids_of_the_system(
    store: Store, imports: ImportService
) -> None:
    report = await imports.apply(file(record(item("1", "Plan"))), ACT)
    forum = await stored(store, report, "forum")
    found = await store.find_by_source("forum", SourceKey("firstagenda", "forum", COMMITTEE_ID.lower()))
    assert found is not None
    assert found.id == forum.id


async def test_a_record_that_was_published_again_is_the_same_meeting_with_the_same_items(
    store: Store, imports: ImportService
) -> None:
    first = await imports.apply(file(record(item("1", "Åbning", PLAIN), item("2", "Plan", PLAIN))), ACT)
    before = await stored(store, first, "meeting")
    again = record(item("1", "Åbning", PLAIN), item("2", "Høring", PLAIN), item("3", "Plan", DECIDED))
    again["Id"] = "ffffffff-0000-0000-0000-000000000001"
    second = await imports.apply(file(again), ACT)
    after = await stored(store, second, "meeting")
    assert after.id == before.id
    ids = {one["title"]: one["id"] for one in before.body["agenda_items"]}
    assert {one["title"]: one["id"] for one in after.body["agenda_items"]}.items() >= ids.items()
    assert len({one["id"] for one in after.body["agenda_items"]}) == 3


async def test_committees_of_one_name_in_two_municipalities_stay_two_with_their_own_people(
    store: Store, imports: ImportService
) -> None:
    await imports.apply(file(record(item("1", "Plan")), "nord"), ACT)
    other = of_committee(OTHER_ID, item("1", "Plan"), Moededeltagere=[attendee("Ida Holm")])
    await imports.apply(file(other, "syd"), ACT)
    assert len(await all_of(store, "forum")) == 2
    assert len(await all_of(store, "meeting")) == 2
    idas = [one for one in await all_of(store, "participant") if one.body["name"] == "Ida Holm"]
    assert len(idas) == 2


async def test_two_meetings_of_one_day_are_two(store: Store, imports: ImportService) -> None:
    await imports.apply(file(record(item("1", "Plan"))), ACT)
    later = record(item("1", "Andet"), Dato="2031-03-04T18:00:00+01:00")
    await imports.apply(file(later), ACT)
    assert len(await all_of(store, "meeting")) == 2
    again = await imports.apply(file(record(item("1", "Plan", DECIDED + PLAIN))), ACT)
    assert states(again, "meeting") == {"updated"}
    assert len(await all_of(store, "meeting")) == 2


@pytest.mark.parametrize("supplement_first", [False, True])
async def test_a_supplement_adds_its_items_to_the_agenda_whichever_comes_first(
    store: Store, imports: ImportService, *, supplement_first: bool
) -> None:
    agenda = record(item("1", "Åbning", PLAIN), item("2", "Plan", PLAIN))
    supplement = record(item("1", "Hastesag", PLAIN), IsSupplementaryAgenda=True)
    files = [agenda, supplement]
    for value in reversed(files) if supplement_first else files:
        report = await imports.apply(file(value), ACT)
    meeting = await stored(store, report, "meeting")
    told = [(one["position"], one["title"]) for one in meeting.body["agenda_items"]]
    assert told == [(1, "Åbning"), (2, "Plan"), (3, "Hastesag")]
    assert sorted(one["kind"] for one in meeting.body["documents"]) == ["agenda", "supplementary_agenda"]


async def test_minutes_take_the_place_of_agenda_and_supplement_and_keep_the_items_that_they_know(
    store: Store, imports: ImportService
) -> None:
    await imports.apply(file(record(item("1", "Åbning", PLAIN))), ACT)
    report = await imports.apply(file(record(item("1", "Hastesag", PLAIN), IsSupplementaryAgenda=True)), ACT)
    ids = {one["title"]: one["id"] for one in (await stored(store, report, "meeting")).body["agenda_items"]}
    minutes = record(item("1", "Åbning"), item("2", "Hastesag"))
    after = await stored(store, await imports.apply(file(minutes), ACT), "meeting")
    assert {one["title"]: one["id"] for one in after.body["agenda_items"]} == ids
    assert [one["decision"]["text"] for one in after.body["agenda_items"]] == ["Godkendt.\nAfbud: Bo Ahle"] * 2


async def test_closed_minutes_close_all_their_items(store: Store, imports: ImportService) -> None:
    report = await imports.apply(file(record(item("1", "Køb"), Navn="Lukket referat")), ACT)
    meeting = await stored(store, report, "meeting")
    assert [one["access"] for one in meeting.body["agenda_items"]] == ["closed"]
    assert meeting.body["documents"][0]["access"] == "closed"
