"""Upserts under a source's own names: what sync scripts rely on."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient, Response

from tests.api import world as worlds
from tests.api.world import NORTH, PATHS, UNKNOWN_ID, World, build

KEY = {"system": "esdh", "kind": "sag", "id": "24/1017"}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def put(api: AsyncClient, name: str, content: Any, **key: str) -> Response:
    return await api.put(f"/v1/{name}/by-source", params={**KEY, **key}, json=content)


async def get(api: AsyncClient, name: str, **key: str) -> Response:
    return await api.get(f"/v1/{name}/by-source", params={**KEY, **key})


async def withdraw(api: AsyncClient, name: str, **key: str) -> Response:
    return await api.delete(f"/v1/{name}/by-source", params={**KEY, **key})


async def changes_of(api: AsyncClient, id: str, name: str = "meetings") -> int:
    """How many versions it has had."""
    version: int = (await api.get(f"/v1/{name}/{id}")).json()["version"]
    return version


def source(id: str, kind: str = "sag") -> dict[str, dict[str, str]]:
    return {"source": {"system": "esdh", "kind": kind, "id": id}}


def content_of(world: World, name: str) -> dict[str, Any]:
    """A new one of the kind, as a source would send it: parts without ids."""
    contents: dict[str, dict[str, Any]] = {
        "clusters": worlds.cluster(),
        "forums": worlds.forum(world.id("clusters")),
        "participants": worlds.participant(world.id("forums")),
        "initiatives": worlds.initiative(world.id("clusters"), world.id("forums"), world.id("participants")),
        "funding": worlds.funding(world.id("clusters"), world.id("initiatives")) | {"grant_years": [2040]},
        "meetings": worlds.meeting(world.id("forums"), world.id("participants"), world.id("initiatives")),
    }
    content = contents[name]
    for part in (*content.get("attendees", ()), *content.get("agenda_items", ())):
        del part["id"]
    return content


@pytest.mark.parametrize("name", PATHS)
async def test_p36_p39_a_script_writes_by_its_own_key_without_reading_first(
    api: AsyncClient, world: World, name: str
) -> None:
    content = content_of(world, name)
    created = await put(api, name, content)
    assert (created.status_code, created.headers["klynge-state"]) == (201, "created"), created.text
    path = f"/v1/{name}/{created.json()['id']}"
    assert (created.headers["location"], created.headers["content-location"]) == (path, path)
    own, by_content = created.json()["sources"]
    assert (own | KEY, by_content["system"], by_content["kind"]) == (own, "klynge", "natural_key")
    member = "title" if name == "meetings" else "name"
    updated = await put(api, name, {**content, member: "Et nyt navn"})
    assert (updated.status_code, updated.headers["klynge-state"]) == (200, "updated")
    assert (updated.json()["id"], updated.json()["version"]) == (created.json()["id"], 2)
    assert (await get(api, name)).content == (await api.get(path)).content == updated.content


@pytest.mark.parametrize("name", PATHS)
async def test_d2_what_is_sent_again_writes_nothing_and_says_so(api: AsyncClient, world: World, name: str) -> None:
    content = content_of(world, name)
    created = await put(api, name, content)
    again = await put(api, name, content)
    assert (again.status_code, again.headers["klynge-state"]) == (200, "unchanged")
    assert again.content == created.content
    assert again.headers["etag"] == created.headers["etag"]
    assert await changes_of(api, created.json()["id"], name) == 1


async def test_only_what_is_sent_is_replaced_and_null_empties(api: AsyncClient, world: World) -> None:
    created = (await put(api, "meetings", content_of(world, "meetings"))).json()
    await api.patch(f"/v1/meetings/{created['id']}", json={"title": "Rettet"}, headers={"If-Match": "*"})
    updated = (await put(api, "meetings", {"case_numbers": ["SAG-9"], "number": None})).json()
    assert updated["case_numbers"] == ["SAG-9"]
    assert updated["number"] is None
    assert updated["title"] == "Rettet"
    assert updated["agenda_items"] == created["agenda_items"]


async def test_a_member_that_must_be_there_cannot_be_emptied_or_left_out(api: AsyncClient, world: World) -> None:
    missing = await put(api, "meetings", {"title": "M"})
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/forum_id")
    assert missing.json()["errors"][0]["code"] == "required_to_create"
    await put(api, "meetings", content_of(world, "meetings"))
    emptied = await put(api, "meetings", {"forum_id": None})
    assert (emptied.status_code, emptied.json()["errors"][0]["pointer"]) == (422, "/forum_id")


async def test_references_are_by_source_or_by_id(api: AsyncClient, world: World) -> None:
    forum = (await put(api, "forums", content_of(world, "forums"), kind="udvalg", id="7")).json()
    person = (await put(api, "participants", {"name": "Bo Lund"}, kind="bruger", id="bl")).json()
    content = {
        "forum_id": source("7", "udvalg"),
        "attendees": [{"participant_id": source("bl", "bruger")}, {"participant_id": world.id("participants")}],
    }
    meeting = await put(api, "meetings", content)
    assert meeting.status_code == 201, meeting.text
    assert meeting.json()["forum_id"] == forum["id"]
    present = [attendee["participant_id"] for attendee in meeting.json()["attendees"]]
    assert present == [person["id"], world.id("participants")]


async def test_a_reference_to_an_unknown_source_is_422_with_its_place(api: AsyncClient, world: World) -> None:
    items = [{"title": "A"}, {"title": "B", "initiative_ids": [world.id("initiatives"), source("zqx")]}]
    answer = await put(api, "meetings", {"forum_id": source("zqx"), "agenda_items": items})
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/forum_id", "reference_unknown"),
        ("/agenda_items/1/initiative_ids/1", "reference_unknown"),
    ]
    assert "zqx" not in answer.text


FORMS: tuple[tuple[Any, str], ...] = (
    ({}, "/forum_id/source"),
    ({"source": {"system": "esdh", "kind": "sag"}}, "/forum_id/source/id"),
    ({"source": {**KEY, "shoe": 1}}, "/forum_id/source/shoe"),
    ({"source": {**KEY, "id": "x" * 501}}, "/forum_id/source/id"),
    ("zqx", "/forum_id"),
    (7, "/forum_id"),
    ([], "/forum_id"),
)


async def test_a_reference_has_one_of_two_forms(api: AsyncClient) -> None:
    for reference, pointer in FORMS:
        answer = await put(api, "meetings", {"forum_id": reference})
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_p11_a_source_key_names_one_record_however_many_write_at_once(api: AsyncClient, world: World) -> None:
    contents = [{**content_of(world, "meetings"), "number": str(n)} for n in range(16)]
    answers = await asyncio.gather(*(put(api, "meetings", content) for content in contents))
    assert sorted({answer.status_code for answer in answers}) in ([200, 201], [201])
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.json()["id"] for answer in answers}) == 1
    page = (await api.get("/v1/meetings")).json()["items"]
    assert len(page) == 2


async def test_p11_two_meetings_at_the_same_time_are_two_if_their_keys_differ(api: AsyncClient, world: World) -> None:
    ids = {(await put(api, "meetings", content_of(world, "meetings"), id=id)).json()["id"] for id in ("a", "b")}
    assert len(ids) == 2


IDS = (
    "x" * 500,
    "sag 7 / bilag 2",
    "a//b/../c?d=e&f#g",
    "æøå 👩‍⚕️",
    "%2F%00",
    "+ +",
    "$ne",
    '{"$gt": ""}',
    "' OR 1=1 --",
)


async def test_an_id_is_any_text(api: AsyncClient) -> None:
    for id in IDS:
        created = await put(api, "clusters", {"name": "K"}, id=id)
        assert created.status_code == 201, created.text
        assert created.json()["sources"][0]["id"] == id
        assert (await put(api, "clusters", {"name": "K"}, id=id)).headers["klynge-state"] == "unchanged"
        assert (await get(api, "clusters", id=id)).json() == created.json()
        assert (await get(api, "clusters", id=id[:-1] + "\u2603")).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_an_id_with_control_characters_or_none_is_422(api: AsyncClient, method: str) -> None:
    for raw in ("", "%20", "a%00b", "%1F", "a%0Ab", "%7F", "%FF", "%ED%A0%80", "x" * 501):
        content = {"name": "K"} if method == "PUT" else None
        answer = await api.request(method, f"/v1/clusters/by-source?system=esdh&kind=sag&id={raw}", json=content)
        assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, ["?id"])


async def test_a_key_has_all_its_parts_and_no_others(api: AsyncClient) -> None:
    answer = await api.put("/v1/clusters/by-source?system=esdh&id=1&colour=x", json={"name": "K"})
    assert {error["pointer"] for error in answer.json()["errors"]} == {"?kind", "?colour"}


async def test_composed_and_decomposed_text_is_one_id(api: AsyncClient) -> None:
    """D7: names from other systems arrive in either form."""
    assert (await put(api, "clusters", {"name": "K"}, id="M\u00f8de \u00e5")).status_code == 201
    assert (await get(api, "clusters", id="M\u00f8de a\u030a")).status_code == 200


async def test_a_key_without_a_resource_is_404(api: AsyncClient) -> None:
    for answer in (await get(api, "meetings"), await withdraw(api, "meetings")):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_the_server_s_own_keys_are_not_a_source_s(api: AsyncClient, method: str) -> None:
    content = {"name": "K"} if method == "PUT" else None
    params = {"system": "klynge", "kind": "natural_key", "id": "x"}
    answer = await api.request(method, "/v1/clusters/by-source", params=params, json=content)
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("?system", "reserved")]


@pytest.mark.parametrize(
    ("member", "value"),
    [("id", UNKNOWN_ID), ("version", 9), ("updated_at", "2001-01-01T00:00:00Z"), ("sources", []), ("status", "held")],
)
async def test_server_s_members_may_be_repeated_and_not_changed(
    api: AsyncClient, world: World, member: str, value: Any
) -> None:
    created = await put(api, "meetings", content_of(world, "meetings"))
    back = await put(api, "meetings", created.json())
    assert (back.status_code, back.headers["klynge-state"]) == (200, "unchanged"), back.text
    for key in (KEY["id"], "new"):
        answer = await put(api, "meetings", {**content_of(world, "meetings"), member: value}, id=key)
        assert answer.status_code == 422 or (key == "new" and member == "sources")
        if answer.status_code == 422:
            assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(f"/{member}", "read_only")]


async def test_unknown_members_are_named(api: AsyncClient) -> None:
    answer = await put(api, "clusters", {"name": "K", "parties": [{"name": "P", "shoe": 1}], "colour": 1})
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/parties/0/shoe", "/colour"}


async def test_what_the_source_withdrew_it_may_bring_back(api: AsyncClient, world: World) -> None:
    created = (await put(api, "meetings", content_of(world, "meetings"))).json()
    assert (await withdraw(api, "meetings")).status_code == 204
    assert (await withdraw(api, "meetings")).status_code == 204
    gone = await get(api, "meetings")
    assert (gone.status_code, gone.json()["tombstone"]["deleted_reason"]) == (410, "withdrawn")
    back = await put(api, "meetings", {"number": "3."})
    assert (back.status_code, back.headers["klynge-state"]) == (200, "restored"), back.text
    assert (back.json()["id"], back.json()["version"], back.json()["number"]) == (created["id"], 3, "3.")
    assert back.json()["agenda_items"] == created["agenda_items"]
    assert (await api.get(f"/v1/meetings/{created['id']}")).json() == back.json()


@pytest.mark.parametrize("reason", ["withdrawn", "privacy", "duplicate", "other"])
async def test_what_a_person_deleted_stays_deleted(api: AsyncClient, world: World, reason: str) -> None:
    created = (await put(api, "meetings", content_of(world, "meetings"))).json()
    await api.delete(f"/v1/meetings/{created['id']}?reason={reason}", headers={"If-Match": "*"})
    for answer in (await put(api, "meetings", content_of(world, "meetings")), await put(api, "meetings", {})):
        assert (answer.status_code, answer.json()["code"]) == (409, "deleted_by_person")
        assert answer.json()["tombstone"]["deleted_reason"] == reason
    assert (await withdraw(api, "meetings")).status_code == 204
    assert (await put(api, "meetings", {})).json()["code"] == "deleted_by_person"


async def test_a_person_s_delete_after_a_revival_counts(api: AsyncClient) -> None:
    created = (await put(api, "clusters", {"name": "K"})).json()
    await withdraw(api, "clusters")
    await put(api, "clusters", {"name": "K"})
    await api.delete(f"/v1/clusters/{created['id']}", headers={"If-Match": "*"})
    assert (await put(api, "clusters", {"name": "K"})).json()["code"] == "deleted_by_person"


async def test_what_others_refer_to_cannot_be_withdrawn(api: AsyncClient, world: World) -> None:
    forum = (await put(api, "forums", content_of(world, "forums"))).json()
    await put(api, "meetings", {"forum_id": forum["id"]})
    answer = await withdraw(api, "forums")
    assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")


async def test_a_source_key_follows_a_merge_and_fills_only_gaps(api: AsyncClient, world: World) -> None:
    """D2: two names of what was merged do not overwrite each other at every run."""
    one = (await put(api, "participants", {"name": "Ada Holm"}, id="1")).json()
    other = (await put(api, "participants", {"name": "Ada V. Holm", "title": "Læge"}, id="2")).json()
    path = f"/v1/participants/{other['id']}/merge"
    assert (await api.post(path, json={"into": one["id"]}, headers={"If-Match": "*"})).status_code == 200
    merged = await get(api, "participants", id="2")
    assert (merged.json()["id"], merged.headers["content-location"]) == (one["id"], f"/v1/participants/{one['id']}")
    again = await put(api, "participants", {"name": "Ada V. Holm", "title": "Læge"}, id="2")
    assert (again.headers["klynge-state"], again.json()["name"]) == ("unchanged", "Ada Holm")
    meeting = await put(
        api, "meetings", {"forum_id": world.id("forums"), "attendees": [{"participant_id": source("2")}]}
    )
    assert meeting.json()["attendees"][0]["participant_id"] == one["id"]
    shared = await withdraw(api, "participants", id="2")
    assert (shared.status_code, shared.json()["code"]) == (409, "source_shared")


async def test_d8_parts_keep_their_ids_when_one_is_put_before_them(api: AsyncClient, world: World) -> None:
    items: list[dict[str, Any]] = [
        {"title": "Økonomi", "sections": [{"kind": "summary", "text": "A"}]},
        {"title": "Eventuelt"},
    ]
    first = (await put(api, "meetings", {"forum_id": world.id("forums"), "agenda_items": items})).json()
    more = [{"title": "Nyt punkt"}, *items]
    second = (await put(api, "meetings", {"agenda_items": more})).json()
    assert second["agenda_items"][1:] == first["agenda_items"]
    changed = [more[0], {**items[0], "title": "Økonomi 2031"}, items[1]]
    third = (await put(api, "meetings", {"agenda_items": changed})).json()
    assert [item["id"] for item in third["agenda_items"]] == [item["id"] for item in second["agenda_items"]]
    assert third["agenda_items"][1]["sections"] == first["agenda_items"][0]["sections"]


async def test_d8_a_part_with_a_source_id_is_found_by_it(api: AsyncClient, world: World) -> None:
    items = [{"source_ids": ["p1"], "title": "A"}, {"source_ids": ["p2"], "title": "B"}]
    first = (await put(api, "meetings", {"forum_id": world.id("forums"), "agenda_items": items})).json()
    turned = [
        {"source_ids": ["p2"], "title": "A"},
        {"source_ids": ["p3"], "title": "C"},
        {"source_ids": ["p1"], "title": "B"},
    ]
    second = (await put(api, "meetings", {"agenda_items": turned})).json()
    a, b = (item["id"] for item in first["agenda_items"])
    ids = [item["id"] for item in second["agenda_items"]]
    assert (ids[0], ids[2]) == (b, a)
    assert ids[1] not in (a, b)


async def test_d1_a_meeting_with_a_single_item_is_like_any_other(api: AsyncClient, world: World) -> None:
    content = {"forum_id": world.id("forums"), "agenda_items": [{"title": "Eneste"}]}
    assert (await put(api, "meetings", content)).status_code == 201
    assert (await put(api, "meetings", content)).headers["klynge-state"] == "unchanged"


async def test_p24_d4_d5_d6_a_whole_agenda_with_items_below_items_comes_in_one_request(
    api: AsyncClient, world: World
) -> None:
    """In the order it was sent, with its attachments; several agendas are documents of one meeting, and it may have
    no end."""
    numbers, bilag = ["1", "2", "2.1", "2.1.1", "2.2", "10"], ["2.10", "2.9", "2.9"]
    kinds = ["agenda", "supplementary_agenda", "minutes"]
    content = {
        "forum_id": world.id("forums"),
        "starts_at": "2031-03-04T09:00:00+01:00",
        "agenda_items": [
            {"number": number, "title": f"Punkt {number}", "attachments": [{"number": one} for one in bilag]}
            for number in numbers
        ],
        "documents": [{"kind": kind, "name": kind, "published_at": "2031-02-01T12:00:00Z"} for kind in kinds],
    }
    made = (await put(api, "meetings", content)).json()
    assert [item["number"] for item in made["agenda_items"]] == numbers
    assert all([one["number"] for one in item["attachments"]] == bilag for item in made["agenda_items"])
    assert [document["kind"] for document in made["documents"]] == kinds
    assert made["ends_at"] is None
    assert (await put(api, "meetings", content)).headers["klynge-state"] == "unchanged"


async def test_d3_a_source_may_close_what_was_open(api: AsyncClient, world: World) -> None:
    sections = [{"kind": "presentation", "text": "a", "access": "open"}, {"kind": "decision", "text": "b"}]
    item: dict[str, Any] = {"source_ids": ["p1"], "title": "A", "access": "open", "sections": sections}
    first = (await put(api, "meetings", {"forum_id": world.id("forums"), "agenda_items": [item]})).json()
    sections[0]["access"] = "closed"
    [closed] = (await put(api, "meetings", {"agenda_items": [item]})).json()["agenda_items"]
    assert (closed["id"], closed["access"]) == (first["agenda_items"][0]["id"], "open")
    assert [section["access"] for section in closed["sections"]] == ["closed", "unknown"]


async def test_a_broken_rule_is_409_with_findings(api: AsyncClient, world: World) -> None:
    content = content_of(world, "funding")
    await put(api, "funding", content)
    more = [{"initiative_id": world.id("initiatives"), "party_id": NORTH, "amount_dkk": 2000}]
    answer = await put(api, "funding", {"allocations": more})
    assert (answer.status_code, answer.json()["code"]) == (409, "budget_exceeded")


async def test_a_caller_who_has_it_gets_304(api: AsyncClient) -> None:
    created = await put(api, "clusters", {"name": "K"})
    path = f"/v1/clusters/by-source?system=esdh&kind=sag&id={quote(KEY['id'], safe='')}"
    assert (await api.get(path, headers={"If-None-Match": created.headers["etag"]})).status_code == 304
