"""Who may do what: tokens, scopes, and the service without authentication."""

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from httpx import AsyncClient
from jose import jwk, jwt
from pydantic import SecretStr
from starlette.datastructures import Headers

from app.config import Settings
from app.dependencies import callers_of
from app.domain.access import ADMIN, FUNDING, IMPORT, READ, READ_CLOSED, SCOPES, WRITE
from app.errors import SettingsUnusable
from app.main import create_app
from app.security.development import DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER, make_development_token
from tests.api.conftest import SECRET, bearer, serving
from tests.api.contract import DOCUMENT
from tests.api.world import UNKNOWN_ID, build, cluster

ISSUER, AUDIENCE = "https://login.example.test", "klynge-test"
CLAIMS = {"iss": DEVELOPMENT_ISSUER, "aud": DEVELOPMENT_AUDIENCE, "sub": "somebody", "scope": READ}


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, auth="development", development_secret=SecretStr(SECRET))


@pytest.fixture
async def anybody(settings: Settings) -> AsyncIterator[AsyncClient]:
    """A client without a token."""
    async with serving(create_app(settings)) as client:
        yield client


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> dict[str, str]:
    whole = {**CLAIMS, "exp": int(time.time()) + 300, **claims}
    kept = {name: value for name, value in whole.items() if value is not None}
    return {"Authorization": f"Bearer {jwt.encode(kept, secret, algorithm=algorithm)}"}


async def test_a_valid_token_is_let_in_and_remembered(anybody: AsyncClient) -> None:
    headers = signed()
    for _ in range(2):
        assert (await anybody.get("/v1/clusters", headers=headers)).status_code == 200


REFUSED = {
    "no token": {},
    "empty": {"Authorization": ""},
    "no scheme": {"Authorization": "abc"},
    "another scheme": {"Authorization": "Basic YTpi"},
    "no bearer": {"Authorization": "Bearer "},
    "no JWT": {"Authorization": "Bearer abc"},
    "not ASCII": {"Authorization": "Bearer æ.ø.å"},
    "too long": {"Authorization": "Bearer " + "a" * 9_000},
    "another secret": signed(secret="another secret, of enough bytes!"),
    "another algorithm": signed(algorithm="HS512"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_does_not_hold_is_401(anybody: AsyncClient, case: str) -> None:
    headers = {name.encode(): value.encode("latin-1") for name, value in REFUSED[case].items()}
    answer = await anybody.get("/v1/clusters", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["www-authenticate"].partition(" ")[0] == "Bearer"


RIGHTS = [
    ("GET", "/v1/clusters", READ),
    ("GET", f"/v1/clusters/{UNKNOWN_ID}", READ),
    ("POST", "/v1/clusters", WRITE),
    ("PUT", f"/v1/meetings/{UNKNOWN_ID}", WRITE),
    ("PATCH", f"/v1/forums/{UNKNOWN_ID}", WRITE),
    ("DELETE", f"/v1/initiatives/{UNKNOWN_ID}", WRITE),
    ("GET", "/v1/funding", READ),
    ("POST", "/v1/funding", FUNDING),
    ("PUT", f"/v1/funding/{UNKNOWN_ID}", FUNDING),
    ("DELETE", f"/v1/funding/{UNKNOWN_ID}", FUNDING),
    ("PUT", f"/v1/funding/{UNKNOWN_ID}/transfers/{UNKNOWN_ID}", FUNDING),
    ("DELETE", f"/v1/funding/{UNKNOWN_ID}/grants/{UNKNOWN_ID}", FUNDING),
    ("GET", f"/v1/funding/{UNKNOWN_ID}/balance", READ),
]


@pytest.mark.parametrize(("method", "path", "scope"), RIGHTS)
async def test_each_operation_needs_its_scope(
    anybody: AsyncClient, settings: Settings, method: str, path: str, scope: str
) -> None:
    others = {READ, READ_CLOSED, WRITE, IMPORT, FUNDING} - {scope}
    content: Any = None if method in ("GET", "DELETE") else {}
    answer = await anybody.request(method, path, json=content, headers=bearer(settings, *others))
    assert (answer.status_code, answer.json()["missing_scope"]) == (403, scope)
    for enough in (scope, ADMIN):
        answer = await anybody.request(method, path, json=content, headers=bearer(settings, enough))
        assert answer.status_code not in (401, 403)


OF_ADMINISTRATORS = {(ADMIN, "/v1/participants/{id}/suppression"), (ADMIN, "/v1/access-log")}
"""What reading alone does not open."""


async def test_every_operation_needs_the_one_scope_that_the_contract_names(
    anybody: AsyncClient, settings: Settings
) -> None:
    needed = {
        (method.upper(), path): told["security"]
        for path, methods in DOCUMENT["paths"].items()
        for method, told in methods.items()
        if "security" in told
    }
    tokens = {scope: bearer(settings, *(set(SCOPES) - {scope, ADMIN})) for scope in SCOPES}
    found = {}
    for (method, path), [named] in needed.items():
        [scope] = named["bearer"]
        assert method != "GET" or scope == READ or (scope, path) in OF_ADMINISTRATORS
        at = re.sub(r"\{\w+\}", UNKNOWN_ID, path.replace("{version}", "1"))
        content: Any = None if method in ("GET", "DELETE") else {}
        answer = await anybody.request(method, at, json=content, headers=tokens[scope])
        found[method, path] = [{"bearer": [answer.json()["missing_scope"]]}]
    assert found == needed
    assert len(found) > 100


async def test_who_sends_no_token_may_read_where_that_is_set_and_do_nothing_else(sqlite_url: str) -> None:
    settings = Settings(
        database_url=sqlite_url, auth="development", development_secret=SecretStr(SECRET), anonymous_read=True
    )
    async with serving(create_app(settings)) as client:
        assert (await client.get("/v1/clusters")).status_code == 200
        assert (await client.head("/v1/clusters")).status_code == 200
        refused = [
            await client.post("/v1/clusters", json=cluster()),
            await client.put("/v1/sources?system=a", json={}),
            await client.post("/v1/imports", content=b"x", headers={"Content-Type": "text/plain"}),
            await client.post(f"/v1/funding/{UNKNOWN_ID}/validate", json={}),
            await client.delete(f"/v1/funding/{UNKNOWN_ID}"),
            await client.get("/v1/clusters", headers=signed(exp=1)),
            await client.get("/v1/clusters", headers={"Authorization": ""}),
            await client.get("/v1/clusters", headers=[("Authorization", "Bearer x"), ("Authorization", "")]),
        ]
        assert [answer.status_code for answer in refused] == [401] * len(refused)


async def test_who_is_not_known_learns_nothing_of_the_body(anybody: AsyncClient) -> None:
    answer = await anybody.post("/v1/clusters", json={"colour": "red"})
    assert answer.status_code == 401


async def test_the_audit_names_the_caller_the_request_and_the_reason(database_url: str) -> None:
    settings = Settings(database_url=database_url, auth="development", development_secret=SecretStr(SECRET))
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state, serving(create_app(settings)) as client:
        assert state is not None
        headers = bearer(settings, WRITE) | {"X-Request-ID": "req-7", "Klynge-Reason": "Rettet efter høring"}
        encoded = {name.encode(): value.encode() for name, value in headers.items()}
        answer = await client.post("/v1/clusters", json=cluster(), headers=encoded)
        assert answer.status_code == 201
        (entry,) = await state["services"].store.read_log(0, 10)
    change = entry.change
    assert (change.actor, change.request_id, change.reason) == ("developer", "req-7", "Rettet efter høring")
    assert (change.type, change.id) == ("cluster.created", answer.json()["id"])


def rsa_key() -> str:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def ec_key() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode()
    )


def public(pem: str, algorithm: str, kid: str) -> dict[str, Any]:
    listed = jwk.construct(pem, algorithm).public_key().to_dict()
    return {**{name: text.decode() if isinstance(text, bytes) else text for name, text in listed.items()}, "kid": kid}


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    return {"RS256": rsa_key(), "ES256": ec_key()}


@pytest.fixture
async def with_issuer(sqlite_url: str, tmp_path: Path, keys: dict[str, str]) -> AsyncIterator[AsyncClient]:
    listed = [public(pem, algorithm, algorithm) for algorithm, pem in keys.items()]
    (tmp_path / "jwks.json").write_text(
        json.dumps({"keys": [*listed, {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}]})
    )
    settings = Settings(
        database_url=sqlite_url,
        auth="oidc",
        oidc_issuer=ISSUER,
        oidc_audience=AUDIENCE,
        oidc_jwks_file=str(tmp_path / "jwks.json"),
    )
    async with serving(create_app(settings)) as client:
        yield client


def issued(key: Any, algorithm: str, kid: str | None, **claims: Any) -> dict[str, str]:
    whole = {
        "iss": ISSUER,
        "aud": [AUDIENCE, "other"],
        "sub": "u",
        "scope": READ,
        "exp": int(time.time()) + 60,
        **claims,
    }
    token = jwt.encode(whole, key, algorithm=algorithm, headers={"kid": kid} if kid else None)
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("named", [True, False])
async def test_a_token_of_the_issuer_is_let_in(
    with_issuer: AsyncClient, keys: dict[str, str], algorithm: str, named: bool
) -> None:
    headers = issued(keys[algorithm], algorithm, algorithm if named else None)
    assert (await with_issuer.get("/v1/clusters", headers=headers)).status_code == 200


async def test_a_token_of_the_issuer_for_others_is_401(with_issuer: AsyncClient, keys: dict[str, str]) -> None:
    for headers in (
        issued(keys["RS256"], "RS256", "RS256", aud="else"),
        issued(keys["RS256"], "RS256", "RS256", iss="else"),
        issued(keys["RS256"], "RS256", "ES256"),
        issued(keys["RS256"], "RS256", "unknown"),
        issued("secret", "HS256", "shared"),
        issued("secret", "HS256", None),
        signed(),
    ):
        assert (await with_issuer.get("/v1/clusters", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    "named",
    [
        {"auth": "oidc"},
        {"auth": "oidc", "oidc_issuer": ISSUER},
        {"auth": "oidc", "oidc_issuer": "http://login.example.test", "oidc_audience": AUDIENCE},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": "http://10.0.0.7/keys"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": "ftp://127.0.0.1/keys"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": "https://a:b@c.test/keys"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_file": "/nowhere/jwks.json"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_file": __file__},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_keys_ceiling_seconds": 60},
        {"auth": "development"},
        {"auth": "development", "development_secret": "too short"},
    ],
)
async def test_settings_that_let_anybody_in_or_nobody_do_not_start(named: dict[str, Any], sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, **named)
    with pytest.raises(SettingsUnusable):
        callers_of(settings)
    with pytest.raises(SettingsUnusable):
        async with serving(create_app(settings)):
            pass


def test_a_development_token_has_known_scopes_only(settings: Settings) -> None:
    with pytest.raises(SettingsUnusable, match="klynge:everything"):
        make_development_token(settings, ("klynge:everything",), 60)


async def test_a_development_token_is_limited_as_it_was_asked_for(settings: Settings) -> None:
    callers = callers_of(settings)
    limited = make_development_token(settings, (READ,), 60, clusters=(UNKNOWN_ID,), source="esdh")
    caller = await callers.caller(Headers({"authorization": f"Bearer {limited}"}), None)
    assert (caller.clusters, caller.source) == (frozenset({UNKNOWN_ID}), "esdh")
    plain = await callers.caller(Headers(bearer(settings, READ)), None)
    assert (plain.clusters, plain.source) == (None, None)
    refused: tuple[dict[str, Any], ...] = ({"clusters": ("nord",)}, {"source": ""}, {"name": ""})
    for wrong in refused:
        with pytest.raises(SettingsUnusable):
            make_development_token(settings, (READ,), 60, **wrong)


@pytest.fixture
def open_settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, auth="off")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
async def test_without_authentication_this_machine_may_do_everything(
    open_settings: Settings, address: str, host: str
) -> None:
    async with serving(create_app(open_settings), address) as client:
        client.headers["host"] = host
        await build(client)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.7", {}),
        ("2001:db8::1", {}),
        ("", {}),
        ("127.0.0.1", {"Host": "klynge.example.dk"}),
        ("127.0.0.1", {"Host": "127.0.0.1.example.dk"}),
        ("127.0.0.1", {"Host": "localhost.example.dk:80"}),
        ("127.0.0.1", {"Host": ""}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"X-Real-IP": "10.0.0.7"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
        ("127.0.0.1", {"Origin": "https://ond.eksempel"}),
        ("127.0.0.1", {"Origin": "http://localhost.ond.eksempel"}),
        ("127.0.0.1", {"Origin": "null"}),
    ],
)
async def test_without_authentication_nobody_else_is_answered(
    open_settings: Settings, address: str, headers: dict[str, str]
) -> None:
    async with serving(create_app(open_settings), address) as client:
        answer = await client.get("/v1/clusters", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_local")


async def test_without_authentication_pages_of_this_machine_and_of_a_named_origin_may_write(
    open_settings: Settings,
) -> None:
    named = "https://app.eksempel.dk"
    async with serving(create_app(open_settings.model_copy(update={"cors_origins": named}))) as client:
        for origin in ("http://localhost:3000", "http://[::1]:8000", "http://127.0.0.1", named):
            answer = await client.post("/v1/imports?dry_run=true", content=b"x", headers={"Origin": origin})
            assert answer.status_code == 200, origin
