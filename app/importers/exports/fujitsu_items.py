"""Items of a Fujitsu agenda: texts, what was decided here and elsewhere, attachments, and who was away
(esdh-formats.md 5.3 and 5.4)."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from app.domain.findings import Finding
from app.domain.vocabulary import Access, SectionKind
from app.importers.exports.bodies import section_of
from app.importers.exports.decided import decision_kind, is_unreleased, own_or_earlier
from app.importers.exports.enclosed import base_name
from app.importers.exports.export import ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.headed import Body
from app.importers.exports.people import name_and_party
from app.importers.exports.values import (
    access_of,
    child,
    children,
    id_of,
    instant,
    markup_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element, plain_name

_OPEN_HANDLING = {"offentlig publicering", "offentlig", "public", "åben", "true", "1"}
_TAGS = re.compile(r"<[^<>]*>")
_BETWEEN_NAMES = re.compile(r"[;,\n]")
_COUNT = re.compile(r"[0-9]{1,9}")


class Own(Struct, frozen=True):
    """The meeting that the agenda is of: what others decided on other days is not its own."""

    forum_name: str
    day: date | None


def below(element: Element | None, *names: str) -> list[Element]:
    """All elements along the names, however deep the first of them lies."""
    return [] if element is None else element.findall(".//" + "/".join(f"{{*}}{name}" for name in names))


def read_item(element: Element, body: Body, own: Own) -> ExportedItem:
    handling = child(element, "HandlingItem")
    access = access_of(text_of(element, "AccessIsPublic"))
    return ExportedItem(
        text_of(handling, "SerialNo") or "",
        _title(handling, element) or "",
        id_of(text_of(element, "Identifier")),
        case_number=text_of(handling, "CaseNumber"),
        access=access,
        sections=tuple(_sections(element, access, own)),
        attachments=tuple(_attachments(element, access, body)),
        absent=tuple(_absent(element, own)),
    )


def _title(handling: Element | None, element: Element) -> str | None:
    """The title that is meant for the public, which may differ wholly from the other."""
    places = (handling, element)
    return next(
        (said for name in ("NeutralTitle", "Title") for place in places if (said := text_of(place, name))), None
    )


def _sections(element: Element, access: Access, own: Own) -> Iterator[ExportedSection]:
    presented = tuple(_presented(element, access, own))
    yield from presented
    decided = {_letters(part) for part in presented if part.kind in {"decision", "earlier_decisions"}}
    for handling in below(element, "HandlingPlan", "Handling"):
        section = _handled(handling, access, own)
        if section is not None and _letters(section) not in decided:
            yield section


def _letters(section: ExportedSection) -> str:
    return "".join(_TAGS.sub("", section.html or section.text or "").split()).casefold()


def _presented(element: Element, access: Access, own: Own) -> Iterator[ExportedSection]:
    for part in below(element, "CasePresentations", "CasePresentation"):
        heading, markup = text_of(part, "Title"), markup_of(part, "Content")
        if is_unreleased(_TAGS.sub(" ", markup or "")):
            continue
        section = section_of(heading, markup, access, _kind(part, heading, own))
        if section is not None:
            yield section


def _kind(part: Element, heading: str | None, own: Own) -> SectionKind | None:
    """A decision by its flag or its heading, its own unless the heading names another body or day."""
    kind = decision_kind(heading, own.forum_name, own.day)
    return kind or ("decision" if truth(text_of(part, "IsDecision")) else None)


def _handled(handling: Element, access: Access, own: Own) -> ExportedSection | None:
    """What a body on the case's route decided, under a heading that says whose and when.

    A decision that is not open is never told as the item's own, whose text has no access but the item's.
    """
    markup = markup_of(handling, "Decision")
    if is_unreleased(_TAGS.sub(" ", markup or "")):
        return None
    kind = _whose(handling, own)
    level = strictest(access, _handling_access(handling, kind))
    forum, day = text_of(handling, "CommitteeName"), _day(handling)
    heading = "Beslutning" + (f" i {forum}" if forum else "") + (f" den {day:%d-%m-%Y}" if day else "")
    if kind == "decision" and level != access:
        kind = "earlier_decisions"
    return section_of(heading, markup, level, kind)


def _whose(handling: Element, own: Own) -> SectionKind:
    """A handling that tells neither body nor day is not known to be this meeting's."""
    forum, day = text_of(handling, "CommitteeName"), _day(handling)
    return "earlier_decisions" if forum is None else own_or_earlier(forum, day, own.forum_name, own.day)


def _handling_access(handling: Element, kind: SectionKind) -> Access:
    """The item's own flag tells of its own handling where this has none; of others nothing but their own does."""
    said = text_of(handling, "Access")
    if said is None and kind == "decision":
        return "open"
    return "open" if (said or "").casefold() in _OPEN_HANDLING else "closed"


def _day(handling: Element) -> date | None:
    known = (instant(text_of(handling, name)) for name in ("MeetingDate", "PlannedMeeting"))
    return next((moment.date() for moment in known if isinstance(moment, datetime)), None)


def _absent(element: Element, own: Own) -> Iterator[str]:
    """Names, each once, of those whom the item or its own handling calls absent."""
    own_handlings = [one for one in below(element, "HandlingPlan", "Handling") if _whose(one, own) == "decision"]
    rows = [row for one in own_handlings for row in children(one, "HandlingAbsences", "HandlingAbsence")]
    said = [text_of(row, "Name") for row in rows] + list(_named_absences(child(element, "Absences")))
    names = (name_and_party(name)[0] for name in said)
    yield from dict.fromkeys(name for name in names if name is not None)


def _named_absences(absences: Element | None) -> Iterator[str]:
    """Elements with names in them, or names with commas between."""
    if absences is None:
        return
    if len(absences):
        yield from ("".join(part.itertext()) for part in absences.iter() if plain_name(part) == "Name")
    else:
        yield from _BETWEEN_NAMES.split(absences.text or "")


def _attachments(element: Element, access: Access, body: Body) -> Iterator[ExportedFile]:
    """In the order they are to be shown, where all say it."""
    rows = below(element, "Attachments", "Attachment")
    shown = [text_of(row, "ShowOrder") or "" for row in rows]
    if all(_COUNT.fullmatch(text) for text in shown):
        rows = [rows[place] for place in sorted(range(len(rows)), key=lambda place: int(shown[place]))]
    for row in rows:
        yield _file(row, access, body)


def _file(row: Element, access: Access, body: Body) -> ExportedFile:
    path = body.beside(text_of(row, "Link"))
    name = base_name(path)
    level: Access = "open" if text_of(row, "AccessEnumName") == "Public" else "closed"
    return ExportedFile(
        text_of(row, "Title") or name or "Bilag",
        path,
        id_of(text_of(row, "Identifier")),
        name,
        document_number=text_of(row, "DocumentNumber"),
        access=strictest(access, level),
    )


def unexpected(elements: list[Element]) -> Iterator[Finding]:
    """Of items that treat more than one case only the first is read."""
    for place, element in enumerate(elements):
        if len(children(element, "HandlingItem")) > 1:
            message = f"Det {place + 1}. punkt har flere sager; kun den første sags overskrift er læst."
            yield Finding("text_unplaced", "warning", message, (f"/meeting/agenda_items/{place}",))
