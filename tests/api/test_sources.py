"""Sources: how a system is to be read, and P3: from when it last succeeded everybody sees that it has stopped."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import READ, READ_CLOSED, WRITE
from tests.api.conftest import bearer
from tests.api.world import UNKNOWN_ID, World, build

CODES = [{"code": "A", "attendance": "excused"}, {"code": "-", "attendance": "absent"}]


async def put(api: AsyncClient, system: str = "esdh-nord", **members: Any) -> Response:
    return await api.put("/v1/sources", params={"system": system}, json=members)


async def listed(api: AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await api.get(f"/v1/sources{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def ago(**time: int) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat()


async def test_p3_the_age_of_the_last_success_is_told(api: AsyncClient) -> None:
    await put(api, "rask", last_success_at=ago(minutes=2))
    await put(api, "tavs", last_success_at=ago(days=9))
    await put(api, "aldrig", name="Har aldrig sagt noget")
    ages = {row["system"]: row["last_success_age_seconds"] for row in await listed(api)}
    assert list(ages) == ["aldrig", "rask", "tavs"]
    assert ages["aldrig"] is None
    assert 120 <= ages["rask"] < 600
    assert 9 * 86_400 <= ages["tavs"] < 10 * 86_400
    silent_first = [row["system"] for row in await listed(api, "?sort=last_success_at")]
    assert silent_first == ["aldrig", "tavs", "rask"]


async def test_a_success_in_the_future_is_refused_but_clocks_may_differ_a_little(api: AsyncClient) -> None:
    refused = await put(api, last_success_at=ago(hours=-1))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/last_success_at")
    assert (await put(api, last_success_at=ago(minutes=-2))).status_code == 201
    assert (await listed(api))[0]["last_success_age_seconds"] == 0


async def test_settings_are_kept_and_each_put_replaces_only_what_it_sends(api: AsyncClient) -> None:
    world: World = await build(api)
    settings: dict[str, Any] = {
        "name": "ESDH Nord",
        "cluster_id": world.id("clusters"),
        "forum_ids": [world.id("forums")],
        "unknown_means": "open",
        "attendance_codes": CODES,
    }
    created = await put(api, **settings)
    assert (created.status_code, created.headers["klynge-state"]) == (201, "created")
    success = ago(minutes=1)
    changed = await put(api, last_success_at=success)
    assert (changed.status_code, changed.headers["klynge-state"], changed.json()["version"]) == (200, "updated", 2)
    assert {name: changed.json()[name] for name in settings} == settings
    assert (await api.get(created.headers["location"])).content == changed.content
    emptied = await put(api, cluster_id=None, forum_ids=None, unknown_means=None)
    assert [emptied.json()[name] for name in ("cluster_id", "forum_ids", "unknown_means")] == [None, [], "closed"]
    assert emptied.json()["attendance_codes"] == CODES


async def test_the_same_again_writes_nothing_and_says_so(api: AsyncClient) -> None:
    first = await put(api, name="ESDH", attendance_codes=CODES)
    again = await put(api, name="ESDH", attendance_codes=CODES)
    assert (again.status_code, again.headers["klynge-state"]) == (200, "unchanged")
    assert again.json() == first.json()


async def test_sources_are_filtered_and_paged(api: AsyncClient) -> None:
    world: World = await build(api)
    for system in ("a", "b", "c"):
        await put(api, system, **({"cluster_id": world.id("clusters")} if system != "b" else {}))
    assert [row["system"] for row in await listed(api, f"?cluster={world.id('clusters')}")] == ["a", "c"]
    assert [row["system"] for row in await listed(api, "?system=b")] == ["b"]
    page = (await api.get("/v1/sources?limit=2&count=true")).json()
    assert page["total"] == 3
    assert [row["system"] for row in await listed(api, page["links"]["next"].removeprefix("/v1/sources"))] == ["c"]


async def test_many_who_say_it_first_make_one_source(api: AsyncClient) -> None:
    answers = await asyncio.gather(*(put(api, name=f"ESDH {n}") for n in range(6)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await listed(api)) == 1


@pytest.mark.parametrize("system", ["ESDH / øst", "a" * 100, '{"$ne": null}', "$where", "..", "a&b=c#d"])
async def test_a_system_may_have_any_name(api: AsyncClient, system: str) -> None:
    answer = await put(api, system)
    assert (answer.status_code, answer.json()["system"]) == (201, system)
    assert (await api.get(answer.headers["location"])).json()["system"] == system


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"colour": "red"}, "/colour"),
    ({"system": "other"}, "/system"),
    ({"unknown_means": "unknown"}, "/unknown_means"),
    ({"attendance_codes": [{"code": "A", "attendance": "late"}]}, "/attendance_codes/0/attendance"),
    ({"attendance_codes": [CODES[0], CODES[0]]}, ""),
    ({"cluster_id": UNKNOWN_ID}, "/cluster_id"),
    ({"forum_ids": [UNKNOWN_ID]}, "/forum_ids/0"),
    ({"last_success_at": "yesterday"}, "/last_success_at"),
]


@pytest.mark.parametrize(("members", "pointer"), REFUSED)
async def test_what_does_not_hold_is_named(api: AsyncClient, members: dict[str, Any], pointer: str) -> None:
    answer = await api.put("/v1/sources?system=esdh", json=members)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await listed(api) == []


@pytest.mark.parametrize("query", ["", "?system=", f"?system={'x' * 101}", "?system=a&kind=b"])
async def test_a_source_is_named_by_its_system(api: AsyncClient, query: str) -> None:
    assert (await api.put(f"/v1/sources{query}", json={})).status_code == 422


async def test_only_writers_say_how_a_source_is_read(api: AsyncClient, settings: Settings) -> None:
    answer = await api.put("/v1/sources?system=esdh", json={}, headers=bearer(settings, READ))
    assert answer.status_code == 403
    assert (await api.get("/v1/sources", headers=bearer(settings, READ))).status_code == 200


async def test_a_source_is_in_the_feed(api: AsyncClient) -> None:
    created = await put(api)
    items = (await api.get("/v1/changes?after=0")).json()["items"]
    assert [(item["type"], item["subject"]) for item in items] == [("source.created", created.headers["location"])]


async def test_what_unknown_means_is_opened_only_by_who_may_see_it(api: AsyncClient, settings: Settings) -> None:
    assert (await put(api)).json()["unknown_means"] == "closed"
    api.headers.update(bearer(settings, READ, WRITE))
    for system in ("esdh-nord", "new"):
        refused = await put(api, system, unknown_means="open")
        assert (refused.status_code, refused.json()["missing_scope"]) == (403, READ_CLOSED)
    assert (await put(api, name="ESDH", unknown_means="closed")).status_code == 200
    api.headers.update(bearer(settings, WRITE, READ_CLOSED))
    assert (await put(api, unknown_means="open")).status_code == 200
    api.headers.update(bearer(settings, WRITE))
    assert (await put(api, name="ESDH Nord", unknown_means="open")).status_code == 200
