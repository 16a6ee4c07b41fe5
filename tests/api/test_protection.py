"""What the service does about itself: headers, other origins, heads that are too large, calls that are too many."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import READ, SCOPES, Caller
from app.errors import RateLimited, SettingsUnusable
from app.http.cors import origins_of
from app.http.head_limit import MAX_HEADERS
from app.main import create_app
from app.security.rates import BURST_SECONDS, KEYS, Allowance, call_rates, network
from tests.api.conftest import SECRET, bearer, serving

ORIGIN = "https://app.eksempel.dk"


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(
        database_url=sqlite_url,
        auth="development",
        development_secret=SecretStr(SECRET),
        cors_origins=f"{ORIGIN} http://localhost:3000",
        hsts_seconds=600,
        rate_refused_per_second=1,
    )


@pytest.fixture
async def anybody(settings: Settings) -> AsyncIterator[AsyncClient]:
    async with serving(create_app(settings)) as client:
        yield client


PATHS = (
    "/v1/meetings",
    "/v1/nothing",
    "/health/live",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/problems/gone",
    "/static-offline-docs/swagger-ui.css",
)


async def test_every_answer_carries_the_headers_that_hold_a_browser_back(anybody: AsyncClient) -> None:
    for path in PATHS:
        for accept in ("*/*", "text/html"):
            headers = (await anybody.get(path, headers={"Accept": accept})).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["strict-transport-security"] == "max-age=600"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert len(headers.get_list("content-security-policy")) == 1
            assert "server" not in headers


async def test_a_refusal_is_kept_by_no_cache(anybody: AsyncClient, settings: Settings) -> None:
    read = bearer(settings, READ)
    for answer in (
        await anybody.get("/v1/meetings"),
        await anybody.post("/v1/meetings", json={}, headers=read),
        await anybody.get("/v1/nothing"),
    ):
        assert answer.headers["cache-control"] == "no-store"


async def test_the_documentation_runs_its_own_scripts_alone(anybody: AsyncClient) -> None:
    answer = await anybody.get("/docs")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert "http" not in policy


async def test_a_page_of_a_named_origin_may_call_and_read_what_it_needs(anybody: AsyncClient) -> None:
    asks = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, if-match, idempotency-key, content-type",
    }
    allowed = (await anybody.options("/v1/meetings", headers=asks)).headers
    assert allowed["access-control-allow-origin"] == ORIGIN
    assert "PATCH" in allowed["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in allowed
    answer = (await anybody.get("/v1/meetings", headers={"Origin": ORIGIN})).headers
    assert answer["access-control-allow-origin"] == ORIGIN
    exposed = {name.strip().lower() for name in answer["access-control-expose-headers"].split(",")}
    assert exposed >= {"etag", "location", "link", "retry-after", "x-request-id", "idempotency-replayed"}
    assert "Origin" in answer["vary"]


@pytest.mark.parametrize(
    "origin", ["https://app.eksempel.dk.ond.dk", "http://app.eksempel.dk", f"{ORIGIN}:444", "null", "https://ond.dk"]
)
async def test_a_page_of_any_other_origin_may_not(anybody: AsyncClient, origin: str) -> None:
    asks = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    for answer in (
        await anybody.options("/v1/meetings", headers=asks),
        await anybody.get("/v1/meetings", headers={"Origin": origin}),
    ):
        assert "access-control-allow-origin" not in answer.headers
        assert "ond.dk" not in answer.text


async def test_without_the_setting_no_page_of_another_origin_may_call(settings: Settings) -> None:
    async with serving(create_app(settings.model_copy(update={"cors_origins": None}))) as client:
        asks = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
        answer = await client.options("/v1/meetings", headers=asks)
        assert answer.status_code == 204
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "origins",
    [
        "*",
        "null",
        "app.eksempel.dk",
        "https://app.eksempel.dk/",
        "http://app.eksempel.dk",
        "https://*.dk",
        "https://a b",
    ],
)
def test_origins_that_are_not_named_exactly_do_not_start(settings: Settings, origins: str) -> None:
    named = settings.model_copy(update={"cors_origins": origins})
    with pytest.raises(SettingsUnusable):
        origins_of(named)
    with pytest.raises(SettingsUnusable):
        create_app(named)


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"X-Long": "x" * 40_000}},
        {"headers": {f"X-{number}": "" for number in range(MAX_HEADERS)}},
        {"params": {"q": "x" * 40_000}},
    ],
)
async def test_a_head_that_is_too_large_is_a_problem(anybody: AsyncClient, sent: dict[str, Any]) -> None:
    answer = await anybody.get("/v1/clusters/x/nothing", **sent)
    assert (answer.status_code, answer.json()["code"]) == (431, "head_too_large")
    assert len(answer.content) < 500


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_a_burst_and_then_so_many_a_second() -> None:
    clock = Clock()
    allowance = Allowance(2, clock)
    for _ in range(2 * BURST_SECONDS):
        allowance.spend("a")
    with pytest.raises(RateLimited) as refused:
        allowance.spend("a")
    assert refused.value.retry_seconds == 1
    allowance.spend("b")
    clock.now += 1
    allowance.spend("a")
    allowance.spend("a")
    with pytest.raises(RateLimited):
        allowance.check("a")


def test_what_is_remembered_of_callers_is_bounded() -> None:
    allowance = Allowance(1, Clock())
    for number in range(KEYS + 10):
        allowance.spend(str(number))
    assert len(allowance._states) == KEYS


def test_a_script_that_syncs_for_an_hour_is_not_limited() -> None:
    """One that asks without pause, and gets an answer in 4 ms."""
    clock = Clock()
    rates = call_rates(Settings(auth="development"))
    assert rates._callers is not None
    rates._callers._clock = clock
    for _ in range(10_000):
        rates.answered(Caller("sync", frozenset({READ})), "10.0.0.7")
        clock.now += 0.004


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
    ],
)
def test_addresses_are_counted_by_network(one: str, other: str, are_one: bool) -> None:
    assert (network(one) == network(other)) is are_one


async def test_a_caller_who_calls_too_often_is_told_when_to_go_on(settings: Settings) -> None:
    few = settings.model_copy(update={"rate_per_second": 1})
    async with serving(create_app(few)) as client:
        mine, other = bearer(few, READ), bearer(few, *SCOPES)
        for _ in range(BURST_SECONDS + 5):
            answer = await client.get("/v1/clusters", headers=mine)
            if answer.status_code != 200:
                break
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await client.get("/v1/clusters", headers=other)).status_code == 429, "the name counts, not the token"
        assert (await client.get("/health/live")).status_code == 200


async def test_who_guesses_tokens_is_stopped_and_shuts_nobody_out_who_has_one(
    anybody: AsyncClient, settings: Settings
) -> None:
    known = bearer(settings, READ)
    assert (await anybody.get("/v1/clusters", headers=known)).status_code == 200
    statuses = [
        (await anybody.get("/v1/clusters", headers={"Authorization": f"Bearer x.y.{guess}"})).status_code
        for guess in range(BURST_SECONDS + 5)
    ]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert (await anybody.get("/v1/clusters", headers=known)).status_code == 200
    assert (await anybody.get("/v1/clusters", headers=bearer(settings, *SCOPES))).status_code == 429
