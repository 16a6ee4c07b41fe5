"""From what a request carries to the caller. Bearer tokens are checked by python-jose, by our keys and algorithms."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol

from jose import jwt
from jose.exceptions import JOSEError

from app.config import Settings
from app.domain.access import SCOPES, Caller
from app.errors import NotAuthenticated, NotLocal, SettingsUnusable

TOKEN_LIMIT_BYTES = 8_192
SECRET_MINIMUM_BYTES = 32
LEEWAY_SECONDS = 30
CACHE_ENTRIES = 1_024
DEVELOPMENT_ISSUER = "klynge-development"
DEVELOPMENT_AUDIENCE = "klynge"
_NAME_LENGTH = 200
_ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "RSA": ("RS256", "RS384", "RS512"),
    "EC": ("ES256", "ES384", "ES512"),
}
"""The algorithms of each type of key in a JWK set. Shared secrets have no place in one."""
_REQUIRED = {"require_exp": True, "require_iss": True, "require_aud": True, "require_sub": True}
_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Authenticator(Protocol):
    def caller(self, headers: Mapping[str, str], peer: str | None) -> Caller:
        """`headers` by lower-case name; `peer` is the address at the other end. Raises what refuses the caller."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the only algorithms it is used with."""

    id: str | None
    material: str | dict[str, Any]
    algorithms: tuple[str, ...]


class Tokens:
    """Callers by bearer token. A verified token is remembered by its hash until it expires, at most `CACHE_ENTRIES`."""

    def __init__(
        self, keys: tuple[Key, ...], issuer: str, audience: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys, self._issuer, self._audience, self._clock = keys, issuer, audience, clock
        self._known: dict[bytes, tuple[float, Caller]] = {}

    def caller(self, headers: Mapping[str, str], peer: str | None) -> Caller:  # noqa: ARG002 - the protocol's
        token = _bearer(headers.get("authorization"))
        digest = hashlib.sha256(token.encode("latin-1", "replace")).digest()
        known = self._known.get(digest)
        if known is not None and self._clock() < known[0]:
            return known[1]
        claims = self._verified(token)
        caller = Caller(claims["sub"][:_NAME_LENGTH], _scopes(claims))
        self._remember(digest, float(claims["exp"]) + LEEWAY_SECONDS, caller)
        return caller

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(header)
            return jwt.decode(
                token,
                key.material,
                algorithms=list(key.algorithms),
                issuer=self._issuer,
                audience=self._audience,
                options={**_REQUIRED, "leeway": LEEWAY_SECONDS},
            )
        except (JOSEError, ValueError, TypeError, OverflowError) as exc:  # jose leaves odd claims to int()
            raise NotAuthenticated("the token is not valid here") from exc

    def _key(self, header: Mapping[str, Any]) -> Key:
        """The key the header asks for, if it may be used so. An unknown critical extension is refused (RFC 7515)."""
        if "crit" in header:
            raise NotAuthenticated("the token has a critical extension")
        wanted = header.get("kid")
        fitting = [
            key
            for key in self._keys
            if header.get("alg") in key.algorithms and (wanted is None or key.id is None or key.id == wanted)
        ]
        if len(fitting) != 1:
            raise NotAuthenticated("no key for this token")
        return fitting[0]

    def _remember(self, digest: bytes, until: float, caller: Caller) -> None:
        if len(self._known) >= CACHE_ENTRIES:
            self._known.pop(next(iter(self._known)))
        self._known[digest] = (until, caller)


class Loopback:
    """Everybody on this machine may do everything, and nobody else anything. For trying Klynge out."""

    _everything = Caller("local", frozenset(SCOPES))

    def caller(self, headers: Mapping[str, str], peer: str | None) -> Caller:
        if any(name in headers for name in _FORWARDING):
            raise NotLocal("without authentication Klynge does not answer through a proxy")
        if not _is_loopback(peer or "") or not _is_loopback(_host(headers.get("host", ""))):
            raise NotLocal("without authentication Klynge answers this machine only")
        return self._everything


def authenticator(settings: Settings) -> Authenticator:
    """Raises `SettingsUnusable` where the settings leave out what the mode needs."""
    if settings.auth == "off":
        return Loopback()
    if settings.auth == "development":
        key = Key(None, _development_secret(settings), ("HS256",))
        return Tokens((key,), DEVELOPMENT_ISSUER, DEVELOPMENT_AUDIENCE)
    if not (settings.oidc_issuer and settings.oidc_audience and settings.oidc_jwks_file):
        raise SettingsUnusable("KLYNGE_AUTH=oidc needs KLYNGE_OIDC_ISSUER, KLYNGE_OIDC_AUDIENCE, KLYNGE_OIDC_JWKS_FILE")
    return Tokens(_keys(Path(settings.oidc_jwks_file)), settings.oidc_issuer, settings.oidc_audience)


def make_development_token(
    settings: Settings, scopes: tuple[str, ...], lifetime_seconds: int, name: str = "developer"
) -> str:
    """A token that `KLYNGE_AUTH=development` accepts. Raises `SettingsUnusable` without a secret of enough bytes."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise SettingsUnusable(f"no such scope: {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    now = int(time.time())
    claims = {
        "iss": DEVELOPMENT_ISSUER,
        "aud": DEVELOPMENT_AUDIENCE,
        "sub": name,
        "scope": " ".join(scopes),
        "iat": now,
        "exp": now + lifetime_seconds,
    }
    return jwt.encode(claims, _development_secret(settings), algorithm="HS256")


def _development_secret(settings: Settings) -> str:
    secret = settings.development_secret.get_secret_value() if settings.development_secret else ""
    if len(secret.encode()) < SECRET_MINIMUM_BYTES:
        raise SettingsUnusable(f"KLYNGE_DEVELOPMENT_SECRET must have at least {SECRET_MINIMUM_BYTES} bytes")
    return secret


def _keys(path: Path) -> tuple[Key, ...]:
    """The public signing keys of a JWK set."""
    try:
        listed = json.loads(path.read_bytes())["keys"]
        keys = tuple(
            Key(jwk.get("kid"), jwk, _ALGORITHMS[jwk["kty"]])
            for jwk in listed
            if jwk.get("use", "sig") == "sig" and jwk["kty"] in _ALGORITHMS
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise SettingsUnusable("KLYNGE_OIDC_JWKS_FILE cannot be read as a JWK set") from exc
    if not keys:
        raise SettingsUnusable("KLYNGE_OIDC_JWKS_FILE has no RSA or EC key for signatures")
    return keys


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated("send Authorization: Bearer with a token")
    if len(token) > TOKEN_LIMIT_BYTES:
        raise NotAuthenticated(f"a token has at most {TOKEN_LIMIT_BYTES} bytes")
    return token


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """`scope` is text with blanks (RFC 8693) or a list; some issuers name it `scp`."""
    stated = claims.get("scope", claims.get("scp", ""))
    named = stated.split() if isinstance(stated, str) else stated
    return frozenset(scope for scope in named if scope in SCOPES) if isinstance(named, list) else frozenset()


def _host(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
