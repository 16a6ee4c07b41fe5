"""People of a `Publication`: those of the meeting, and those who were away for one item.

The statuses of the product are set up by each customer, and no code but 0 (`NotDecided`) is known. A status is what
the source's own table of codes says, by its code or its text; else it is read where its text is the plain Danish word
for it; any other is `unknown`. Code and text stand in the note as they came.
"""

from collections.abc import Iterator

from msgspec import Struct

from app.domain.vocabulary import Attendance
from app.importers.exports.export import ExportedAttendee
from app.importers.exports.people import ROLES, AttendanceCodes
from app.importers.exports.values import child, children, folded, number_id_of, text_of
from app.importers.exports.xml import Element

_WORDS: dict[str, Attendance] = {
    "til stede": "present",
    "tilstede": "present",
    "afbud": "excused",
    "fraværende": "absent",
    "ikke til stede": "away",
}
_STATUSES = ("ParticipationStatusAsValue", "ParticipationStatusAsText", "Participate")
_UNDECIDED = {"0", "0 notdecided", "notdecided", "0 ikke bestemt", "ikke bestemt"}


class ItemMembers(Struct, frozen=True):
    """`absent` are names; `told` has a line for each person of whom the item says more than a plain word."""

    absent: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def read_attendees(agendas: list[Element], codes: AttendanceCodes, *, is_minutes: bool) -> tuple[ExportedAttendee, ...]:
    """Everyone of the meeting once. Before there are minutes nobody came or stayed away: only an apology is known."""
    seen: dict[tuple[str | None, str], ExportedAttendee] = {}
    for agenda in agendas:
        for element in children(agenda, "Meeting", "Members", "MeetingMember"):
            one = _attendee(element, codes, is_minutes=is_minutes)
            if one is not None:
                seen.setdefault((one.id, one.name), one)
    return tuple(seen.values())


def _attendee(element: Element, codes: AttendanceCodes, *, is_minutes: bool) -> ExportedAttendee | None:
    name = text_of(element, "Name") or text_of(element, "Member", "Name")
    if name is None:
        return None
    words = tuple(_role_words(element))
    roles = tuple(dict.fromkeys(ROLES[word.casefold()] for word in words if word.casefold() in ROLES))
    attendance = _attendance(element, codes)
    return ExportedAttendee(
        name,
        attendance if is_minutes or attendance == "excused" else "unknown",
        number_id_of(child(element, "Member")),
        roles,
        title=", ".join(word for word in words if word.casefold() not in ROLES) or None,
        note=_note(element),
    )


def _role_words(element: Element) -> Iterator[str]:
    """Roles as words with commas between, or an element for each."""
    for name in ("MeetingMemberRolesList", "MeetingMemberRoles"):
        for part in children(element, name):
            texts = [text for text in part.itertext() if text.strip()]
            yield from (word for text in texts for one in text.replace(";", ",").split(",") if (word := folded(one)))


def _attendance(element: Element, codes: AttendanceCodes) -> Attendance:
    told = (text_of(element, name) or "" for name in _STATUSES)
    known = next((codes[status] for status in told if status in codes), None)
    return known or _WORDS.get((text_of(element, "ParticipationStatusAsText") or "").casefold(), "unknown")


def _status(element: Element) -> str | None:
    """Code and text as printed; null for one that nobody has set."""
    parts = (text_of(element, "ParticipationStatusAsValue"), text_of(element, "ParticipationStatusAsText"))
    told = " ".join(part for part in parts if part)
    return None if told.casefold() in _UNDECIDED else told or None


def _note(element: Element) -> str | None:
    participate = text_of(element, "Participate")
    variant = None if participate is None else f"Participate={participate}"
    return (
        ": ".join(part for part in (_status(element) or variant, text_of(element, "ParticipationNote")) if part) or None
    )


def read_item_members(element: Element, codes: AttendanceCodes) -> ItemMembers:
    absent: list[str] = []
    told: list[str] = []
    for one in children(element, "Members", "ItemMember"):
        name = text_of(one, "Name") or text_of(one, "Member", "Name")
        attendance = _attendance(one, codes)
        if name is None:
            continue
        if attendance in {"excused", "absent", "away"}:
            absent.append(name)
        if (attendance == "unknown" and _status(one)) or text_of(one, "ParticipationNote"):
            told.append(f"{name}: {_note(one)}")
    return ItemMembers(tuple(absent), tuple(told))
