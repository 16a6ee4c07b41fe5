"""Meetings in wire form for the reports, with invented people."""

from typing import Any

from app.schemas.meetings import MeetingRead

DAY = {"from": "2031-03-04", "to": "2031-03-04", "precision": "day"}
HOSTILE = '<script>alert(1)</script> #panic("x") *a* $x$ \\ "'
SECRET = "Køb af Møllegården"


def item(number: str, **members: Any) -> dict[str, Any]:
    return {"number": number, "title": f"Punktet {number}", **members}


def section(kind: str, text: str, **members: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, **members}


def meeting(*items: dict[str, Any], **members: Any) -> dict[str, Any]:
    """As it is served."""
    served = {
        "id": "0190a000-0000-7000-8000-000000000001",
        "version": 1,
        "created_at": "2031-03-01T08:00:00Z",
        "updated_at": "2031-03-01T08:00:00Z",
        "sources": [],
        "status": "minutes_published",
        "forum_id": "0190a000-0000-7000-8000-000000000002",
        "title": "Møde i Politisk Forum",
        "date": DAY,
        "starts_at": "2031-03-04T09:00:00+01:00",
        "ends_at": "2031-03-04T11:30:00+01:00",
        "attendance_recorded": True,
        "attendees": [
            {"name": "Ask Øllgaard", "title": "Borgmester", "roles": ["chair"], "attendance": "present"},
            {"name": "Bo Æbelø", "roles": ["member"], "attendance": "excused", "note": "sygdom"},
        ],
        "agenda_items": list(items),
        **members,
    }
    return MeetingRead.model_validate(served).model_dump()


def full() -> dict[str, Any]:
    return meeting(
        item(
            "1",
            title="Økonomi",
            sections=[
                section("presentation", "Midlerne fordeles:\n\n- nord\n- syd\n\nPart\tBeløb\nNord\t600\n\nSyd\t400"),
                section("recommendation", "Det indstilles, at\n1. midlerne fordeles"),
                section("decision", "Midlerne blev fordelt."),
                section("other", SECRET, access="closed"),
            ],
            decision={"text": "Midlerne blev fordelt.", "outcome": "approved"},
            attachments=[
                {"title": "Budget", "number": "1.1", "delivery": "to_follow"},
                {"title": SECRET, "access": "closed"},
            ],
        ),
        item(
            "2",
            title=SECRET,
            access="closed",
            sections=[section("presentation", SECRET)],
            decision={"text": SECRET},
            attachments=[{"title": SECRET}],
        ),
        item("3", title="Eventuelt"),
    )
