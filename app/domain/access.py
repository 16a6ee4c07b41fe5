"""Who is asking, and what of a body that caller may see. Everything that leaves goes through `view`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

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

AUDIENCE_ALL = "all"
"""The audience of a record in which nothing is hidden from anybody who may read."""


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


def sees_whole(audience: str, caller: Caller) -> bool:
    """Whether a record of this audience may leave unopened: nothing in it is hidden from the caller.

    Every caller who may read may still see everything; the first rule that hides something goes here and in `view`.
    """
    return audience == AUDIENCE_ALL and caller.may(READ)


def sees(audience: str, caller: Caller) -> bool:
    """Whether the caller may know of a record of this audience at all; what is not for all is for those who may read
    closed records."""
    return caller.may(READ) and (audience == AUDIENCE_ALL or caller.may(READ_CLOSED))


def view(body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """The body as this caller may see it, which today is all of it for whoever may read, and nothing for others."""
    return dict(body) if caller.may(READ) else {}


def as_seen(body: dict[str, Any], audience: str, caller: Caller) -> dict[str, Any]:
    """As `view`, of a record's body: left unopened where its audience says that nothing in it is hidden."""
    return body if sees_whole(audience, caller) else view(body, caller)


def decided_access(said: Iterable[Access], unknown_means: Iterable[Decided]) -> Decided:
    """Of something that stands in something: the strictest of what each of them says.

    `unknown_means` is what `unknown` means in each of the documents that it may come from: open where all of them, and
    at least one, say so.
    """
    meanings = set(unknown_means)
    allowed = {"open", "unknown"} if meanings == {"open"} else {"open"}
    return "open" if allowed.issuperset(said) else "closed"


def sees_access(access: Decided, caller: Caller) -> bool:
    """Whether what is open or closed is there for this caller."""
    return caller.may(READ) and (access == "open" or caller.may(READ_CLOSED))
