"""What imported documents said of one resource, and what they say together, so that imports may come in any order.

Documents are ordered by the day of their meeting; several of one meeting by how far they are (an agenda before
minutes), then by when they first came; two meetings of one day by their keys. Of those that say the same, but for
where it was read, the first and the last count (`telling`): those between add nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.exact_json import encode
from app.domain.findings import Finding
from app.services.import_overlay import MEETING_STEPS, is_supplement, overlaid, with_additions
from app.services.ports import Body, Kind

Order = tuple[str, ...]

_NEVER_ALIKE = frozenset({"funding", "meeting"})
"""Each document says something of its own of these."""


@dataclass(frozen=True)
class Saying:
    """`is_addition`: said under a name that a person merged into this resource. `is_applied`: the import was completed
    and the resource was there to take it. `at` is when the job said it; of a document that was read several times the
    last reading counts.

    `likeness` is the same for contents that differ in evidence alone, and computed where it is not known.
    """

    order: Order
    document_id: str
    kind: Kind
    content: Body
    is_addition: bool = False
    is_applied: bool = False
    job: str = ""
    at: str = ""
    likeness: str = ""

    def __post_init__(self) -> None:
        if not self.likeness:
            object.__setattr__(self, "likeness", _likeness(self))


@dataclass(frozen=True, slots=True)
class Told:
    """What documents say together. `findings` are about statements that a pot's policy kept from being applied."""

    body: Body | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """`befores` are what the record may hold of imports, the completed ones first; `now` is with this import."""

    befores: tuple[Body | None, ...]
    now: Told


def order_of(
    meeting: Body | None, key: str | None, first_seen_at: str, document_id: str, day: date | None = None
) -> Order:
    """`meeting` is the content of the document's own meeting, `key` its natural key; `day` is that of a document
    without one."""
    told = (meeting or {}).get("date") or {}
    step = str(MEETING_STEPS.index(meeting["status"])) if meeting else ""
    if meeting and is_supplement(meeting):
        step += "+"
    at = told.get("from") or (day.isoformat() if day else "")
    return (at, key or document_id, step, first_seen_at, document_id)


def around(others: Iterable[Saying], own: Saying) -> Around:
    """`own` is what this import's document says. An older reading of it counts before, and no longer now."""
    known = list(others)
    applied = [one for one in known if one.is_applied]
    befores = [together(applied)]
    if len(applied) < len(known):
        befores.append(together(known))
    others_now = [one for one in known if one.document_id != own.document_id]
    before, now = telling(known), telling([*others_now, own])
    if now[-1] is own and now[:-1] == before and not own.is_addition:
        return Around(tuple(befores), Told(*overlaid(own.kind, befores[-1], own.content, own.document_id)))
    return Around(tuple(befores), _laid(now, since=own.order))


def together(sayings: Iterable[Saying]) -> Body | None:
    """What these say together; null where nobody says anything."""
    return _laid(telling(sayings)).body


def telling(sayings: Iterable[Saying]) -> list[Saying]:
    """In their order, without those that stand between two that say the same."""
    alike: dict[tuple[str, bool], list[Saying]] = {}
    for one in sorted(sayings, key=_place):
        alike.setdefault((one.likeness, one.is_addition), []).append(one)
    return sorted((one for same in alike.values() for one in (same[0], *same[1:][-1:])), key=_place)


def _place(one: Saying) -> tuple[Order, bool]:
    return one.order, one.is_addition


def _laid(sayings: list[Saying], since: Order | None = None) -> Told:
    """Laid over each other. `since`: findings only of the documents from this one on."""
    body: Body | None = None
    findings: tuple[Finding, ...] = ()
    for one in sayings:
        if one.is_addition and body is not None:
            body = with_additions(body, one.content)
            continue
        body, refused = overlaid(one.kind, body, one.content, one.document_id)
        if since is not None and since <= one.order:
            findings += refused
    return Told(body, findings)


def _likeness(one: Saying) -> str:
    if one.kind in _NEVER_ALIKE:
        return one.document_id
    return hashlib.sha256(encode(_without_evidence(one.content))).hexdigest()[:32]


def _without_evidence(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_evidence(child) for name, child in value.items() if name != "evidence"}
    return [_without_evidence(child) for child in value] if isinstance(value, list) else value
