"""Parts with versions of their own: agenda items, attendees, status reports, and those of a pot."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.world import CHAIR, ITEM, NORTH, UNKNOWN_ID, World, build

ANY = {"If-Match": "*"}


@dataclass(frozen=True)
class Place:
    """A collection of the world, what may be added to it, and a member with another value."""

    name: str
    collection: str
    content: dict[str, Any]
    member: str
    value: str

    @property
    def key(self) -> str:
        return self.collection.replace("-", "_")

    def at(self, world: World) -> str:
        return f"{world.path(self.name)}/{self.collection}"


PLACES = (
    Place("meetings", "agenda-items", {"number": "2", "title": "Eventuelt", "sections": []}, "title", "Orientering"),
    Place("meetings", "attendees", {"name": "Bo Lund", "roles": ["guest"]}, "note", "kom senere"),
    Place("initiatives", "status-reports", {"reported_on": "2031-05-01", "spent_dkk": 10.5}, "text", "Godt i gang"),
)
everywhere = pytest.mark.parametrize("place", PLACES, ids=[place.collection for place in PLACES])
ITEMS = PLACES[0]


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def added(api: AsyncClient, world: World, place: Place) -> Response:
    answer = await api.post(place.at(world), json=place.content)
    assert answer.status_code == 201, answer.text
    return answer


def pointers(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


@everywhere
async def test_a_part_is_added_at_the_end_and_read_where_the_answer_says(
    api: AsyncClient, world: World, place: Place
) -> None:
    answer = await added(api, world, place)
    assert answer.json().items() >= {**place.content, "version": 2}.items()
    assert answer.headers["location"] == f"{place.at(world)}/{answer.json()['id']}"
    assert answer.headers["etag"].startswith('"2.')
    read = await api.get(answer.headers["location"])
    assert (read.content, read.headers["etag"]) == (answer.content, answer.headers["etag"])
    whole = (await api.get(world.path(place.name))).json()
    plain = {name: value for name, value in answer.json().items() if name != "version"}
    assert whole[place.key] == [*world.bodies[place.name][place.key], plain]
    page = (await api.get(place.at(world))).json()
    assert page["items"][-1] == answer.json()
    assert [item["id"] for item in page["items"]] == [part["id"] for part in whole[place.key]]
    assert (page["next_cursor"], page["links"]) == (None, {"self": place.at(world), "next": None})


@everywhere
async def test_p34_of_changes_to_one_part_with_one_etag_one_wins(api: AsyncClient, world: World, place: Place) -> None:
    part = await added(api, world, place)
    headers = {"If-Match": part.headers["etag"]}
    changes = [{place.member: f"{place.value} {n}"} for n in range(4)]
    answers = await asyncio.gather(
        *(api.patch(part.headers["location"], json=change, headers=headers) for change in changes)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    won = next(answer for answer in answers if answer.status_code == 200)
    for lost in (answer for answer in answers if answer.status_code == 412):
        assert (lost.json()["code"], lost.json()["current_version"]) == ("version_conflict", won.json()["version"])
        assert lost.headers["etag"] == won.headers["etag"]


async def test_p34_changes_of_different_parts_do_not_stand_in_each_other_s_way(api: AsyncClient, world: World) -> None:
    adding = [api.post(ITEMS.at(world), json={"title": f"Punkt {n}"}) for n in range(8)]
    parts = await asyncio.gather(*adding)
    assert [part.status_code for part in parts] == [201] * 8
    headers = [{"If-Match": part.headers["etag"]} for part in parts]
    changing = [
        api.patch(part.headers["location"], json={"number": str(n)}, headers=headers[n]) for n, part in enumerate(parts)
    ]
    changed = await asyncio.gather(*changing, api.post(ITEMS.at(world), json={"title": "Sent punkt"}))
    assert [answer.status_code for answer in changed] == [200] * 8 + [201]
    items = (await api.get(ITEMS.at(world))).json()["items"]
    assert {item["title"]: item["number"] for item in items} == {
        "Økonomi": "1",
        "Sent punkt": None,
        **{f"Punkt {n}": str(n) for n in range(8)},
    }


@everywhere
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_changing_or_removing_needs_the_part_s_version(
    api: AsyncClient, world: World, place: Place, method: str
) -> None:
    part = await added(api, world, place)
    content = None if method == "DELETE" else {**place.content, place.member: place.value}

    async def send(headers: dict[str, str]) -> Response:
        return await api.request(method, part.headers["location"], json=content, headers=headers)

    missing = await send({})
    assert (missing.status_code, missing.json()["current_version"]) == (428, 2)
    assert (await send({"If-Match": f"W/{part.headers['etag']}"})).status_code == 400
    assert (await send({"If-Match": '"1"'})).status_code == 412
    done = await send({"If-Match": part.headers["etag"]})
    assert done.status_code == (204 if method == "DELETE" else 200), done.text
    after = await send(ANY)
    assert after.status_code == (404 if method == "DELETE" else 200)


@everywhere
async def test_p35_what_was_read_is_written_back_and_writes_nothing(
    api: AsyncClient, world: World, place: Place
) -> None:
    part = await added(api, world, place)
    back = await api.put(part.headers["location"], json=part.json(), headers={"If-Match": part.headers["etag"]})
    assert (back.status_code, back.content, back.headers["etag"]) == (200, part.content, part.headers["etag"])
    assert (await api.get(world.path(place.name))).json()["version"] == 2


@everywhere
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_p38_a_change_never_creates(api: AsyncClient, world: World, place: Place, method: str) -> None:
    for headers in ({}, ANY, {"If-Match": '"1"'}):
        answer = await api.request(method, f"{place.at(world)}/{UNKNOWN_ID}", json=place.content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await api.get(world.path(place.name))).json() == world.bodies[place.name]


@everywhere
async def test_id_and_version_may_be_repeated_and_not_changed(api: AsyncClient, world: World, place: Place) -> None:
    part = await added(api, world, place)
    for method in ("PUT", "PATCH"):
        for member, value in (("id", UNKNOWN_ID), ("version", 1)):
            content = {**part.json(), member: value}
            answer = await api.request(method, part.headers["location"], json=content, headers=ANY)
            assert pointers(answer) == [(f"/{member}", "read_only")]


async def test_a_part_keeps_its_version_until_it_is_changed_itself(api: AsyncClient, world: World) -> None:
    path = f"{ITEMS.at(world)}/{ITEM}"
    first = await api.get(path)
    assert first.json()["version"] == 1
    await added(api, world, ITEMS)
    whole = (await api.get(world.path("meetings"))).json()
    whole["agenda_items"][1]["title"] = "Rettet"
    assert (await api.put(world.path("meetings"), json=whole, headers=ANY)).status_code == 200
    assert (await api.get(path, headers={"If-None-Match": first.headers["etag"]})).status_code == 304
    assert [item["version"] for item in (await api.get(ITEMS.at(world))).json()["items"]] == [1, 3]


async def test_a_part_that_was_removed_and_added_again_has_a_new_version(api: AsyncClient, world: World) -> None:
    path = f"{world.path('funding')}/transfers/{UNKNOWN_ID}"
    grants = (await api.get(world.path("funding"))).json()["party_ids"]
    content = {"from_party_id": grants[0], "to_party_id": grants[1], "amount_dkk": 5}
    first = await api.put(path, json=content)
    await api.delete(path, headers=ANY)
    second = await api.put(path, json=content)
    assert [answer.json()["version"] for answer in (first, second)] == [2, 4]
    assert (await api.put(path, json=content, headers={"If-Match": first.headers["etag"]})).status_code == 412


@everywhere
async def test_p4_p17_a_change_of_a_part_is_a_change_of_its_resource_and_of_nothing_else(
    api: AsyncClient, world: World, place: Place
) -> None:
    """Who polls with `updated_since` reads what changed below as well, and an item is no meeting."""
    part = await added(api, world, place)
    before = (await api.get(world.path(place.name))).json()
    changed = await api.patch(part.headers["location"], json={place.member: place.value}, headers=ANY)
    assert changed.status_code == 200, changed.text
    after = (await api.get(world.path(place.name))).json()
    assert after["version"] == before["version"] + 1
    assert after["updated_at"] > before["updated_at"]
    for name in world.bodies:
        rows = (await api.get(f"/v1/{name}", params={"updated_since": after["updated_at"]})).json()["items"]
        assert [row["id"] for row in rows] == ([after["id"]] if name == place.name else [])
    last = (await api.get("/v1/changes?after=7")).json()["items"]
    assert [(item["subject"], item["at"]) for item in last] == [(world.path(place.name), after["updated_at"])]


async def test_parts_of_a_pot_have_versions_of_their_own(api: AsyncClient, world: World) -> None:
    """Who moves one amount is not refused because somebody else moved another."""
    allocations = f"{world.path('funding')}/allocations"
    content = {"initiative_id": world.id("initiatives"), "party_id": NORTH, "amount_dkk": 1}
    ids = [f"0190a000-0000-7000-8000-00000000020{n}" for n in range(3)]
    etags = [(await api.put(f"{allocations}/{id}", json=content)).headers["etag"] for id in ids]
    changing = [
        api.put(f"{allocations}/{id}", json={**content, "amount_dkk": 2}, headers={"If-Match": etag})
        for id, etag in zip(ids, etags, strict=True)
    ]
    assert [answer.status_code for answer in await asyncio.gather(*changing)] == [200] * 3
    read = await api.get(f"{allocations}/{ids[0]}")
    assert (read.status_code, read.json()["amount_dkk"]) == (200, 2)


async def test_a_caller_who_has_the_list_gets_304_until_something_changes(api: AsyncClient, world: World) -> None:
    page = await api.get(ITEMS.at(world))
    headers = {"If-None-Match": page.headers["etag"]}
    assert (await api.get(ITEMS.at(world), headers=headers)).status_code == 304
    await added(api, world, ITEMS)
    assert (await api.get(ITEMS.at(world), headers=headers)).status_code == 200


async def test_p19_a_number_may_be_that_of_several_items_or_of_none(api: AsyncClient, world: World) -> None:
    for title in ("A", "B"):
        await api.post(ITEMS.at(world), json={"number": "7.1", "title": title})
    await api.post(ITEMS.at(world), json={"title": "Uden nummer"})
    found = await api.get(ITEMS.at(world), params={"number": "7.1"})
    assert [item["title"] for item in found.json()["items"]] == ["A", "B"]
    assert (await api.get(ITEMS.at(world), params={"number": "7"})).json()["items"] == []
    assert pointers(await api.get(f"{ITEMS.at(world)}?colour=x")) == [("?colour", "unknown_parameter")]


async def test_faults_point_into_the_part(api: AsyncClient, world: World) -> None:
    part = await added(api, world, ITEMS)
    for method, path in (("POST", ITEMS.at(world)), ("PUT", part.headers["location"])):
        content = {"title": "T", "initiative_ids": [UNKNOWN_ID], "sections": []}
        answer = await api.request(method, path, json=content, headers=ANY)
        assert pointers(answer) == [("/initiative_ids/0", "reference_unknown")]
    attendees = PLACES[1].at(world)
    answer = await api.post(attendees, json={"substitutes_for": {"attendee_id": UNKNOWN_ID}})
    assert pointers(answer) == [("/substitutes_for/attendee_id", "reference_unknown")]
    answer = await api.patch(part.headers["location"], json={"title": None}, headers=ANY)
    assert pointers(answer) == [("/title", "required")]
    assert pointers(await api.post(ITEMS.at(world), json={"title": "T", "shoe": 1})) == [("/shoe", "unknown_member")]


async def test_an_id_of_the_caller_s_making_is_taken_once(api: AsyncClient, world: World) -> None:
    content = {"id": UNKNOWN_ID, "title": "T"}
    assert (await api.post(ITEMS.at(world), json=content)).json()["id"] == UNKNOWN_ID
    assert pointers(await api.post(ITEMS.at(world), json=content)) == [("/id", "id_repeated")]
    assert pointers(await api.post(ITEMS.at(world), json={"id": CHAIR, "title": "T"})) == [("/id", "id_repeated")]


async def test_what_another_part_names_is_not_removed(api: AsyncClient, world: World) -> None:
    """P16, P21: who stood in for whom, and who was there for which item."""
    attendees = PLACES[1].at(world)
    content = {"name": "Bo Lund", "substitutes_for": {"attendee_id": CHAIR}, "absent_for": [{"id": ITEM}]}
    substitute = await api.post(attendees, json=content)
    assert substitute.status_code == 201, substitute.text
    for path in (f"{attendees}/{CHAIR}", f"{ITEMS.at(world)}/{ITEM}"):
        answer = await api.delete(path, headers=ANY)
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")
    assert (await api.delete(substitute.headers["location"], headers=ANY)).status_code == 204
    assert (await api.delete(f"{attendees}/{CHAIR}", headers=ANY)).status_code == 204


async def test_a_broken_rule_of_the_pot_is_409_with_findings(api: AsyncClient, world: World) -> None:
    pot = world.bodies["funding"]
    answer = await api.delete(f"{world.path('funding')}/grants/{pot['grants'][0]['id']}", headers=ANY)
    assert (answer.status_code, answer.json()["code"]) == (409, "budget_exceeded")


async def test_parts_of_what_is_unknown_or_deleted(api: AsyncClient, world: World) -> None:
    nowhere = f"/v1/meetings/{UNKNOWN_ID}/agenda-items"
    for answer in (await api.get(nowhere), await api.post(nowhere, json={"title": "T"})):
        assert answer.status_code == 404
    await api.delete(world.path("meetings"), headers=ANY)
    for path in (ITEMS.at(world), f"{ITEMS.at(world)}/{ITEM}"):
        assert (await api.get(path)).status_code == 410
    assert (await api.post(ITEMS.at(world), json={"title": "T"})).status_code == 410


async def test_reads_follow_a_merge_and_changes_do_not(api: AsyncClient, world: World) -> None:
    other = (await api.post("/v1/initiatives", json={"cluster_id": world.id("clusters"), "name": "Trygge hjem"})).json()
    reports = f"/v1/initiatives/{other['id']}/status-reports"
    report = await api.post(reports, json={"text": "I gang"})
    path = f"/v1/initiatives/{other['id']}/merge"
    assert (await api.post(path, json={"into": world.id("initiatives")}, headers=ANY)).status_code == 200
    assert [item["text"] for item in (await api.get(reports)).json()["items"]] == ["I gang"]
    assert (await api.get(report.headers["location"])).json()["text"] == "I gang"
    assert (await api.delete(report.headers["location"], headers=ANY)).status_code == 410


@everywhere
async def test_adding_with_one_key_at_the_same_moment_adds_one(api: AsyncClient, world: World, place: Place) -> None:
    headers = {"Idempotency-Key": "k"}
    answers = await asyncio.gather(*(api.post(place.at(world), json=place.content, headers=headers) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sorted(answer.headers.get("idempotency-replayed", "") for answer in answers) == ["", *["true"] * 3]
    assert len({answer.content for answer in answers}) == 1
    page = (await api.get(place.at(world))).json()["items"]
    assert len(page) == len(world.bodies[place.name][place.key]) + 1
    other = await api.post(place.at(world), json={**place.content, place.member: "x"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_repeat_is_answered_with_the_part_as_it_now_is_and_410_once_removed(
    api: AsyncClient, world: World
) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await api.post(ITEMS.at(world), json={"title": "T"}, headers=headers)
    changed = await api.patch(first.headers["location"], json={"title": "U"}, headers=ANY)
    again = await api.post(ITEMS.at(world), json={"title": "T"}, headers=headers)
    assert (again.status_code, again.content) == (201, changed.content)
    assert again.headers["location"] == first.headers["location"]
    await api.delete(first.headers["location"], headers=ANY)
    gone = await api.post(ITEMS.at(world), json={"title": "T"}, headers=headers)
    assert (gone.status_code, gone.json()["code"]) == (410, "gone")
    assert [item["id"] for item in (await api.get(ITEMS.at(world))).json()["items"]] == [ITEM]
