"""JWK sets (RFC 7517): which of their keys are used here, and each with which algorithms."""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from jose import jwk
from jose.backends.base import Key as Verifier
from jose.exceptions import JOSEError

from app.security.strict_json import read_object

Fetch = Callable[[], Awaitable[tuple[bytes, float | None]]]
"""Brings a JWK set, and for how many seconds its issuer says that it holds. Raises `IssuerAway`."""

KEYS_LIMIT = 100
RSA_BITS = (2_048, 8_192)
_RSA = ("RS256", "RS384", "RS512")
_CURVES: Mapping[str, tuple[str, ...]] = {"P-256": ("ES256",), "P-384": ("ES384",), "P-521": ("ES512",)}
_MEMBERS: Mapping[str, tuple[str, ...]] = {"RSA": ("e", "n"), "EC": ("crv", "x", "y")}
"""Of the types of key that are used: what makes the public key. Shared secrets have no place in a JWK set."""


@dataclass(frozen=True, slots=True)
class Key:
    """`verifiers` by algorithm, which are the only ones it is used with; `print` is equal for equal keys alone."""

    id: str | None
    print: str
    verifiers: Mapping[str, Verifier]


@dataclass(frozen=True, slots=True)
class KeySet:
    keys: tuple[Key, ...]

    def knows(self, id: str) -> bool:
        return any(key.id == id for key in self.keys)

    def fitting(self, id: str | None, algorithm: str) -> Key | None:
        """The one key that a token may mean; null where there is none, or no telling which."""
        able = [key for key in self.keys if algorithm in key.verifiers]
        named = able if id is None else [key for key in able if key.id == id]
        fitting = named or [key for key in able if key.id is None]
        return fitting[0] if len(fitting) == 1 else None


class Keys(Protocol):
    """Where the keys of tokens come from."""

    async def find(self, id: str | None, algorithm: str) -> Key | None:
        """The key that a token asks for; null where there is none. Raises `IssuerAway` where that cannot be said."""

    def holds(self, print: str) -> bool:
        """Whether a key is still one of those that tokens are verified by."""

    def retry_seconds(self) -> int | None:
        """In how long they may be there; null where they are."""

    async def refresh(self) -> float | None:
        """Brings them up to date where that is due. In how many seconds it will be due; null for never."""


class FixedKeys:
    """Keys that stay as they are as long as the process."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys

    async def find(self, id: str | None, algorithm: str) -> Key | None:
        return self._keys.fitting(id, algorithm)

    def holds(self, print: str) -> bool:
        return any(key.print == print for key in self._keys.keys)

    def retry_seconds(self) -> int | None:
        return None

    async def refresh(self) -> float | None:
        return None


def read_key_set(data: bytes) -> KeySet:
    """The keys of a JWK set that may be used; others in it, as those for encryption, are left out.

    Raises `ValueError` for what is no JWK set. One that is empty is one: its issuer has no key any more.
    """
    listed = read_object(data).get("keys")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError("no list of keys")
    if len(listed) > KEYS_LIMIT:
        raise ValueError(f"more than {KEYS_LIMIT} keys")
    return KeySet(tuple(key for one in listed if (key := _key(one)) is not None))


def _key(given: Mapping[str, Any]) -> Key | None:
    """A public key for signatures that is whole and strong enough, else null."""
    try:
        algorithms = _algorithms(given)
        public = {name: given[name] for name in ("kty", *_MEMBERS[given["kty"]]) if isinstance(given[name], str)}
        verifiers = {name: jwk.construct(public, name) for name in algorithms}
    except (JOSEError, ValueError, TypeError, LookupError, AttributeError):  # what is odd in a key fails in many ways
        return None
    id = given.get("kid")
    if not verifiers or not isinstance(id, str | None):
        return None
    return Key(id, _print_of(id, public, algorithms), verifiers)


def _algorithms(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of its type and size that it does not rule out itself. A private key is not one to trust."""
    if given.get("use", "sig") != "sig" or "verify" not in given.get("key_ops", ["verify"]) or "d" in given:
        return ()
    possible = _of_rsa(given["n"]) if given["kty"] == "RSA" else _CURVES[given["crv"]]
    return tuple(name for name in possible if given.get("alg", name) == name)


def _of_rsa(modulus: str) -> tuple[str, ...]:
    bits = int.from_bytes(urlsafe_b64decode(modulus + "==")).bit_length()
    return _RSA if RSA_BITS[0] <= bits <= RSA_BITS[1] else ()


def _print_of(id: str | None, public: Mapping[str, Any], algorithms: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps([id, public, algorithms], sort_keys=True).encode()).hexdigest()
