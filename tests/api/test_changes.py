"""The feed over the API: what it tells, where it goes on, and mirrors that are built from it alone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.test_merging import other_initiative
from tests.api.world import World, build
from tests.mirror import Mirror

ANY = {"If-Match": "*"}
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


def mirror_of(api: AsyncClient, limit: int = 50) -> Mirror:
    async def get(path: str) -> Response:
        return await api.get(path)

    return Mirror(get, limit)


async def changes(api: AsyncClient, after: int = 0) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await api.get(f"/v1/changes?after={after}")).json()["items"]
    return items


async def patched(api: AsyncClient, path: str, content: dict[str, Any], **headers: str) -> None:
    response = await api.patch(path, json=content, headers={**ANY, **headers})
    assert response.status_code == 200, response.text


async def delete(api: AsyncClient, path: str) -> None:
    assert (await api.delete(path, headers=ANY)).status_code == 204


async def test_each_change_has_its_number_in_order_and_names_what_to_read_p9(api: AsyncClient, world: World) -> None:
    items = await changes(api)
    assert [item["seq"] for item in items] == [1, 2, 3, 4, 5, 6]
    assert set(items[0]) == {"seq", "id", "type", "subject", "version", "at", "actor", "reason"}
    assert [item["type"] for item in items][:2] == ["cluster.created", "forum.created"]
    assert items[-1]["subject"] == world.path("meetings")
    assert (await api.get(items[-1]["subject"])).json() == world.bodies["meetings"]
    assert len({item["id"] for item in items}) == 6


async def test_a_change_says_who_when_and_why_and_nothing_of_the_content(api: AsyncClient, world: World) -> None:
    await patched(api, world.path("meetings"), {"title": "Ekstraordinært"}, **{"Klynge-Reason": "Rettet"})
    (item,) = await changes(api, after=6)
    assert (item["type"], item["version"], item["reason"]) == ("meeting.updated", 2, "Rettet")
    assert item["actor"]
    assert item["at"] == (await api.get(world.path("meetings"))).json()["updated_at"]
    assert "Ekstraordinært" not in str(item)


async def test_a_write_that_changes_nothing_is_no_change_d2(api: AsyncClient, world: World) -> None:
    await patched(api, world.path("meetings"), {"title": world.bodies["meetings"]["title"]})
    assert await changes(api, after=6) == []


async def test_a_change_of_a_part_is_a_change_of_what_it_is_part_of_p4(api: AsyncClient, world: World) -> None:
    items = [{**world.bodies["meetings"]["agenda_items"][0], "title": "Økonomi og drift"}]
    await patched(api, world.path("meetings"), {"agenda_items": items})
    assert [item["subject"] for item in await changes(api, after=6)] == [world.path("meetings")]


async def test_deleting_and_restoring_are_told_and_a_read_of_the_deleted_is_its_tombstone_p5(
    api: AsyncClient, world: World
) -> None:
    await delete(api, world.path("meetings"))
    assert (await api.get(world.path("meetings"))).status_code == 410
    await api.post(f"{world.path('meetings')}/restore", headers=ANY)
    told = [(item["type"], item["version"]) for item in await changes(api, after=6)]
    assert told == [("meeting.deleted", 2), ("meeting.restored", 3)]


async def test_where_nothing_came_the_reader_stays_where_it_is(api: AsyncClient, world: World) -> None:
    assert (await api.get("/v1/changes?after=6")).json() == {"items": [], "next_after": 6}


async def test_an_empty_store_has_an_empty_feed_and_an_empty_summary(api: AsyncClient) -> None:
    assert (await api.get("/v1/changes")).json() == {"items": [], "next_after": 0}
    assert (await api.get("/v1/changes/summary")).json() == {"seq": 0, "is_exact": True, "items": []}


async def test_a_number_beyond_the_end_of_the_feed_is_refused_and_not_everything_p8(
    api: AsyncClient, world: World
) -> None:
    for after in ("7", "4000000000", "999999999999999"):
        response = await api.get(f"/v1/changes?after={after}")
        assert response.status_code == 422
        assert [(fault["pointer"], fault["code"]) for fault in response.json()["errors"]] == [("?after", "not_reached")]


NO_PLACES = ("after=-1", "after=1e3", "after=", "after=abc", "after=9999999999999999999999")


async def test_what_is_no_place_in_a_feed_is_422(api: AsyncClient) -> None:
    for query in (*NO_PLACES, "limit=0", "limit=201", "seq=1"):
        assert (await api.get(f"/v1/changes?{query}")).status_code == 422, query


async def test_a_mirror_from_the_feed_alone_equals_the_store_through_deletes_merges_and_restores(
    api: AsyncClient, world: World
) -> None:
    mirror = mirror_of(api, limit=2)
    await mirror.follow()
    other = await other_initiative(api, world)
    path, into = f"/v1/initiatives/{other['id']}", world.id("initiatives")
    await patched(api, path, {"name": "Tryg udskrivning 2"})
    assert (await api.post(f"{path}/merge", json={"into": into}, headers=ANY)).status_code == 200
    await mirror.follow()
    assert path not in mirror.bodies
    assert await mirror.differences() == []
    assert (await api.post(f"{path}/restore", headers=ANY)).status_code == 200
    await delete(api, world.path("meetings"))
    await mirror.follow()
    assert path in mirror.bodies
    assert world.path("meetings") not in mirror.bodies
    for subject, body in mirror.bodies.items():
        assert (await api.get(subject)).json() == body
    listed = {
        id
        for name in ("clusters", "forums", "participants", "initiatives", "funding", "meetings")
        for id in [row["id"] for row in (await api.get(f"/v1/{name}")).json()["items"]]
    }
    assert listed == {body["id"] for body in mirror.bodies.values()}
    assert await mirror.differences() == []


async def test_a_mirror_holds_what_an_import_made_and_its_source_document(api: AsyncClient) -> None:
    sample = SAMPLES / "sundhedsklynge-vestkyst-2024-05-22.txt"
    headers = {"Content-Type": "application/octet-stream"}
    response = await api.post("/v1/imports?name=m.txt", content=sample.read_bytes(), headers=headers)
    assert response.status_code < 300, response.text
    assert (await api.put("/v1/sources?system=esdh", json={"name": "ESDH"})).status_code == 201
    mirror = mirror_of(api)
    await mirror.follow()
    kinds = {path.split("/")[2] for path in mirror.bodies}
    assert kinds >= {"clusters", "forums", "participants", "initiatives", "funding", "meetings", "documents", "sources"}
    assert await mirror.differences() == []


async def test_a_mirror_that_misses_has_too_much_or_is_stale_is_exposed_by_the_summary_p1_p2(
    api: AsyncClient, world: World
) -> None:
    mirror = mirror_of(api)
    await mirror.follow()
    month, path = world.bodies["meetings"]["created_at"][:7], world.path("meetings")
    body = mirror.bodies[path]
    spoiled: list[dict[str, Any]] = [
        {name: other for name, other in mirror.bodies.items() if name != path},
        {**mirror.bodies, "/v1/meetings/x": {**body, "id": "x"}},
        {**mirror.bodies, path: {**body, "version": 0}},
    ]
    assert await mirror.differences() == []
    for bodies in spoiled:
        mirror.bodies = bodies
        assert await mirror.differences() == [("meeting", month)]


async def test_two_who_read_the_feed_while_others_write_read_the_same(api: AsyncClient, world: World) -> None:
    readers = [mirror_of(api, limit=3), mirror_of(api, limit=7)]
    writes = [patched(api, world.path("clusters"), {"region": f"Region {n}"}) for n in range(10)]
    await asyncio.gather(*writes, *(reader.follow() for reader in readers))
    for reader in readers:
        await reader.follow()
        assert [item["seq"] for item in reader.seen] == list(range(1, len(reader.seen) + 1))
    assert readers[0].seen == readers[1].seen
    assert len(readers[0].seen) == 16
