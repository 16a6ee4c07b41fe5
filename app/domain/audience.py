"""Who may see a record, and which of its parts: decided when it is written and kept beside it as text.

So a read knows what is hidden from the caller before the body is opened. Names in `closed`, `untold` and `unpublished`
are

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

HiddenAs = Literal["", "closed", "untold", "unpublished", "closed unpublished"]
_NONE: frozenset[str] = frozenset()


class _Said(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """The text of an audience. Without `untold`, which older programs took for closed, it is to be judged anew."""

    clusters: tuple[str, ...]
    closed: frozenset[str]
    unpublished: frozenset[str]
    leaves_out: bool
    owner: str | None
    opens_on: str | None
    untold: frozenset[str] | None = None


_decode = msgspec.json.Decoder(_Said).decode


@dataclass(frozen=True, slots=True)
class Audience:
    """`clusters`: ids of those that the record belongs to; who is limited to clusters sees it in one of them only.

    `closed` is hidden from callers without `klynge:read_closed`, `unpublished` from those without `klynge:write`, and
    `untold`, of which nobody said whether it is closed, from those who have neither; nothing is hidden from the
    `owner`. `leaves_out`: closed agenda items are left out instead of standing as stubs.
    `opens_on` is the next day (ISO) on which something of it opens.
    """

    clusters: tuple[str, ...] = ()
    closed: frozenset[str] = _NONE
    unpublished: frozenset[str] = _NONE
    leaves_out: bool = False
    owner: str | None = None
    opens_on: str | None = None
    untold: frozenset[str] = _NONE

    @property
    def hidden(self) -> frozenset[str]:
        """What is hidden from somebody who may read and no more."""
        return self.closed | self.untold | self.unpublished

    @property
    def text(self) -> str:
        """`all` where nothing is hidden from anybody who may read."""
        if self == _ALL:
            return "all"
        named = [sorted(self.clusters), sorted(self.closed), sorted(self.unpublished)]
        said = [*named, self.leaves_out, self.owner, self.opens_on, sorted(self.untold)]
        return msgspec.json.encode(said).decode()

    @property
    def hidden_as(self) -> HiddenAs:
        """Why the record as a whole is hidden from somebody who may read. Who sees it in spite of another reason is
        told what is untold as well."""
        why = [name for name, own in (("closed", self.closed), ("unpublished", self.unpublished)) if EVERYTHING in own]
        return cast("HiddenAs", " ".join(why) or ("untold" if EVERYTHING in self.untold else ""))

    def in_reach(self, caller: Caller) -> bool:
        return caller.clusters is None or not caller.clusters.isdisjoint(self.clusters)

    def hidden_from(self, caller: Caller) -> frozenset[str]:
        if not caller.may(READ) or not self.in_reach(caller):
            return frozenset({EVERYTHING})
        if self.owner is not None and self.owner == caller.name and not caller.is_anonymous:
            return _NONE
        reads_closed, writes = caller.may(READ_CLOSED), caller.may(WRITE)
        if not (reads_closed or writes):
            return self.hidden
        return (_NONE if reads_closed else self.closed) | (_NONE if writes else self.unpublished)


_ALL = Audience()
NOBODY = Audience(closed=frozenset({EVERYTHING}))
"""Of a record that was not judged yet: for those who may read all that is closed, in every cluster."""


@lru_cache(maxsize=8_192)
def audience_in(text: str) -> Audience:
    """The audience that `Audience.text` was made of; of any other text, one that everything is hidden from."""
    if text == "all":
        return _ALL
    said = _said_in(text)
    if said is None:
        return NOBODY
    told = (said.clusters, said.closed, said.unpublished, said.leaves_out, said.owner, said.opens_on)
    return Audience(*told, said.untold or _NONE)


def is_judged(text: str) -> bool:
    """Whether a record of this audience was judged by all that is told of who may see it today."""
    if text in ("all", NOBODY.text):
        return text == "all"
    said = _said_in(text)
    return said is not None and said.untold is not None


def _said_in(text: str) -> _Said | None:
    try:
        return _decode(text)
    except (msgspec.MsgspecError, ValueError):
        return None


def hidden_as_shown_to(caller: Caller) -> tuple[HiddenAs, ...]:
    """The values of `hidden_as` of records that the caller may know of."""
    closed, unpublished = caller.may(READ_CLOSED), caller.may(WRITE)
    if not caller.may(READ):
        return ()
    if closed and unpublished:
        return get_args(HiddenAs)
    return ("", "closed", "untold") if closed else ("", "untold", "unpublished") if unpublished else ("",)


def sees_whole(audience: str, caller: Caller) -> bool:
    """Whether a record of this audience may leave unopened: nothing in it is hidden from the caller."""
    return not audience_in(audience).hidden_from(caller)


def sees(audience: str, caller: Caller) -> bool:
    """Whether the caller may know of a record of this audience at all."""
    return EVERYTHING not in audience_in(audience).hidden_from(caller)


def shows_more(audience: str, caller: Caller) -> bool:
    """Whether the caller sees something of a record of this audience that is hidden from who may read and no more."""
    judged = audience_in(audience)
    hidden = judged.hidden
    if not hidden:
        return False
    hidden_from = judged.hidden_from(caller)
    return EVERYTHING not in hidden_from and not hidden <= hidden_from


def as_seen(kind: str, body: Mapping[str, Any], audience: str, caller: Caller) -> dict[str, Any]:
    """The body as this caller may see it; empty where the caller may not know of it."""
    return seen_by_all(kind, body, (audience,), caller)


def seen_by_all(kind: str, body: Mapping[str, Any], audiences: tuple[str, ...], caller: Caller) -> dict[str, Any]:
    """As `as_seen`, by the strictest of several audiences: what one of them hides is hidden."""
    judged = [audience_in(audience) for audience in audiences]
    hidden = frozenset().union(*(one.hidden_from(caller) for one in judged))
    return visible(kind, body, hidden, leaves_out=any(one.leaves_out for one in judged))
