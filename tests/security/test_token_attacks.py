"""Tokens as somebody makes them who has no right to any."""

import json
import logging
import time
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from jose import jwk, jws
from starlette.datastructures import Headers

from app.domain.access import ADMIN
from app.errors import NotAuthenticated
from app.security import tokens as judging
from app.security.claims import ClaimNames, Expected
from app.security.fetched_keys import FetchedKeys, Patience
from app.security.jws import TOKEN_LIMIT_BYTES, read_token
from app.security.tokens import Tokens
from tests.security.signing import (
    AUDIENCE,
    ISSUER,
    claims,
    headers,
    key_set,
    private,
    public,
    raw,
    signed,
    token,
    tokens,
)

CLUSTER = "01890000-0000-7000-8000-00000000000a"


async def refused(*given: str, by: Tokens | None = None) -> str:
    """Why. That a whole token is let in by the same keys shows that it is not refused for something else."""
    judge = by or tokens()
    assert (await judge.caller(headers(token()), None)).name == "somebody"
    with pytest.raises(NotAuthenticated) as error:
        await judge.caller(headers(*given), None)
    return str(error.value)


def unsigned(header: dict[str, Any], signature: bytes = b"") -> str:
    return raw(json.dumps(header).encode(), json.dumps(claims()).encode(), signature)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
async def test_alg_none(algorithm: str) -> None:
    for signature in (b"", b"x"):
        await refused(unsigned({"alg": algorithm, "kid": "a"}, signature))
        await refused(unsigned({"alg": algorithm}, signature))


async def test_a_public_key_of_rsa_or_of_a_curve_as_a_shared_secret() -> None:
    """Each way to write the key, signed with what HMAC makes of it."""
    judge = tokens(public("RS256"), public(kid="e"))
    for key in (public("RS256"), public(kid="e")):
        pem = jwk.construct(key, "RS256" if key["kty"] == "RSA" else "ES256").to_pem()
        for secret in (pem, pem.strip(), json.dumps(key).encode(), str(key.get("n", key.get("x"))).encode()):
            for algorithm in ("HS256", "HS384", "HS512"):
                header = json.dumps({"alg": algorithm, "kid": key["kid"]}).encode()
                made = hmac_signed(header, secret, algorithm)
                with pytest.raises(NotAuthenticated, match="no key"):
                    await judge.caller(headers(made), None)


def hmac_signed(header: bytes, secret: bytes, algorithm: str) -> str:
    """python-jose refuses to sign with a PEM, which an attacker does by other means."""
    key = jwk.construct("placeholder", algorithm)
    key.prepared_key = secret  # type: ignore[attr-defined]  # the stubs leave it out
    start = raw(header, json.dumps(claims()).encode()).rpartition(".")[0]
    return f"{start}.{urlsafe_b64encode(key.sign(start.encode())).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    ("algorithm", "kid"), [("RS256", "a"), ("ES384", "a"), ("ES512", "a"), ("HS256", "a"), ("PS256", "a"), ("dir", "a")]
)
async def test_an_algorithm_of_another_kty_than_the_key_s(algorithm: str, kid: str) -> None:
    header, content, signature = token().split(".")
    other = json.loads(urlsafe_b64decode(header + "==")) | {"alg": algorithm, "kid": kid}
    swapped = urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    assert "no key" in await refused(f"{swapped}.{content}.{signature}")


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../dev/null",
        "/etc/passwd",
        "http://127.0.0.1:9/keys",
        "file:///etc/passwd",
        "' OR '1'='1",
        "a'; DROP TABLE keys; --",
        "a\x00",
        "a ",
        "A",
        "a" * 5_000,
        "$(id)",
    ],
)
async def test_a_kid_is_only_compared(kid: str) -> None:
    assert "no key" in await refused(token(header={"kid": kid}))


@pytest.mark.parametrize("kid", [7, ["a"], {"$ne": None}, True])
async def test_a_kid_that_is_no_text(kid: Any) -> None:
    await refused(token(header={"kid": kid}))


@pytest.mark.parametrize("member", ["jku", "x5u", "jwk", "x5c", "x5t", "x5t#S256"])
async def test_a_key_that_the_token_brings_along_or_points_at_is_never_looked_at(member: str) -> None:
    """Signed with a key of the attacker's, which the header offers; and the offer does not spoil a token that holds."""
    own = public(kid="evil")
    offered: Any = {"jwk": own, "x5c": [private(kid="evil")]}.get(member, "http://127.0.0.1:9/keys")
    assert "no key" in await refused(token(kid="evil", header={member: offered}))
    forged = jws.sign(claims(), private(kid="evil"), {"kid": "a", member: offered}, "ES256")
    assert "signature" in await refused(forged)
    assert await tokens().caller(headers(token(header={member: offered})), None)


async def test_a_signature_that_is_stripped_short_altered_or_another_token_s() -> None:
    header, content, signature = token().split(".")
    other = token(sub="other").split(".")
    last = "A" if signature[-1] != "A" else "B"
    for made in (
        f"{header}.{content}.",
        f"{header}.{content}",
        f"{header}.{content}.{signature[:-2]}",
        f"{header}.{content}.{signature[:-1]}{last}",
        f"{header}.{content}.{signature}=",
        f"{header}.{content}.{signature}A",
        f"{header}.{content}.{'A' * len(signature)}",
        f"{header}.{other[1]}.{signature}",
        f"{header}.{content}.{other[2]}",
        f"{header}.{content}.{signature}.{signature}",
        f"{header}.{content[:5]}\n{content[5:]}.{signature}",
        f"{header}.{content[:5]}!{content[5:]}.{signature}",
    ):
        await refused(made)


def test_a_signature_has_one_spelling() -> None:
    """The last character of an RSA signature has bits to spare, which a lenient reader lets vary."""
    made = token("RS256")
    spare = chr(ord(made[-1]) + 1)
    assert urlsafe_b64decode(made.rpartition(".")[2] + "==") == urlsafe_b64decode(
        (made[:-1] + spare).rpartition(".")[2] + "=="
    )
    with pytest.raises(NotAuthenticated):
        read_token(made[:-1] + spare)


async def test_a_compressed_bomb_in_an_encrypted_token() -> None:
    """Five parts are no signed token, whatever they hold; three with `zip` are read as they are."""
    bomb = zlib.compress(b"0" * 3_000_000)[2:-4]
    encrypted = ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b"{}", b"k", b"iv", bomb, b"tag"))
    assert len(encrypted) < TOKEN_LIMIT_BYTES
    assert "compact form" in await refused(encrypted)
    assert "compact form" in await refused(signed(bomb, header={"zip": "DEF"}))


async def test_a_header_of_a_megabyte_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = tokens()
    monkeypatch.setattr(judging, "read_token", lambda _: pytest.fail("parsed"))
    for size in (TOKEN_LIMIT_BYTES + 1, 1_000_000):
        with pytest.raises(NotAuthenticated, match="at most"):
            await judge.caller(headers("a." * (size // 2) + "a"), None)


@pytest.mark.parametrize(
    ("header", "content"),
    [
        (b"[" * 6_000, b"{}"),
        (b"{}", b'{"a":' * 1_100),
        (b'{"alg":"ES256","kid":"a","alg":"none"}', b"{}"),
        (b"\xff", b"{}"),
        (b"[]", b"[]"),
        (b"null", b"null"),
        (b'{"alg":"ES256","kid":"a"}', b"1" * 5_000),
        (b'{"kid":"a"}', b"{}"),
        (b'{"alg":["ES256"],"kid":"a"}', b"{}"),
    ],
)
async def test_parts_that_are_no_plain_objects(header: bytes, content: bytes) -> None:
    await refused(raw(header, content))


async def test_a_number_that_is_none_in_a_claim_that_nobody_reads() -> None:
    assert "compact form" in await refused(signed(json.dumps({**claims(), "x": float("nan")}).encode()))


@pytest.mark.parametrize("header", [{"crit": ["b64"], "b64": False}, {"crit": []}, {"b64": False}, {"crit": ["exp"]}])
async def test_a_critical_extension(header: dict[str, Any]) -> None:
    assert "critical" in await refused(token(header=header))


@pytest.mark.parametrize(
    "stated",
    [
        7,
        None,
        True,
        {"id": CLUSTER},
        [[CLUSTER]],
        [CLUSTER, 7],
        [CLUSTER, None],
        ["*"],
        "*",
        "all",
        [f"{CLUSTER}\n"],
        [f"{{{CLUSTER}}}"],
        [f"urn:uuid:{CLUSTER}"],
        [{"$ne": None}],
        ["' OR 1=1"],
        [""],
    ],
)
async def test_a_forged_cluster_claim(stated: Any) -> None:
    """Signed by the issuer, which let somebody choose the value."""
    judge = tokens(names=ClaimNames(clusters="clusters"))
    made = signed({**claims(scope=ADMIN), "clusters": stated})
    assert "clusters" in await refused(made, by=judge)


async def test_a_cluster_claim_that_is_there_twice_or_too_long() -> None:
    judge = tokens(names=ClaimNames(clusters="clusters"))
    twice = json.dumps(claims())[:-1] + f', "clusters": ["{CLUSTER}"], "clusters": []}}'
    assert "compact form" in await refused(signed(twice.encode()), by=judge)
    assert "at most" in await refused(token(clusters=[CLUSTER] * 1_000), by=judge)


async def test_two_authorization_headers() -> None:
    for pair in ((token(), token()), (token(), "x"), ("x", token())):
        assert "one Authorization header" in await refused(*pair)


async def test_a_token_that_was_let_in_is_forgotten_when_it_expires_and_when_its_key_is_rotated() -> None:
    now, served = int(time.time()), [key_set(public())]

    async def fetch() -> tuple[bytes, float | None]:
        return served[0], None

    ticks = [1_000.0]
    keys = FetchedKeys(fetch, Patience(600, 30, 3_600), lambda: ticks[0])
    clock = [float(now)]
    judge = Tokens(keys, Expected(ISSUER, AUDIENCE, ClaimNames(), 30), clock=lambda: clock[0])
    given, of_b = headers(token(exp=now + 300)), headers(token(kid="b", exp=now + 300))
    assert await judge.caller(given, None) is await judge.caller(given, None)
    served[0], ticks[0] = key_set(public(kid="b")), ticks[0] + 30
    assert await judge.caller(of_b, None)
    with pytest.raises(NotAuthenticated, match="no key"):
        await judge.caller(given, None)
    clock[0] = now + 329
    assert await judge.caller(of_b, None)
    clock[0] = now + 330
    with pytest.raises(NotAuthenticated, match="expired"):
        await judge.caller(of_b, None)


async def test_no_key_is_fetched_for_a_token_that_cannot_hold() -> None:
    async def fetch() -> tuple[bytes, float | None]:
        pytest.fail("fetched")

    judge = Tokens(FetchedKeys(fetch, Patience(600, 30, 3_600)), Expected(ISSUER, AUDIENCE, ClaimNames(), 30))
    for made in (token(exp=1), token(iss="x"), token(aud="x"), token(sub=""), "x", unsigned({"alg": "none"})[:-1]):
        with pytest.raises(NotAuthenticated):
            await judge.caller(headers(made), None)


async def test_a_flood_of_tokens_is_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "REMEMBERED", 3)
    judge = tokens()
    for number in range(6):
        await judge.caller(headers(token(jti=str(number))), None)
    assert len(judge._known) == 3


async def test_a_refused_token_leaves_no_trace_in_log_or_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    marked: tuple[Callable[[], str], ...] = (
        lambda: token(sub="marker\n"),
        lambda: token(kid="a", header={"kid": "marker"}),
        lambda: token(aud="marker"),
        lambda: token(iss="marker", header={"typ": "marker"}),
        lambda: "marker",
    )
    for make in marked:
        told = await refused(make())
        assert "marker" not in told
    assert "marker" not in caplog.text


async def test_who_sends_nothing_is_anonymous_only_where_that_is_set_and_never_with_a_bad_token() -> None:
    with pytest.raises(NotAuthenticated):
        await tokens().caller(Headers({}), None)
    judge = tokens(is_open=True)
    assert (await judge.caller(Headers({}), None)).is_anonymous
    for given in (headers("x"), headers(token(exp=1)), Headers({"authorization": ""}), Headers({"authorization": "x"})):
        with pytest.raises(NotAuthenticated):
            await judge.caller(given, None)
