"""The form of a signed token (RFC 7515, RFC 7519), before anything in it is believed."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from app.errors import NotAuthenticated
from app.security.strict_json import read_object

TOKEN_LIMIT_BYTES = 8_192
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_TYPES = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""What an access token may call itself (RFC 9068, section 4), in lower case. Logout tokens and the like do not."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """What a token says of itself. `key_id` and `algorithm` say by what it wants to be verified."""

    text: str
    algorithm: str
    key_id: str | None
    claims: Mapping[str, Any]


def bearer(headers: Headers) -> str | None:
    """The token of the request; null where there is no Authorization header. Raises `NotAuthenticated`."""
    given = headers.getlist("authorization")
    if not given:
        return None
    if len(given) > 1:
        raise NotAuthenticated("send one Authorization header", "invalid_request")
    scheme, _, token = given[0].partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated("send Authorization: Bearer with a token")
    if len(token) > TOKEN_LIMIT_BYTES:
        raise refused(f"a token has at most {TOKEN_LIMIT_BYTES} bytes")
    return token


def read_token(token: str) -> Unverified:
    """Raises `NotAuthenticated` for what is no token of the form that is taken here."""
    if not _COMPACT.fullmatch(token):
        raise refused("the token is no signed JWT in compact form")
    header_text, claims_text, signature_text = token.split(".")
    try:
        header, claims = read_object(_decoded(header_text)), read_object(_decoded(claims_text))
        _decoded(signature_text)
    except ValueError as exc:
        raise refused("the token is no signed JWT in compact form") from exc
    if "crit" in header or "b64" in header:
        raise refused("the token has a critical extension")
    if str(header.get("typ", "JWT")).lower() not in _TYPES:
        raise refused("the token is no access token")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or not isinstance(key_id, str | None):
        raise refused("the token does not say by which key it is signed")
    return Unverified(token, algorithm, key_id, claims)


def refused(detail: str) -> NotAuthenticated:
    """A token that does not hold. `detail` stands in a header as well, and repeats nothing of the token."""
    return NotAuthenticated(detail, "invalid_token")


def _decoded(segment: str) -> bytes:
    """Raises `ValueError` where it is not the one way to write these bytes: an altered token is no token."""
    data = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if urlsafe_b64encode(data).rstrip(b"=") != segment.encode():
        raise ValueError("not canonical")
    return data
