"""What a document said is taken back, as if it had never been imported, and comes back under its ids."""

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from app.cli.importing import ACT, now
from app.services.import_documents import SourceFile
from app.services.import_withdrawal import Withdrawal
from app.services.imports import ImportService
from app.services.ports import Kind, Record, Store
from app.services.writing import Writer
from tests.cli.contents import assert_log_is_true, records, timeless
from tests.cli.minutes import FIRST, SECOND
from tests.interrupted import InterruptedStore

JANUARY, FEBRUARY = SourceFile("januar.txt", FIRST.encode()), SourceFile("februar.txt", SECOND.encode())
STRIDE = 1 if os.environ.get("KLYNGE_CAMPAIGN") == "full" else 5
OWNED = {"version", "sources"}
Contents = dict[tuple[Kind, str], Any]
Import = Callable[[SourceFile], Awaitable[dict[str, Any]]]


@pytest.fixture
def take(store: Store) -> Import:
    service = ImportService(store, Writer(store, now), now)
    return lambda file: service.apply(file, ACT)


async def withdraw(store: Store, file: SourceFile) -> list[dict[str, Any]]:
    return await Withdrawal(store, Writer(store, now), file.document_id, ACT).carry_out()


async def standing(store: Store) -> Contents:
    """What is not deleted, without times and what counts its versions."""
    return {
        (one.kind, one.id): {name: value for name, value in timeless(one.body).items() if name not in OWNED}
        for one in await records(store)
        if not one.deleted
    }


async def only(store: Store, kind: Kind) -> Record:
    [found] = [one for one in await records(store) if one.kind == kind and not one.deleted]
    return found


async def test_what_only_the_document_said_goes_and_the_rest_is_as_if_it_had_never_come(
    store: Store, take: Import
) -> None:
    await take(JANUARY)
    before = await standing(store)
    await take(FEBRUARY)
    changed = await withdraw(store, FEBRUARY)
    assert await standing(store) == before
    assert {one["kind"] for one in changed} == {"meeting", "funding", "initiative"}
    await assert_log_is_true(store)


async def test_a_tombstone_says_that_it_was_withdrawn_and_the_document_is_gone(store: Store, take: Import) -> None:
    await take(JANUARY)
    await withdraw(store, JANUARY)
    assert await standing(store) == {}
    reasons = {one.body["deleted_reason"] for one in await records(store)}
    assert reasons == {"withdrawn"}
    assert await store.get_blob(JANUARY.document_id) is None


async def test_imported_anew_all_of_it_comes_back_under_its_ids(store: Store, take: Import) -> None:
    await take(JANUARY)
    before = await standing(store)
    await withdraw(store, JANUARY)
    told = await take(JANUARY)
    assert (told["state"], {one["state"] for one in told["resources"]}) == ("created", {"created"})
    assert await standing(store) == before
    assert (await take(JANUARY))["state"] == "unchanged"
    await assert_log_is_true(store)


async def test_what_a_person_edited_stays_but_for_the_meeting(store: Store, take: Import) -> None:
    await take(JANUARY)
    cluster, meeting = await only(store, "cluster"), await only(store, "meeting")
    writer = Writer(store, now)
    await writer.change("cluster", cluster.id, lambda body: {**body, "region": "Region Fjordland"}, ACT)
    await writer.change("meeting", meeting.id, lambda body: {**body, "title": "Et andet navn"}, ACT)
    await withdraw(store, JANUARY)
    assert set(await standing(store)) == {("cluster", cluster.id)}


async def test_what_another_system_has_put_its_name_to_stays(store: Store, take: Import) -> None:
    await take(JANUARY)
    cluster = await only(store, "cluster")
    entry = {**cluster.body["sources"][0], "system": "esdh", "kind": "klynge", "id": "17", "checksum": None}
    sources = [*cluster.body["sources"], entry]
    await Writer(store, now).change("cluster", cluster.id, lambda body: {**body, "sources": sources}, ACT)
    await withdraw(store, JANUARY)
    assert set(await standing(store)) == {("cluster", cluster.id)}


async def test_what_a_person_deleted_does_not_come_back(store: Store, take: Import) -> None:
    await take(JANUARY)
    meeting = await only(store, "meeting")
    await Writer(store, now).delete("meeting", meeting.id, ACT, "withdrawn")
    await withdraw(store, JANUARY)
    await take(JANUARY)
    assert ("meeting", meeting.id) not in await standing(store)


async def test_a_document_that_is_not_imported_changes_nothing(store: Store) -> None:
    assert await withdraw(store, JANUARY) == []
    assert await records(store) == []


class CutOff(Exception):
    pass


def cut_off() -> None:
    raise CutOff


@pytest.mark.campaign
async def test_one_that_was_cut_off_at_any_step_is_completed_by_doing_it_again(store: Store, take: Import) -> None:
    await take(JANUARY)
    expected = await standing(store)
    for step in range(1, 60, STRIDE):
        await take(FEBRUARY)
        dying = cast("Store", InterruptedStore(store, step, "after", cut_off))
        try:
            await withdraw(dying, FEBRUARY)
        except CutOff:
            await withdraw(store, FEBRUARY)
            assert await standing(store) == expected, step
        else:
            return
    raise AssertionError("the withdrawal has no end")
