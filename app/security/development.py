"""Tokens of `klynge token`, for trying out and for tests, never for production."""

import time

from jose import jwk, jwt
from jose.exceptions import JOSEError

from app.config import Settings
from app.domain.access import SCOPES
from app.errors import NotAuthenticated, SettingsUnusable
from app.security.claims import ClaimNames, Expected, caller_of
from app.security.keys import FixedKeys, Key, KeySet
from app.security.tokens import Tokens

SECRET_MINIMUM_BYTES = 32
DEVELOPMENT_ISSUER = "klynge-development"
DEVELOPMENT_AUDIENCE = "klynge"
_NAMES = ClaimNames(clusters="clusters", source="source", is_limit_optional=True)


def development_tokens(settings: Settings) -> Tokens:
    """Raises `SettingsUnusable`."""
    try:
        verifier = jwk.construct(_secret(settings), "HS256")
    except JOSEError as exc:
        raise SettingsUnusable("KLYNGE_DEVELOPMENT_SECRET must be no public key") from exc
    keys = FixedKeys(KeySet((Key(None, "development", {"HS256": verifier}),)))
    expected = Expected(DEVELOPMENT_ISSUER, DEVELOPMENT_AUDIENCE, _NAMES, settings.token_skew_seconds)
    return Tokens(keys, expected, is_open=settings.anonymous_read)


def make_development_token(
    settings: Settings,
    scopes: tuple[str, ...],
    lifetime_seconds: int,
    name: str = "developer",
    clusters: tuple[str, ...] | None = None,
    source: str | None = None,
) -> str:
    """A token that `KLYNGE_AUTH=development` accepts. Raises `SettingsUnusable` without a secret of enough bytes, and
    for a scope, cluster or source that cannot be one."""
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
        **({} if clusters is None else {"clusters": list(clusters)}),
        **({} if source is None else {"source": source}),
    }
    try:
        caller_of(claims, _NAMES)
    except NotAuthenticated as error:
        raise SettingsUnusable(str(error)) from error
    return jwt.encode(claims, _secret(settings), algorithm="HS256")


def _secret(settings: Settings) -> str:
    secret = settings.development_secret.get_secret_value() if settings.development_secret else ""
    if len(secret.encode()) < SECRET_MINIMUM_BYTES:
        raise SettingsUnusable(f"KLYNGE_DEVELOPMENT_SECRET must have at least {SECRET_MINIMUM_BYTES} bytes")
    return secret
