"""What every store does, on SQLite and on MongoDB through both drivers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient

from app.config import Settings
from app.errors import AlreadyExists, TooLarge, VersionConflict
from app.schemas.fields import utc_text
from app.services.ports import KINDS, Query, Store
from app.services.writing import derived_id
from app.storage.mongodb import MongoDBStore
from app.storage.sqlite import SQLiteStore
from app.storage.stores import open_store
from tests.storage.records import (
    RICH_BODY,
    as_stored,
    change,
    ids,
    meeting,
    next_version,
    put,
    put_next,
    record,
    source,
    sourced,
    tombstone,
    whole_log,
)


async def test_each_setting_gives_the_client_it_names(store: Store, store_settings: Settings) -> None:
    await store.ping()
    if store_settings.database_url.startswith("sqlite"):
        assert type(store) is SQLiteStore
    else:
        assert isinstance(store, MongoDBStore)
        expected = {"motor": AsyncIOMotorClient, "pymongo": AsyncMongoClient}[store_settings.mongodb_driver]
        assert type(store.client) is expected


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_inserted_is_read_back_whole(store: Store, kind: str) -> None:
    item = record(kind, "a", name="Ålstrup", **RICH_BODY)  # type: ignore[arg-type]  # each of KINDS
    await put(store, item)
    found = await store.get(item.kind, "a")
    assert found is not None
    assert found.body == item.body
    assert list(found.body) == list(item.body)
    assert {type(number) for number in found.body["amounts"]} == {int, Decimal, type(None)}
    assert (found.version, found.audience, found.shape, found.deleted, found.request_hash) == (1, "all", 1, False, None)


async def test_what_is_known_of_parts_is_kept_and_archived(store: Store) -> None:
    known: dict[str, Any] = {"part_versions": {"p": 2}, "part_requests": {"q": "hash"}}
    item = replace(record("meeting", "a"), **known)
    await put(store, item)
    await put_next(store, item)
    current, archived = await store.get("meeting", "a"), await store.read_version("meeting", "a", 1)
    assert archived == item
    assert current is not None
    assert (current.version, current.part_versions, current.part_requests) == (2, {"p": 2}, {"q": "hash"})


async def test_what_is_not_there_is_none(store: Store) -> None:
    assert await store.get("meeting", "x") is None
    assert await store.read("meeting", "x") is None
    assert await store.read_version("meeting", "x", 1) is None
    assert await store.versions("meeting", "x") == ()
    assert await store.get_blob("x") is None
    assert await store.find_by_source("meeting", source("1")) is None


async def test_numbers_come_back_exact_and_no_float_goes_in(store: Store) -> None:
    await put(store, record("funding", "a", amount_dkk=Decimal("7082103.10"), name="Pulje"))
    found = await store.get("funding", "a")
    assert found is not None
    assert found.body["amount_dkk"] == Decimal("7082103.1")
    assert type(found.body["amount_dkk"]) is Decimal
    with pytest.raises(TypeError):
        await put(store, record("funding", "b", amount_dkk=0.5, name="Pulje"))
    with pytest.raises(ValueError, match="digits"):
        await put(store, record("funding", "b", amount_dkk=Decimal("1234567890123.456"), name="Pulje"))
    assert await store.get("funding", "b") is None


async def test_a_read_gives_the_body_as_json_that_is_the_same_from_every_store(store: Store) -> None:
    await put(store, record("meeting", "a", **RICH_BODY))
    served = await store.read("meeting", "a")
    assert served is not None
    assert served.json.decode() == (
        '{"id":"a","version":1,"created_at":"2026-03-04T05:06:07.000000Z","updated_at":"2026-03-04T05:06:07.000000Z",'
        '"sources":[],"title":"Æ, ø og å · “citat” \\\\ / \u2028 \\u0000 \U0001f600",'
        '"amounts":[565810,0.1,-999999999999.99,1000,62103,4611686018427387904,0,null],"zebra":true,'
        '"apple":{"nested":[{"b":1,"a":[]},{}],"text":""}}'
    )
    assert (served.version, served.audience, served.shape, served.deleted) == (1, "all", 1, False)


async def test_many_are_got_in_one_call_and_missing_ones_are_left_out(store: Store) -> None:
    await put(store, meeting("a"), meeting("b"), meeting("c"))
    assert sorted(ids(await store.get_many("meeting", ("a", "c", "x")))) == ["a", "c"]
    assert await store.get_many("meeting", ()) == ()
    with pytest.raises(ValueError, match="200"):
        await store.get_many("meeting", tuple(map(str, range(201))))


async def test_an_id_is_taken_once_in_its_kind(store: Store) -> None:
    await put(store, meeting("a"), record("forum", "a", name="Forum"))
    with pytest.raises(AlreadyExists):
        await put(store, meeting("a", location=None))
    found = await store.get("meeting", "a")
    assert found is not None
    assert "location" not in found.body
    assert len(await whole_log(store)) == 2


async def test_a_replace_needs_the_current_version_and_archives_it(store: Store) -> None:
    first = meeting("a")
    await put(store, first)
    second = await put_next(store, first, title="Andet")
    with pytest.raises(VersionConflict) as refused:
        await put_next(store, first, title="For sent")
    assert (refused.value.expected, refused.value.current) == (1, 2)
    assert await store.get("meeting", "a") == second
    assert await store.read_version("meeting", "a", 1) == first
    assert await store.read_version("meeting", "a", 2) == second
    assert await store.read_version("meeting", "a", 3) is None
    assert await store.versions("meeting", "a") == (1, 2)


async def test_replacing_what_is_not_there_is_a_conflict(store: Store) -> None:
    with pytest.raises(VersionConflict) as refused:
        await put_next(store, meeting("a"))
    assert refused.value.current is None
    assert await store.get("meeting", "a") is None


async def test_a_replacing_record_is_the_next_version_of_the_same_one(store: Store) -> None:
    first = meeting("a")
    await put(store, first)
    other = meeting("a", location=None)
    with pytest.raises(ValueError, match="next version"):
        await store.replace(other, first, change(other))


async def test_envelope_members_survive_a_replace_and_the_archive(store: Store) -> None:
    first = meeting("a")
    await put(store, first)
    second = tombstone(first)
    await store.replace(second, first, change(second, "deleted"))
    third = next_version(second)
    await store.replace(third, second, change(third, "updated"))
    assert await store.read_version("meeting", "a", 2) == second
    served = await store.read("meeting", "a")
    assert served is not None
    assert served.deleted


async def test_a_body_over_eight_megabytes_is_refused(store: Store) -> None:
    with pytest.raises(TooLarge):
        await put(store, meeting("a", text="x" * 8_000_000))
    assert await store.get("meeting", "a") is None


async def test_a_write_repeated_with_the_same_event_happens_once(store: Store) -> None:
    first = meeting("a")
    created = change(first)
    await store.insert(first, created)
    await store.insert(first, created)
    second = next_version(first)
    updated = change(second, "updated")
    await store.replace(second, first, updated)
    await store.replace(second, first, updated)
    await put_next(store, second)
    await store.replace(second, first, updated)
    assert [entry.change.version for entry in await whole_log(store)] == [1, 2, 3]
    current = await store.get("meeting", "a")
    assert current is not None
    assert current.version == 3


async def test_every_change_is_in_the_log_once_in_order_with_all_it_says(store: Store) -> None:
    first = meeting("a")
    created = change(first)
    await store.insert(first, created)
    second = next_version(first)
    updated = change(second, "updated")
    await store.replace(second, first, updated)
    assert await store.publish_pending() == 0
    entries = await store.read_log(0, 10)
    assert [(entry.seq, entry.change) for entry in entries] == [(1, created), (2, updated)]
    assert [entry.seq for entry in await store.read_log(1, 10)] == [2]
    assert [entry.seq for entry in await store.read_log(0, 1)] == [1]
    assert await store.read_log(2, 10) == ()


async def test_the_log_is_in_the_order_of_numbers_also_beyond_ten_and_a_hundred(store: Store) -> None:
    names = [f"m{n}" for n in range(112)]
    await put(store, *(record("forum", name) for name in names))
    entries = await whole_log(store)
    assert [entry.seq for entry in entries] == list(range(1, 113))
    assert [entry.change.id for entry in entries] == names
    assert [entry.seq for entry in await store.read_log(9, 3)] == [10, 11, 12]


async def test_a_refused_write_leaves_no_change(store: Store) -> None:
    first = meeting("a")
    await put(store, first)
    with pytest.raises(AlreadyExists):
        await put(store, first)
    with pytest.raises(VersionConflict):
        await put_next(store, next_version(first))
    await store.publish_pending()
    assert len(await whole_log(store)) == 1


async def test_a_source_key_is_claimed_once(store: Store) -> None:
    key = source("77")
    await put(store, record("meeting", "a", sources=sourced(key)))
    assert await store.claim_source("meeting", key, "a") == "a"
    assert await store.claim_source("meeting", key, "b") == "a"
    assert await store.claim_source("forum", key, "b") == "b"
    assert await store.claim_source("meeting", source("77", system="andet"), "b") == "b"


async def test_names_of_a_source_key_do_not_run_together(store: Store) -> None:
    await put(store, record("meeting", "a", sources=sourced(source("c", "a", "b"))))
    assert await store.claim_source("meeting", source("c", "a", "b"), "a") == "a"
    for other in (source("", "a", "bc"), source("bc", "a", ""), source("c", "ab", ""), source('b","c', "a", "")):
        assert await store.claim_source("meeting", other, "b") == "b"


async def test_a_claim_whose_owner_does_not_exist_or_list_it_is_taken_over(store: Store) -> None:
    key = source("77")
    assert await store.claim_source("meeting", key, "ghost") == "ghost"
    assert await store.claim_source("meeting", key, "a") == "a"
    await put(store, meeting("a"))
    assert await store.claim_source("meeting", key, "b") == "b"


async def test_a_create_under_way_keeps_its_claim(store: Store) -> None:
    key = source("77")
    derived = derived_id("meeting", key.system, key.kind, key.id)
    assert await store.claim_source("meeting", key, derived) == derived
    assert await store.claim_source("meeting", key, "b") == derived


async def test_a_tombstone_keeps_its_source_keys(store: Store) -> None:
    key = source("77")
    first = record("meeting", "a", sources=sourced(key))
    await put(store, first)
    await store.claim_source("meeting", key, "a")
    second = tombstone(first)
    await store.replace(second, first, change(second, "deleted"))
    assert await store.claim_source("meeting", key, "b") == "a"
    assert await store.find_by_source("meeting", key) == second


async def test_a_record_is_found_by_each_of_its_sources_and_no_longer_by_a_dropped_one(store: Store) -> None:
    first = record("meeting", "a", sources=sourced(source("1"), source("2")))
    await put(store, first)
    assert await store.find_by_source("meeting", source("2")) == first
    assert await store.find_by_source("forum", source("2")) is None
    second = await put_next(store, first, sources=sourced(source("1")))
    assert await store.find_by_source("meeting", source("2")) is None
    assert await store.find_by_source("meeting", source("1")) == second


async def test_of_two_that_list_a_source_the_claims_owner_is_found(store: Store) -> None:
    key = source("1")
    await put(store, record("meeting", "a", sources=sourced(key)), record("meeting", "b", sources=sourced(key)))
    assert await store.claim_source("meeting", key, "b") == "b"
    found = await store.find_by_source("meeting", key)
    assert found is not None
    assert found.id == "b"


@pytest.mark.parametrize("size", [0, 1, 4_000_000, 9_000_001])
async def test_a_blob_comes_back_until_it_is_deleted(store: Store, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    await store.put_blob("sha", data, "text/plain")
    await store.put_blob("sha", data, "text/plain")
    assert await store.get_blob("sha") == (data, "text/plain")
    await store.delete_blob("sha")
    await store.delete_blob("sha")
    assert await store.get_blob("sha") is None


async def test_a_second_store_on_the_same_database_sees_everything(store: Store, store_settings: Settings) -> None:
    await put(store, meeting("a"))
    other = await open_store(store_settings)
    try:
        found = await other.get("meeting", "a")
        assert found is not None
        await put_next(other, found)
    finally:
        await other.close()
    assert await store.versions("meeting", "a") == (1, 2)
    assert as_stored((await store.get("meeting", "a")).body)["version"] == 2  # type: ignore[union-attr]  # just written


async def test_a_version_gets_another_body_where_it_stands(store: Store) -> None:
    first = record("participant", "a", name="Lise Holm")
    await put(store, first)
    second = await put_next(store, first, name="Bo Dam")
    for version in (first, second):
        await store.rewrite(replace(version, body={**version.body, "name": f"Udeladt {version.version}"}))
    current, archived = await store.get("participant", "a"), await store.read_version("participant", "a", 1)
    assert current is not None
    assert archived is not None
    assert (current.body["name"], current.version) == ("Udeladt 2", 2)
    assert (archived.body["name"], archived.version) == ("Udeladt 1", 1)
    page = await store.find_page(Query("participant", equals={"name": "udeladt 2"}))
    assert [(row.id, row.summary["name"]) for row in page.rows] == [("a", "Udeladt 2")]
    assert [entry.change.version for entry in await whole_log(store)] == [1, 2]


async def test_a_version_that_is_not_there_is_not_written(store: Store) -> None:
    first = record("participant", "a", name="Lise Holm")
    await put(store, first)
    await store.rewrite(next_version(first, name="Bo Dam"))
    await store.rewrite(record("participant", "b", name="Bo Dam"))
    assert await store.get("participant", "a") == first
    assert await store.get("participant", "b") is None
    assert await store.versions("participant", "a") == (1,)


async def test_a_change_gets_another_reason(store: Store) -> None:
    item = record("participant", "a", name="Lise Holm")
    told = replace(change(item), reason="Lise Holm bad om det")
    await store.insert(item, told)
    await store.rewrite_reason(replace(told, reason="bad om det"))
    assert [one.change.reason for one in await whole_log(store)] == ["bad om det"]
    assert [one.reason for one in await store.read_changes("participant", "a", None, 10)] == ["bad om det"]


async def test_a_blob_is_as_old_as_when_it_was_last_put(store: Store) -> None:
    for key in ("file/a", "file/b", "said/a"):
        await store.put_blob(key, b"x", "text/plain")
    between = utc_text(datetime.now(UTC))
    await store.put_blob("file/b", b"x", "text/plain")
    assert await store.old_blobs(between, "", "", 10) == ("file/a", "said/a")
    assert await store.old_blobs(between, "file/", "", 10) == ("file/a",)
    assert await store.old_blobs(between, "", "file/a", 10) == ("said/a",)
    assert [await store.renew_blob(key) for key in ("said/a", "said/b")] == [True, False]
    assert [await store.drop_old_blob(key, between) for key in ("file/a", "file/a", "file/b", "said/a")] == [
        True,
        False,
        False,
        False,
    ]
    assert await store.list_blobs("", "", 10) == ("file/b", "said/a")
    await store.replace_blob("file/b", b"y", "text/plain")
    await store.swap_blob("said/a", b"y", "text/plain", b"x")
    assert await store.old_blobs(utc_text(datetime.now(UTC) + timedelta(hours=1)), "", "", 10) == ("file/b", "said/a")
    await store.delete_blob("said/a")
    assert await store.old_blobs(utc_text(datetime.now(UTC) + timedelta(hours=1)), "", "", 10) == ("file/b",)


async def test_blobs_are_listed_by_their_keys(store: Store) -> None:
    for key in ("said/b", "said/a", "said", "sb", "file/a", "said/c"):
        await store.put_blob(key, b"x", "text/plain")
    assert await store.list_blobs("said/", "", 2) == ("said/a", "said/b")
    assert await store.list_blobs("said/", "said/b", 2) == ("said/c",)
    assert await store.list_blobs("", "", 10) == ("file/a", "said", "said/a", "said/b", "said/c", "sb")
    assert await store.list_blobs("", "said/b", 1) == ("said/c",)
