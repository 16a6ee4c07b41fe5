"""Lists of what changed since, and totals: P5 (which tombstones are listed), P8 (odd times, links), P9 (windows)."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.walks import walk
from tests.api.world import PATHS, World, build

ANY = {"If-Match": "*"}
ANCIENT, FUTURE = "1800-01-01T00:00:00Z", "8999-12-31T23:59:59Z"


async def listed(api: AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def cluster(api: AsyncClient, name: str) -> dict[str, Any]:
    body: dict[str, Any] = (await api.post("/v1/clusters", json={"name": name})).json()
    return body


async def test_p5_a_deleted_row_is_listed_as_its_tombstone_only_since_a_time(api: AsyncClient) -> None:
    kept, gone = await cluster(api, "Bliver"), await cluster(api, "Slettes")
    await api.delete(f"/v1/clusters/{gone['id']}?reason=withdrawn", headers=ANY)
    assert [row["id"] for row in await listed(api, "/v1/clusters")] == [kept["id"]]
    rows = {row["id"]: row for row in await listed(api, f"/v1/clusters?updated_since={ANCIENT}")}
    assert set(rows) == {kept["id"], gone["id"]}
    tombstone = rows[gone["id"]]
    assert set(tombstone) == {
        "id",
        "version",
        "created_at",
        "updated_at",
        "deleted_at",
        "deleted_reason",
        "merged_into",
    }
    assert (tombstone["version"], tombstone["deleted_reason"], tombstone["merged_into"]) == (2, "withdrawn", None)


@pytest.mark.parametrize("name", PATHS[:0:-1])
async def test_p5_every_kind_lists_its_tombstones_whatever_the_filter(api: AsyncClient, name: str) -> None:
    world = await build(api)
    await free(api, world, name)
    assert (await api.delete(world.path(name), headers=ANY)).status_code == 204
    narrow = {"forums": "name=zz", "participants": "name=zz", "funding": "year=1999", "initiatives": "code=zz"}
    query = f"updated_since={ANCIENT}&{narrow.get(name, 'from=1999-01-01&to=1999-01-01')}"
    assert [row["id"] for row in await listed(api, f"/v1/{name}?{query}")] == [world.id(name)]
    assert await listed(api, f"/v1/{name}?updated_since={FUTURE}") == []


async def free(api: AsyncClient, world: World, name: str) -> None:
    """Deletes what refers to the resource."""
    referring = {
        "forums": ("meetings", "funding", "initiatives", "participants"),
        "participants": ("meetings", "funding", "initiatives"),
        "initiatives": ("meetings", "funding"),
    }
    for other in referring.get(name, ()):
        await api.delete(world.path(other), headers=ANY)


async def test_a_tombstone_of_a_merge_names_the_survivor(api: AsyncClient) -> None:
    world = await build(api)
    content = {"name": "Ask Ollgaard", "organisation": "Nordkommune"}
    other = (await api.post("/v1/participants", json=content)).json()["id"]
    into = {"into": world.id("participants")}
    assert (await api.post(f"/v1/participants/{other}/merge", json=into, headers=ANY)).status_code == 200
    rows = {row["id"]: row for row in await listed(api, f"/v1/participants?updated_since={ANCIENT}")}
    assert rows[other]["merged_into"] == world.id("participants")


async def test_since_takes_the_instant_itself_and_what_came_after(api: AsyncClient) -> None:
    first, second = await cluster(api, "Først"), await cluster(api, "Siden")
    since = second["updated_at"]
    assert [row["id"] for row in await listed(api, f"/v1/clusters?updated_since={since}")] == [second["id"]]
    await api.patch(f"/v1/clusters/{first['id']}", json={"region": "Øst"}, headers=ANY)
    rows = await listed(api, f"/v1/clusters?updated_since={since}&sort=updated_at")
    assert [row["id"] for row in rows] == [second["id"], first["id"]]


async def test_since_may_be_said_with_any_offset(api: AsyncClient) -> None:
    await cluster(api, "Klynge")
    query = {"updated_since": "8999-12-31T23:59:59+14:00"}
    assert (await api.get("/v1/clusters", params=query)).json()["items"] == []
    query = {"updated_since": "1800-01-02T00:00:00-12:00"}
    assert len((await api.get("/v1/clusters", params=query)).json()["items"]) == 1


@pytest.mark.parametrize("since", [FUTURE, "2999-01-01T00:00:00.000001Z"])
async def test_p8_a_time_to_come_lists_nothing(api: AsyncClient, since: str) -> None:
    await cluster(api, "Klynge")
    assert await listed(api, f"/v1/clusters?updated_since={since}") == []


MALFORMED = (
    "",
    "yesterday",
    "2024-01-01",
    "2024-01-01T00:00:00",
    "2024-13-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z",
    "2024-01-01T00:00:00 01:00",
    "1700000000",
    "-1",
    "$where",
    '{"$ne": null}',
)


@pytest.mark.parametrize("since", MALFORMED)
async def test_p8_a_time_that_is_none_is_refused(api: AsyncClient, since: str) -> None:
    answer = await api.get("/v1/clusters", params={"updated_since": since})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["?updated_since"]


async def test_p8_a_walk_since_goes_on_by_its_links_through_tombstones(api: AsyncClient) -> None:
    bodies = [await cluster(api, f"K{n}") for n in range(7)]
    for gone in bodies[1:4]:
        await api.delete(f"/v1/clusters/{gone['id']}", headers=ANY)
    met, following = [], f"/v1/clusters?updated_since={ANCIENT}&limit=2&name=k&count=true"
    for _ in bodies:
        page = (await api.get(following)).json()
        met += [row["id"] for row in page["items"]]
        assert page["total"] == len(bodies)
        if page["links"]["next"] is None:
            break
        following = page["links"]["next"]
        assert "updated_since=1800-01-01T00%3A00%3A00Z&limit=2&name=k&count=true&cursor=" in following
    assert sorted(met) == sorted(body["id"] for body in bodies)


async def test_a_cursor_belongs_to_its_time(api: AsyncClient) -> None:
    await cluster(api, "A")
    await cluster(api, "B")
    cursor = (await api.get(f"/v1/clusters?updated_since={ANCIENT}&limit=1")).json()["next_cursor"]
    for query in (f"updated_since={FUTURE}&", ""):
        assert (await api.get(f"/v1/clusters?{query}cursor={cursor}")).status_code == 400


async def test_a_total_is_of_the_whole_filtered_list_and_only_when_asked(api: AsyncClient) -> None:
    for name in ("Alfa", "Alba", "Beta"):
        await cluster(api, name)
    assert (await api.get("/v1/clusters?limit=1")).json()["total"] is None
    page = (await api.get("/v1/clusters?limit=1&count=true&name=al")).json()
    assert (page["total"], len(page["items"])) == (2, 1)
    assert (await api.get(page["links"]["next"])).json()["total"] == 2
    assert (await api.get("/v1/clusters?count=true&name=zz")).json()["total"] == 0
    assert (await api.get("/v1/clusters?count=perhaps")).json()["errors"][0]["pointer"] == "?count"


async def test_a_total_of_a_cluster_without_forums_is_0(api: AsyncClient) -> None:
    empty = (await cluster(api, "Tom"))["id"]
    assert (await api.get(f"/v1/meetings?cluster={empty}&count=true")).json()["total"] == 0


@pytest.mark.parametrize("value", ['{"$ne": null}', "$where", '{"$gt": ""}', "' OR '1'='1", "\x00", "%"])
async def test_a_filter_that_looks_like_an_operator_is_text(api: AsyncClient, value: str) -> None:
    await build(api)
    for path, name in (("clusters", "name"), ("clusters", "region"), ("meetings", "case_number")):
        answer = await api.get(f"/v1/{path}", params={name: value, "updated_since": ANCIENT, "count": "true"})
        assert (answer.status_code, answer.json()["items"], answer.json()["total"]) == (200, [], 0)


@pytest.mark.parametrize("parameter", ["name[$ne]", "$where", "name[]", "updated_since[$gt]"])
async def test_a_parameter_that_looks_like_an_operator_is_refused(api: AsyncClient, parameter: str) -> None:
    assert (await api.get("/v1/clusters", params={parameter: "1"})).status_code == 422


async def test_p9_a_row_unchanged_while_others_are_written_is_met_exactly_once(api: AsyncClient) -> None:
    stay = [await cluster(api, f"{letter}-bliver") for letter in "bdfhjlnprt"]
    move = [await cluster(api, f"{letter}-flytter") for letter in "acegikmoqs"]
    is_over = asyncio.Event()

    async def write(body: dict[str, Any], turn: int) -> None:
        path = f"/v1/clusters/{body['id']}"
        names = ("å", "a", "k", "0")
        for round in range(40):
            if is_over.is_set():
                return
            await api.patch(path, json={"name": f"{names[(turn + round) % 4]}{round}"}, headers=ANY)
            new = (await api.post("/v1/clusters", json={"name": f"m{round}"})).json()
            await api.delete(f"/v1/clusters/{new['id']}", headers=ANY)

    writers = [asyncio.create_task(write(body, turn)) for turn, body in enumerate(move[:4])]
    walks = [[row["id"] for row in await walk(api, "/v1/clusters?limit=3", at_most=60)] for _ in range(3)]
    is_over.set()
    await asyncio.gather(*writers)
    for met in walks:
        assert [met.count(body["id"]) for body in stay] == [1] * len(stay)
