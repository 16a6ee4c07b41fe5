"""Headings of sections with their text on the same line: "Beslutning: Godkendt.", "Bilag: Kort; Overslag"."""

import re

from msgspec.structs import replace

from app.domain.vocabulary import SectionKind
from app.importers.referat.lines import Line
from app.importers.referat.section_words import WEAK_DECISIONS

_KINDS: dict[str, SectionKind] = {
    "beslutning": "decision",
    "mødebeslutning": "decision",
    "udvalgets beslutning": "decision",
    "konklusion": "decision",
    "afgørelse": "decision",
    "indstilling": "recommendation",
    "administrationens indstilling": "recommendation",
    "forvaltningens indstilling": "recommendation",
    "resume": "summary",
    "resumé": "summary",
    "sagsfremstilling": "presentation",
    "sagsbeskrivelse": "presentation",
    "fremstilling": "presentation",
    "bilag": "attachments",
    "bilagsliste": "attachments",
    "vedlagte bilag": "attachments",
    "vedhæftede bilag": "attachments",
    "bilag til punktet": "attachments",
    "bilag til sagen": "attachments",
}
_FIRST = frozenset(word[0].upper() for word in _KINDS) | {"*", "_", "<"}
_LABEL = re.compile(
    r"(?:\*\*|__|<(?:b|strong)>)?(?P<word>[A-ZÆØÅ][a-zæøåé]{4,18}(?: [a-zæøå]{3,11}){0,2}|[A-ZÆØÅÉ]{5,18})"
    r"(?:(?P<colon>:)(?:\*\*|__|</(?:b|strong)>)?|(?:\*\*|__|</(?:b|strong)>):| [-–](?=\s))\s+(?=\S)"
)
_LONGEST_LABEL = 60
_BEHIND_LABEL = (":", " -", " –")


def labelled_section(line: Line) -> tuple[SectionKind, Line] | None:
    """The kind of section that begins on the line, and the line as its text, the heading in `label`; null for any other
    line. A dash leads from "Beslutning" alone to a sentence."""
    if line.style != "plain" or line.bare[0] not in _FIRST:
        return None
    match = _LABEL.match(line.bare) if any(map(line.bare[:_LONGEST_LABEL].__contains__, _BEHIND_LABEL)) else None
    kind = None if match is None else _KINDS.get(match["word"].casefold())
    if match is None or kind is None:
        return None
    rest = line.bare[match.end() :]
    if ":" not in match[0] and (kind != "decision" or rest[0].islower()):
        return None
    return kind, replace(line, text=rest, bare=rest, label=match[0], heads=None)


def is_usual_decision(line: Line) -> bool:
    """Whether a decision begins on the line with one of the usual words, which "Konklusion" is not."""
    if begins_section(line) != "decision":
        return False
    labelled = labelled_section(line)
    word = line.bare if labelled is None else labelled[1].label
    return word.strip("*_: –-").casefold() not in WEAK_DECISIONS


def begins_section(line: Line) -> SectionKind | None:
    """The kind of section that the line is the heading of, or has the heading of."""
    kind = line.heads
    if kind is not None:
        return kind
    labelled = labelled_section(line)
    return None if labelled is None else labelled[0]


def with_labels(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines as printed, each with the heading that stands on it."""
    if lines and lines[0].label:
        return (replace(lines[0], text=lines[0].label + lines[0].text), *lines[1:])
    return lines
