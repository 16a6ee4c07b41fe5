"""Items of a `Publication`: sections, earlier decisions, enclosures, and who was away.

What is written of one agenda in two places (enclosures under the agenda and under their items) is read in one.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from app.domain.findings import Finding
from app.domain.vocabulary import Access, SectionKind
from app.importers.exports.bodies import plain_section, section_of
from app.importers.exports.enclosed import file_name
from app.importers.exports.export import ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.people import AttendanceCodes
from app.importers.exports.publication_members import read_item_members
from app.importers.exports.values import (
    access_of,
    access_unless,
    attribute_of,
    child,
    children,
    instant,
    markup_of,
    number_id_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element

_MULTILINE = {"2", "multiline"}
_COMPILED = ("_confidentia", "_public_case_")
_CLOSED_COMPILED = "_confidentia"


class Profile(Struct, frozen=True):
    """What the classic dialect and the variant say in different places. `file_path` is the element of an enclosure that
    names its file."""

    agenda_access: Callable[[Element], Access]
    file_access: Callable[[Element], Access]
    file_path: str


def classic(root: Element) -> Profile:
    """No flag on the agenda. `IsProtected` came late: where no enclosure of the file has it, nothing is said of any;
    where one has it, one without it is closed."""
    has_flag = next(root.iter("{*}IsProtected"), None) is not None

    def file_access(enclosure: Element) -> Access:
        return access_unless(text_of(enclosure, "IsProtected")) if has_flag else "unknown"

    return Profile(lambda _: "unknown", file_access, "InstantiationFilePathRelative")


AARHUS = Profile(
    lambda agenda: access_of(text_of(agenda, "IsPublic")),
    lambda enclosure: access_of(text_of(enclosure, "IsPublic")),
    "FileName",
)


def is_compiled(element: Element) -> bool:
    """Whether an item of the variant is none, but carries the closed or the open minutes as one document."""
    id = (element.get("ID") or "").casefold()
    return any(mark in id for mark in _COMPILED)


def read_compiled(element: Element, level: Access, profile: Profile) -> Iterator[ExportedFile]:
    """The closed minutes are closed whatever their flags say."""
    is_closed = _CLOSED_COMPILED in (element.get("ID") or "").casefold()
    access = "closed" if is_closed else _item_access(element, level)
    for enclosure in children(element, "Enclosures", "Enclosure"):
        yield _file(enclosure, access, profile, text_of(element, "Caption"))


def read_item(
    element: Element,
    level: Access,
    profile: Profile,
    under_agenda: Mapping[str, list[Element]],
    codes: AttendanceCodes,
) -> ExportedItem:
    """With the number and title that are there, which may be empty. `level` is the access of the whole; for
    `under_agenda` see `enclosures_of_items`."""
    access = _item_access(element, level)
    id = number_id_of(element)
    own = children(element, "Enclosures", "Enclosure")
    enclosures = _once([*own, *under_agenda.get(id or "", ())], profile)
    members = read_item_members(element, codes)
    sections = [*_sections(element, access), *_history(element, access)]
    if members.told:
        sections.append(ExportedSection("Deltagelse", text="\n".join(members.told), kind="other", access=access))
    return ExportedItem(
        text_of(element, "Number") or "",
        text_of(element, "Caption") or "",
        id,
        case_number=_case_number(element),
        access=access,
        sections=tuple(sections),
        attachments=tuple(_file(one, access, profile) for one in by_index(enclosures)),
        absent=members.absent,
    )


def _item_access(element: Element, level: Access) -> Access:
    """As the item says; closed where everything is."""
    return "closed" if level == "closed" else access_of(text_of(element, "IsPublic"))


def _case_number(element: Element) -> str | None:
    """A case with the id 0, and a lone dash, are none."""
    is_none = attribute_of(child(element, "Case"), "ID") == "0"
    numbers = (text_of(element, "ItemCaseNumber"), None if is_none else text_of(element, "Case", "Number"))
    return next((number for number in numbers if number is not None and number != "-"), None)


def _sections(element: Element, access: Access) -> Iterator[ExportedSection]:
    for part in by_index(children(element, "Fields", "ItemField")):
        kind: SectionKind | None = "decision" if truth(text_of(part, "IsFeedback")) else None
        types = {(text_of(part, name) or "").casefold() for name in ("FieldTypeAsValue", "FieldTypeAsEnum")}
        section = (plain_section if types & _MULTILINE else section_of)(
            text_of(part, "Caption"), markup_of(part, "Content"), access, kind
        )
        if section is not None:
            yield section


def _history(element: Element, access: Access) -> Iterator[ExportedSection]:
    """Decisions of other bodies or of earlier days, under a heading that says whose and when."""
    for part in children(element, "ItemHistory", "ItemField"):
        forum = text_of(part, "MeetingDetails", "CommitteeName")
        printed = text_of(part, "MeetingDetails", "MeetingDueDate")
        due = instant(printed)
        day = printed if isinstance(due, Finding) else None if due is None else f"{due:%d-%m-%Y}"
        heading = text_of(part, "Caption") or "Tidligere beslutning"
        heading += f" i {forum}" if forum else ""
        heading += f" den {day}" if day else ""
        section = section_of(heading, markup_of(part, "Content"), access, "earlier_decisions")
        if section is not None:
            yield section


def enclosures_of_items(agenda: Element) -> dict[str, list[Element]]:
    """The enclosures that stand under the agenda and name an item, by its id."""
    owned: dict[str, list[Element]] = {}
    for enclosure in _under_agenda(agenda):
        owner = number_id_of(enclosure, "ItemID")
        if owner is not None:
            owned.setdefault(owner, []).append(enclosure)
    return owned


def agenda_enclosures(
    agenda: Element, profile: Profile, items: tuple[ExportedItem, ...], access: Access
) -> Iterator[ExportedFile]:
    """Those under the agenda that belong to no item of the file. One that names an item which is not there is
    closed: what it was attached to may be."""
    known = {item.id for item in items} | {number_id_of(one) for one in children(agenda, "Items", "Item")}
    under_items = children(agenda, "Items", "Item", "Enclosures", "Enclosure")
    seen = {_identity(one, profile) for one in under_items}
    for enclosure in by_index(_once(_under_agenda(agenda), profile)):
        owner = number_id_of(enclosure, "ItemID")
        if _identity(enclosure, profile) in seen or (owner is not None and owner in known):
            continue
        yield _file(enclosure, access if owner is None else "closed", profile)


def _under_agenda(agenda: Element) -> list[Element]:
    return children(agenda, "Enclosures", "Enclosure")


def _once(enclosures: list[Element], profile: Profile) -> list[Element]:
    seen: dict[tuple[str | None, ...], Element] = {}
    for one in enclosures:
        seen.setdefault(_identity(one, profile), one)
    return list(seen.values())


def _identity(enclosure: Element, profile: Profile) -> tuple[str | None, ...]:
    id = number_id_of(enclosure)
    return (id,) if id is not None else (text_of(enclosure, profile.file_path), text_of(enclosure, "Name"))


def _file(enclosure: Element, access: Access, profile: Profile, title: str | None = None) -> ExportedFile:
    path = text_of(enclosure, profile.file_path)
    name = file_name(text_of(enclosure, "FileName"), path)
    size = text_of(enclosure, "FileLength") or ""
    return ExportedFile(
        text_of(enclosure, "Name") or title or name or "Bilag",
        path,
        number_id_of(enclosure),
        file_name=name,
        document_number=_document_number(enclosure),
        access=strictest(access, profile.file_access(enclosure)),
        size_bytes=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
    )


def _document_number(enclosure: Element) -> str | None:
    """A short number counts the enclosures; a long one, or one with letters, is that of a document."""
    number = text_of(enclosure, "Number")
    return None if number is None or (number.isdigit() and len(number) < 5) else number


def by_index(elements: list[Element]) -> list[Element]:
    """In the order of their `Index` where all have one, else as they stand."""
    indexes = [text_of(element, "Index") or "" for element in elements]
    if not all(index.isascii() and index.isdigit() and len(index) < 10 for index in indexes):
        return elements
    order = sorted(range(len(elements)), key=lambda place: int(indexes[place]))
    return [elements[place] for place in order]
