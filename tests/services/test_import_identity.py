"""Same or not the same, across documents: what joins, what is told of, and what is never one."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.services.import_documents import SourceFile
from app.services.merging import MergeService
from app.services.ports import Kind, Query, SortKey, Store
from app.services.writing import Writer
from tests.cli.minutes import FIRST, SECOND, minutes
from tests.services.clocks import noon
from tests.services.same_store import ACT, opened, state, take_in

Body = dict[str, Any]


def file(text: str) -> SourceFile:
    return SourceFile("referat.txt", text.encode())


def committee(day: str, people: str, *, town: str = "", name: str = "Økonomiudvalget") -> SourceFile:
    where = f", {town} Kommune" if town else ""
    return file(
        f"REFERAT {name}{where} d. {day}\n\nDeltagere: {people}\n\nPunkt 1: Sti langs åen\n\nBeslutning\n\nGodkendt.\n"
    )


async def bodies(store: Store, kind: Kind) -> list[Body]:
    page = await store.find_page(Query(kind, sort=(SortKey("name_sort"),)))
    return [record.body for row in page.rows if (record := await store.get(kind, row.id)) is not None]


def told(report: Body) -> list[Body]:
    return [one for one in report["findings"] if one["code"] == "possible_duplicate"]


SOLBY = committee("17-01-2024", "Ida Vang (C), Bo Lindholt (A)", town="Solby")
UNTOLD = committee("21-02-2024", "Ida Vang (C), Bo Lindholt (A), Eva Toft (F)")
FJORD = committee("20-03-2024", "Ann Kjær (V), Per Bæk (B)", town="Fjordby")


async def test_a_committee_named_without_its_municipality_is_the_stored_one_of_that_name_and_those_people(
    tmp_path: Path,
) -> None:
    for number, order in enumerate(permutations((SOLBY, UNTOLD, FJORD))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        forums = await bodies(store, "forum")
        assert sorted(one["organisation"]["name"] for one in forums) == ["Fjordby Kommune", "Solby Kommune"]
        assert [one["name"] for one in await bodies(store, "participant")] == [
            *("Ann Kjær", "Bo Lindholt", "Eva Toft", "Ida Vang", "Per Bæk")
        ]
        await store.close()


async def test_a_committee_named_without_its_municipality_and_with_other_people_is_told_of_and_not_joined(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path, "store")
    _, report = await take_in(store, FJORD, UNTOLD)
    assert len(await bodies(store, "forum")) == 2
    [finding] = told(report)
    old, new = (one["id"] for one in sorted(await bodies(store, "forum"), key=lambda one: one["organisation"]["name"]))
    assert finding["hint"].count(f"POST /v1/forums/{new}/merge") == finding["hint"].count(f'"{old}"') == 1
    await store.close()


async def test_after_the_committees_are_merged_later_minutes_find_forum_people_and_meetings(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    await take_in(store, SOLBY, committee("21-02-2024", "Eva Toft (F)"))
    [known, unknown] = sorted(
        await bodies(store, "forum"), key=lambda one: one["organisation"]["name"] != "Solby Kommune"
    )
    await MergeService(store, Writer(store, noon)).merge("forum", unknown["id"], known["id"], None, ACT)
    await take_in(store, committee("20-03-2024", "Ida Vang (C), Eva Toft (F)"))
    assert len(await bodies(store, "forum")) == 1
    assert [one["name"] for one in await bodies(store, "participant")] == ["Bo Lindholt", "Eva Toft", "Ida Vang"]
    await store.close()


NO_REGION = SECOND.replace("Region Øst", "Hospitalet")


async def test_a_cluster_whose_region_is_not_told_is_the_stored_one_of_that_name_in_either_order(
    tmp_path: Path,
) -> None:
    for number, order in enumerate(permutations((file(FIRST), file(NO_REGION)))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        [cluster] = await bodies(store, "cluster")
        assert cluster["region"] == "Region Øst"
        assert len(await bodies(store, "forum")) == 1
        names = [one["name"] for one in await bodies(store, "participant")]
        assert len(names) == len(set(names)) == 4
        await store.close()


async def test_clusters_of_one_name_in_two_regions_are_two_and_nothing_is_told_i11(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    other = FIRST.replace("Region Øst", "Region Vest").replace("Fjordby", "Vestby")
    reports = await take_in(store, file(FIRST), file(other))
    assert len(await bodies(store, "cluster")) == 2
    assert not [one for report in reports for one in told(report)]
    await store.close()


LATER = minutes("18-03-2024", "Mandag d. 18. marts 2024")


@pytest.mark.parametrize(
    ("printed", "is_told"),
    [
        ("Birger Lundemose", False),
        ("Birger Lundemåse", True),
        ("Birger Holm Lundemose", True),
        ("B. Lundemose", True),
        ("Birgit Lundemark", False),
        ("Anders Lundemose", False),
    ],
)
async def test_people_of_one_cluster_with_close_names_are_two_and_told_of_once_in_either_order_a4(
    tmp_path: Path, printed: str, *, is_told: bool
) -> None:
    other = file(LATER.replace("Birger Lundemose", printed))
    for number, order in enumerate(permutations((file(FIRST), other))):
        store = await opened(tmp_path, str(number))
        reports = await take_in(store, *order, file(LATER.replace("Birger Lundemose", printed) + "\n"))
        findings = [one for report in reports[:2] for one in told(report)]
        assert len(findings) == is_told
        assert not told(reports[2])
        people = {one["id"]: one["name"] for one in await bodies(store, "participant")}
        assert {"Birger Lundemose", printed} <= set(people.values())
        if is_told:
            [id] = [id for id, name in people.items() if f"/v1/participants/{id}/merge" in findings[0]["hint"]]
            assert people[id] in {printed, "Birger Lundemose"}
            assert findings[0]["where"][0]["lines"]
        await store.close()


async def test_close_names_that_stand_side_by_side_in_one_document_are_not_told_of(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    both = LATER.replace("Cecilie Tangaa", "Birger Lundemåse")
    reports = await take_in(store, file(FIRST), file(both))
    assert not told(reports[1])
    await store.close()


async def test_the_same_name_in_another_cluster_of_the_region_is_two_people_and_told_of_a9(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    near = FIRST.replace("Sundhedsklynge Fjord", "Sundhedsklynge Sø").replace("Fjordby", "Søby")
    reports = await take_in(store, file(FIRST), file(near))
    names = [one["name"] for one in await bodies(store, "participant")]
    assert names.count("Agnete Holmsted Ravnsø") == 2
    assert len(told(reports[1])) == 2  # the two of the region; those of the municipality are another's
    await store.close()


@pytest.mark.parametrize(("name", "is_told"), [("Chefsforum", True), ("Driftsforum", False)])
async def test_forums_of_one_cluster_with_close_names_are_told_of_i9(
    tmp_path: Path, name: str, *, is_told: bool
) -> None:
    store = await opened(tmp_path, "store")
    reports = await take_in(store, file(FIRST), file(minutes("18-03-2024", "Mandag d. 18. marts 2024", forum=name)))
    assert bool([one for one in told(reports[1]) if "/v1/forums/" in one["hint"]]) == is_told
    await store.close()


@pytest.mark.parametrize(
    "printed",
    ["Tryg udskrivelse fra Solby til eget hjem", "Tryg udskrivlse fra Solby", "Tryg udskrivelse fra Solby (TU)"],
)
async def test_an_initiative_that_a_later_document_names_in_other_words_is_the_stored_one_n1(
    tmp_path: Path, printed: str
) -> None:
    first = FIRST.replace("1. Tryg udskrivelse", "Tryg udskrivelse fra Solby").replace("2. Fælles", "Fælles")
    texts = (first, SECOND.replace("1. Tryg udskrivelse", printed))
    for number, order in enumerate(permutations(map(file, texts))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        assert len(await bodies(store, "initiative")) == 3
        await store.close()


async def test_the_same_text_in_another_file_changes_only_the_meetings_documents_and_what_is_stated(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path, "store")
    await take_in(store, file(FIRST))
    before = await state(store)
    await take_in(store, file(FIRST + "\n"))
    after = await state(store)
    changed = {key[0] for key in after if after[key] != before.get(key)}
    assert changed == {"document", "meeting", "funding"}
    await store.close()


async def test_a_municipality_may_belong_to_several_clusters_i12(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    other = FIRST.replace("Sundhedsklynge Fjord", "Sundhedsklynge Havside").replace("Birger Lundemose", "Ea Sandvig")
    other = other.replace("Agnete Holmsted Ravnsø", "Ib Klit").replace("Cecilie Tangaa", "Ulla Brink")
    reports = await take_in(store, file(FIRST), file(other))
    clusters = await bodies(store, "cluster")
    assert [one["name"] for one in clusters] == ["Sundhedsklynge Fjord", "Sundhedsklynge Havside"]
    parties = [[party["id"] for party in one["parties"] if party["name"] == "Fjordby Kommune"] for one in clusters]
    assert [len(ids) for ids in parties] == [1, 1]
    assert parties[0] != parties[1]
    assert [one for report in reports for one in told(report) if "lynge" in one["message"]] == []
    await store.close()


async def test_what_was_put_off_goes_on_in_the_announced_meeting_that_later_minutes_meet_b4_b5_i16(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path, "store")
    put_off = "Sagen udsættes til næste møde i Chefforum (25. april 2024)."
    first = f"REFERAT Chefforum Sundhedsklynge Fjord d. 15-01-2024\n\nPunkt 1: Sti\n\nBeslutning\n\n{put_off}\n"
    later = "REFERAT Chefforum Sundhedsklynge Fjord d. 25-04-2024\n\nPunkt 1: Sti\n\nBeslutning\n\nGodkendt.\n"
    report, _ = await take_in(store, file(first), file(later))
    page = await store.find_page(Query("meeting", sort=(SortKey("starts"),)))
    meetings = {row.id: record.body for row in page.rows if (record := await store.get("meeting", row.id)) is not None}
    assert len(meetings) == 2
    [decision] = [
        item["decision"]
        for body in meetings.values()
        for item in body["agenda_items"]
        if put_off in item["decision"]["text"]
    ]
    going_on = meetings[decision["continues_in"]["meeting_id"]]
    assert (going_on["date"]["from"], going_on["status"]) == ("2024-04-25", "minutes_published")
    assert decision["continues_in"]["forum_id"] == going_on["forum_id"]
    assert report["state"] == "created"
    await store.close()
