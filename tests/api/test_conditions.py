"""ETags, conditional reads, and the condition that every change needs."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.world import World, build


@pytest.fixture
async def cluster(api: AsyncClient) -> Response:
    return await api.post("/v1/clusters", json={"name": "Klynge"})


def at(cluster: Response) -> str:
    return cluster.headers["location"]


async def change(api: AsyncClient, method: str, cluster: Response, headers: dict[str, str]) -> Response:
    content: Any = None if method == "DELETE" else {"name": "Ny"}
    return await api.request(method, at(cluster), json=content, headers=headers)


METHODS = ("PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("method", METHODS)
async def test_a_change_without_a_condition_is_428(api: AsyncClient, cluster: Response, method: str) -> None:
    answer = await change(api, method, cluster, {})
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tag", ['W/"1.x"', "1", '"x"', '"1.x", "2.y"', "", '"1', '"-1"', '"1.x y"', "W/*"])
async def test_a_weak_or_malformed_condition_is_400(api: AsyncClient, cluster: Response, method: str, tag: str) -> None:
    answer = await change(api, method, cluster, {"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (400, "precondition_invalid")


@pytest.mark.parametrize("method", METHODS)
async def test_a_stale_condition_is_412_and_names_the_current_version(
    api: AsyncClient, cluster: Response, method: str
) -> None:
    etag = cluster.headers["etag"]
    newer = await change(api, "PATCH", cluster, {"If-Match": etag})
    answer = await change(api, method, cluster, {"If-Match": etag})
    assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")
    assert answer.json()["current_version"] == 2
    assert answer.headers["etag"] == newer.headers["etag"]


async def test_a_whole_body_of_an_older_version_is_stale_and_not_faulty(api: AsyncClient, cluster: Response) -> None:
    await change(api, "PATCH", cluster, {"If-Match": "*"})
    answer = await api.put(at(cluster), json=cluster.json(), headers={"If-Match": cluster.headers["etag"]})
    assert answer.status_code == 412


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tag", ["*", " * ", '"1"', '"1.another-view"'])
async def test_the_condition_is_about_the_version(api: AsyncClient, cluster: Response, method: str, tag: str) -> None:
    answer = await change(api, method, cluster, {"If-Match": tag})
    assert answer.status_code == (204 if method == "DELETE" else 200)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
async def test_a_caller_who_has_it_gets_304_without_a_body(api: AsyncClient, cluster: Response, form: str) -> None:
    known = form.format(cluster.headers["etag"])
    answer = await api.get(at(cluster), headers={"If-None-Match": known})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == cluster.headers["etag"]
    assert answer.headers["vary"] == "Authorization, Accept"


async def test_conditions_in_several_header_lines_are_one_list(api: AsyncClient, cluster: Response) -> None:
    lines = [("If-None-Match", '"7.x"'), ("If-None-Match", f"W/{cluster.headers['etag']}")]
    request = api.build_request("GET", at(cluster), headers=[*api.headers.items(), *lines])
    assert (await api.send(request)).status_code == 304


async def test_head_with_a_known_representation_is_304(api: AsyncClient, cluster: Response) -> None:
    known = {"If-None-Match": cluster.headers["etag"]}
    assert (await api.head(at(cluster), headers=known)).status_code == 304


async def test_what_answers_for_a_merged_resource_is_another_representation(api: AsyncClient) -> None:
    """Both have version 2: who read the first before the merge must not be told that nothing changed."""
    world = await build(api)
    content = {"name": "Ask Ollgaard", "organisation": "Nordkommune"}
    merged = await api.post("/v1/participants", json=content)
    read = await api.patch(at(merged), json={"title": "Direktør"}, headers={"If-Match": "*"})
    into = {"into": world.id("participants")}
    await api.post(f"{at(merged)}/merge", json=into, headers={"If-Match": "*"})
    answer = await api.get(at(merged), headers={"If-None-Match": read.headers["etag"]})
    assert (answer.status_code, answer.json()["id"]) == (200, world.id("participants"))
    assert answer.json()["version"] == read.json()["version"]
    again = await api.get(at(merged), headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_lists_and_computed_answers_are_private_and_vary(api: AsyncClient) -> None:
    world = await build(api)
    for path in ("/v1/meetings", world.path("meetings"), f"{world.path('funding')}/balance"):
        headers = (await api.get(path)).headers
        assert (headers["cache-control"], headers["vary"]) == ("private, no-cache", "Authorization, Accept")


async def test_a_change_is_answered_whole_whatever_the_caller_has(api: AsyncClient, cluster: Response) -> None:
    headers = {"If-Match": "*", "If-None-Match": "*"}
    answer = await api.patch(at(cluster), json={"name": "Ny"}, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (200, "Ny")


@pytest.mark.parametrize("known", ['"2.x"', '"1"', '"1.00000000"', "x"])
async def test_another_representation_is_no_304(api: AsyncClient, cluster: Response, known: str) -> None:
    assert (await api.get(at(cluster), headers={"If-None-Match": known})).status_code == 200


async def test_of_writers_with_one_condition_one_wins(api: AsyncClient, cluster: Response) -> None:
    headers = {"If-Match": cluster.headers["etag"]}
    changes = [api.patch(at(cluster), json={"region": f"R{n}"}, headers=headers) for n in range(8)]
    answers = await asyncio.gather(*changes)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert (await api.get(at(cluster))).json() == winner.json()


async def test_writers_of_different_members_without_a_version_all_win(api: AsyncClient, cluster: Response) -> None:
    changes = [{"region": "Region Øst"}, {"kind": "sundhedsraad"}, {"valid_from": "2031-01-01"}]
    answers = await asyncio.gather(
        *(api.patch(at(cluster), json=change, headers={"If-Match": "*"}) for change in changes)
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    body = (await api.get(at(cluster))).json()
    assert body | {name: value for change in changes for name, value in change.items()} == body
    assert body["version"] == 4


async def test_of_two_allocations_that_fit_alone_one_is_refused_with_findings(api: AsyncClient) -> None:
    world: World = await build(api)
    initiative = world.id("initiatives")
    paths = [f"{world.path('funding')}/allocations/0190a000-0000-7000-8000-00000000010{n}" for n in (1, 2)]
    content = {"initiative_id": initiative, "amount_dkk": 600}
    answers = await asyncio.gather(*(api.put(path, json=content) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "budget_exceeded"
    assert [finding["code"] for finding in refused.json()["findings"]] == ["pot_overallocated"]
