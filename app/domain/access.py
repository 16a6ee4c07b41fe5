"""Who is asking, and what counts as open. What a caller sees of a record is told by its audience (`audience.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.domain.vocabulary import Access

Decided = Literal["open", "closed"]
"""Access where nothing is unknown any more."""

READ = "klynge:read"
READ_CLOSED = "klynge:read_closed"
WRITE = "klynge:write"
IMPORT = "klynge:import"
FUNDING = "klynge:funding"
ADMIN = "klynge:admin"
SCOPES = (READ, READ_CLOSED, WRITE, IMPORT, FUNDING, ADMIN)


@dataclass(frozen=True, slots=True)
class Caller:
    """`name` goes into the audit as the actor; `scopes` are from `SCOPES`.

    `clusters` are the ids of those that the caller may read and write in, and `source` is the only system that it may
    write for; null sets no limit. `is_anonymous`: no token was sent, and reading what is open is let through.
    """

    name: str
    scopes: frozenset[str]
    clusters: frozenset[str] | None = None
    source: str | None = None
    is_anonymous: bool = False

    def may(self, scope: str) -> bool:
        return scope in self.scopes or ADMIN in self.scopes


def decided_access(said: Iterable[Access], unknown_means: Iterable[Decided]) -> Decided:
    """Of something that stands in something: the strictest of what each of them says.

    `unknown_means` is what `unknown` means in each of the documents that it may come from: open where all of them, and
    at least one, say so.
    """
    meanings = set(unknown_means)
    allowed = {"open", "unknown"} if meanings == {"open"} else {"open"}
    return "open" if allowed.issuperset(said) else "closed"
