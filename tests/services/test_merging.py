"""Merges that are cut off anywhere, and merges at once."""

import asyncio
from datetime import UTC, datetime
from typing import cast

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import Deleted, InvalidInput, KlyngeError, MergeRefused, StoreBusy
from app.services.merged import survivors
from app.services.merging import MergeService
from app.services.ports import Body, SourceKey, Store
from app.services.writing import Act, Writer, derived_id
from tests.interrupted import InterruptedStore

ACT = Act(Caller("person", frozenset({ADMIN})))
MOST_STEPS = 20


def now() -> datetime:
    return datetime(2024, 3, 1, tzinfo=UTC)


def fail() -> None:
    raise StoreBusy("cut off")


def service(store: Store) -> MergeService:
    return MergeService(store, Writer(store, now))


def key(name: str) -> SourceKey:
    return SourceKey("klynge", "natural_key", f"klyngen|{name}")


async def person(store: Store, name: str) -> str:
    """As an import writes one: claimed, with the id derived from the key."""
    source = key(name)
    id = derived_id("participant", source.system, source.kind, source.id)
    await store.claim_source("participant", source, id)
    entry = {"system": source.system, "kind": source.kind, "id": source.id, "url": None, "checksum": None}
    blank: Body = {"title": None, "organisation": None, "political_party": None, "memberships": [], "name_variants": []}
    sources = ({**entry, "imported_at": None, "applied_version": 1},)
    await Writer(store, now).create("participant", {**blank, "name": name}, ACT, id=id, sources=sources)
    return id


async def read(store: Store, id: str) -> Body:
    record = await store.get("participant", id)
    assert record is not None
    return {name: value for name, value in record.body.items() if name not in ("version", "updated_at")}


async def owner(store: Store, name: str) -> str:
    found = await store.find_by_source("participant", key(name))
    assert found is not None
    assert not found.deleted
    return found.id


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_merge_cut_off_at_any_step_is_completed_by_sending_it_again(store: Store, moment: str) -> None:
    for step in range(1, MOST_STEPS):
        names = (f"Ada Holm {step}", f"Ada V. Holm {step}")
        survivor, other = [await person(store, name) for name in names]
        failing = InterruptedStore(store, step, moment, fail)
        try:
            await service(cast("Store", failing)).merge("participant", other, survivor, None, ACT)
        except StoreBusy:
            assert await owner(store, names[1]) in {survivor, other}
        else:
            assert failing.steps >= 3
            return
        await service(store).merge("participant", other, survivor, None, ACT)
        body = await read(store, survivor)
        assert [variant["text"] for variant in body["name_variants"]] == [names[1]]
        assert len(body["sources"]) == 3
        assert {await owner(store, name) for name in names} == {survivor}
        assert await store.claim_source("participant", key(names[1]), survivor) == survivor
    pytest.fail("the merge never came to its end")


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_restore_cut_off_at_any_step_is_completed_by_sending_it_again(store: Store, moment: str) -> None:
    for step in range(1, MOST_STEPS):
        names = (f"Ada Holm {step}", f"Ada V. Holm {step}")
        survivor, other = [await person(store, name) for name in names]
        before = [await read(store, id) for id in (survivor, other)]
        await service(store).merge("participant", other, survivor, None, ACT)
        failing = InterruptedStore(store, step, moment, fail)
        try:
            await service(cast("Store", failing)).restore("participant", other, None, ACT)
        except StoreBusy:
            await service(store).restore("participant", other, None, ACT)
            assert [await read(store, id) for id in (survivor, other)] == before
            assert [await owner(store, name) for name in names] == [survivor, other]
            assert await store.claim_source("participant", key(names[1]), survivor) == other
        else:
            assert failing.steps >= 3
            return
    pytest.fail("the restore never came to its end")


async def test_of_two_merged_into_each_other_at_once_exactly_one_survives(store: Store) -> None:
    for turn in range(10):
        one, two = await person(store, f"Bo Lind {turn}"), await person(store, f"Bo P. Lind {turn}")
        ended = await asyncio.gather(
            service(store).merge("participant", one, two, None, ACT),
            service(store).merge("participant", two, one, None, ACT),
            return_exceptions=True,
        )
        assert [type(end) for end in ended if isinstance(end, BaseException)] in (
            [Deleted],
            [InvalidInput],
            [MergeRefused],
        )
        there = await survivors(store, "participant", (one, two))
        assert len({record.id for record in there.values()}) == 1
        assert len(there) == 2


async def test_two_merged_into_a_third_at_once_are_both_in_it(store: Store) -> None:
    first, second, third = [await person(store, name) for name in ("Eli Bro", "Eli O. Bro", "Eli Oz Bro")]
    merges = (service(store).merge("participant", id, third, None, ACT) for id in (first, second))
    assert not [end for end in await asyncio.gather(*merges, return_exceptions=True) if isinstance(end, KlyngeError)]
    assert {variant["text"] for variant in (await read(store, third))["name_variants"]} == {"Eli Bro", "Eli O. Bro"}
    assert [await owner(store, name) for name in ("Eli Bro", "Eli O. Bro", "Eli Oz Bro")] == [third] * 3


async def test_what_is_changed_while_it_is_merged_is_in_the_survivor_or_refused(store: Store) -> None:
    survivor, other = await person(store, "Ida Krog"), await person(store, "Ida M. Krog")

    async def titled() -> None:
        await Writer(store, now).change("participant", other, lambda body: {**body, "title": "Læge"}, ACT)

    ended = await asyncio.gather(
        service(store).merge("participant", other, survivor, None, ACT), titled(), return_exceptions=True
    )
    refused = isinstance(ended[1], Deleted)
    assert ((await read(store, survivor))["title"] is None) == refused
