"""`Idempotency-Key`: a POST whose answer got lost may be sent again."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import SCOPES
from app.security.development import make_development_token
from tests.api import world as worlds
from tests.api.contract import DOCUMENT
from tests.api.world import PATHS, UNKNOWN_ID, World, build

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def post(api: AsyncClient, name: str, content: Any, key: str = KEY, **headers: str) -> Response:
    return await api.post(f"/v1/{name}", json=content, headers={"Idempotency-Key": key, **headers})


def outcome(answer: Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("idempotency-replayed")


def content_of(world: World, name: str) -> dict[str, Any]:
    contents = {
        "clusters": worlds.cluster(),
        "forums": worlds.forum(world.id("clusters")),
        "participants": worlds.participant(world.id("forums")),
        "initiatives": worlds.initiative(world.id("clusters"), world.id("forums"), world.id("participants")),
        "funding": worlds.funding(world.id("clusters"), world.id("initiatives")) | {"grant_years": [2040]},
        "meetings": worlds.meeting(world.id("forums"), world.id("participants"), world.id("initiatives")),
    }
    return contents[name]


@pytest.mark.parametrize("name", PATHS)
async def test_requests_with_one_key_at_the_same_moment_create_one_record(
    api: AsyncClient, world: World, name: str
) -> None:
    content = content_of(world, name)
    answers = await asyncio.gather(*(post(api, name, content) for _ in range(5)))
    assert sorted(map(str, map(outcome, answers))) == sorted(["(201, None)"] + ["(201, 'true')"] * 4)
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len((await api.get(f"/v1/{name}")).json()["items"]) == 2


async def test_a_repeat_is_answered_with_the_resource_as_it_now_is(api: AsyncClient) -> None:
    first = await post(api, "clusters", {"name": "K"})
    patched = await api.patch(first.headers["location"], json={"region": "R"}, headers={"If-Match": "*"})
    again = await post(api, "clusters", {"name": "K"})
    assert outcome(again) == (201, "true")
    assert again.json() == patched.json()
    assert (again.headers["etag"], again.headers["location"]) == (patched.headers["etag"], first.headers["location"])


async def test_a_repeat_is_the_same_request_in_other_bytes(api: AsyncClient) -> None:
    await post(api, "clusters", {"name": "K", "kind": "other"})
    again = await post(api, "clusters", {"kind": "other", "region": None, "parties": [], "name": "K"})
    assert outcome(again) == (201, "true")


async def test_another_request_with_the_key_is_422(api: AsyncClient) -> None:
    first = await post(api, "clusters", {"name": "K"})
    for _ in range(2):
        other = await post(api, "clusters", {"name": "zqx"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert "zqx" not in other.text
        await api.delete(first.headers["location"], headers={"If-Match": "*"})
    assert len((await api.get("/v1/clusters?updated_since=2001-01-01T00:00:00Z")).json()["items"]) == 1


async def test_a_repeat_after_the_resource_was_deleted_is_410(api: AsyncClient) -> None:
    first = await post(api, "clusters", {"name": "K"})
    await api.delete(f"{first.headers['location']}?reason=duplicate", headers={"If-Match": "*"})
    again = await post(api, "clusters", {"name": "K"})
    assert (again.status_code, again.json()["tombstone"]["deleted_reason"]) == (410, "duplicate")


async def test_a_repeat_after_a_merge_is_answered_with_the_survivor(api: AsyncClient) -> None:
    first = await post(api, "participants", {"name": "Ada Holm"})
    survivor = (await api.post("/v1/participants", json={"name": "Ada V. Holm"})).json()
    path = f"{first.headers['location']}/merge"
    await api.post(path, json={"into": survivor["id"]}, headers={"If-Match": "*"})
    assert (await post(api, "participants", {"name": "Ada Holm"})).json()["id"] == survivor["id"]


async def test_keys_belong_to_a_caller_and_a_path(api: AsyncClient, settings: Settings, world: World) -> None:
    content = worlds.forum(world.id("clusters"))
    other = make_development_token(settings, SCOPES, 600, name="somebody else")
    ids = {(await post(api, "forums", content)).json()["id"]}
    ids.add((await post(api, "forums", content, Authorization=f"Bearer {other}")).json()["id"])
    ids.add((await post(api, "clusters", {"name": "K"})).json()["id"])
    assert len(ids) == 3


async def test_a_refused_request_leaves_its_key_free(api: AsyncClient, world: World) -> None:
    assert (await post(api, "forums", worlds.forum(UNKNOWN_ID))).status_code == 422
    assert outcome(await post(api, "forums", worlds.forum(world.id("clusters")))) == (201, None)


async def test_without_a_key_each_request_creates(api: AsyncClient) -> None:
    ids = {(await api.post("/v1/clusters", json={"name": "K"})).json()["id"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("key", ["!", "~" * 255])
async def test_a_key_has_1_to_255_characters(api: AsyncClient, key: str) -> None:
    assert (await post(api, "clusters", {"name": "K"}, key)).status_code == 201


POSTS = [path for path, operations in DOCUMENT["paths"].items() if "post" in operations]
MALFORMED = ("", "x" * 256, "a b", "a\tb", "\xe6")


async def test_every_post_refuses_a_malformed_key_with_400(api: AsyncClient) -> None:
    for path in POSTS:
        parameters = DOCUMENT["paths"][path]["post"]["parameters"]
        assert "Idempotency-Key" in [parameter["name"] for parameter in parameters], path
        for key in MALFORMED:
            headers = {b"Idempotency-Key": key.encode("latin-1")}
            answer = await api.post(path.replace("{id}", UNKNOWN_ID), json={}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid"), path
        twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
        assert (await api.post(path.replace("{id}", UNKNOWN_ID), json={}, headers=twice)).status_code == 400
