"""The issuer of tokens: its key set, by OpenID Connect Discovery or at an address of its own.

Its answers are bounded in time and size, not taken compressed, and redirects are not followed.
"""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.config import Settings
from app.domain.addresses import is_loopback
from app.errors import IssuerAway, SettingsUnusable
from app.outbound.guard import AddressRefused, guarded

ANSWER_LIMIT_BYTES = 500_000
DISCOVERY = "/.well-known/openid-configuration"
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})\b", re.IGNORECASE)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "klynge"}


class Issuer:
    """`url` is the issuer's name, which its discovery document must repeat exactly; without `jwks_url` that document
    says where the keys are. `transport` makes a new one for each fetch: minutes lie between. Raises `SettingsUnusable`
    for addresses that are not asked."""

    def __init__(
        self, url: str, jwks_url: str | None, timeout_seconds: float, transport: Callable[[], httpx.AsyncBaseTransport]
    ) -> None:
        asked = jwks_url or url
        if not _is_askable(asked, plain=True):
            name = "KLYNGE_OIDC_JWKS_URL" if jwks_url else "KLYNGE_OIDC_ISSUER"
            raise SettingsUnusable(f"{name} must be an https address; http is for loopback only")
        self._url, self._jwks_url, self._timeout_seconds = url, jwks_url, timeout_seconds
        self._is_plain = urlsplit(asked).scheme == "http"
        self._transport = transport

    async def fetch(self) -> tuple[bytes, float | None]:
        """The key set as it came, and for how many seconds the issuer says that it holds. Raises `IssuerAway`."""
        try:
            async with asyncio.timeout(self._timeout_seconds), self._client() as client:
                return await _get(client, self._jwks_url or await self._found(client))
        except TimeoutError as exc:
            raise IssuerAway("it does not answer in time") from exc
        except AddressRefused as exc:
            raise IssuerAway(f"it is not asked: {exc}") from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise IssuerAway(f"it does not answer: {type(exc).__name__}") from exc

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._transport(), timeout=self._timeout_seconds, follow_redirects=False, headers=_HEADERS
        )

    async def _found(self, client: httpx.AsyncClient) -> str:
        """Where the keys are (OpenID Connect Discovery 1.0, section 4)."""
        data, _ = await _get(client, self._url.rstrip("/") + DISCOVERY)
        try:
            told: Any = json.loads(data)
        except (ValueError, RecursionError) as exc:
            raise IssuerAway("its configuration is not JSON") from exc
        if not isinstance(told, dict) or told.get("issuer") != self._url:
            raise IssuerAway("its configuration is that of another issuer")
        address = told.get("jwks_uri")
        if not isinstance(address, str) or not _is_askable(address, plain=self._is_plain):
            raise IssuerAway("its configuration names no address of keys that is asked")
        return address


def issuer_of(settings: Settings) -> Issuer | None:
    """Null where no keys are fetched. Raises `SettingsUnusable`."""
    if settings.auth != "oidc" or settings.oidc_issuer is None:
        return None
    if settings.oidc_jwks_file:
        if settings.oidc_jwks_url:
            raise SettingsUnusable("KLYNGE_OIDC_JWKS_FILE and KLYNGE_OIDC_JWKS_URL exclude each other")
        return None
    asked = settings.oidc_jwks_url or settings.oidc_issuer
    tls = httpx.create_ssl_context()
    found = Issuer(
        settings.oidc_issuer,
        settings.oidc_jwks_url,
        settings.oidc_timeout_seconds,
        lambda: guarded(settings, tls, (httpx.URL(asked).raw_host.decode("ascii"),)),
    )
    guarded(settings, tls)  # what cannot be read there stops the start, not each fetch
    return found


def _is_askable(url: str, *, plain: bool) -> bool:
    """https without a user or a fragment; http, where `plain` allows, to this machine alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (plain and parts.scheme == "http" and is_loopback(parts.hostname))


async def _get(client: httpx.AsyncClient, url: str) -> tuple[bytes, float | None]:
    async with client.stream("GET", url) as answer:
        if answer.status_code != httpx.codes.OK:
            raise IssuerAway(f"it answers {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise IssuerAway("its answer is compressed")
        data = bytearray()
        async for chunk in answer.aiter_raw():
            data += chunk
            if len(data) > ANSWER_LIMIT_BYTES:
                raise IssuerAway(f"its answer has more than {ANSWER_LIMIT_BYTES} bytes")
        return bytes(data), holds_seconds(answer.headers)


def holds_seconds(headers: httpx.Headers) -> float | None:
    """From `Cache-Control` and `Age` (RFC 9111); null where it is not said."""
    control, age = headers.get("cache-control", ""), headers.get("age", "0")
    if re.search(r"no-(?:cache|store)\b", control, re.IGNORECASE):
        return 0.0
    found = _MAX_AGE.search(control)
    return max(0.0, float(found[1]) - (float(age[:9]) if age.isdecimal() else 0.0)) if found else None
