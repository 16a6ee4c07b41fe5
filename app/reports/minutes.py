"""A meeting's minutes as they are set on a page, the same for every medium.

What is marked closed is not in them, whoever asks: minutes are sent on. A closed item keeps its number and its place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.reports.danish_time import clock, danish_day
from app.reports.text_blocks import Block, blocks, table

Wire = Mapping[str, Any]

_ATTENDANCE = {"present": "Til stede", "excused": "Afbud", "absent": "Fraværende", "away": "Ikke til stede"}
_ROLES = {
    "chair": "Formand",
    "co_chair": "Medformand",
    "moderator": "Ordstyrer",
    "minute_taker": "Referent",
    "secretariat": "Sekretariat",
    "guest": "Gæst",
    "member": "Medlem",
}
_STATUS = {
    "planned": "Planlagt",
    "agenda_published": "Dagsorden",
    "held": "Afholdt, referat ikke udsendt",
    "minutes_published": "Referat",
    "minutes_approved": "Godkendt referat",
    "cancelled": "Aflyst",
}
_DELIVERY = {"sent_separately": "sendt særskilt", "to_follow": "eftersendes"}
_HEADINGS = {
    "summary": "Resumé",
    "presentation": "Sagsfremstilling",
    "economy": "Økonomi",
    "legal_basis": "Lovgrundlag",
    "procedure": "Sagsgang",
    "timeline": "Tidsplan",
    "consultation": "Høring",
    "communication": "Kommunikation",
    "earlier_decisions": "Tidligere beslutninger",
    "absentees": "Fraværende",
    "attachments": "Bilag",
    "recommendation": "Indstilling",
    "other": "Bemærkninger",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """`is_recommendation` passages are set off."""

    heading: str
    blocks: tuple[Block, ...]
    is_recommendation: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A closed item has nothing but its number."""

    heading: str
    is_closed: bool
    facts: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    decision: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """An attendee's row."""

    name: str
    position: str
    roles: str
    attendance: str
    note: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """`held_on` is an ISO day or null; `facts` are labels with their values."""

    title: str
    kind: str
    held_on: str | None
    facts: tuple[tuple[str, str], ...]
    attendance_recorded: bool
    attendees: tuple[Present, ...]
    items: tuple[Item, ...]
    attachments: tuple[str, ...]

    @property
    def file_stem(self) -> str:
        return " ".join(filter(None, ("Referat", self.title, self.held_on)))


def minutes_of(meeting: Wire, forum: str | None, cluster: str | None) -> Minutes:
    """`meeting` is the wire form as the caller may see it."""
    day = _day(meeting)
    return Minutes(
        title=meeting["title"] or forum or "Møde",
        kind=_STATUS[meeting["status"]],
        held_on=day,
        facts=tuple((label, value) for label, value in _facts(meeting, forum, cluster, day) if value),
        attendance_recorded=meeting["attendance_recorded"],
        attendees=tuple(_present(one) for one in meeting["attendees"]),
        items=tuple(_item(one) for one in meeting["agenda_items"]),
        attachments=tuple(_attachments(meeting)),
    )


def _day(meeting: Wire) -> str | None:
    when = meeting["date"] or {}
    if when.get("precision") == "day":
        return str(when["from"])
    return meeting["starts_at"][:10] if meeting["starts_at"] else None


def _facts(meeting: Wire, forum: str | None, cluster: str | None, day: str | None) -> Iterator[tuple[str, str | None]]:
    yield "Klynge", cluster
    yield "Forum", forum
    yield "Møde nr.", meeting["number"]
    yield "Dato", danish_day(date.fromisoformat(day)) if day else (meeting["date"] or {}).get("text")
    yield "Tid", "–".join(clock(datetime.fromisoformat(at)) for at in (meeting["starts_at"], meeting["ends_at"]) if at)
    place = meeting["location"] or {}
    yield "Sted", ", ".join(filter(None, (place.get("name"), place.get("address"))))
    yield "Sagsnr.", ", ".join(meeting["case_numbers"])


def _present(attendee: Wire) -> Present:
    instead_of = (attendee["substitutes_for"] or {}).get("printed")
    items = ", ".join(one["number"] for one in attendee["agenda_items"] or () if one["number"])
    notes = (instead_of and f"i stedet for {instead_of}", items and f"punkt {items}", attendee["note"])
    position = (attendee["title"], attendee["organisation"], attendee["represents"])
    return Present(
        name=attendee["name"] or attendee["printed"] or "Uden navn",
        position=", ".join(dict.fromkeys(filter(None, position))),
        roles=", ".join(_ROLES[role] for role in attendee["roles"]),
        attendance=_ATTENDANCE.get(attendee["attendance"], ""),
        note="; ".join(filter(None, notes)),
    )


def _item(item: Wire) -> Item:
    if item["access"] == "closed":
        return Item(heading=_numbered(item["number"], "Lukket punkt"), is_closed=True)
    attachments = tuple(_attachments(item))
    decision = item["decision"]
    return Item(
        heading=_numbered(item["number"], item["title"]),
        is_closed=False,
        facts=tuple(_item_facts(item)),
        passages=tuple(_passages(item)),
        decision=_decision(decision) if decision else (),
        attachments=attachments,
        follow_ups=tuple(one["text"] for one in item["follow_ups"]),
    )


def _numbered(number: str | None, title: str) -> str:
    return f"{number.rstrip('.')}. {title}" if number else title


def _item_facts(item: Wire) -> Iterator[str]:
    if item["case_number"]:
        yield f"Sagsnr. {item['case_number']}"
    if item["duration_minutes"] is not None:
        yield f"{item['duration_minutes']} min."
    if item["presenters"]:
        yield f"Oplæg: {', '.join(one['name'] for one in item['presenters'])}"


def _passages(item: Wire) -> Iterator[Passage]:
    """The sections in their order but for those that are set elsewhere: the decision and a list of attachments."""
    elsewhere = {"decision"} if item["decision"] and item["decision"]["text"] else set()
    elsewhere |= {"attachments"} if item["attachments"] else set()
    kinds = {section["kind"] for section in item["sections"]}
    for place, section in enumerate(item["sections"]):
        if section["access"] == "closed" or section["kind"] in elsewhere:
            continue
        content = blocks(section["text"])
        if not any(block.kind == "table" for block in content):
            content += tuple(_tables(item, place))
        if content:
            yield Passage(_heading(section), content, section["kind"] == "recommendation")
    if item["recommendations"] and "recommendation" not in kinds:
        lines = tuple(_numbered(one["number"], one["text"]) for one in item["recommendations"])
        yield Passage("Indstilling", (Block("paragraph", lines),), is_recommendation=True)
    loose = tuple(_tables(item, None))
    if loose:
        yield Passage("Tabeller", loose, is_recommendation=False)


def _heading(section: Wire) -> str:
    return (section["heading"] or _HEADINGS.get(section["kind"], "Beslutning")).rstrip(" :")


def _tables(item: Wire, place: int | None) -> Iterator[Block]:
    for one in item["tables"]:
        rows = tuple(tuple(cell or "" for cell in row) for row in (one["header"], *one["rows"]) if row)
        if one["section_position"] == place and rows:
            yield table(rows)


def _decision(decision: Wire) -> tuple[Block, ...]:
    if decision["text"]:
        return blocks(decision["text"])
    lines = tuple(_numbered(point["number"], point["text"]) for point in decision["points"])
    return (Block("paragraph", lines),) if lines else ()


def _attachments(holder: Wire) -> Iterator[str]:
    for one in holder["attachments"]:
        if one["access"] != "closed":
            name = _numbered(one["number"], one["title"] or one["file_name"] or "Bilag uden titel")
            how = _DELIVERY.get(one["delivery"])
            yield f"{name} ({how})" if how else name
