"""What a print may choose, each concern on its own; every choice has its own reader-visible effect."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_type_hints

Header = Literal["title_line", "fields", "meeting_of", "body_first", "municipality", "table", "prose", "protocol"]
Contents = Literal["none", "numbered", "dots", "tabs", "punkt", "unnumbered", "bare", "agenda_label"]
Heading = Literal[
    "Punkt 1: T",
    "Punkt 1 - T",
    "Punkt 1 – T",
    "Punkt 1. T",
    "Punkt 1 T",
    "Punkt nr. 1 T",
    "Punkt nr. 1: T",
    "Pkt. 1 T",
    "Pkt. 1: T",
    "pkt. 1 - T",
    "PUNKT 1 T",
    "Dagsordenspunkt 1: T",
    "Sag nr. 1 T",
    "Sag 1: T",
    "Sag nr. 1: T",
    "Punkt 1|T",
    "PUNKT 1||T",
    "Punkt 1:|T",
    "1. T",
    "1) T",
    "1: T",
    "1 T",
    "1 - T",
    "1\tT",
    "1.0 T",
    "1 (Åben) T",
    "1. (Lukket) T",
    "Punkt 1 (Åben) T",
    "Punkt 1: T (Åben)",
    "alone 1.|T",
]
CaseNumber = Literal[
    "bare",
    "Sagsnr.: X",
    "Sagsnr. X",
    "Sagsnummer: X",
    "Sagsnummer X",
    "Sags ID: X",
    "Sag: X",
    "J.nr. X",
    "Journalnr.: X",
    "[X]",
    "(X)",
    "(Sagsnr.: X)",
    "heading (X)",
    "heading (Sagsnr.: X)",
    "heading - X",
    "before X",
    "before Sagsnr.: X",
    "Sagsnr.\tX",
    "label|X",
    "with officer",
]
HeadingMarks = Literal["none", "bold", "html", "underlined", "hashes"]
Marks = Literal["none", "colon", "upper", "bold", "html", "underlined", "hashes", "brackets"]
DecisionHeading = Literal[
    "Beslutning",
    "Referat",
    "Beslutning i X den D",
    "Beslutning X den D",
    "Udvalgets beslutning",
    "X, D, pkt. N:",
    "X den D",
    "Afgørelse",
    "Mødebeslutning",
    "Konklusion",
    "Beslutning (X)",
    "Beslutning:",
]
DecisionPlace = Literal["first", "last", "before attachments"]
AttachmentPlace = Literal["last", "before text"]
Attendees = Literal[
    "lines",
    "dense",
    "bullets",
    "groups",
    "group_bullets",
    "commas",
    "prose",
    "rows",
    "dashes",
    "comma_state",
    "party",
    "status",
    "semicolons",
    "away_line",
    "numbered",
    "last",
]
AttachmentHeading = Literal[
    "Bilag",
    "Bilag:",
    "Bilagsliste",
    "Bilag til punktet",
    "Vedhæftede bilag",
    "Vedlagte bilag:",
    "BILAG",
    "Bilag til sagen",
]
AttachmentEntry = Literal["plain", "dash", "dot", "numbered", "indent", "file", "star", "wrapped", "dense"]
NoAttachments = Literal["nothing", "Bilag: ingen", "Ingen bilag", "Bilag|Ingen", "Bilag|-"]
Furniture = Literal[
    "none",
    "side",
    "side_of",
    "head_side",
    "head_feed",
    "feed",
    "dashes",
    "fraction",
    "head_line_side",
    "bare_feed",
    "head_only",
    "date_side",
]
Width = Literal["none", "80"]
Blanks = Literal["single", "none", "double", "items"]
Tables = Literal["tabs", "pipes", "markdown"]
Encoding = Literal["utf-8", "bom", "crlf", "cp1252"]
TitleWrap = Literal["none", "60", "hanging"]
Bullet = Literal["dash", "dot", "star", "indented", "letter"]
Absentees = Literal["none", "section", "line"]
Labels = Literal["own line", "same line", "same line, dash"]
"""Where the text under the heading of a decision or of attachments begins, if it is one line."""


@dataclass(frozen=True, slots=True)
class Choices:
    header: Header = "title_line"
    contents: Contents = "none"
    heading: Heading = "Punkt 1: T"
    heading_marks: HeadingMarks = "none"
    title_wrap: TitleWrap = "none"
    case_number: CaseNumber = "bare"
    marks: Marks = "none"
    decision_heading: DecisionHeading = "Beslutning"
    decision_place: DecisionPlace = "first"
    attendees: Attendees = "lines"
    attachment_heading: AttachmentHeading = "Bilag"
    attachment_entry: AttachmentEntry = "plain"
    attachment_place: AttachmentPlace = "last"
    no_attachments: NoAttachments = "nothing"
    absentees: Absentees = "none"
    furniture: Furniture = "none"
    width: Width = "none"
    blanks: Blanks = "single"
    tables: Tables = "tabs"
    bullet: Bullet = "dash"
    encoding: Encoding = "utf-8"
    labels: Labels = "own line"

    @property
    def name(self) -> str:
        """What differs from the plainest print."""
        plain = Choices()
        changed = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return ", ".join(f"{name}={value}" for name, value in changed if value != getattr(plain, name)) or "plain"


LAYOUTS: dict[str, Choices] = {
    "lines": Choices(),
    "groups": Choices(attendees="groups", absentees="section", attachment_place="before text"),
    "commas": Choices(attendees="commas"),
    "dense": Choices(attendees="dense", blanks="none"),
}
"""The handful that every run of the tests reads whole."""

_OPTIONS: dict[str, tuple[Any, ...]] = {name: get_args(hint) for name, hint in get_type_hints(Choices).items()}


def alone() -> Iterator[Choices]:
    """The plainest print, then each variation by itself."""
    plain = Choices()
    yield plain
    for concern, options in _OPTIONS.items():
        for option in options:
            if option != getattr(plain, concern):
                yield replace(plain, **{concern: option})


def combined(seed: int) -> Choices:
    """A print that chooses at random, each concern by itself."""
    chance = random.Random(seed)
    chosen: dict[str, Any] = {concern: chance.choice(options) for concern, options in _OPTIONS.items()}
    return Choices(**chosen)
