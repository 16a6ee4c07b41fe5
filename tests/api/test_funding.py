"""Pots over HTTP: what is computed, dry runs, and single checked changes of parts."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.world import NORTH, SOUTH, UNKNOWN_ID, World, build

PART = "0190a000-0000-7000-8000-000000000101"


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


def allocation(world: World, amount: Any, party: str | None = SOUTH) -> dict[str, Any]:
    return {"initiative_id": world.id("initiatives"), "party_id": party, "amount_dkk": amount}


async def test_the_balance_is_exact(api: AsyncClient, world: World) -> None:
    answer = await api.get(f"{world.path('funding')}/balance")
    assert answer.status_code == 200
    parties = {party["party"]["id"]: party["balance_dkk"] for party in answer.json()["parties"]}
    assert parties == {NORTH: 349.5, SOUTH: 400}
    assert '"balance_dkk":349.5' in answer.text
    assert answer.json()["total"]["balance_dkk"] == 749.5


async def test_findings_tell_what_is_left(api: AsyncClient, world: World) -> None:
    answer = await api.get(f"{world.path('funding')}/findings?as_of=2031-06-01")
    found = {finding["code"]: finding for finding in answer.json()["findings"]}
    assert found["unallocated_remainder"]["difference"] is not None or found["unallocated_remainder"]["computed"]
    assert answer.json()["ok"] is True


@pytest.mark.parametrize("method", ["proportional", "fewest"])
async def test_a_settlement_is_answered(api: AsyncClient, world: World, method: str) -> None:
    answer = await api.get(f"{world.path('funding')}/settlement?method={method}")
    assert (answer.status_code, answer.json()["method"], answer.json()["transfers"]) == (200, method, [])


async def test_a_settlement_by_another_method_is_refused(api: AsyncClient, world: World) -> None:
    answer = await api.get(f"{world.path('funding')}/settlement?method=magic")
    assert answer.json()["errors"][0]["pointer"] == "?method"


async def test_a_dry_run_tells_and_writes_nothing(api: AsyncClient, world: World) -> None:
    answer = await api.post(f"{world.path('funding')}/validate", json={"allocations": [allocation(world, 5_000)]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["ok"] is False
    assert "pot_overallocated" in [finding["code"] for finding in answer.json()["findings"]]
    assert (await api.get(world.path("funding"))).json() == world.bodies["funding"]


async def test_a_part_that_was_read_may_be_dry_run_as_it_is(api: AsyncClient, world: World) -> None:
    added = await api.put(f"{world.path('funding')}/allocations/{PART}", json=allocation(world, 12))
    proposal = {"allocations": [{**added.json(), "amount_dkk": 5_000}]}
    answer = await api.post(f"{world.path('funding')}/validate", json=proposal)
    assert (answer.status_code, answer.json()["ok"]) == (200, False), answer.text
    assert "pot_overallocated" in [finding["code"] for finding in answer.json()["findings"]]


PARTS = [
    ("grants", {"amount_dkk": 10}),
    ("allocations", None),
    ("transfers", {"from_party_id": NORTH, "to_party_id": SOUTH, "amount_dkk": 5.25}),
    ("carry-overs", {"from_year": 2031, "to_year": 2032, "amount_dkk": 1}),
]


@pytest.mark.parametrize(("name", "content"), PARTS)
async def test_a_part_is_added_replaced_and_removed(
    api: AsyncClient, world: World, name: str, content: dict[str, Any] | None
) -> None:
    content = content or allocation(world, 12)
    path = f"{world.path('funding')}/{name}/{PART}"
    added = await api.put(path, json=content)
    assert added.status_code == 201, added.text
    assert added.json().items() >= {**content, "id": PART}.items()
    assert (await api.put(path, json=content)).status_code == 428
    replaced = await api.put(path, json=added.json(), headers={"If-Match": added.headers["etag"]})
    assert replaced.status_code == 200
    stale = await api.delete(path, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 2)
    assert (await api.delete(path, headers={"If-Match": replaced.headers["etag"]})).status_code == 204
    assert (await api.delete(path, headers={"If-Match": "*"})).status_code == 404
    pot = (await api.get(world.path("funding"))).json()
    assert pot[name.replace("-", "_")] == world.bodies["funding"][name.replace("-", "_")]


async def test_what_would_overallocate_is_409_however_it_is_sent(api: AsyncClient, world: World) -> None:
    whole = world.bodies["funding"]
    too_much = [*whole["allocations"], allocation(world, 900)]
    headers = {"If-Match": "*"}
    for answer in (
        await api.put(f"{world.path('funding')}/allocations/{PART}", json=too_much[-1]),
        await api.patch(world.path("funding"), json={"allocations": too_much}, headers=headers),
        await api.put(world.path("funding"), json={**whole, "allocations": too_much}, headers=headers),
        await api.post(
            "/v1/funding",
            json={
                "cluster_id": world.id("clusters"),
                "name": "P",
                "grant_years": [2040],
                "allocations": [allocation(world, 1)],
            },
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "budget_exceeded")
        assert "pot_overallocated" in [finding["code"] for finding in answer.json()["findings"]]
    assert (await api.get(world.path("funding"))).json() == whole


async def test_a_part_is_pointed_into(api: AsyncClient, world: World) -> None:
    path = f"{world.path('funding')}/allocations/{PART}"
    answer = await api.put(path, json={**allocation(world, 1), "initiative_id": UNKNOWN_ID})
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/initiative_id", "reference_unknown")]
    answer = await api.put(path, json={**allocation(world, 1), "id": UNKNOWN_ID})
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/id", "read_only")]


async def test_a_part_s_id_is_a_uuid(api: AsyncClient, world: World) -> None:
    answer = await api.put(f"{world.path('funding')}/allocations/first", json=allocation(world, 1))
    assert answer.status_code == 422


async def test_two_pots_of_a_cluster_do_not_share_a_year(api: AsyncClient, world: World) -> None:
    content = {"cluster_id": world.id("clusters"), "name": "P", "grant_years": [2030, 2031]}
    answer = await api.post("/v1/funding", json=content)
    assert (answer.status_code, answer.json()["code"]) == (409, "rule_broken")
