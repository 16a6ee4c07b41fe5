"""Two resources that are one, over the API: merging, reading by either id, and the road back."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.world import NORTH, SOUTH, UNKNOWN_ID, World, build, initiative, participant

ANY = {"If-Match": "*"}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def created(api: AsyncClient, path: str, content: dict[str, Any]) -> dict[str, Any]:
    response = await api.post(path, json=content)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


async def other_participant(api: AsyncClient, world: World) -> dict[str, Any]:
    content = participant(world.id("forums"))
    content |= {"name": "Ask B. Øllgaard", "title": "Direktør", "name_variants": [{"text": "A. Øllgaard"}]}
    content["memberships"] = [*content["memberships"], {"forum_id": world.id("forums"), "role": "member"}]
    return await created(api, "/v1/participants", content)


async def other_initiative(api: AsyncClient, world: World, **members: Any) -> dict[str, Any]:
    content = initiative(world.id("clusters"), world.id("forums"), world.id("participants"))
    content |= {"code": "1b", "name": "Tryg udskrivning", "participation": [{"party_id": SOUTH, "status": "planned"}]}
    reports = [{"reported_on": "2031-05-01", "schedule": "on_track", "spent_dkk": 40}]
    return await created(api, "/v1/initiatives", {**content, "status_reports": reports, **members})


async def merge(api: AsyncClient, path: str, id: str, into: str, etag: str = "*") -> Response:
    return await api.post(f"/v1/{path}/{id}/merge", json={"into": into}, headers={"If-Match": etag})


async def restore(api: AsyncClient, path: str, id: str, etag: str = "*") -> Response:
    return await api.post(f"/v1/{path}/{id}/restore", headers={"If-Match": etag})


def content_of(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in ("version", "updated_at")}


async def test_the_survivor_takes_over_names_memberships_and_what_it_lacks(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    answer = await merge(api, "participants", other["id"], world.id("participants"))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["id"], body["name"], body["version"]) == (world.id("participants"), "Ask Øllgaard", 2)
    assert [variant["text"] for variant in body["name_variants"]] == ["Ask B. Øllgaard", "A. Øllgaard"]
    assert (body["title"], body["organisation"]) == ("Direktør", "Nordkommune")
    assert [row["role"] for row in body["memberships"]] == ["chair", "member"]
    assert [(one["kind"], one["id"]) for one in body["sources"]] == [("merged_id", other["id"])]


async def test_a_read_by_the_other_id_answers_with_the_survivor(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    merged = await merge(api, "participants", other["id"], world.id("participants"))
    answer = await api.get(f"/v1/participants/{other['id']}")
    assert (answer.status_code, answer.content) == (200, merged.content)
    assert answer.headers["content-location"] == world.path("participants")
    assert answer.headers["etag"].partition(".")[0] == merged.headers["etag"].partition(".")[0]
    assert "content-location" not in (await api.get(world.path("participants"))).headers
    again = await api.get(f"/v1/participants/{other['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_a_write_by_the_other_id_is_gone_and_the_tombstone_names_the_survivor(
    api: AsyncClient, world: World
) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", other["id"], world.id("participants"))
    answer = await api.patch(f"/v1/participants/{other['id']}", json={"title": "Læge"}, headers=ANY)
    assert answer.status_code == 410
    tombstone = answer.json()["tombstone"]
    assert (tombstone["merged_into"], tombstone["deleted_reason"]) == (world.id("participants"), "duplicate")
    names = [row["name"] for row in (await api.get("/v1/participants")).json()["items"]]
    assert names == ["Ask Øllgaard"]


async def test_a_merge_sent_again_changes_nothing_whatever_version_it_names(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    first = await merge(api, "participants", other["id"], world.id("participants"), '"1.x"')
    again = await merge(api, "participants", other["id"], world.id("participants"), '"1.x"')
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content


async def test_a_restore_gives_both_back_as_they_were(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", other["id"], world.id("participants"))
    answer = await restore(api, "participants", other["id"])
    assert answer.status_code == 200, answer.text
    assert content_of(answer.json()) == content_of(other)
    survivor = (await api.get(world.path("participants"))).json()
    assert content_of(survivor) == content_of(world.bodies["participants"])
    assert (await api.get(f"/v1/participants/{other['id']}")).json() == answer.json()


async def test_a_restore_leaves_what_was_changed_since_the_merge(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", other["id"], world.id("participants"))
    changes = {"title": "Overlæge", "political_party": "V"}
    await api.patch(world.path("participants"), json=changes, headers=ANY)
    await restore(api, "participants", other["id"])
    survivor = (await api.get(world.path("participants"))).json()
    assert (survivor["title"], survivor["political_party"]) == ("Overlæge", "V")
    assert (survivor["name_variants"], survivor["sources"]) == ([], [])
    assert [row["role"] for row in survivor["memberships"]] == ["chair"]


async def test_merges_and_restores_may_follow_each_other(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    for _ in range(3):
        assert (await merge(api, "participants", other["id"], world.id("participants"))).status_code == 200
        assert (await restore(api, "participants", other["id"])).status_code == 200
    survivor = (await api.get(world.path("participants"))).json()
    assert content_of(survivor) == content_of(world.bodies["participants"])


async def test_a_chain_of_merges_is_followed_and_undone_from_its_end(api: AsyncClient, world: World) -> None:
    first, second = await other_participant(api, world), await other_participant(api, world)
    await merge(api, "participants", first["id"], second["id"])
    await merge(api, "participants", second["id"], world.id("participants"))
    assert (await api.get(f"/v1/participants/{first['id']}")).json()["id"] == world.id("participants")
    too_early = await restore(api, "participants", first["id"])
    assert (too_early.status_code, too_early.json()["code"]) == (409, "restore_refused")
    assert (await restore(api, "participants", second["id"])).status_code == 200
    assert (await api.get(f"/v1/participants/{first['id']}")).json()["id"] == second["id"]
    assert (await restore(api, "participants", first["id"])).status_code == 200
    assert (await api.get(world.path("participants"))).json()["sources"] == []


async def test_meetings_are_found_by_either_id_of_a_participant(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", world.id("participants"), other["id"])
    for id in (world.id("participants"), other["id"]):
        rows = (await api.get("/v1/meetings", params={"participant": id})).json()["items"]
        assert [row["id"] for row in rows] == [world.id("meetings")]


async def test_what_refers_to_a_merged_resource_can_still_be_written(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", world.id("participants"), other["id"])
    lead = {"lead": {"participant_id": world.id("participants"), "name": "Ask"}}
    assert (await api.patch(world.path("initiatives"), json=lead, headers=ANY)).status_code == 200
    assert (await other_initiative(api, world))["lead"]["participant_id"] == world.id("participants")


async def test_a_survivor_is_not_deleted_while_others_refer_to_what_was_merged_into_it(
    api: AsyncClient, world: World
) -> None:
    other = await other_participant(api, world)
    await merge(api, "participants", world.id("participants"), other["id"])
    refused = await api.delete(f"/v1/participants/{other['id']}", headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "still_referenced")


async def test_a_merged_forum_keeps_its_meetings_in_the_lists(api: AsyncClient, world: World) -> None:
    content = {"cluster_id": world.id("clusters"), "name": "Det politiske forum", "level": None}
    other = await created(api, "/v1/forums", content)
    merged = await merge(api, "forums", world.id("forums"), other["id"])
    assert (merged.json()["level"], merged.json()["name_variants"][0]["text"]) == ("political", "Politisk Forum")
    both = {"cluster": world.id("clusters"), "forum": other["id"]}
    for asked in ({"forum": other["id"]}, {"forum": world.id("forums")}, {"cluster": world.id("clusters")}, both):
        rows = (await api.get("/v1/meetings", params=asked)).json()["items"]
        assert [(row["id"], row["cluster_id"]) for row in rows] == [(world.id("meetings"), world.id("clusters"))]
    people = (await api.get("/v1/participants", params={"forum": other["id"]})).json()["items"]
    assert [row["id"] for row in people] == [world.id("participants")]


async def test_a_merged_initiative_keeps_its_reports_and_its_money(api: AsyncClient, world: World) -> None:
    other = await other_initiative(api, world)
    pot = (await api.get(world.path("funding"))).json()
    row = {"initiative_id": other["id"], "party_id": NORTH, "amount_dkk": 100}
    await api.patch(world.path("funding"), json={"allocations": [*pot["allocations"], row]}, headers=ANY)
    before = (await api.get(f"{world.path('funding')}/balance")).json()
    merged = (await merge(api, "initiatives", other["id"], world.id("initiatives"))).json()
    assert [report["spent_dkk"] for report in merged["status_reports"]] == [40]
    assert [one["party_id"] for one in merged["participation"]] == [NORTH, SOUTH]
    assert (merged["code"], merged["name"]) == ("1a", "Trygge udskrivninger")
    after = (await api.get(f"{world.path('funding')}/balance")).json()
    assert [(one["initiative"]["id"], one["total_dkk"]) for one in after["rows"]] == [(merged["id"], 350.5)]
    assert len(before["rows"]) == 2
    assert after["total"]["allocated_dkk"] == before["total"]["allocated_dkk"]
    await restore(api, "initiatives", other["id"])
    assert (await api.get(f"{world.path('funding')}/balance")).json()["rows"] == before["rows"]


async def test_initiatives_and_forums_of_two_clusters_are_never_one(api: AsyncClient, world: World) -> None:
    cluster = await created(api, "/v1/clusters", {"name": "Sundhedsklynge Fjordby", "region": "Region Vest"})
    strange = await created(api, "/v1/initiatives", {"cluster_id": cluster["id"], "name": "Trygge udskrivninger"})
    forum = await created(api, "/v1/forums", {"cluster_id": cluster["id"], "name": "Politisk Forum"})
    for path, id in (("initiatives", strange["id"]), ("forums", forum["id"])):
        answer = await merge(api, path, id, world.id(path))
        assert (answer.status_code, answer.json()["code"]) == (409, "merge_refused")
        assert (await api.get(f"/v1/{path}/{id}")).json()["version"] == 1


async def test_a_resource_is_not_merged_into_its_own_child(api: AsyncClient, world: World) -> None:
    child = await other_initiative(api, world, parent_id=world.id("initiatives"))
    refused = await merge(api, "initiatives", world.id("initiatives"), child["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "merge_refused")
    taken = await merge(api, "initiatives", child["id"], world.id("initiatives"))
    assert (taken.status_code, taken.json()["parent_id"]) == (200, None)


@pytest.mark.parametrize("path", ["participants", "initiatives", "forums"])
async def test_a_merge_into_itself_or_into_nothing_is_a_fault_of_the_body(
    api: AsyncClient, world: World, path: str
) -> None:
    for into, code in ((world.id(path), "merged_with_itself"), (UNKNOWN_ID, "reference_unknown")):
        answer = await merge(api, path, world.id(path), into)
        assert answer.status_code == 422
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/into", code)]
    assert (await merge(api, path, UNKNOWN_ID, world.id(path))).status_code == 404


async def test_merges_and_restores_ask_for_the_version_that_was_read(api: AsyncClient, world: World) -> None:
    other = await other_participant(api, world)
    path, into = f"/v1/participants/{other['id']}", world.id("participants")
    assert (await api.post(f"{path}/merge", json={"into": into})).status_code == 428
    assert (await merge(api, "participants", other["id"], into, '"7.x"')).status_code == 412
    assert (await merge(api, "participants", other["id"], into, '"1.x"')).status_code == 200
    assert (await api.post(f"{path}/restore")).status_code == 428
    assert (await restore(api, "participants", other["id"], '"1.x"')).status_code == 412
    assert (await restore(api, "participants", other["id"], '"2.x"')).status_code == 200


async def test_one_that_was_merged_elsewhere_is_gone(api: AsyncClient, world: World) -> None:
    first, second = await other_participant(api, world), await other_participant(api, world)
    await merge(api, "participants", first["id"], second["id"])
    answer = await merge(api, "participants", first["id"], world.id("participants"))
    assert (answer.status_code, answer.json()["tombstone"]["merged_into"]) == (410, second["id"])


@pytest.mark.parametrize("name", ["meetings", "funding"])
async def test_what_was_deleted_is_restored_as_it_was(api: AsyncClient, world: World, name: str) -> None:
    assert (await api.delete(world.path(name), headers=ANY)).status_code == 204
    answer = await restore(api, name, world.id(name))
    assert answer.status_code == 200, answer.text
    assert content_of(answer.json()) == content_of(world.bodies[name])
    assert answer.json()["version"] == 3
    again = await restore(api, name, world.id(name))
    assert again.content == answer.content


async def test_what_refers_to_something_deleted_is_not_restored(api: AsyncClient, world: World) -> None:
    for name in ("meetings", "funding", "initiatives"):
        assert (await api.delete(world.path(name), headers=ANY)).status_code == 204
    refused = await restore(api, "meetings", world.id("meetings"))
    assert (refused.status_code, refused.json()["code"]) == (409, "restore_refused")
    assert (await restore(api, "meetings", UNKNOWN_ID)).status_code == 404
