"""A meeting's life over HTTP, step by step."""

import asyncio

import pytest
from httpx import AsyncClient, Response

from tests.api.world import UNKNOWN_ID, World, build

STEPS = {
    "publish-agenda": "agenda_published",
    "hold": "held",
    "publish-minutes": "minutes_published",
    "approve-minutes": "minutes_approved",
}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def take(api: AsyncClient, world: World, step: str, **headers: str) -> Response:
    return await api.post(f"{world.path('meetings')}/{step}", headers=headers)


async def test_the_steps_lead_from_the_agenda_to_approved_minutes(api: AsyncClient, world: World) -> None:
    """P15: the agenda and the minutes are published by steps of their own."""
    for version, (step, status) in enumerate(STEPS.items(), 2):
        answer = await take(api, world, step)
        assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, status, version)
        assert (await api.get(world.path("meetings"))).content == answer.content
    assert answer.json() == world.bodies["meetings"] | {
        "status": "minutes_approved",
        "version": 5,
        "updated_at": answer.json()["updated_at"],
    }


async def test_a_step_already_taken_answers_200_and_writes_nothing(api: AsyncClient, world: World) -> None:
    for step in ("publish-agenda", "hold"):
        await take(api, world, step)
    before = await api.get(world.path("meetings"))
    for step in ("hold", "publish-agenda"):
        again = await take(api, world, step, **{"If-Match": '"1"'})
        assert (again.status_code, again.content) == (200, before.content)


async def test_a_step_out_of_order_is_409_and_names_the_allowed_ones(api: AsyncClient, world: World) -> None:
    answer = await take(api, world, "publish-minutes")
    assert (answer.status_code, answer.json()["code"]) == (409, "step_out_of_order")
    assert answer.json()["allowed_steps"] == ["publish-agenda", "cancel"]
    assert (await take(api, world, "cancel")).json()["status"] == "cancelled"
    answer = await take(api, world, "hold")
    assert (answer.status_code, answer.json()["allowed_steps"]) == (409, [])
    assert (await api.get(world.path("meetings"))).json()["version"] == 2


async def test_a_condition_is_optional_and_holds_where_it_is_sent(api: AsyncClient, world: World) -> None:
    await api.patch(world.path("meetings"), json={"title": "T"}, headers={"If-Match": "*"})
    stale = await take(api, world, "publish-agenda", **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 2)
    assert (await take(api, world, "publish-agenda", **{"If-Match": "W/*"})).status_code == 400
    assert (await take(api, world, "publish-agenda", **{"If-Match": '"2"'})).status_code == 200


async def test_of_two_ways_at_the_same_moment_one_is_taken(api: AsyncClient, world: World) -> None:
    await take(api, world, "publish-agenda")
    answers = await asyncio.gather(*(take(api, world, step) for step in ("hold", "cancel", "hold", "cancel")))
    taken = {answer.json()["status"] for answer in answers if answer.status_code == 200}
    assert len(taken) == 1
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    assert (await api.get(world.path("meetings"))).json()["version"] == 3


async def test_steps_of_what_is_unknown_or_deleted(api: AsyncClient, world: World) -> None:
    assert (await api.post(f"/v1/meetings/{UNKNOWN_ID}/hold")).status_code == 404
    await api.delete(world.path("meetings"), headers={"If-Match": "*"})
    assert (await take(api, world, "hold")).status_code == 410
    assert (await api.post(f"{world.path('meetings')}/adjourn")).status_code == 404


async def test_why_a_step_was_taken_is_in_the_feed(api: AsyncClient, world: World) -> None:
    await api.post(f"{world.path('meetings')}/cancel", headers={b"Klynge-Reason": "Sygdom på æøå".encode()})
    items = (await api.get("/v1/changes?after=0")).json()["items"]
    assert (items[-1]["subject"], items[-1]["reason"]) == (world.path("meetings"), "Sygdom på æøå")
