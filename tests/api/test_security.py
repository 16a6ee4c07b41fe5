"""Who may do what: tokens, scopes, and the service without authentication."""

import json
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

from app.config import Settings
from app.domain.access import ADMIN, FUNDING, IMPORT, READ, READ_CLOSED, WRITE
from app.errors import SettingsUnusable
from app.main import create_app
from app.security import DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER, authenticator, make_development_token
from tests.api.conftest import SECRET, bearer, serving
from tests.api.world import UNKNOWN_ID, build, cluster

ISSUER, AUDIENCE = "https://login.example.test", "klynge-test"
CLAIMS = {"iss": DEVELOPMENT_ISSUER, "aud": DEVELOPMENT_AUDIENCE, "sub": "somebody", "scope": READ}


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, auth="development", development_secret=SecretStr(SECRET))


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
    "another secret": signed(secret="another secret, of enough bytes!"),
    "another algorithm": signed(algorithm="HS512"),
    "another issuer": signed(iss="https://elsewhere.test"),
    "no issuer": signed(iss=None),
    "another audience": signed(aud="else"),
    "no audience": signed(aud=None),
    "no subject": signed(sub=None),
    "subject is no text": signed(sub=7),
    "expired": signed(exp=int(time.time()) - 3_600),
    "never expires": signed(exp=None),
    "expiry is a list": signed(exp=[1]),
    "expiry is an object": signed(exp={"a": 1}),
    "expiry is infinite": signed(exp=float("inf")),
    "not yet valid": signed(nbf=int(time.time()) + 3_600),
    "no token": {},
    "empty": {"Authorization": ""},
    "no scheme": {"Authorization": "abc"},
    "another scheme": {"Authorization": "Basic YTpi"},
    "no bearer": {"Authorization": "Bearer "},
    "no JWT": {"Authorization": "Bearer abc"},
    "three dots": {"Authorization": "Bearer a.b.c"},
    "five parts": {"Authorization": "Bearer a.b.c.d.e"},
    "not ASCII": {"Authorization": "Bearer æ.ø.å"},
    "too long": {"Authorization": "Bearer " + "a" * 9_000},
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_does_not_hold_is_401(anybody: AsyncClient, case: str) -> None:
    headers = {name.encode(): value.encode("latin-1") for name, value in REFUSED[case].items()}
    answer = await anybody.get("/v1/clusters", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_unsigned_token_is_401(anybody: AsyncClient) -> None:
    token = signed()["Authorization"].removeprefix("Bearer ")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + token.split(".")[1] + "."
    answer = await anybody.get("/v1/clusters", headers={"Authorization": f"Bearer {unsigned}"})
    assert answer.status_code == 401


async def test_a_token_with_a_critical_extension_is_401(anybody: AsyncClient) -> None:
    claims = {**CLAIMS, "exp": int(time.time()) + 300}
    token = jwt.encode(claims, SECRET, headers={"crit": ["b64"], "b64": False})
    answer = await anybody.get("/v1/clusters", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("stated", [[READ], READ, f"openid {READ}"])
@pytest.mark.parametrize("claim", ["scope", "scp"])
async def test_scopes_come_as_text_or_list(anybody: AsyncClient, claim: str, stated: Any) -> None:
    headers = signed(**{"scope": None, claim: stated})
    assert (await anybody.get("/v1/clusters", headers=headers)).status_code == 200


@pytest.mark.parametrize("stated", [7, None, {}, [7], "", "klynge:reader", "KLYNGE:READ"])
async def test_scopes_that_are_none_give_no_right(anybody: AsyncClient, stated: Any) -> None:
    answer = await anybody.get("/v1/clusters", headers=signed(scope=stated))
    assert (answer.status_code, answer.json()["missing_scope"]) == (403, READ)


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


async def test_who_is_not_known_learns_nothing_of_the_body(anybody: AsyncClient) -> None:
    answer = await anybody.post("/v1/clusters", json={"colour": "red"})
    assert answer.status_code == 401


async def test_the_audit_names_the_caller_the_request_and_the_reason(settings: Settings) -> None:
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
async def with_issuer(database_url: str, tmp_path: Path, keys: dict[str, str]) -> AsyncIterator[AsyncClient]:
    listed = [public(pem, algorithm, algorithm) for algorithm, pem in keys.items()]
    (tmp_path / "jwks.json").write_text(
        json.dumps({"keys": [*listed, {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}]})
    )
    settings = Settings(
        database_url=database_url,
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


async def test_a_public_key_is_no_shared_secret(with_issuer: AsyncClient, keys: dict[str, str]) -> None:
    modulus = public(keys["RS256"], "RS256", "RS256")["n"]
    assert (await with_issuer.get("/v1/clusters", headers=issued(modulus, "HS256", "RS256"))).status_code == 401


@pytest.mark.parametrize(
    "named",
    [
        {"auth": "oidc"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_file": "/nowhere/jwks.json"},
        {"auth": "oidc", "oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_file": __file__},
        {"auth": "development"},
        {"auth": "development", "development_secret": "too short"},
    ],
)
async def test_settings_that_let_anybody_in_or_nobody_do_not_start(named: dict[str, Any], sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, **named)
    with pytest.raises(SettingsUnusable):
        authenticator(settings)
    with pytest.raises(SettingsUnusable):
        async with serving(create_app(settings)):
            pass


def test_a_development_token_has_known_scopes_only(settings: Settings) -> None:
    with pytest.raises(SettingsUnusable, match="klynge:everything"):
        make_development_token(settings, ("klynge:everything",), 60)


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
    ],
)
async def test_without_authentication_nobody_else_is_answered(
    open_settings: Settings, address: str, headers: dict[str, str]
) -> None:
    async with serving(create_app(open_settings), address) as client:
        answer = await client.get("/v1/clusters", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_local")
