"""`/metrics`: what is counted, and that nothing of a request but its route is told."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from prometheus_client.parser import text_string_to_metric_families

from app.config import Settings
from app.main import create_app
from tests.api.conftest import bearer, serving
from tests.api.world import UNKNOWN_ID, build

MARK = "zqxmarkerqxz"


async def requests(api: AsyncClient) -> dict[tuple[str, str, str], float]:
    text = (await api.get("/metrics")).text
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "klynge_http_requests_total"
    }


async def test_requests_are_counted_by_route_method_and_status(api: AsyncClient) -> None:
    world = await build(api)
    for _ in range(3):
        await api.get(world.path("meetings"))
    await api.head(world.path("meetings"))
    await api.get(f"/v1/meetings/{UNKNOWN_ID}")
    await api.get("/v1/meetings?limit=0")
    await api.delete("/v1/meetings")
    counted = await requests(api)
    assert counted["GET", "/v1/meetings/{id}", "200"] == 4
    assert counted["GET", "/v1/meetings/{id}", "404"] == 1
    assert counted["GET", "/v1/meetings", "422"] == 1
    assert counted["DELETE", "/v1/meetings", "405"] == 1
    assert counted["POST", "/v1/meetings", "201"] == 1


async def test_durations_add_up_to_the_requests(api: AsyncClient) -> None:
    for _ in range(4):
        await api.get("/health/live")
    text = (await api.get("/metrics")).text
    found = re.search(r'klynge_http_request_seconds_count\{method="GET",route="/health/live"\} (\S+)', text)
    assert found is not None
    assert float(found[1]) == 4


async def test_nothing_that_was_asked_for_is_told(api: AsyncClient, settings: Settings) -> None:
    await build(api)
    for path in (f"/{MARK}", f"/v1/clusters/{MARK}", f"/v1/clusters?name={MARK}", f"/problems/{MARK}"):
        await api.get(path, headers={"X-Request-ID": MARK})
    await api.request(MARK.upper(), "/v1/clusters")
    await api.post("/v1/clusters", json={"name": MARK})
    await api.get(f"/static-offline-docs/{MARK}")
    text = (await api.get("/metrics")).text
    assert MARK not in text.lower()
    assert ("other", "/v1/clusters", "405") in await requests(api)
    assert ("GET", "unmatched", "404") in await requests(api)


async def test_what_nobody_foresaw_counts_as_500(settings: Settings) -> None:
    app: FastAPI = create_app(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError

    async with serving(app) as client:
        await client.get("/broken")
        assert (await requests(client))["GET", "/broken", "500"] == 1


async def test_each_application_counts_for_itself(settings: Settings) -> None:
    for _ in range(2):
        async with serving(create_app(settings)) as client:
            await client.get("/health/live")
            assert (await requests(client))["GET", "/health/live", "200"] == 1


@pytest.mark.parametrize("token", [True, False])
async def test_prometheus_needs_no_token(settings: Settings, token: bool) -> None:
    async with serving(create_app(settings)) as client:
        answer = await client.get("/metrics", headers=bearer(settings) if token else {})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    assert answer.headers["cache-control"] == "no-store"
    assert "process_cpu_seconds_total" in answer.text
