"""What a token must say, who is calling, and how far that reaches."""

import time
from typing import Any

import pytest

from app.domain.access import ADMIN, READ, WRITE, Caller
from app.errors import NotAuthenticated
from app.security.claims import ClaimNames
from tests.security.signing import AUDIENCE, ISSUER, headers, token, tokens

NOW = int(time.time())
ONE, OTHER = "01890000-0000-7000-8000-00000000000a", "01890000-0000-7000-8000-00000000000b"
NAMES = ClaimNames(("scope", "scp", "roles"), "https://klynge.example/clusters", "client_source")
CLUSTERS, SOURCE = str(NAMES.clusters), str(NAMES.source)


async def caller(names: ClaimNames | None = None, header: dict[str, Any] | None = None, **claims: Any) -> Caller:
    return await tokens(names=names, now=NOW).caller(headers(token(header=header, **claims)), None)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW + 3_600, "nbf": NOW, "iat": NOW},
        {"exp": NOW - 29, "nbf": NOW + 30, "iat": NOW + 30},
        {"exp": NOW + 0.5},
        {"aud": [AUDIENCE]},
        {"aud": ["other", AUDIENCE], "azp": "other"},
        {"sub": "æ" * 255},
        {"typ": "Bearer", "token_use": "access"},
        {"klynge_unknown": {"a": [None]}},
    ],
)
async def test_a_token_holds_with(claims: dict[str, Any]) -> None:
    assert (await caller(**claims)).scopes == {READ}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://elsewhere.test"}, "another issuer"),
    "the issuer with a slash": ({"iss": ISSUER + "/"}, "another issuer"),
    "a list of issuers": ({"iss": [ISSUER]}, "another issuer"),
    "another audience": ({"aud": "other"}, "not for this service"),
    "several audiences, none ours": ({"aud": ["other", AUDIENCE.upper()]}, "not for this service"),
    "ours as a part of the audience": ({"aud": AUDIENCE + "-2"}, "not for this service"),
    "an audience that is an object": ({"aud": {AUDIENCE: 1}}, "not for this service"),
    "an audience that is nested": ({"aud": [[AUDIENCE]]}, "not for this service"),
    "expired": ({"exp": NOW - 30}, "expired"),
    "not yet valid": ({"nbf": NOW + 31}, "not valid yet"),
    "issued in the future": ({"iat": NOW + 31}, "issued in the future"),
    "an expiry that is text": ({"exp": str(NOW + 60)}, "no time"),
    "an expiry that is true": ({"exp": True}, "no time"),
    "an expiry beyond all time": ({"exp": 10**400}, "no time"),
    "an expiry before all time": ({"exp": -1}, "no time"),
    "a beginning that is a list": ({"nbf": [NOW]}, "no time"),
    "an issue that is null": ({"iat": "null"}, "no time"),
    "an empty subject": ({"sub": ""}, "whose it is"),
    "a subject of 256 characters": ({"sub": "a" * 256}, "whose it is"),
    "a subject with a line break": ({"sub": "a\nb"}, "whose it is"),
    "a blank subject": ({"sub": " \u00a0"}, "whose it is"),
    "a subject with a line separator": ({"sub": "a\u2028b"}, "whose it is"),
    "a subject that is read backwards": ({"sub": "\u202eab"}, "whose it is"),
    "a subject with half a character": ({"sub": "a\ud800"}, "whose it is"),
    "an ID token's hash": ({"at_hash": "x"}, "no access token"),
    "events, as a logout token": ({"events": {}}, "no access token"),
    "the kind ID": ({"typ": "ID"}, "no access token"),
    "the kind Refresh": ({"typ": "Refresh"}, "no access token"),
    "the use id": ({"token_use": "id"}, "no access token"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_is_refused_for(case: str) -> None:
    claims, told = REFUSED[case]
    with pytest.raises(NotAuthenticated, match=told) as refused:
        await caller(**claims)
    assert refused.value.error == "invalid_token"
    assert str(refused.value).isascii()
    assert '"' not in str(refused.value)


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "sub"])
async def test_a_token_must_have(claim: str) -> None:
    with pytest.raises(NotAuthenticated):
        await caller(**{claim: None})


@pytest.mark.parametrize("type", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
async def test_a_token_may_call_itself(type: str) -> None:
    assert (await caller(header={"typ": type})).name == "somebody"


@pytest.mark.parametrize("type", ["logout+jwt", "dpop+jwt", "JOSE", "", None, 7])
async def test_a_token_may_not_call_itself(type: Any) -> None:
    with pytest.raises(NotAuthenticated, match="no access token"):
        await caller(header={"typ": type})


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"scope": f"openid {READ} {WRITE}"}, {READ, WRITE}),
        ({"scope": [READ, 7, ["x"]]}, {READ}),
        ({"scope": None, "scp": READ}, {READ}),
        ({"scope": None, "roles": [ADMIN]}, {ADMIN}),
        ({"scope": "openid", "roles": [ADMIN]}, set()),
        ({"scope": {READ: True}}, set()),
        ({"scope": f"{READ}er"}, set()),
        ({"scope": f"x\u00a0{READ} y\t{WRITE} z\n{ADMIN}\u2003"}, set()),
        ({"scope": None, "realm_access": {"roles": [ADMIN]}}, set()),
    ],
)
async def test_scopes_are_those_of_the_first_claim_that_is_there(claims: dict[str, Any], expected: set[str]) -> None:
    assert (await caller(NAMES, **claims)).scopes == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({CLUSTERS: [ONE, OTHER]}, {ONE, OTHER}),
        ({CLUSTERS: [ONE, ONE.upper()]}, {ONE}),
        ({CLUSTERS: f"{ONE} {OTHER}"}, {ONE, OTHER}),
        ({CLUSTERS: []}, set()),
        ({CLUSTERS: ""}, set()),
        ({}, set()),
        ({"clusters": [ONE]}, set()),
        ({"scope": ADMIN, CLUSTERS: [ONE]}, {ONE}),
    ],
)
async def test_a_token_reaches_the_clusters_it_names_and_no_others(claims: dict[str, Any], expected: set[str]) -> None:
    assert (await caller(NAMES, **claims)).clusters == frozenset(expected)


async def test_a_token_is_limited_to_clusters_only_where_a_claim_is_set() -> None:
    assert (await caller(clusters=[ONE])).clusters is None
    optional = ClaimNames(clusters=CLUSTERS, is_limit_optional=True)
    assert (await caller(optional)).clusters is None
    none: dict[str, Any] = {CLUSTERS: []}
    assert (await caller(optional, **none)).clusters == frozenset()


@pytest.mark.parametrize(("claims", "expected"), [({SOURCE: "esdh-nord"}, "esdh-nord"), ({}, None)])
async def test_a_token_writes_for_the_source_it_names(claims: dict[str, Any], expected: str | None) -> None:
    assert (await caller(NAMES, **claims)).source == expected


@pytest.mark.parametrize("stated", ["", " ", 7, ["esdh"], {"a": 1}, "a" * 101, "a\x00b"])
async def test_a_source_that_is_no_systems_name_is_no_token(stated: Any) -> None:
    with pytest.raises(NotAuthenticated, match="source"):
        await caller(NAMES, **{SOURCE: stated})
