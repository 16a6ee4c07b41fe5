"""From bearer token to caller. Signatures are checked by python-jose, with our keys and algorithms alone."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from jose import jws
from jose.exceptions import JOSEError
from starlette.datastructures import Headers

from app.domain.access import READ, Caller
from app.errors import IssuerAway, NotAuthenticated
from app.security.claims import Expected, caller_of, check_claims
from app.security.jws import bearer, read_token, refused
from app.security.keys import Keys

REMEMBERED = 1_024
ANONYMOUS = Caller("anonymous", frozenset({READ}), is_anonymous=True)


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    until: float
    key: str


class Tokens:
    """Callers by bearer token. A verified one is remembered by its hash until it expires or its key is withdrawn.

    `clock` gives seconds since 1970. `is_open`: who sends no token may read what is open.
    """

    def __init__(
        self, keys: Keys, expected: Expected, *, is_open: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys, self._expected, self._is_open, self._clock = keys, expected, is_open, clock
        self._known: dict[bytes, _Known] = {}

    async def caller(self, headers: Headers, peer: str | None) -> Caller:  # noqa: ARG002 - the protocol's
        if self.is_anonymous(headers):
            return ANONYMOUS
        token = bearer(headers)
        if token is None:
            raise NotAuthenticated("send Authorization: Bearer with a token")
        digest = _digest(token)
        known = self._known.get(digest)
        if known is None or not self._holds(known):
            known = await self._verified(token)
            self._remember(digest, known)
        return known.caller

    def is_anonymous(self, headers: Headers) -> bool:
        return self._is_open and "authorization" not in headers

    def knows(self, headers: Headers) -> bool:
        token = bearer(headers)
        known = self._known.get(_digest(token)) if token is not None else None
        return known is not None and self._holds(known)

    def check_ready(self) -> None:
        retry_seconds = self._keys.retry_seconds()
        if retry_seconds is not None:
            raise IssuerAway("no keys to judge tokens by", retry_seconds)

    async def refresh(self) -> float | None:
        return await self._keys.refresh()

    async def _verified(self, token: str) -> _Known:
        """What a token says is looked at first, and only to refuse it: no key is fetched for what cannot hold."""
        unverified = read_token(token)
        until = check_claims(unverified.claims, self._expected, self._clock())
        caller = caller_of(unverified.claims, self._expected.names)
        key = await self._keys.find(unverified.key_id, unverified.algorithm)
        if key is None:
            raise refused("no key for this token")
        try:
            jws.verify(token, key.verifiers[unverified.algorithm], (unverified.algorithm,))
        except JOSEError as exc:
            raise refused("the token's signature does not hold") from exc
        return _Known(caller, until, key.print)

    def _holds(self, known: _Known) -> bool:
        return self._clock() < known.until and self._keys.holds(known.key)

    def _remember(self, digest: bytes, known: _Known) -> None:
        self._known.pop(digest, None)
        if len(self._known) >= REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[digest] = known


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("latin-1", "replace")).digest()
