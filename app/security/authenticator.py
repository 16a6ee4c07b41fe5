"""Who is calling: the one authenticator that the settings ask for."""

from pathlib import Path
from typing import Protocol

from starlette.datastructures import Headers

from app.config import Settings
from app.domain.access import Caller
from app.errors import SettingsUnusable
from app.security.claims import ClaimNames, Expected
from app.security.development import development_tokens
from app.security.fetched_keys import FetchedKeys, Patience
from app.security.keys import Fetch, FixedKeys, Keys, KeySet, read_key_set
from app.security.loopback import Loopback
from app.security.tokens import Tokens


class Authenticator(Protocol):
    async def caller(self, headers: Headers, peer: str | None) -> Caller:
        """`peer` is the address at the other end. Raises what refuses the caller."""

    def is_anonymous(self, headers: Headers) -> bool:
        """Whether the caller of these is let in without a token."""

    def knows(self, headers: Headers) -> bool:
        """Whether this caller needs no judging: the token held a moment ago."""

    def check_ready(self) -> None:
        """Raises `IssuerAway` where no token can be judged."""

    async def refresh(self) -> float | None:
        """Brings the keys up to date where that is due. In how many seconds it will be due; null for never."""


def authenticator(settings: Settings, fetch: Fetch | None) -> Authenticator:
    """`fetch` brings the issuer's keys, where no file has them. Raises `SettingsUnusable` where the settings leave out
    what the mode needs."""
    if settings.auth == "off":
        return Loopback(settings.named_origins)
    if settings.auth == "development":
        return development_tokens(settings)
    keys = FixedKeys(_keys_of(Path(settings.oidc_jwks_file))) if settings.oidc_jwks_file else _fetched(settings, fetch)
    if not (settings.oidc_issuer and settings.oidc_audience and keys):
        raise SettingsUnusable("KLYNGE_AUTH=oidc needs KLYNGE_OIDC_ISSUER and KLYNGE_OIDC_AUDIENCE")
    names = ClaimNames(
        tuple(settings.oidc_scopes_claim.split()),
        settings.oidc_clusters_claim,
        settings.oidc_source_claim,
        settings.oidc_without_clusters == "all",
    )
    expected = Expected(settings.oidc_issuer, settings.oidc_audience, names, settings.token_skew_seconds)
    return Tokens(keys, expected, is_open=settings.anonymous_read)


def _fetched(settings: Settings, fetch: Fetch | None) -> Keys | None:
    if settings.oidc_keys_ceiling_seconds < settings.oidc_keys_seconds:
        raise SettingsUnusable("KLYNGE_OIDC_KEYS_CEILING_SECONDS must not be less than KLYNGE_OIDC_KEYS_SECONDS")
    patience = Patience(settings.oidc_keys_seconds, settings.oidc_refetch_seconds, settings.oidc_keys_ceiling_seconds)
    return FetchedKeys(fetch, patience) if fetch else None


def _keys_of(path: Path) -> KeySet:
    try:
        keys = read_key_set(path.read_bytes())
    except (OSError, ValueError) as exc:
        raise SettingsUnusable("KLYNGE_OIDC_JWKS_FILE cannot be read as a JWK set") from exc
    if not keys.keys:
        raise SettingsUnusable("KLYNGE_OIDC_JWKS_FILE has no RSA or EC key for signatures")
    return keys
