"""Keys and tokens of an invented issuer."""

import json
import time
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jws
from starlette.datastructures import Headers

from app.domain.access import READ
from app.security.claims import ClaimNames, Expected
from app.security.keys import FixedKeys, read_key_set
from app.security.tokens import Tokens

ISSUER, AUDIENCE = "https://login.example.test/realm", "klynge-test"
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def private(algorithm: str = "ES256", kid: str = "a", bits: int = 2_048) -> str:
    """A key in PEM; asked for again it is the same."""
    return _made(algorithm, kid, bits)


@cache
def _made(algorithm: str, kid: str, bits: int) -> str:
    """By `kid` the cache tells keys of one kind apart."""
    key = (
        ec.generate_private_key(CURVES[algorithm])
        if algorithm in CURVES
        else rsa.generate_private_key(public_exponent=65_537, key_size=bits)
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public(algorithm: str = "ES256", kid: str | None = "a", bits: int = 2_048) -> dict[str, Any]:
    """The public half as a JWK, without a word on what it is for."""
    whole = jwk.construct(private(algorithm, kid or "a", bits), algorithm).public_key().to_dict()
    return {name: value for name, value in whole.items() if name != "alg"} | ({} if kid is None else {"kid": kid})


def key_set(*keys: dict[str, Any]) -> bytes:
    return json.dumps({"keys": keys}).encode()


def claims(**changed: Any) -> dict[str, Any]:
    """Those of a token that holds; what is changed to null is left out."""
    whole = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "scope": READ, "exp": int(time.time()) + 300}
    return {name: value for name, value in {**whole, **changed}.items() if value is not None}


def token(algorithm: str = "ES256", kid: str | None = "a", header: dict[str, Any] | None = None, **changed: Any) -> str:
    return signed(claims(**changed), algorithm, kid, header)


def signed(
    content: dict[str, Any] | bytes,
    algorithm: str = "ES256",
    kid: str | None = "a",
    header: dict[str, Any] | None = None,
) -> str:
    named = {**({} if kid is None else {"kid": kid}), **(header or {})}
    return jws.sign(content, private(algorithm, kid or "a"), named, algorithm)


def raw(header: bytes, content: bytes, signature: bytes = b"signature") -> str:
    """A token of these bytes, signed or not."""
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, content, signature))


def tokens(
    *keys: dict[str, Any], names: ClaimNames | None = None, is_open: bool = False, now: float | None = None
) -> Tokens:
    """What judges tokens by these keys, by default by the one named `a`; `now` is a time that stands still."""
    expected = Expected(ISSUER, AUDIENCE, names or ClaimNames(), 30)
    return Tokens(
        FixedKeys(read_key_set(key_set(*(keys or (public(),))))),
        expected,
        is_open=is_open,
        clock=time.time if now is None else lambda: now,
    )


def headers(*given: str) -> Headers:
    return Headers(raw=[(b"authorization", f"Bearer {one}".encode("latin-1")) for one in given])
