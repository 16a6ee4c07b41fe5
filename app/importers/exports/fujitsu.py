"""Fujitsu's agenda: a notification that publishes or withdraws, and the body it points to (esdh-formats.md section 5).

A body can be read without its notification; that it is published is then not known. The body says nothing of access to
the agenda as a whole: that the output was filtered to what is public is a setting, and opens nothing by itself.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from app.domain.findings import Finding
from app.domain.vocabulary import Access, Attendance, DocumentKind, Role
from app.importers.drop import Drop, Names, same_name
from app.importers.exports.bodies import introduction_of
from app.importers.exports.enclosed import WHOLE_DOCUMENT, belonging, level_of_all, missing_files
from app.importers.exports.export import Export, ExportedAttendee, ExportedFile, ExportedItem
from app.importers.exports.fujitsu_items import Own, below, read_item, unexpected
from app.importers.exports.headed import Body, body_path, headless, other_body, read_body
from app.importers.exports.items import titled
from app.importers.exports.people import name_and_party, role_and_title
from app.importers.exports.values import (
    MeetingTimes,
    Time,
    child,
    children,
    id_of,
    instant,
    markup_of,
    meeting_times,
    revision_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element, plain_name

_NAMESPACE = "http://www.fujitsu.dk/agenda/xml/schemas/2009/03/31/"
_HEAD = "notifikationen"
_GUEST: tuple[Role, ...] = ("guest",)
_PLAIN_TYPES = {"dagsorden", "referat"}


def reads(root: Element) -> bool:
    return plain_name(root) == "Root" and (_notification(root) is not None or _committee(root) is not None)


def _own(root: Element, name: str) -> list[Element]:
    return [part for part in children(root, name) if etree.QName(part).namespace == _NAMESPACE]


def _notification(root: Element) -> Element | None:
    """The newest, where a file holds several."""
    rows = _own(root, "Notification")
    return max(rows, key=lambda row: revision_of(_stamp(row)) or "", default=None)


def _committee(root: Element) -> Element | None:
    return next(iter(_own(root, "Committee")), None)


def _stamp(notification: Element) -> Time:
    return instant(text_of(notification, "Timestamp"))


def read(root: Element, drop: Drop) -> Export | Finding:
    notification = _notification(root)
    if notification is None:
        return _read_body(Body(root), None, drop)
    agenda_id = id_of(text_of(notification, "AgendaIdentifier"))
    if agenda_id is None or text_of(notification, "Publish") is None:
        return _unreadable("Notifikationen mangler »AgendaIdentifier« eller »Publish«.")
    if len({id_of(text_of(row, "AgendaIdentifier")) for row in _own(root, "Notification")}) > 1:
        return _unreadable("Filen har notifikationer om flere dagsordener; forventet var én.")
    body = read_body((text_of(notification, "PathToXml"),), drop, _HEAD)
    if not truth(text_of(notification, "Publish")):
        return _withdrawn(notification, agenda_id, None if isinstance(body, Finding) else _committee(body.root))
    return body if isinstance(body, Finding) else _read_body(body, notification, drop)


def parts(root: Element, drop: Drop) -> tuple[str, ...]:
    """The body with its rendered twin, and the files that it names."""
    notification = _notification(root)
    if notification is None:
        export = _read_body(Body(root), None, drop)
        return () if isinstance(export, Finding) else belonging(export, drop)
    path = body_path((text_of(notification, "PathToXml"),), drop)
    if path is None:
        return ()
    body = read_body((path,), drop, _HEAD)
    export = body if isinstance(body, Finding) else _read_body(body, None, drop)
    held = {path, *(() if isinstance(export, Finding) else belonging(export, drop))}
    return tuple(name for name in drop.names() if name in held)


def _withdrawn(notification: Element, agenda_id: str, committee: Element | None) -> Export:
    """The body may be gone by then: without it the forum has no name."""
    return Export(
        "fujitsu",
        text_of(committee, "Name") or "",
        id_of(text_of(committee, "Identifier")),
        meeting_id=id_of(text_of(notification, "MeetingIdentifier")),
        publication_id=agenda_id,
        revision=revision_of(_stamp(notification)),
        is_withdrawn=True,
        starts_at=_times(child(committee, "Meeting")).starts_at,
        access="closed",
    )


def _read_body(body: Body, notification: Element | None, drop: Drop) -> Export | Finding:
    committee = _committee(body.root)
    meeting = child(committee, "Meeting")
    forum_name = text_of(committee, "Name")
    if committee is None or meeting is None or forum_name is None:
        return _unreadable("Dagsordenen har intet »Committee« med et »Name« og et »Meeting«.")
    wanted = id_of(text_of(notification, "AgendaIdentifier"))
    agenda = _agenda(committee, wanted)
    if isinstance(agenda, Finding):
        return agenda
    times = _times(meeting)
    kind = _kind(body.root, agenda)
    own = Own(forum_name, None if times.starts_at is None else times.starts_at.date())
    elements = below(agenda, "AgendaElements", "AgendaElement")
    findings = [*times.findings, *_told(notification, agenda), *unexpected(elements)]
    items = titled(tuple(read_item(element, body, own) for element in elements), findings)
    files = tuple(_rendered(body, items, drop))
    attendees = tuple(_attendees(meeting, is_minutes=kind == "minutes"))
    type = text_of(agenda, "Type")
    return Export(
        "fujitsu",
        forum_name,
        id_of(text_of(committee, "Identifier")),
        meeting_id=id_of(text_of(meeting, "MeetingIdentifier") or text_of(notification, "MeetingIdentifier")),
        publication_id=id_of(text_of(agenda, "Identifier")) or wanted,
        revision=None if notification is None else revision_of(_stamp(notification)),
        kind=kind,
        title=None if type is None or type.casefold() in _PLAIN_TYPES else type,
        number=text_of(meeting, "MeetingNumberIdentifier"),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        location=text_of(meeting, "MeetingLocation"),
        introduction=introduction_of(markup_of(meeting, "DescriptionText"), markup_of(agenda, "Note")),
        attendance_recorded=kind == "minutes" and any(one.attendance != "unknown" for one in attendees),
        attendees=attendees,
        items=items,
        files=files,
        is_headless=notification is None,
        findings=(*findings, *missing_files(items, files, Names(drop.names()))),
    )


def _agenda(committee: Element, wanted: str | None) -> Element | Finding:
    """The one that the notification names; without one, the only one."""
    agendas = below(committee, "Agenda")
    if not agendas or (wanted is None and len(agendas) > 1):
        return _unreadable(f"Filen har {len(agendas)} dagsordener (»Agenda«); forventet var én.")
    found = next((one for one in agendas if id_of(text_of(one, "Identifier")) == wanted), agendas[0])
    return other_body(_HEAD, wanted, id_of(text_of(found, "Identifier"))) or found


def _told(notification: Element | None, agenda: Element) -> Iterator[Finding]:
    if notification is None:
        id = id_of(text_of(agenda, "Identifier")) or "for dagsordenen"
        yield headless(_HEAD, f"en »Notification« med »AgendaIdentifier« {id}, hvis »PathToXml« er filen")
    elif isinstance(stamp := _stamp(notification), Finding):
        yield stamp


def _times(meeting: Element | None) -> MeetingTimes:
    return meeting_times(instant(text_of(meeting, "MeetingDateTime")), instant(text_of(meeting, "EndDateTime")))


def _kind(root: Element, agenda: Element) -> DocumentKind:
    if (text_of(root, "OutputTypeEnumName") or "").casefold().startswith("minute"):
        return "minutes"
    return "supplementary_agenda" if "tillæg" in (text_of(agenda, "Type") or "").casefold() else "agenda"


def _attendees(meeting: Element, *, is_minutes: bool) -> Iterator[ExportedAttendee]:
    """Members, then guests, each once."""
    members = below(meeting, "MeetingParticipants", "MeetingParticipant")
    guests = below(meeting, "MeetingParticipantExternals", "MeetingParticipantExternal")
    rows = [*((row, ()) for row in members), *((row, _GUEST) for row in guests)]
    seen: set[tuple[str | None, str]] = set()
    for row, usual in rows:
        one = _attendee(row, usual, is_minutes=is_minutes)
        if one is not None and (one.id, one.name) not in seen:
            seen.add((one.id, one.name))
            yield one


def _attendee(row: Element, usual: tuple[Role, ...], *, is_minutes: bool) -> ExportedAttendee | None:
    name, party = name_and_party(text_of(row, "Name"))
    if name is None:
        return None
    roles, title = role_and_title(text_of(row, "RoleInMeeting"))
    represents = text_of(row, "Represent")
    return ExportedAttendee(
        name,
        _attendance(text_of(row, "Participate"), is_minutes=is_minutes),
        id_of(text_of(row, "Identifier")),
        roles or usual,
        title,
        political_party=text_of(row, "PoliticalPartyList") or party or text_of(row, "PoliticalParty"),
        note=None if represents is None or represents.casefold() in {"true", "false", "0", "1"} else represents,
    )


def _attendance(participate: str | None, *, is_minutes: bool) -> Attendance:
    """Before there are minutes a "no" is an apology, and a "yes" tells nothing."""
    if participate is None:
        return "unknown"
    if truth(participate):
        return "present" if is_minutes else "unknown"
    return "absent" if is_minutes else "excused"


def _rendered(body: Body, items: tuple[ExportedItem, ...], drop: Drop) -> Iterator[ExportedFile]:
    """The rendered twin of the body: of its name, or the only one beside a body that came alone. It is open only where
    the output was filtered to what is public and nothing in it is closed."""
    beside = [name for name in drop.names() if name.rpartition("/")[0] == body.folder]
    pages = [name for name in beside if PurePosixPath(name).suffix.casefold() in {".html", ".htm"}]
    stem = None if body.path is None else same_name(PurePosixPath(body.path).stem)
    found = [name for name in pages if stem is None or same_name(PurePosixPath(name).stem) == stem]
    if len(found) == 1:
        filtered: Access = "open" if truth(text_of(body.root, "OutputFilterIsPublic")) else "closed"
        name = PurePosixPath(found[0]).name
        yield ExportedFile(
            WHOLE_DOCUMENT, found[0], file_name=name, access=strictest(filtered, level_of_all(items, "open"))
        )


def _unreadable(message: str) -> Finding:
    return Finding("format_unknown", "error", f"{message} Den er ikke læst.")
