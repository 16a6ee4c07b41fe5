"""The parts that are read and changed one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.schemas.funding import Allocation, CarryOver, Grant, Transfer
from app.schemas.initiatives import StatusReport
from app.schemas.meetings import AgendaItem, Attendee
from app.schemas.shared import Part
from app.services.ports import Kind


@dataclass(frozen=True, slots=True)
class PartKind:
    """The parts in one collection of a kind of resource."""

    kind: Kind
    collection: str
    shape: type[Part]
    noun: str


PART_KINDS: Mapping[str, PartKind] = MappingProxyType(
    {
        part.collection: part
        for part in (
            PartKind("meeting", "agenda_items", AgendaItem, "agenda item"),
            PartKind("meeting", "attendees", Attendee, "attendee"),
            PartKind("initiative", "status_reports", StatusReport, "status report"),
            PartKind("funding", "grants", Grant, "grant"),
            PartKind("funding", "allocations", Allocation, "allocation"),
            PartKind("funding", "transfers", Transfer, "transfer"),
            PartKind("funding", "carry_overs", CarryOver, "carry-over"),
        )
    }
)
"""By collection, whose names are unique."""


def collections_of(kind: Kind) -> tuple[str, ...]:
    return tuple(part.collection for part in PART_KINDS.values() if part.kind == kind)
