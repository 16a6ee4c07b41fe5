"""The balance as it was recorded at a time, and as far as it was decided by a day."""

from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient

from tests.api.world import NORTH, SOUTH, World, build

ANY = {"If-Match": "*"}
PARTS = [f"0190a000-0000-7000-8000-0000000001{n:02d}" for n in range(9)]


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def balance(api: AsyncClient, world: World, **asked: str) -> dict[str, Any]:
    answer = await api.get(f"{world.path('funding')}/balance", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def allocate(api: AsyncClient, world: World, part: int, amount: float, **members: Any) -> str:
    """When it was recorded."""
    content = {"initiative_id": world.id("initiatives"), "party_id": SOUTH, "amount_dkk": amount, **members}
    path = f"{world.path('funding')}/allocations/{PARTS[part]}"
    answer = await api.put(path, json=content)
    assert answer.status_code == 201, answer.text
    updated_at: str = (await api.get(world.path("funding"))).json()["updated_at"]
    return updated_at


async def test_as_of_answers_what_was_recorded_then(api: AsyncClient, world: World) -> None:
    before = await balance(api, world)
    first = await allocate(api, world, 1, 100)
    second = await allocate(api, world, 2, 50.5)
    totals = {
        moment: (await balance(api, world, as_of=moment))["total"]["allocated_dkk"]
        for moment in (before["as_of"], first, second, "2999-01-01T00:00:00Z")
    }
    assert list(totals.values()) == [250.5, 350.5, 401, 401]
    assert await balance(api, world, as_of=before["as_of"]) == before


async def test_as_of_takes_names_and_spending_of_then_too(api: AsyncClient, world: World) -> None:
    report = {"reported_on": "2031-02-01", "spent_dkk": 75}
    await api.patch(world.path("initiatives"), json={"status_reports": [report]}, headers=ANY)
    then = await allocate(api, world, 1, 1)
    changed = {"name": "Nyt navn", "status_reports": [{**report, "spent_dkk": 99}]}
    await api.patch(world.path("initiatives"), json=changed, headers=ANY)
    for number in range(60):  # more versions than one look into the log finds
        await api.patch(world.path("initiatives"), json={"code": f"1{number}"}, headers=ANY)
    parties = [{**party, "name": party["name"] + " II"} for party in world.bodies["clusters"]["parties"]]
    await api.patch(world.path("clusters"), json={"parties": parties}, headers=ANY)
    [row] = (past := await balance(api, world, as_of=then))["rows"]
    assert (row["spent_dkk"], row["initiative"]["name"], row["initiative"]["code"]) == (
        75,
        "Trygge udskrivninger",
        "1a",
    )
    assert past["parties"][0]["party"]["name"] == "Nordkommune"
    [now] = (await balance(api, world))["rows"]
    assert (now["spent_dkk"], now["initiative"]["name"]) == (99, "Nyt navn")


async def test_as_of_before_a_merge_knows_both_initiatives(api: AsyncClient, world: World) -> None:
    content = {"cluster_id": world.id("clusters"), "code": "2", "name": "Trygge hjem"}
    other = (await api.post("/v1/initiatives", json=content)).json()["id"]
    then = await allocate(api, world, 1, 100, initiative_id=other)
    merge = await api.post(f"/v1/initiatives/{other}/merge", json={"into": world.id("initiatives")}, headers=ANY)
    assert merge.status_code == 200, merge.text
    assert [row["total_dkk"] for row in (await balance(api, world))["rows"]] == [350.5]
    assert [row["total_dkk"] for row in (await balance(api, world, as_of=then))["rows"]] == [250.5, 100]
    assert len((await balance(api, world, as_of="2999-01-01T00:00:00Z"))["rows"]) == 1


async def test_before_the_pot_there_is_none(api: AsyncClient, world: World) -> None:
    answer = await api.get(f"{world.path('funding')}/balance?as_of=1990-01-01T00:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_deleted_pot_has_no_past_until_it_is_restored(api: AsyncClient, world: World) -> None:
    then = world.bodies["funding"]["updated_at"]
    await api.delete(world.path("funding"), headers=ANY)
    path = f"{world.path('funding')}/balance?as_of="
    assert (await api.get(path + then)).status_code == 410
    deleted = (await api.get(world.path("funding"))).json()["tombstone"]["deleted_at"]
    await api.post(f"{world.path('funding')}/restore", headers=ANY)
    assert (await api.get(path + then)).status_code == 200
    assert (await api.get(path + deleted)).status_code == 410


async def test_decided_by_counts_what_was_certainly_decided(api: AsyncClient, world: World) -> None:
    await allocate(api, world, 1, 100, decided={"on": {"from": "2031-01-01", "to": "2031-01-31", "precision": "month"}})
    await allocate(api, world, 2, 10, decided={"meeting_id": world.id("meetings")})
    await allocate(api, world, 3, 1, evidence={"meeting_id": world.id("meetings")})
    days = {"2031-01-30": 0, "2031-01-31": 100, "2031-03-03": 100, "2031-03-04": 111}
    for day, allocated in days.items():
        found = await balance(api, world, decided_by=day)
        assert (day, found["total"]["allocated_dkk"], found["total"]["granted_dkk"]) == (day, allocated, 1000)
        assert found["partial"] is True  # 250,5 kr. has no known day
    assert (await balance(api, world))["total"]["allocated_dkk"] == 361.5
    assert (await balance(api, world))["partial"] is False


async def test_both_may_be_asked_at_once(api: AsyncClient, world: World) -> None:
    decided = {"on": {"from": "2031-01-05", "to": "2031-01-05", "precision": "day"}}
    then = await allocate(api, world, 1, 100, decided=decided)
    await allocate(api, world, 2, 10, decided=decided)
    found = await balance(api, world, as_of=then, decided_by="2031-12-31")
    assert found["total"]["allocated_dkk"] == 100


async def test_an_offset_is_the_same_instant(api: AsyncClient, world: World) -> None:
    await allocate(api, world, 1, 100)
    future = quote("2999-01-01T00:00:00+01:00")
    answer = await api.get(f"{world.path('funding')}/balance?as_of={future}")
    assert answer.json()["total"]["allocated_dkk"] == 350.5


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("as_of=yesterday", "?as_of"),
        ("as_of=2031-01-01", "?as_of"),
        ("decided_by=2031-02-30", "?decided_by"),
        ("decided_by=2031-01-01T00:00:00Z", "?decided_by"),
        ("when=now", "?when"),
    ],
)
async def test_what_is_no_time_is_refused(api: AsyncClient, world: World, query: str, pointer: str) -> None:
    answer = await api.get(f"{world.path('funding')}/balance?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_parties_of_a_past_balance_are_in_their_order(api: AsyncClient, world: World) -> None:
    parties = (await balance(api, world, as_of=world.bodies["funding"]["updated_at"]))["parties"]
    assert [party["party"]["id"] for party in parties] == [NORTH, SOUTH]
