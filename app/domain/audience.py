"""Who may see a record, and which of its parts: decided when it is written and kept beside it as text.

So a read knows what is hidden from the caller before the body is opened. Names in `closed` and `unpublished` are

    `EVERYTHING`   the record as a whole
    an id          a part of the record itself, or a meeting, an agenda item or a document that facts of it come from
    id + `FACTS`   what was derived from an agenda item of which a section is closed
    `MINUTES`      of a meeting, what only its minutes say; id + `DECIDED`, that a meeting decided it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast, get_args

import msgspec

from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.domain.visible import EVERYTHING, visible

HiddenAs = Literal["", "closed", "unpublished", "closed unpublished"]
_Said = tuple[tuple[str, ...], frozenset[str], frozenset[str], bool, str | None, str | None]
_decode = msgspec.json.Decoder(_Said).decode
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Audience:
    """`clusters`: ids of those that the record belongs to; who is limited to clusters sees it in one of them only.

    `closed` is hidden from callers without `klynge:read_closed`, `unpublished` from those without `klynge:write`;
    nothing is hidden from the `owner`. `leaves_out`: closed agenda items are left out instead of standing as stubs.
    `opens_on` is the next day (ISO) on which something of it opens.
    """

    clusters: tuple[str, ...] = ()
    closed: frozenset[str] = _NONE
    unpublished: frozenset[str] = _NONE
    leaves_out: bool = False
    owner: str | None = None
    opens_on: str | None = None

    @property
    def text(self) -> str:
        """`all` where nothing is hidden from anybody who may read."""
        if self == _ALL:
            return "all"
        named = [sorted(self.clusters), sorted(self.closed), sorted(self.unpublished)]
        return msgspec.json.encode([*named, self.leaves_out, self.owner, self.opens_on]).decode()

    @property
    def hidden_as(self) -> HiddenAs:
        """Why the record as a whole is hidden from somebody who may read."""
        why = [name for name, own in (("closed", self.closed), ("unpublished", self.unpublished)) if EVERYTHING in own]
        return cast("HiddenAs", " ".join(why))

    def in_reach(self, caller: Caller) -> bool:
        return caller.clusters is None or not caller.clusters.isdisjoint(self.clusters)

    def hidden_from(self, caller: Caller) -> frozenset[str]:
        if not caller.may(READ) or not self.in_reach(caller):
            return frozenset({EVERYTHING})
        if self.owner is not None and self.owner == caller.name and not caller.is_anonymous:
            return _NONE
        closed = _NONE if caller.may(READ_CLOSED) else self.closed
        return closed if caller.may(WRITE) else closed | self.unpublished


_ALL = Audience()
NOBODY = Audience(closed=frozenset({EVERYTHING}))
"""Of a record that was not judged yet: for those who may read all that is closed, in every cluster."""


@lru_cache(maxsize=8_192)
def audience_in(text: str) -> Audience:
    """The audience that `Audience.text` was made of; of any other text, one that everything is hidden from."""
    if text == "all":
        return _ALL
    try:
        clusters, closed, unpublished, leaves_out, owner, opens_on = _decode(text)
    except (msgspec.MsgspecError, ValueError):
        return NOBODY
    return Audience(clusters, closed, unpublished, leaves_out, owner, opens_on)


def hidden_as_shown_to(caller: Caller) -> tuple[HiddenAs, ...]:
    """The values of `hidden_as` of records that the caller may know of."""
    closed, unpublished = caller.may(READ_CLOSED), caller.may(WRITE)
    if not caller.may(READ):
        return ()
    if closed and unpublished:
        return get_args(HiddenAs)
    return ("", "closed") if closed else ("", "unpublished") if unpublished else ("",)


def sees_whole(audience: str, caller: Caller) -> bool:
    """Whether a record of this audience may leave unopened: nothing in it is hidden from the caller."""
    return not audience_in(audience).hidden_from(caller)


def sees(audience: str, caller: Caller) -> bool:
    """Whether the caller may know of a record of this audience at all."""
    return EVERYTHING not in audience_in(audience).hidden_from(caller)


def as_seen(kind: str, body: Mapping[str, Any], audience: str, caller: Caller) -> dict[str, Any]:
    """The body as this caller may see it; empty where the caller may not know of it."""
    return seen_by_all(kind, body, (audience,), caller)


def seen_by_all(kind: str, body: Mapping[str, Any], audiences: tuple[str, ...], caller: Caller) -> dict[str, Any]:
    """As `as_seen`, by the strictest of several audiences: what one of them hides is hidden."""
    judged = [audience_in(audience) for audience in audiences]
    hidden = frozenset().union(*(one.hidden_from(caller) for one in judged))
    return visible(kind, body, hidden, leaves_out=any(one.leaves_out for one in judged))
