"""What an item's heading says beside the title, and the lines of ids below (or above) it."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.domain.identity import key_text
from app.domain.vocabulary import Access
from app.importers.referat.ids import Id, is_case_number, read_access, read_id, split_title
from app.importers.referat.lines import Line
from app.importers.referat.numbered import read_marked
from app.importers.referat.sections import OwnMeeting

Placed = tuple[Line, str]
"""A line and the field that holds it: a JSON Pointer from the item, or from the document where it begins with "/"."""

_MARKS = re.compile(r"</?\w{1,6}>|\*\*|__|^#{1,6} ")
_ACCESS_HEAD = re.compile(
    r"[a-zæøå]+\.?(?: nr\.?)? \d{1,4}\W{1,4}(åbent?|lukket)(?: punkt| dagsorden| sag)\b", re.IGNORECASE
)
_LABELLED_WITHIN = 10
_CERTAIN_ACCESS_TAIL = re.compile(r"\s*[-–]?\s*\((?:Åben|ÅBEN|[Ll]ukket|LUKKET)\)$")
_ACCESS_TAIL = re.compile(r"\s*[-–]?\s*\((åbent?|lukket)(?: punkt| sag)?\)$", re.IGNORECASE)


class Ids(Struct, frozen=True):
    """What lines of their own say of an item: "2 (Åben) …", "Sags ID: …", "Dok ID: …", "LUKKET PUNKT"."""

    access: Access = "unknown"
    case_number: str | None = None
    document_number: str | None = None
    second_title: tuple[str, Line] | None = None


def plain_headings(headings: Sequence[Line]) -> tuple[Line, ...]:
    """The headings without the case numbers and the "(Åben)" that this print puts after its titles."""
    tails = [split_title(heading.bare) for heading in headings]
    is_form = 2 * sum(number is not None for _, number, _ in tails) > len(headings)
    bare = [
        (title if number is not None and (labelled or is_form) else heading.bare).rstrip(" -–")
        for heading, (title, number, labelled) in zip(headings, tails, strict=True)
    ]
    is_usual = 2 * sum(_ACCESS_TAIL.search(title) is not None for title in bare) > len(headings)
    bare = [(_ACCESS_TAIL if is_usual else _CERTAIN_ACCESS_TAIL).sub("", title) for title in bare]
    return tuple(replace(heading, bare=title.rstrip(" -–")) for heading, title in zip(headings, bare, strict=True))


def take_ids(body: tuple[Line, ...], start: int, number: str | None, own: OwnMeeting) -> tuple[tuple[Placed, ...], int]:
    """The lines of ids from `start` on, and the index of the first line that is none."""
    found: list[Placed] = []
    end = at = start
    while at < len(body):
        line = body[at]
        if line.is_blank:
            at += 1
            continue
        field = _field(body, at, number, own, found)
        if field is None:
            break
        found.append((line, field))
        end = at = at + 1
    return tuple(found), end


def _field(body: tuple[Line, ...], at: int, number: str | None, own: OwnMeeting, before: list[Placed]) -> str | None:
    line = body[at]
    marked = read_marked(line)
    if marked is not None and marked.number == number:
        return "title"
    if before and own.called and key_text(line.bare) == own.called:
        return "/meeting/title"
    said = read_id(line)
    if said is None:
        return None
    if said.kind == "label":
        below = next((other for other in body[at + 1 : at + _LABELLED_WITHIN] if not other.is_blank), None)
        return "evidence/text" if below is not None and is_case_number(below.bare) else None
    return id_field(said, line, before)


def id_field(said: Id, line: Line, before: Sequence[Placed]) -> str:
    if said.kind == "case_number" and line.text.strip() == said.value:
        return "case_number" if all(field != "case_number" for _, field in before) else "evidence/text"
    return "evidence/text"


def read_item_ids(heading: Line, ids: tuple[Placed, ...]) -> Ids:
    """`heading` as printed in its `text`, its title in `bare`."""
    text = " ".join(_MARKS.sub("", heading.text).split())
    own = read_marked(replace(heading, bare=text, text=text)) if "(" in text else None
    access = read_access(text.partition(" ")[2]) if own is None else own.access
    access = read_access(heading.bare) if access == "unknown" else access
    if access == "unknown" and (match := _ACCESS_HEAD.match(text)) is not None:
        access = "closed" if match[1].casefold() == "lukket" else "open"
    title, number, _ = split_title(_ACCESS_TAIL.sub("", text) if text.endswith(")") else text)
    case_number = number if len(title) < len(text) and not heading.bare.endswith(number or " ") else None
    document_number = None
    second: tuple[str, Line] | None = None
    for line, _ in ids:
        said = read_id(line)
        if said is None:
            marked = read_marked(line)
            if marked is not None and second is None:
                second, access = (marked.title, line), marked.access
        elif said.kind == "case_number":
            case_number = case_number or said.value
        elif said.kind == "document_number":
            document_number = document_number or said.value
        elif said.kind == "access":
            access = "closed" if said.value == "closed" or access == "closed" else "open"
    return Ids(access, case_number, document_number, second)
