"""Tables that list for each initiative its target groups, goals and principles, in cells with lists of their own."""

import re

from msgspec import Struct

from app.importers.referat.cells import paragraphs_of
from app.importers.referat.lines import Line

_LABELLED = re.compile(r"<p>[^<>]{0,120}(?:målgruppe|målene|\bmål\b|princip)[^<>]{0,120}:\s*</p>", re.IGNORECASE)
_ENTRY = re.compile(r"(?:^|\s)-\s+")
_AGREEMENT = re.compile(r"[Ss]undhedsaftale(?:n|ns)?\s+20\d\d\s*[-–]\s*20\d\d")


class ListedGroups(Struct):
    """One initiative of the table. Members of `groups` are the lists by what they are."""

    name: str
    first: Line
    last: Line
    groups: dict[str, list[str]]


def find_agreement(text: str) -> str | None:
    """The agreement whose words a text says it uses: it is bound to its years."""
    match = _AGREEMENT.search(text) if "undhedsaftale" in text else None
    if match is None:
        return None
    return re.sub(r"^s", "S", re.sub(r"aftalens?\b", "aftale", " ".join(match.group().split())))


def find_groups(lines: tuple[Line, ...]) -> tuple[ListedGroups, ...]:
    """A row whose lists go on without a label first is the rest of the row before (a page break cut it)."""
    found: list[ListedGroups] = []
    kind = ""
    for line in lines:
        if line.style != "row" or "<" not in line.text:
            continue
        cells = line.cells
        name, lists = " ".join(paragraphs_of(cells[0])), "".join(cells[1:])
        if _LABELLED.search(lists) is None and not found:
            continue
        goes_on = bool(found) and not lists.lstrip().startswith("<p>")
        if goes_on:
            found[-1].name = f"{found[-1].name} {name}".strip()
            found[-1].last = line
        elif name:
            found.append(ListedGroups(name, line, line, {}))
            kind = ""
        kind = _take(found[-1], lists, kind) if found else ""
    return tuple(found)


def _take(row: ListedGroups, lists: str, kind: str) -> str:
    for paragraph in paragraphs_of(lists):
        if paragraph.endswith(":"):
            kind = _kind(paragraph)
        elif kind:
            row.groups.setdefault(kind, []).extend(part for part in _ENTRY.split(paragraph) if part)
    return kind


def _kind(label: str) -> str:
    folded = label.casefold()
    if "målgruppe" in folded:
        return "target_groups"
    if "princip" in folded:
        return "principles"
    return "goals" if "mål" in folded else ""
