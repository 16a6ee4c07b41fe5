"""The service and a real issuer: a process of its own that rotates keys, answers badly, and goes away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.config import Settings
from app.domain.access import READ
from app.errors import IssuerAway, SettingsUnusable
from app.main import create_app
from app.outbound.issuer import ANSWER_LIMIT_BYTES, Issuer, holds_seconds, issuer_of
from app.security.keys import read_key_set
from tests.api.conftest import serving
from tests.security.issuer import DISCOVERY, KEYS, IssuerProcess
from tests.security.signing import AUDIENCE, public, token

PATH = "/v1/clusters/01890000-0000-7000-8000-00000000000a"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IssuerProcess]:
    process = IssuerProcess(tmp_path_factory.mktemp("issuer"))
    process.start()
    yield process
    process.kill()


@pytest.fixture
def issuer(running: IssuerProcess) -> IssuerProcess:
    """One that has the key `a` and was asked for nothing."""
    running.tell([public()], control="max-age=90")
    (running.folder / "asked").unlink(missing_ok=True)
    return running


@pytest.fixture
def settings(issuer: IssuerProcess, sqlite_url: str) -> Settings:
    return Settings(
        database_url=sqlite_url,
        auth="oidc",
        oidc_issuer=issuer.url,
        oidc_audience=AUDIENCE,
        oidc_refetch_seconds=0.001,
        oidc_timeout_seconds=2,
    )


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(create_app(settings)) as client:
        yield client


def asked(issuer: IssuerProcess, seconds: float = 2, **named: Any) -> Issuer:
    settings = Settings(auth="oidc", oidc_issuer=issuer.url, oidc_timeout_seconds=seconds, **named)
    found = issuer_of(settings)
    assert found is not None
    return found


def bearer(issuer: IssuerProcess, **stated: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(iss=issuer.url, **stated)}"}


async def status(api: httpx.AsyncClient, headers: dict[str, str]) -> int:
    """404 for whoever may read: there is nothing at `PATH`."""
    return (await api.get(PATH, headers=headers)).status_code


async def test_the_keys_are_found_by_discovery_once_for_many_tokens(
    api: httpx.AsyncClient, issuer: IssuerProcess
) -> None:
    sent = (status(api, bearer(issuer, sub=f"u{number}")) for number in range(20))
    assert await asyncio.gather(*sent) == [404] * 20
    assert issuer.asked() == [DISCOVERY, KEYS]
    data, seconds = await asked(issuer).fetch()
    assert (read_key_set(data).knows("a"), seconds) == (True, 90)


async def test_a_rotated_key_is_taken_up_and_the_old_one_let_go(api: httpx.AsyncClient, issuer: IssuerProcess) -> None:
    old, new = bearer(issuer), bearer(issuer, kid="b")
    assert await status(api, old) == 404
    issuer.tell([public(kid="b")])
    assert [await status(api, new), await status(api, new), await status(api, old)] == [404, 404, 401]


async def test_while_the_issuer_is_away_its_last_keys_are_used(api: httpx.AsyncClient, issuer: IssuerProcess) -> None:
    assert await status(api, bearer(issuer)) == 404
    issuer.tell([], does="error")
    asked = len(issuer.asked())
    answer = await api.get(PATH, headers=bearer(issuer, kid="b"))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "issuer_away", "1")
    assert len(issuer.asked()) > asked
    assert await status(api, bearer(issuer, sub="new")) == 404
    assert (await api.get("/health/ready")).status_code == 200


async def test_the_service_starts_without_its_issuer_and_says_so(issuer: IssuerProcess, settings: Settings) -> None:
    issuer.tell([], does="error", on=DISCOVERY)
    async with serving(create_app(settings)) as api:
        answer = await api.get(PATH, headers=bearer(issuer))
        assert (answer.status_code, answer.json()["code"]) == (503, "issuer_away")
        assert (await api.get(PATH)).status_code == 401
        assert (await api.get(PATH, headers=bearer(issuer, exp=1))).status_code == 401
        assert (await api.get("/health/ready")).status_code == 503
        assert (await api.get("/health/live")).status_code == 200
        issuer.tell([public()])
        for _ in range(500):
            if (await api.get("/health/ready")).status_code == 200:
                break
            await asyncio.sleep(0.01)
        assert (await api.get("/health/ready")).status_code == 200
        assert await status(api, bearer(issuer)) == 404


async def test_an_issuer_that_does_not_run_is_away(tmp_path: Path) -> None:
    with pytest.raises(IssuerAway, match="does not answer"):
        await asked(IssuerProcess(tmp_path)).fetch()


@pytest.mark.parametrize("address", ["http://127.0.0.2/keys", "https://127.0.0.2/keys", "https://192.168.0.7/keys"])
async def test_keys_at_an_address_that_no_setting_names_are_not_asked_for(issuer: IssuerProcess, address: str) -> None:
    issuer.tell([public()], jwks_uri=address)
    with pytest.raises(IssuerAway, match="is not asked"):
        await asked(issuer).fetch()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"does": "error"}, "500"),
        ({"does": "error", "on": DISCOVERY}, "500"),
        ({"does": "redirects"}, "302"),
        ({"does": "redirects", "on": DISCOVERY}, "302"),
        ({"does": "large"}, str(ANSWER_LIMIT_BYTES)),
        ({"does": "large", "on": DISCOVERY}, str(ANSWER_LIMIT_BYTES)),
        ({"does": "compresses"}, "compressed"),
        ({"does": "slow"}, "in time"),
        ({"does": "drips"}, "in time"),
        ({"does": "garbage", "on": DISCOVERY}, "not JSON"),
        ({"issuer": "http://127.0.0.1/realm"}, "another issuer"),
        ({"issuer": None}, "another issuer"),
        ({"jwks_uri": None}, "no address"),
        ({"jwks_uri": "http://10.0.0.7/keys"}, "no address"),
        ({"jwks_uri": "file:///etc/passwd"}, "no address"),
        ({"jwks_uri": "http://[/keys"}, "no address"),
        ({"jwks_uri": "https://a:b@127.0.0.1/keys"}, "no address"),
    ],
)
async def test_what_is_no_answer_of_the_issuer_is_not_taken(
    issuer: IssuerProcess, state: dict[str, Any], told: str
) -> None:
    issuer.tell([public()], **state)
    with pytest.raises(IssuerAway, match=told):
        await asked(issuer, 0.5).fetch()


async def test_garbage_in_place_of_keys_leaves_the_ones_of_before(
    api: httpx.AsyncClient, issuer: IssuerProcess
) -> None:
    assert await status(api, bearer(issuer)) == 404
    issuer.tell([], does="garbage")
    assert await status(api, bearer(issuer, kid="b")) == 503
    assert await status(api, bearer(issuer, sub="new")) == 404


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("public, max-age=120", 120.0),
        ("MAX-AGE=7", 7.0),
        ("no-cache, max-age=9", 0.0),
        ("no-store", 0.0),
        ("s-maxage=60", None),
        ("max-age=-1", None),
    ],
)
def test_the_issuer_says_how_long_its_keys_hold(control: str, expected: float | None) -> None:
    assert holds_seconds(httpx.Headers({"Cache-Control": control})) == expected
    aged = None if expected is None else max(expected - 20, 0)
    assert holds_seconds(httpx.Headers({"Cache-Control": control, "Age": "20"})) == aged


async def test_an_address_of_the_keys_needs_no_discovery(issuer: IssuerProcess) -> None:
    at = f"http://127.0.0.1:{issuer.port}{KEYS}"
    await asked(issuer, oidc_jwks_url=at).fetch()
    assert issuer.asked() == [KEYS]
    with pytest.raises(SettingsUnusable, match="exclude"):
        asked(issuer, oidc_jwks_url=at, oidc_jwks_file="keys.json")
    with pytest.raises(SettingsUnusable, match="ALLOW"):
        asked(issuer, outbound_allow="10.0.0.7/8")


async def test_what_a_refusal_says(api: httpx.AsyncClient, issuer: IssuerProcess) -> None:
    answers = {
        name: await api.get(PATH, headers=headers)
        for name, headers in {
            "nothing": {},
            "expired": bearer(issuer, exp=1),
            "no scope": bearer(issuer, scope="openid"),
        }.items()
    }
    told = {
        name: (one.status_code, one.headers["www-authenticate"], one.json()["detail"]) for name, one in answers.items()
    }
    assert told == {
        "nothing": (401, "Bearer", "send Authorization: Bearer with a token"),
        "expired": (
            401,
            'Bearer error="invalid_token", error_description="the token has expired"',
            "the token has expired",
        ),
        "no scope": (403, f'Bearer error="insufficient_scope", scope="{READ}"', f"this needs the scope {READ}"),
    }


async def test_a_token_in_the_query_or_a_body_is_no_token(api: httpx.AsyncClient, issuer: IssuerProcess) -> None:
    given = bearer(issuer)["Authorization"].partition(" ")[2]
    assert (await api.get(PATH, params={"access_token": given})).status_code == 401
    assert (await api.get("/v1/meetings", params={"access_token": given})).status_code == 401
    assert (await api.request("GET", PATH, data={"access_token": given})).status_code == 401
    assert (await api.get(PATH, headers={"Cookie": f"access_token={given}"})).status_code == 401
    assert await status(api, bearer(issuer)) == 404
