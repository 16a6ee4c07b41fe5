"""Puts the text of a document together again from the fields that its placements name."""

import random
from collections import defaultdict

from app.importers.document import ImportedDocument

_OF_HEADING = frozenset({"title", "case_number", "evidence"})
"""Fields read from an item's heading and the lines of ids beside it; all of these lines are its evidence's text."""


def field_text(document: ImportedDocument, pointer: str) -> str:
    """The printed text of the field, or "." where a full stop was read as nothing."""
    if pointer == "/document/head":
        return document.document.head or ""
    parts = pointer.split("/")[1:]
    if parts[:2] == ["document", "unplaced"]:
        return document.document.unplaced[int(parts[2])].text
    assert parts[:2] == ["meeting", "agenda_items"], pointer
    assert document.meeting is not None
    item = document.meeting.agenda_items[int(parts[2])]
    sections = item.sections
    if parts[3] == "attachments":
        sections = item.attachments[int(parts[4])].sections
        del parts[3:5]
    section = sections[int(parts[4])]
    return (section.heading if parts[5] == "heading" else section.text) or "."


def rebuilt(document: ImportedDocument) -> dict[int, str]:
    """Line number to text, every field's lines in order. Asserts that each field is used up exactly."""
    numbers: dict[str, list[int]] = defaultdict(list)
    of_headings: dict[int, list[int]] = defaultdict(list)
    item = -1
    for number, pointer in document.placements:
        parts = pointer.split("/")[1:]
        if parts[:2] == ["meeting", "agenda_items"] and parts[3] in _OF_HEADING:
            item = int(parts[2])
            of_headings[item].append(number)
        elif pointer == "/meeting/title":
            of_headings[item].append(number)
        else:
            numbers[pointer].append(number)
    text: dict[int, str] = {}
    for pointer, own in numbers.items():
        _fill(text, field_text(document, pointer), own, pointer)
    for place, own in of_headings.items():
        assert document.meeting is not None
        _fill(text, document.meeting.agenda_items[place].evidence.text or "", sorted(own), f"item {place}")
    return text


def _fill(text: dict[int, str], field: str, numbers: list[int], name: str) -> None:
    lines = [line.strip() for line in field.split("\n") if line.strip()]
    assert len(lines) == len(numbers), name
    for number, line in zip(numbers, lines, strict=True):
        assert number not in text
        text[number] = line


def printed(document: ImportedDocument) -> dict[int, str]:
    assert document.text is not None
    return {number: line.strip() for number, line in enumerate(document.text.split("\n"), 1) if line.strip()}


def share_without_a_place(document: ImportedDocument) -> float:
    """Part of the non-blank lines that lie in a section of kind `other` or in `unplaced`."""
    assert document.meeting is not None
    lost = 0
    for _, pointer in document.placements:
        parts = pointer.split("/")[1:]
        if (parts[0] == "document" and parts[1] == "unplaced") or (
            len(parts) > 4
            and parts[3] == "sections"
            and document.meeting.agenda_items[int(parts[2])].sections[int(parts[4])].kind == "other"
        ):
            lost += 1
    return lost / len(document.placements)


def structure(document: ImportedDocument) -> list[tuple[str, ...]]:
    """Kinds of sections by item."""
    items = () if document.meeting is None else document.meeting.agenda_items
    return [tuple(section.kind for section in item.sections) for item in items]


def shuffled(text: str, seed: int) -> str:
    lines = text.split("\n")
    random.Random(seed).shuffle(lines)
    return "\n".join(lines)


def mutated(text: str, seed: int) -> str:
    """The text with up to eight lines dropped, doubled, swapped, cut, joined or with tabs for blanks."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 8)):
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0 if len(lines) > 2:
                del lines[here]
            case 1:
                lines.insert(there, lines[here])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                lines[here] = lines[here][: chance.randint(0, len(lines[here]))]
            case 4:
                lines[here] += lines[there]
            case _:
                lines[here] = lines[here].replace(" ", "\t", 2)
    return "\n".join(lines)
