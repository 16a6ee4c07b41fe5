"""Examples of the shapes for OpenAPI. What the service answers is made by the shapes themselves of what is sent."""

from collections.abc import Mapping

from pydantic import BaseModel

from app.schemas import clusters, forums, funding, initiatives, meetings, participants
from app.schemas.example_answers import answers, full, page
from app.schemas.example_bodies import (
    AGENDA_ITEM,
    ALLOCATION_PART,
    ATTENDEE_ROW,
    CARRY_OVER_PART,
    CONTENT,
    GRANT_PART,
    MEETING,
    PATCHES,
    STATUS_REPORT,
    TIMES,
    TRANSFER_PART,
    UPSERTS,
    Body,
)
from app.schemas.parts import part_read_of
from app.schemas.shared import Part

_VERSION = 3
_RESOURCES: Mapping[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "Cluster": (clusters.ClusterRead, clusters.ClusterSummary),
    "Forum": (forums.ForumRead, forums.ForumSummary),
    "Participant": (participants.ParticipantRead, participants.ParticipantSummary),
    "Initiative": (initiatives.InitiativeRead, initiatives.InitiativeSummary),
    "Meeting": (meetings.MeetingRead, meetings.MeetingSummary),
    "Funding": (funding.FundingRead, funding.FundingSummary),
}
_PARTS: Mapping[str, tuple[type[Part], Body, Body]] = {
    "AgendaItem": (meetings.AgendaItem, AGENDA_ITEM, {"duration_minutes": 30}),
    "Attendee": (meetings.Attendee, ATTENDEE_ROW, {"attendance": "excused"}),
    "StatusReport": (initiatives.StatusReport, STATUS_REPORT, {"spent_dkk": 95000}),
    "Grant": (funding.Grant, GRANT_PART, {}),
    "Allocation": (funding.Allocation, ALLOCATION_PART, {}),
    "Transfer": (funding.Transfer, TRANSFER_PART, {}),
    "CarryOver": (funding.CarryOver, CARRY_OVER_PART, {}),
}
"""The shape, one as it is sent, and a patch of it: none for those that are put alone."""


def examples() -> dict[str, Body]:
    """One of each shape that a request or an answer is made of, by the shape's name in OpenAPI."""
    found = answers()
    for name in _RESOURCES:
        found |= _of_resource(name)
    for name in _PARTS:
        found |= _of_part(name)
    return found


def _of_resource(name: str) -> dict[str, Body]:
    id, content = CONTENT[name]
    shape, summary = _RESOURCES[name]
    head = {"id": id, "version": _VERSION, **TIMES}
    status = {"status": "planned"} if name == "Meeting" else {}
    read = full(shape, {**content, **head, **status, "sources": []})
    counts = {"cluster_id": None, "attendee_count": 1, "agenda_item_count": 1} if name == "Meeting" else {}
    row = {member: {**counts, **read}[member] for member in summary.model_fields}
    return {
        f"{name}Create": content,
        f"{name}Update": {**content, "version": _VERSION},
        f"{name}Patch": PATCHES[name],
        f"{name}Upsert": UPSERTS[name],
        f"{name}Read": read,
        f"{name}Version": read,
        f"{name}Page": {**page("/v1/funding" if name == "Funding" else f"/v1/{name.lower()}s", row), "total": None},
    }


def _of_part(name: str) -> dict[str, Body]:
    shape, content, changes = _PARTS[name]
    read = full(part_read_of(shape), {**content, "version": _VERSION})
    whole = {f"{name}Update": content, f"{name}Read": read}
    if not changes:
        return whole
    return whole | {
        f"{name}Input": {member: value for member, value in content.items() if member != "id"},
        f"{name}Patch": changes,
        f"{name}Page": {**page(f"/v1/meetings/{MEETING}", read), "next_cursor": None},
    }
