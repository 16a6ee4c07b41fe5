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


async def test_a_settlement_moves_what_one_party_has_left_to_what_another_lacks(api: AsyncClient, world: World) -> None:
    """P30: a transfer between parties is no new money."""
    lacking = {"initiative_id": world.id("initiatives"), "party_id": SOUTH, "amount_dkk": 600}
    await api.put(f"{world.path('funding')}/allocations/{PART}", json=lacking)
    for method in ("proportional", "fewest"):
        settled = (await api.get(f"{world.path('funding')}/settlement?method={method}")).json()
        assert set(settled) == {"method", "transfers", "remaining", "uncovered_dkk", "findings"}
        north, south = {"id": NORTH, "name": "Nordkommune"}, {"id": SOUTH, "name": "Sydkommune"}
        assert settled["transfers"] == [{"from_party": north, "to_party": south, "amount_dkk": 200}]
        assert settled["remaining"] == [{"party": north, "amount_dkk": 149.5}, {"party": south, "amount_dkk": 0}]
        assert settled["uncovered_dkk"] == 0
    await api.delete(f"{world.path('funding')}/allocations/{PART}", headers={"If-Match": "*"})
    await api.put(f"{world.path('funding')}/allocations/{PART}", json=allocation(world, 5, party=None))
    refused = await api.get(f"{world.path('funding')}/settlement")
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_broken")


async def test_sums_may_be_larger_than_any_one_amount(api: AsyncClient, world: World) -> None:
    most = 999_999_999_999.99
    pot = {"cluster_id": world.id("clusters"), "name": "Pulje", "grant_years": [2150], "party_ids": [NORTH, SOUTH]}
    pot |= {"grants": [{"amount_dkk": most, "shares": [{"party_id": SOUTH, "amount_dkk": most}]}] * 2}
    made = await api.post("/v1/funding", json=pot)
    assert made.status_code == 201, made.text
    balance = await api.get(f"/v1/funding/{made.json()['id']}/balance")
    assert balance.json()["total"]["granted_dkk"] > 1.9 * most
    settled = await api.get(f"/v1/funding/{made.json()['id']}/settlement")
    assert {"party": {"id": SOUTH, "name": "Sydkommune"}, "amount_dkk": 1_999_999_999_999.98} in settled.json()[
        "remaining"
    ]


BALANCE = {
    "": {"funding_id", "as_of", "partial", "parties", "unattributed", "rows", "total"},
    "parties": {"party", "granted_dkk", "allocated_dkk", "transferred_dkk", "balance_dkk"},
    "unattributed": {"granted_dkk", "allocated_dkk", "balance_dkk"},
    "rows": {"initiative", "cells", "total_dkk", "spent_dkk", "forecast_dkk"},
    "total": {"granted_dkk", "allocated_dkk", "transferred_dkk", "spent_dkk", "balance_dkk"},
}
FINDING = {"code", "severity", "message", "paths", "stated", "computed", "difference", "where", "hint"}


async def test_computed_answers_have_the_members_that_are_promised(api: AsyncClient, world: World) -> None:
    told = (await api.get(f"{world.path('funding')}/balance")).json()
    assert set(told) == BALANCE[""]
    for name, members in BALANCE.items():
        if name:
            one = told[name][0] if isinstance(told[name], list) else told[name]
            assert set(one) == members, name
    assert set(told["parties"][0]["party"]) == {"id", "name"}
    assert set(told["rows"][0]["initiative"]) == {"id", "code", "name"}
    assert set(told["rows"][0]["cells"][0]) == {"party_id", "amount_dkk"}
    for answer in (
        await api.get(f"{world.path('funding')}/findings"),
        await api.post(f"{world.path('funding')}/validate", json={}),
    ):
        assert set(answer.json()) == {"findings", "ok"}
        assert all(set(finding) == FINDING for finding in answer.json()["findings"])
        assert answer.json()["findings"]


async def test_p28_a_parent_is_no_subtotal_of_its_children(api: AsyncClient, world: World) -> None:
    """In natural order of the codes, each initiative with its own money, and the total is the sum of the rows."""
    for code, amount in (("10", 3), ("2", 20), ("1b", 100)):
        content = {"cluster_id": world.id("clusters"), "code": code, "name": code, "parent_id": world.id("initiatives")}
        child = (await api.post("/v1/initiatives", json=content)).json()["id"]
        row = {"initiative_id": child, "party_id": NORTH, "amount_dkk": amount}
        await api.put(f"{world.path('funding')}/allocations/{PART[:-1]}{len(code) + amount % 7}", json=row)
    told = (await api.get(f"{world.path('funding')}/balance")).json()
    rows = [(row["initiative"]["code"], row["total_dkk"]) for row in told["rows"]]
    assert rows == [("1a", 250.5), ("1b", 100), ("2", 20), ("10", 3)]
    assert told["total"]["allocated_dkk"] == 373.5


async def test_p33_the_balance_is_held_against_the_grants_as_they_are_now(api: AsyncClient, world: World) -> None:
    before = (await api.get(f"{world.path('funding')}/balance")).json()
    await api.put(f"{world.path('funding')}/grants/{PART}", json={"amount_dkk": 500})
    after = (await api.get(f"{world.path('funding')}/balance")).json()
    assert (after["total"]["granted_dkk"], after["total"]["balance_dkk"]) == (1500, 1249.5)
    then = (await api.get(f"{world.path('funding')}/balance", params={"as_of": before["as_of"]})).json()
    assert (then["total"]["granted_dkk"], then["total"]["balance_dkk"]) == (1000, 749.5)


async def test_p32_money_is_proposed_or_approved_and_only_approved_money_counts(api: AsyncClient, world: World) -> None:
    content = {**allocation(world, 900), "status": "proposed"}
    path = f"{world.path('funding')}/allocations/{PART}"
    proposed = await api.put(path, json=content)
    assert proposed.status_code == 201, proposed.text
    assert (await api.get(f"{world.path('funding')}/balance")).json()["total"]["allocated_dkk"] == 250.5
    approved = await api.put(path, json={**content, "status": "approved"}, headers={"If-Match": "*"})
    assert approved.json()["code"] == "budget_exceeded"
    unknown = await api.put(path, json={**content, "status": "committed"}, headers={"If-Match": "*"})
    assert [(e["pointer"], e["code"]) for e in unknown.json()["errors"]] == [("/status", "not_in_list")]


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


async def test_a_dry_run_replaces_and_removes_by_id(api: AsyncClient, world: World) -> None:
    pot = world.bodies["funding"]
    for asked, left in (
        ({"allocations": [{**pot["allocations"][0], "amount_dkk": 1000}]}, None),
        ({"allocations": [allocation(world, 49.5)]}, 700),
        ({"allocations": [allocation(world, 1000)], "remove": [pot["allocations"][0]["id"]]}, None),
        ({"remove": [pot["allocations"][0]["id"]]}, 1000),
    ):
        told = (await api.post(f"{world.path('funding')}/validate", json=asked)).json()
        found = {finding["code"]: finding["difference"] for finding in told["findings"]}
        assert (told["ok"], found.get("unallocated_remainder")) == (True, left), asked


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
