"""How often, and how far apart, something is tried that another may do first."""

import asyncio
import secrets
from collections.abc import AsyncIterator

ATTEMPTS = 12
_PAUSE_SECONDS = 0.005
_LONGEST_PAUSE_SECONDS = 0.2


async def attempts() -> AsyncIterator[int]:
    """Counts tries on contention, with a random pause after each, so that of many writers all come through."""
    for attempt in range(ATTEMPTS):
        yield attempt
        longest = min(_PAUSE_SECONDS * 2**attempt, _LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(longest * secrets.randbelow(1000) / 1000)
