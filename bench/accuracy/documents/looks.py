"""How a document may look, each concern by itself."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_type_hints

Head = Literal["lines", "table", "ruled", "title", "pairs"]
Attendees = Literal["lines", "bullets", "table", "ruled", "commas", "numbered", "states"]
Heading = Literal["Punkt 1: T", "1. T", "Punkt 1 - T", "1 T", "Punkt 1|T"]
CaseNumber = Literal["bare", "Sagsnr.: X", "table"]
DecisionPlace = Literal["first", "last"]
Attachments = Literal["plain", "bullets", "numbered"]
Tables = Literal["ruled", "open", "lines"]
Contents = Literal["none", "numbered", "dots"]
Furniture = Literal["none", "number", "side", "running", "letterhead"]
Font = Literal["serif", "sans", "mono"]
Spacing = Literal["apart", "dense"]


@dataclass(frozen=True, slots=True)
class Look:
    """`size` in points, `margin` in millimetres; `justified` text has even margins."""

    head: Head = "lines"
    attendees: Attendees = "lines"
    heading: Heading = "Punkt 1: T"
    case_number: CaseNumber = "bare"
    decision_place: DecisionPlace = "first"
    attachments: Attachments = "plain"
    tables: Tables = "ruled"
    contents: Contents = "none"
    furniture: Furniture = "number"
    font: Font = "serif"
    spacing: Spacing = "apart"
    size: Literal[11, 8, 9, 12, 14] = 11
    margin: Literal[25, 12, 45] = 25
    justified: Literal[False, True] = False

    @property
    def name(self) -> str:
        """What differs from the plainest look."""
        plain = Look()
        changed = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return ", ".join(f"{name}={value}" for name, value in changed if value != getattr(plain, name)) or "plain"


_OPTIONS: dict[str, tuple[Any, ...]] = {name: get_args(hint) for name, hint in get_type_hints(Look).items()}


def alone() -> Iterator[Look]:
    """The plainest look, then each variation by itself."""
    plain = Look()
    yield plain
    for concern, options in _OPTIONS.items():
        for option in options:
            if option != getattr(plain, concern):
                yield replace(plain, **{concern: option})


def combined(seed: int) -> Look:
    """A look that chooses at random, each concern by itself."""
    chance = random.Random(seed)
    chosen: dict[str, Any] = {concern: chance.choice(options) for concern, options in _OPTIONS.items()}
    return Look(**chosen)
