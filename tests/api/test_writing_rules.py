"""Rules of every write, by what users of comparable systems suffer from."""

import asyncio
from typing import Any, get_args

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.vocabulary import DeletedReason
from app.errors import VersionConflict
from app.services.ports import Change, Record, Store
from tests.api.conftest import serving_over
from tests.api.contract import DOCUMENT
from tests.api.world import ITEM, PATHS, UNKNOWN_ID, World, build, cluster

ANY = {"If-Match": "*"}
REQUIRED = {
    "clusters": "name",
    "forums": "name",
    "participants": "name",
    "initiatives": "cluster_id",
    "funding": "grant_years",
    "meetings": "forum_id",
}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


def pointers(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_a_merge_patch_cannot_null_what_must_be_there(api: AsyncClient, world: World) -> None:
    for name in PATHS:
        answer = await api.patch(world.path(name), json={REQUIRED[name]: None}, headers=ANY)
        assert pointers(answer) == [(f"/{REQUIRED[name]}", "required")]
        assert (await api.get(world.path(name))).json() == world.bodies[name]


async def test_what_a_patch_makes_and_leaves_incomplete_has_a_code_of_its_own(api: AsyncClient, world: World) -> None:
    """A patch may leave everything out, so its schema cannot tell that a new organisation has a name."""
    free = await api.post("/v1/forums", json={"cluster_id": world.id("clusters"), "name": "F"})
    changes = {"cluster_id": None, "organisation": {"cvr": "13748136"}}
    answer = await api.patch(free.headers["location"], json=changes, headers=ANY)
    assert pointers(answer) == [("/organisation/name", "required_to_create")]


async def test_a_whole_number_may_be_written_with_a_decimal_point(api: AsyncClient, world: World) -> None:
    """2032.0 is an integer in JSON Schema, and so to every client that was made from the contract."""
    pot = f'{{"cluster_id": "{world.id("clusters")}", "name": "P", "grant_years": [2032.0, 2033], "party_ids": []}}'
    made = await api.post("/v1/funding", content=pot, headers={"Content-Type": "application/json"})
    assert made.status_code == 201, made.text
    assert b'"grant_years":[2032,2033]' in made.content
    half = await api.post("/v1/funding", content=pot.replace("2032.0", "2032.5"), headers=dict(made.request.headers))
    assert pointers(half) == [("/grant_years/0", "wrong_type")]


def test_whole_numbers_keep_their_limits_in_the_contract() -> None:
    shapes = DOCUMENT["components"]["schemas"]
    year = {"type": "integer", "minimum": 1900, "maximum": 2200}
    assert year.items() <= shapes["FundingCreate"]["properties"]["grant_years"]["items"].items()
    assert shapes["AgendaItemInput"]["properties"]["position"]["anyOf"][0]["minimum"] == 1


def test_a_member_that_must_be_there_is_not_null_in_a_patch_by_the_contract() -> None:
    shapes = DOCUMENT["components"]["schemas"]
    for name in ("ClusterPatch", "ClusterUpsert"):
        assert shapes[name]["properties"]["name"]["type"] == "string"
        assert {"type": "null"} in shapes[name]["properties"]["region"]["anyOf"]


async def test_p35_a_change_that_changes_nothing_makes_no_version(api: AsyncClient, world: World) -> None:
    """An ETag that was read stays good as long as nothing has changed."""
    for name in PATHS:
        etag = (await api.get(world.path(name))).headers["etag"]
        for content in ({}, {"version": 1}, world.bodies[name]):
            answer = await api.patch(world.path(name), json=content, headers={"If-Match": etag})
            assert (answer.status_code, answer.headers["etag"], answer.json()) == (200, etag, world.bodies[name])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_p38_no_change_creates(api: AsyncClient, world: World, method: str) -> None:
    for name in PATHS:
        content = None if method == "DELETE" else {**world.bodies[name], "id": UNKNOWN_ID}
        for id in (UNKNOWN_ID, "x"):
            answer = await api.request(method, f"/v1/{name}/{id}", json=content, headers=ANY)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert len((await api.get(f"/v1/{name}")).json()["items"]) == 1


async def test_p37_what_was_written_is_read_at_once(api: AsyncClient, world: World) -> None:
    for n in range(20):
        written = await api.patch(world.path("clusters"), json={"region": f"R{n}"}, headers=ANY)
        assert (await api.get(world.path("clusters"))).content == written.content


async def test_p40_of_many_parts_with_one_fault_none_is_written(api: AsyncClient, world: World) -> None:
    items = [{"title": f"Punkt {n}"} for n in range(20)] + [{"number": "21"}]
    answer = await api.patch(world.path("meetings"), json={"agenda_items": items}, headers=ANY)
    assert pointers(answer) == [("/agenda_items/20/title", "required")]
    assert (await api.get(world.path("meetings"))).json() == world.bodies["meetings"]


async def test_p26_p29_every_link_is_written_at_the_create_and_later(api: AsyncClient, world: World) -> None:
    decision = {
        "text": "Tiltrådt",
        "outcome": "adopted",
        "points": [{"text": "a", "initiative_ids": [world.id("initiatives")]}],
        "continues_in": {"meeting_id": world.id("meetings"), "agenda_item_id": ITEM, "forum_id": world.id("forums")},
    }
    item = {"title": "Økonomi", "decision": decision, "initiative_ids": [world.id("initiatives")]}
    created = await api.post("/v1/meetings", json={"forum_id": world.id("forums"), "agenda_items": [item]})
    assert created.json()["agenda_items"][0]["decision"]["continues_in"]["meeting_id"] == world.id("meetings")
    path = f"{created.headers['location']}/agenda-items/{created.json()['agenda_items'][0]['id']}"
    emptied = await api.patch(path, json={"decision": None, "initiative_ids": None}, headers=ANY)
    assert (emptied.json()["decision"], emptied.json()["initiative_ids"]) == (None, [])
    again = await api.patch(path, json={"decision": decision}, headers=ANY)
    assert again.json()["decision"]["points"][0]["initiative_ids"] == [world.id("initiatives")]


async def test_p14_p18_p25_what_minutes_lack_or_repeat_is_no_fault(api: AsyncClient, world: World) -> None:
    """Two items of one number, no attendance, no end, an attachment to the meeting itself."""
    content = {
        "forum_id": world.id("forums"),
        "starts_at": "2031-03-04T09:00:00+01:00",
        "agenda_items": [{"number": "1", "title": "A"}, {"number": "1", "title": "B"}],
        "attachments": [{"title": "Bilag", "number": "2.10"}],
    }
    created = await api.post("/v1/meetings", json=content)
    assert created.status_code == 201, created.text
    assert (created.json()["ends_at"], created.json()["attendance_recorded"]) == (None, False)
    assert created.json()["attachments"][0]["number"] == "2.10"


async def test_p31_amounts_of_a_pot_are_not_negative(api: AsyncClient, world: World) -> None:
    path = f"{world.path('funding')}/allocations/{UNKNOWN_ID}"
    answer = await api.put(path, json={"initiative_id": world.id("initiatives"), "amount_dkk": -1})
    assert pointers(answer) == [("/amount_dkk", "invalid")]


async def test_p6_a_deletion_says_why(api: AsyncClient) -> None:
    for reason in get_args(DeletedReason):
        made = await api.post("/v1/clusters", json={"name": "K"})
        path = f"{made.headers['location']}?reason={reason}"
        assert (await api.delete(path, headers={**ANY, "Klynge-Reason": "dobbelt"})).status_code == 204
        assert (await api.get(made.headers["location"])).json()["tombstone"]["deleted_reason"] == reason


async def test_why_is_kept_with_the_change(api: AsyncClient) -> None:
    made = await api.post("/v1/clusters", json={"name": "K"}, headers={"Klynge-Reason": "x" * 500})
    entries = (await api.get(f"{made.headers['location']}/history")).json()["items"]
    assert [entry["reason"] for entry in entries] == ["x" * 500]


class AlwaysLosing:
    """A store in which somebody else is quicker every time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tries = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def replace(self, record: Record, previous: Record, _: Change) -> None:
        self.tries += 1
        raise VersionConflict(previous.version, record.version)


async def test_p10_p41_contention_without_end_is_503_with_the_time_to_wait(settings: Settings) -> None:
    stores: list[AlwaysLosing] = []

    def losing(store: Store) -> AlwaysLosing:
        stores.append(AlwaysLosing(store))
        return stores[0]

    async with serving_over(settings, losing) as client:
        made = await client.post("/v1/clusters", json=cluster())
        by_source = "/v1/clusters/by-source?system=esdh&kind=sag&id=1"
        await client.put(by_source, json={"name": "K"})
        answers = await asyncio.gather(
            client.patch(made.headers["location"], json={"region": "R"}, headers=ANY),
            client.delete(made.headers["location"], headers=ANY),
            client.put(by_source, json={"name": "Ny"}),
            client.delete(by_source),
        )
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "store_busy")
        assert answer.headers["retry-after"] == "1"
    assert stores[0].tries >= 4 * 12


async def test_a_meeting_of_an_age_with_another_offset_can_be_read_and_sent_back(
    api: AsyncClient, world: World
) -> None:
    """Copenhagen was 50 minutes and 20 seconds ahead of Greenwich, which no RFC 3339 time can say."""
    content = {"forum_id": world.id("forums"), "starts_at": "1806-04-17T00:43:43Z"}
    made = await api.post("/v1/meetings", json=content)
    assert (made.status_code, made.json()["starts_at"]) == (201, "1806-04-17T01:33:43+00:50")
    path, headers = f"/v1/meetings/{made.json()['id']}", {"If-Match": made.headers["ETag"]}
    assert (await api.put(path, json=made.json(), headers=headers)).status_code == 200
