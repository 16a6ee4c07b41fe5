"""What of a resource can be found: its passages, each a hit of its own, with their texts by where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

PassageKind = Literal["initiative", "meeting", "agenda_item", "decision"]
Place = Literal["title", "decision", "text"]

RECORD_KINDS: Mapping[PassageKind, Literal["initiative", "meeting"]] = MappingProxyType(
    {"initiative": "initiative", "meeting": "meeting", "agenda_item": "meeting", "decision": "meeting"}
)
"""Of which kind of record a passage is part."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`id` is the part's, or the resource's own. `title` is what a reader is shown; `context` is what it stands under.

    `texts` are pieces of text by their place, none of them empty.
    """

    kind: PassageKind
    id: str
    title: str | None
    number: str | None
    agenda_item_id: str | None
    context: str
    texts: Mapping[Place, tuple[str, ...]]


def passages(kind: str, body: Mapping[str, Any]) -> Iterator[Passage]:
    """In the order of the document. Other kinds than meetings and initiatives, and tombstones, have none."""
    if "deleted_at" in body:
        return
    if kind == "initiative":
        yield _initiative(body)
    elif kind == "meeting":
        yield _meeting(body)
        for item in body.get("agenda_items") or ():
            yield _agenda_item(item, body)
            if item.get("decision") is not None:
                yield _decision(item, body)


def _initiative(body: Mapping[str, Any]) -> Passage:
    named = [body.get("code"), body.get("name"), *_each(body.get("name_variants"), "text")]
    texts = [text for name in ("target_groups", "goals", "principles") for text in _each(body.get(name), "text")]
    texts += _section_texts(body.get("sections") or ())
    texts += _each(body.get("milestones"), "title", "text")
    texts += _each(body.get("status_reports"), "text", "note")
    title = body.get("name") or body.get("code")
    return Passage("initiative", body["id"], title, body.get("code"), None, "", _texts(title=named, text=texts))


def _meeting(body: Mapping[str, Any]) -> Passage:
    location = body.get("location") or {}
    texts = [location.get("name"), location.get("address"), *(body.get("case_numbers") or ())]
    texts += _each(body.get("attachments"), "title", "file_name")
    title = body.get("title")
    return Passage("meeting", body["id"], title, body.get("number"), None, "", _texts(title=[title], text=texts))


def _agenda_item(item: Mapping[str, Any], meeting: Mapping[str, Any]) -> Passage:
    sections = [section for section in item.get("sections") or () if section.get("kind") != "decision"]
    texts = [*_section_texts(sections), *_each(item.get("recommendations"), "text")]
    texts += [cell for table in item.get("tables") or () for cell in _cells(table)]
    texts += _each(item.get("attachments"), "title", "file_name")
    texts += [*_each(item.get("follow_ups"), "text"), item.get("case_number"), item.get("document_number")]
    return Passage(
        "agenda_item",
        item["id"],
        item.get("title"),
        item.get("number"),
        item["id"],
        meeting.get("title") or "",
        _texts(title=[item.get("title")], text=texts),
    )


def _decision(item: Mapping[str, Any], meeting: Mapping[str, Any]) -> Passage:
    """On import the text repeats the section; where a person wrote neither, the points are all there is."""
    decision = item["decision"]
    sections = [section for section in item.get("sections") or () if section.get("kind") == "decision"]
    texts = [decision.get("text"), *_each(sections, "text"), *_each(decision.get("points"), "text")]
    context = f"{meeting.get('title') or ''} {item.get('title') or ''}"
    return Passage(
        "decision", item["id"], item.get("title"), item.get("number"), item["id"], context, _texts(decision=texts)
    )


def _section_texts(sections: Iterable[Mapping[str, Any]]) -> Iterator[str | None]:
    """A heading that says of which kind its section is stands everywhere and is about nothing; others are text."""
    for section in sections:
        yield section.get("text")
        if section.get("kind") == "other":
            yield section.get("heading")


def _cells(table: Mapping[str, Any]) -> Iterator[str | None]:
    yield table.get("caption")
    yield from table.get("header") or ()
    for row in table.get("rows") or ():
        yield from row


def _each(parts: Any, *members: str) -> list[str | None]:
    return [part.get(member) for part in parts or () for member in members]


def _texts(**places: list[str | None]) -> Mapping[Place, tuple[str, ...]]:
    """Each piece once, without the empty ones."""
    return {place: tuple(dict.fromkeys(text for text in texts if text)) for place, texts in places.items()}  # type: ignore[misc]  # the names are places
