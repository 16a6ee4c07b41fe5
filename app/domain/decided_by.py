"""A pot as far as it was decided by a day."""

from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]
DECIDED = ("allocations", "transfers", "carry_overs")


def meetings_named(pot: Wire) -> tuple[str, ...]:
    """Ids of the meetings that decided parts of the pot, or whose minutes show them."""
    parts = [part for name in DECIDED for part in pot[name]]
    return tuple(dict.fromkeys(id for part in parts for id in _meetings(part)))


def as_decided_by(pot: Wire, day: str, meeting_days: Mapping[str, str]) -> dict[str, Any]:
    """The pot with those allocations, transfers and carry-overs that were certainly decided by the day (ISO).

    Each was decided on the day its `decided` says (the last one, where it is fuzzy) or its meeting was held; where
    neither is known, by the meeting whose minutes show it. What has no known day is left out. Grants are not decided
    here and stay.
    """
    kept = {name: [part for part in pot[name] if _is_decided(part, day, meeting_days)] for name in DECIDED}
    return {**pot, **kept}


def is_undated(pot: Wire, meeting_days: Mapping[str, str]) -> bool:
    """Whether some part has no known day."""
    return any(_day(part, meeting_days) is None for name in DECIDED for part in pot[name])


def _is_decided(part: Wire, day: str, meeting_days: Mapping[str, str]) -> bool:
    known = _day(part, meeting_days)
    return known is not None and known <= day


def _day(part: Wire, meeting_days: Mapping[str, str]) -> str | None:
    stated: str | None = ((part.get("decided") or {}).get("on") or {}).get("to")
    return stated or next((meeting_days[id] for id in _meetings(part) if id in meeting_days), None)


def _meetings(part: Wire) -> Iterator[str]:
    """Who decided first, then who says so."""
    decided = part.get("decided") or {}
    for place in (decided, decided.get("evidence"), part.get("evidence")):
        if place and place.get("meeting_id"):
            yield place["meeting_id"]
