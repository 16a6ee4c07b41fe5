"""How many calls are answered: of each caller by name, of others by address. Counted in each process by itself.

GCRA is pyrate-limiter's; what it remembers of a key is one number, and only of so many keys.
"""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil

from cachetools import LRUCache
from pyrate_limiter import GCRA, Duration, Rate

from app.config import Settings
from app.domain.access import Caller
from app.errors import RateLimited

BURST_SECONDS = 20
"""So many seconds' calls may come at once."""

KEYS = 20_000
_NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one usually has all that share them."""


class Allowance:
    """`per_second` calls for each key. The keys that were not used for longest are forgotten."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = [Rate(per_second, Duration.SECOND, per_second * BURST_SECONDS)]
        self._algorithm, self._clock = GCRA(), clock
        self._states: LRUCache[str, tuple[float, ...]] = LRUCache(KEYS)

    @property
    def is_untouched(self) -> bool:
        return not self._states

    def spend(self, key: str) -> None:
        """Raises `RateLimited`."""
        self._states[key] = self._after(key)

    def check(self, key: str) -> None:
        """Raises `RateLimited` where nothing could be spent; spends nothing."""
        if key in self._states:
            self._after(key)

    def _after(self, key: str) -> tuple[float, ...]:
        state = self._states.get(key) or self._algorithm.initial(self._rates)
        state, decision = self._algorithm.step(self._rates, state, int(self._clock() * 1000), 1)
        if not decision.allowed:
            raise RateLimited(max(1, ceil((decision.retry_after_ms or 0) / 1000)))
        return state


class CallRates:
    """What each call is counted against. `None` in place of an allowance: there is no limit."""

    def __init__(self, callers: Allowance | None, anonymous: Allowance | None, refused: Allowance | None) -> None:
        self._callers, self._anonymous, self._refused = callers, anonymous, refused

    def check(self, address: str | None) -> None:
        """Raises `RateLimited` where too many tokens from there were refused."""
        if self._refused is not None and not self._refused.is_untouched:
            self._refused.check(network(address))

    def refused(self, address: str | None) -> None:
        """A call whose token did not hold. Raises `RateLimited`."""
        if self._refused is not None:
            self._refused.spend(network(address))

    def answered(self, caller: Caller, address: str | None) -> None:
        """Raises `RateLimited`."""
        if caller.is_anonymous:
            if self._anonymous is not None:
                self._anonymous.spend(network(address))
        elif self._callers is not None:
            self._callers.spend(caller.name)


def call_rates(settings: Settings) -> CallRates:
    """Without authentication there are none: only this machine is answered."""
    if settings.auth == "off":
        return CallRates(None, None, None)
    limits = (settings.rate_per_second, settings.rate_anonymous_per_second, settings.rate_refused_per_second)
    return CallRates(*(Allowance(limit) if limit else None for limit in limits))


def network(address: str | None) -> str:
    """What is counted as one place: an IPv4 address, or the network of an IPv6 address."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{int(found) >> (128 - _NETWORK_BITS):x}/{_NETWORK_BITS}"
    return str(found)
