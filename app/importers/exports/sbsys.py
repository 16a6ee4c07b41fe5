"""SBSYS: one `Dagsorden` of a meeting in an XML file, its attachments beside it (esdh-formats.md section 1).

No real file was seen when this was written; names and meanings are those that importers and a vendor's page tell.
Open is said of the agenda, of each item and attachment, and by the name of the group that items stand in; an item or
attachment is open only where all of them say so, and nothing of a draft is. The export names no people.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from app.domain.findings import Finding
from app.domain.vocabulary import Access, DocumentKind
from app.importers.drop import Drop, Names, same_name
from app.importers.exports.bodies import section_of
from app.importers.exports.enclosed import base_name, belonging, missing_files, whole_document
from app.importers.exports.export import Export, ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.items import titled
from app.importers.exports.values import (
    MeetingTimes,
    access_of,
    attribute_of,
    child,
    children,
    danish_instant,
    folded,
    markup_of,
    meeting_times,
    number_id_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element, plain_name

_PREVIEW = "preview.xml"
_DOCUMENT = "dagsorden.html"
_CLOSED_GROUP = re.compile(r"\b(?:lukke|fortrolig|ikke[ -]offentlig|personsag)", re.IGNORECASE)
_ACCESS_GROUP = re.compile(r"(?:åbne|lukkede) dagsordens?punkter", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_")
_CASE_NUMBERS = frozenset({"sagsnummer", "sagsnr"})
_KNOWN = frozenset({"overskrift", "indhold", "bilagsliste", "dagsordenpunkt", "dagsordenpunkter", "gruppe"})


def reads(root: Element) -> bool:
    return plain_name(root) == "Dagsorden" and root.get("DagsordenID") is not None


def read(root: Element, drop: Drop) -> Export | Finding:
    meeting = child(root, "Møde")
    forum_name = attribute_of(meeting, "Udvalg")
    if meeting is None or forum_name is None:
        return Finding("format_unknown", "error", "Dagsordenen har intet »Møde« med et »Udvalg«. Den er ikke læst.")
    is_draft = _type(root) == "kladde"
    access = "closed" if is_draft else access_of(root.get("Åben"))
    findings: list[Finding] = []
    beside = Names(drop.names())
    items = titled(tuple(_items(root, access, beside, findings)), findings)
    document = whole_document((_DOCUMENT,), beside, items, access)
    files = () if document is None else (document,)
    times = _times(meeting)
    return Export(
        "sbsys",
        forum_name,
        number_id_of(meeting, "UdvalgID"),
        meeting_id=number_id_of(meeting, "MødeID"),
        publication_id=number_id_of(root, "DagsordenID"),
        kind=_kind(root),
        is_draft=is_draft,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        location=attribute_of(meeting, "Mødested"),
        access=access,
        introduction=_front_page(root),
        items=items,
        files=files,
        findings=(*times.findings, *findings, *missing_files(items, files, beside)),
    )


def parts(root: Element, drop: Drop) -> tuple[str, ...]:
    """Its files, and the draft that lies beside the real one under a name of its own: that is never read."""
    export = read(root, drop)
    files = () if isinstance(export, Finding) else belonging(export, drop)
    return (*files, *(name for name in drop.names() if same_name(name) == _PREVIEW))


def _type(root: Element) -> str:
    return (attribute_of(root, "Dagsordentype") or "").casefold()


def _kind(root: Element) -> DocumentKind:
    """The attribute tells a supplement; where it is left out, the word for one does."""
    told = _type(root)
    if told == "referat":
        return "minutes"
    mark = root.get("Tillægsdagsorden")
    is_supplement = told.startswith("tillæg") if mark is None else truth(mark)
    return "supplementary_agenda" if is_supplement else "agenda"


def _times(meeting: Element) -> MeetingTimes:
    day, clock = meeting.get("Mødedato"), meeting.get("Mødetid")
    ends_on, ends = meeting.get("Mødeslutdato"), meeting.get("Mødesluttid")
    end = danish_instant(ends_on or day, ends) if folded(ends) else None
    return meeting_times(danish_instant(day, clock), end)


def _front_page(root: Element) -> str | None:
    """Where it stands is not known, so it is looked for by its name."""
    found = next((part for part in root.iter() if plain_name(part).casefold() == "forsidetekst"), None)
    return markup_of(found) if found is not None else root.get("forsidetekst") or root.get("Forsidetekst")


def _items(root: Element, access: Access, beside: Names, findings: list[Finding]) -> Iterator[ExportedItem]:
    for container in children(root, "Dagsordenpunkter"):
        for element, level in _points(container, access, findings):
            yield _item(element, level, beside, findings)


def _points(parent: Element, access: Access, findings: list[Finding]) -> Iterator[tuple[Element, Access]]:
    """Each item with what it stands in says of access, in the order of the file; groups may hold groups."""
    for part in parent:
        name = plain_name(part)
        if name == "Dagsordenpunkt":
            level = strictest(access, access_of(part.get("Åbent")))
            yield part, level
            yield from _points(part, level, findings)
        elif name == "Gruppe":
            yield from _points(part, strictest(access, _group_access(part, findings)), findings)
        elif name == "Dagsordenpunkter":
            yield from _points(part, access, findings)


def _group_access(group: Element, findings: list[Finding]) -> Access:
    """A group that is named for something else closes nothing; its name has no place in a meeting."""
    name = attribute_of(group, "navn") or attribute_of(group, "Navn") or ""
    if _CLOSED_GROUP.search(name):
        return "closed"
    if name and _ACCESS_GROUP.fullmatch(name) is None:
        findings.append(_unplaced(f"Gruppens navn »{name}« er ikke taget med; dens punkter er."))
    return "open"


def _item(element: Element, access: Access, beside: Names, findings: list[Finding]) -> ExportedItem:
    number = attribute_of(element, "Nummer") or ""
    for part in element:
        if plain_name(part).casefold() not in _KNOWN | _CASE_NUMBERS and text_of(part) is not None:
            message = f"»{plain_name(part)}« i punkt {number} er et ukendt felt; dets tekst er ikke taget med."
            findings.append(_unplaced(message))
    return ExportedItem(
        number,
        text_of(element, "Overskrift") or "",
        number_id_of(element, "DagsordenpunktID"),
        case_number=_case_number(element),
        access=access,
        sections=tuple(_sections(element, access)),
        attachments=tuple(_file(one, access, beside) for one in children(element, "Bilagsliste", "Bilag")),
    )


def _case_number(element: Element) -> str | None:
    """What the export calls it is not known, so it is looked for by its word, as an attribute or an element."""
    said = {name.casefold(): folded(str(value)) for name, value in element.attrib.items()}
    said |= {plain_name(part).casefold(): text_of(part) for part in element}
    return next((value for name, value in said.items() if name in _CASE_NUMBERS and value), None)


def _sections(element: Element, access: Access) -> Iterator[ExportedSection]:
    """The name of each element inside `Indhold` is the heading of its text."""
    for content in children(element, "Indhold"):
        parts = [section_of(None, content.text, access)]
        for part in content:
            parts.append(section_of(_heading(plain_name(part)), markup_of(part), access))
            parts.append(section_of(None, part.tail, access))
        yield from (part for part in parts if part is not None)


def _heading(name: str) -> str:
    """Letters that no element name may hold stand as `_x0020_`."""
    return " ".join(_ESCAPED.sub(_letter, name).split())


def _letter(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else escaped[0]


def _file(element: Element, access: Access, beside: Names) -> ExportedFile:
    path = _path(attribute_of(element, "BilagUrl"), beside)
    name = base_name(path)
    return ExportedFile(
        attribute_of(element, "Navn") or name or "Bilag",
        path,
        number_id_of(element, "BilagID"),
        file_name=name,
        access=strictest(access, access_of(element.get("MaaPubliceres"))),
    )


def _path(url: str | None, beside: Names) -> str | None:
    """As given, unless only what its `%20` mean is the name of a file."""
    if url is None or "%" not in url:
        return url
    plain = unquote(url)
    return plain if beside.found(url) is None and beside.found(plain) is not None else url


def _unplaced(message: str) -> Finding:
    return Finding("text_unplaced", "warning", message)
