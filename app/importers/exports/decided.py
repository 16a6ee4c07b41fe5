"""Whose decision a section holds: this meeting's, or what another body or another day's meeting decided."""

import re
from datetime import date

from app.domain.danish_dates import find_date
from app.domain.identity import key_text
from app.domain.vocabulary import SectionKind

_DECISION = re.compile(r"beslutning(?:er)?\s*(?::?\s*$|(?:i|fra|af|den|d\.)\s+\S|\d)", re.IGNORECASE)
_EARLIER = re.compile(r"tidligere\s+beslutning", re.IGNORECASE)
_BODY = re.compile(
    r"beslutning(?:er)?\s+(?:i|fra|af)\s+(?P<body>.+?)(?:[\s,]*\b(?:på mødet|den|d\.))*[\s,:]*",
    re.IGNORECASE | re.DOTALL,
)
_NOT_RELEASED = "beslutning ikke frigivet"


def decision_kind(heading: str | None, forum_name: str, day: date | None) -> SectionKind | None:
    """`decision` for "Beslutning" and for "Beslutning i BODY den DAY" of this body and day, `earlier_decisions` where
    it names another; null for any other heading."""
    said = (heading or "").strip()
    if _EARLIER.match(said) is not None:
        return "earlier_decisions"
    if _DECISION.match(said) is None:
        return None
    reading = find_date(said)
    told = None if reading is None else reading.date.day
    match = _BODY.fullmatch(said if reading is None else said[: reading.span[0]])
    return own_or_earlier(None if match is None else match["body"], told, forum_name, day)


def own_or_earlier(body: str | None, told: date | None, forum_name: str, day: date | None) -> SectionKind:
    """Null for a body or a day that is not told: then it is the meeting's own."""
    is_day = told is None or day is None or told == day
    return "decision" if is_day and (body is None or is_same_body(body, forum_name)) else "earlier_decisions"


def is_same_body(one: str, other: str) -> bool:
    """The same name, or one with something behind it: "Byråd" and "Byrådet", "Havneudvalget 2030-2033"."""
    first, second = sorted((key_text(one), key_text(other)), key=len)
    return bool(first) and second.startswith(first)


def is_unreleased(text: str | None) -> bool:
    """Whether a text only holds the place of a decision."""
    return " ".join((text or "").split()).strip(" .:").casefold() == _NOT_RELEASED
