"""A merge holds against later imports: they find the survivor, and money is counted once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.domain.access import ADMIN, Caller
from app.domain.identity import KIND, SYSTEM
from app.importers.sniff import read_document
from app.services.funding import FundingService
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.merging import MergeService
from app.services.ports import Kind, Query, SortKey, SourceKey, Store
from app.services.writing import Act, Writer
from tests.cli.minutes import FIRST, SECOND
from tests.corpus import corpus_file

ACT = Act(Caller("person", frozenset({ADMIN})))


def now() -> datetime:
    return datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, now), now)


@pytest.fixture
def merging(store: Store) -> MergeService:
    return MergeService(store, Writer(store, now))


def file(text: str) -> SourceFile:
    return SourceFile("referat.txt", text.encode())


async def ids(store: Store, kind: Kind) -> list[str]:
    page = await store.find_page(Query(kind, sort=(SortKey("name_sort"),)))
    return [row.id for row in page.rows]


async def body(store: Store, kind: Kind, id: str) -> dict[str, Any]:
    record = await store.get(kind, id)
    assert record is not None
    return record.body


async def balance(store: Store) -> list[tuple[str, Decimal | None]]:
    [pot] = await ids(store, "funding")
    service = FundingService(store, Writer(store, now), now)
    return [(row.initiative.id, row.total_dkk) for row in (await service.balance(pot, ACT.caller)).rows]


async def test_a_later_document_that_names_both_writes_to_the_survivor_and_money_is_counted_once(
    store: Store, imports: ImportService, merging: MergeService
) -> None:
    await imports.apply(file(FIRST), ACT)
    other, survivor = await ids(store, "initiative")
    await merging.merge("initiative", other, survivor, None, ACT)
    assert await balance(store) == [(survivor, Decimal(850_000))]
    report = await imports.apply(file(SECOND), ACT)
    assert "failed" not in {one["state"] for one in report["resources"]}
    named = [(one["kind"], one["id"]) for one in report["resources"]]
    assert (len(named), named.count(("initiative", survivor))) == (len(set(named)), 1)
    assert survivor in await ids(store, "initiative")
    assert other not in await ids(store, "initiative")
    assert len(await ids(store, "initiative")) == 2
    rows = dict(await balance(store))
    assert rows[survivor] == Decimal(870_000)
    assert sum(amount or 0 for amount in rows.values()) == Decimal(900_000)


async def test_the_survivor_keeps_its_code_and_name_whatever_a_document_says_by_the_other_name(
    store: Store, imports: ImportService, merging: MergeService
) -> None:
    await imports.apply(file(FIRST), ACT)
    other, survivor = await ids(store, "initiative")
    before = await body(store, "initiative", survivor)
    await merging.merge("initiative", other, survivor, None, ACT)
    await imports.apply(file(SECOND), ACT)
    after = await body(store, "initiative", survivor)
    assert (after["code"], after["name"]) == (before["code"], before["name"])
    assert len(after["name_variants"]) == 1


async def test_a_later_document_that_names_only_the_other_finds_the_survivor(
    store: Store, imports: ImportService, merging: MergeService
) -> None:
    await imports.apply(file(FIRST), ACT)
    people = await ids(store, "participant")
    await merging.merge("participant", people[0], people[1], None, ACT)
    await imports.apply(file(SECOND), ACT)
    assert await ids(store, "participant") == people[1:]


async def test_after_a_restore_both_are_found_again(
    store: Store, imports: ImportService, merging: MergeService
) -> None:
    await imports.apply(file(FIRST), ACT)
    other, survivor = await ids(store, "initiative")
    rows = await balance(store)
    await merging.merge("initiative", other, survivor, None, ACT)
    await merging.restore("initiative", other, None, ACT)
    assert await balance(store) == rows
    await imports.apply(file(SECOND), ACT)
    assert {other, survivor} < set(await ids(store, "initiative"))
    assert dict(await balance(store))[other] != dict(await balance(store))[survivor]


async def test_the_order_of_merge_and_import_gives_the_same_money(
    store: Store, imports: ImportService, merging: MergeService
) -> None:
    for text in (FIRST, SECOND):
        await imports.apply(file(text), ACT)
    other, survivor = (await ids(store, "initiative"))[:2]
    await merging.merge("initiative", other, survivor, None, ACT)
    assert sum(amount or 0 for _, amount in await balance(store)) == Decimal(900_000)
    again = await imports.apply(file(SECOND + "\n"), ACT)
    assert sum(amount or 0 for _, amount in await balance(store)) == Decimal(900_000)
    assert {one["id"] for one in again["resources"] if one["kind"] == "initiative"} >= {survivor}


@pytest.fixture
async def minutes_004(imports: ImportService) -> SourceFile:
    path = corpus_file("004")
    source = SourceFile(path.name, path.read_bytes())
    await imports.apply(source, ACT)
    return source


async def allocated(store: Store) -> dict[str, Decimal | None]:
    service = FundingService(store, Writer(store, now), now)
    return {id: (await service.balance(id, ACT.caller)).total.allocated_dkk for id in await ids(store, "funding")}


async def test_the_eight_initiatives_of_004_are_six_after_two_merges_and_stay_six(
    store: Store, imports: ImportService, merging: MergeService, minutes_004: SourceFile
) -> None:
    read = read_document(minutes_004.name, minutes_004.data).initiatives
    stored = [await store.find_by_source("initiative", SourceKey(SYSTEM, KIND, one.natural_key or "")) for one in read]
    known = [record.id for record in stored if record is not None]
    assert len(set(known)) == len(await ids(store, "initiative")) == 8
    money = await allocated(store)
    for other, survivor in ((known[7], known[1]), (known[6], known[5])):
        await merging.merge("initiative", other, survivor, None, ACT)
    assert set(await ids(store, "initiative")) == set(known[:6])
    assert await allocated(store) == money
    report = await imports.apply(SourceFile("later.txt", minutes_004.data + b"\n\n"), ACT)
    assert report["state"] in {"updated", "unchanged"}
    assert set(await ids(store, "initiative")) == set(known[:6])
    assert await allocated(store) == money
