"""What a token says: whether it holds here and now, and who is calling with which rights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.domain.access import SCOPES, Caller
from app.schemas.fields import Code, Id
from app.security.jws import refused

SUBJECT_LENGTH = 255
"""OpenID Connect Core, section 2. Nothing is cut off: two subjects must not become one."""
_SUBJECT = re.compile(r"(?!\s*$)[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Not blank, and nothing in it breaks a line or turns the order of letters: it stands in the audit, for people."""
_INSTANT_LIMIT = 2**53
_OF_OTHERS = frozenset({"at_hash", "c_hash", "s_hash", "events"})
"""Claims of ID tokens and of tokens that tell of events, which are not for calling anybody (RFC 8725, 3.12)."""
_KINDS: Mapping[str, frozenset[str]] = {"typ": frozenset({"bearer"}), "token_use": frozenset({"access"})}
"""Claims by which some issuers tell access tokens from others, with what they then say."""
_CLUSTERS: TypeAdapter[list[Id]] = TypeAdapter(list[Id])
_SOURCE: TypeAdapter[Code] = TypeAdapter(Code)


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Of `scopes` the first that a token has counts. Without a name for clusters or source, no token is limited.

    A token without the claim for clusters is limited to none, unless `is_limit_optional`.
    """

    scopes: tuple[str, ...] = ("scope", "scp")
    clusters: str | None = None
    source: str | None = None
    is_limit_optional: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. The clocks of issuer and service may differ by `skew_seconds`."""

    issuer: str
    audience: str
    names: ClaimNames
    skew_seconds: float


def check_claims(claims: Mapping[str, Any], expected: Expected, now: float) -> float:
    """Until when the token holds. Raises `NotAuthenticated`.

    A token for several audiences is for each of them (RFC 7519, 4.1.3); who asked for it (`azp`) does not matter here.
    """
    if claims.get("iss") != expected.issuer:
        raise refused("the token is of another issuer")
    audience = claims.get("aud")
    if expected.audience not in (audience if isinstance(audience, list) else [audience]):
        raise refused("the token is not for this service")
    _check_kind(claims)
    until = _instant(claims, "exp")
    if until is None:
        raise refused("the token does not say when it expires")
    if now >= until + expected.skew_seconds:
        raise refused("the token has expired")
    if (_instant(claims, "nbf") or 0) > now + expected.skew_seconds:
        raise refused("the token is not valid yet")
    if (_instant(claims, "iat") or 0) > now + expected.skew_seconds:
        raise refused("the token was issued in the future")
    return until + expected.skew_seconds


def caller_of(claims: Mapping[str, Any], names: ClaimNames) -> Caller:
    """Raises `NotAuthenticated` for claims that are not of the form that they must have."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or len(subject) > SUBJECT_LENGTH or not _SUBJECT.fullmatch(subject):
        raise refused("the token does not say whose it is")
    return Caller(subject, _scopes(claims, names.scopes), _clusters(claims, names), _source(claims, names.source))


def _check_kind(claims: Mapping[str, Any]) -> None:
    is_other = any(str(claims.get(name, next(iter(said)))).lower() not in said for name, said in _KINDS.items())
    if is_other or not _OF_OTHERS.isdisjoint(claims):
        raise refused("the token is no access token")


def _instant(claims: Mapping[str, Any], name: str) -> float | None:
    """Seconds since 1970; null where the claim is absent. Raises `NotAuthenticated`."""
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _INSTANT_LIMIT:
        raise refused(f"the token's {name} is no time")
    return value


def _scopes(claims: Mapping[str, Any], names: tuple[str, ...]) -> frozenset[str]:
    """Text with blanks (RFC 8693), no other white space, or a list. What is no scope of ours gives no right."""
    stated = next((claims[name] for name in names if name in claims), "")
    named = stated.split(" ") if isinstance(stated, str) else stated
    return frozenset(scope for scope in SCOPES if scope in named) if isinstance(named, list) else frozenset()


def _clusters(claims: Mapping[str, Any], names: ClaimNames) -> frozenset[str] | None:
    if names.clusters is None:
        return None
    if names.clusters not in claims:
        return None if names.is_limit_optional else frozenset()
    stated = claims[names.clusters]
    try:
        return frozenset(_CLUSTERS.validate_python(stated.split() if isinstance(stated, str) else stated))
    except ValidationError:
        raise refused("the token's clusters are no list of ids") from None


def _source(claims: Mapping[str, Any], name: str | None) -> str | None:
    """A token without the claim is no sync script's, and so is limited to no source."""
    if name is None or name not in claims:
        return None
    try:
        return _SOURCE.validate_python(claims[name])
    except ValidationError:
        raise refused("the token's source is no system's name") from None
