"""What a list tells of a record: its summary, made of the body."""

from app.schemas.clusters import ClusterSummary
from app.schemas.forums import ForumSummary
from app.schemas.funding import FundingSummary
from app.schemas.initiatives import InitiativeSummary
from app.schemas.meetings import MeetingSummary
from app.schemas.participants import ParticipantSummary
from app.schemas.shared import Shape
from app.schemas.sources import SourceSummary
from app.services.ports import Body, Kind

_SUMMARIES: dict[Kind, type[Shape]] = {
    "cluster": ClusterSummary,
    "forum": ForumSummary,
    "participant": ParticipantSummary,
    "initiative": InitiativeSummary,
    "funding": FundingSummary,
    "meeting": MeetingSummary,
    "source": SourceSummary,
}

_COMPUTED = {"meeting": {"cluster_id"}, "source": {"last_success_age_seconds"}}
"""Members of a summary that the store does not know."""

_SUMMARY_MEMBERS: dict[Kind, tuple[str, ...]] = {
    kind: tuple(name for name in shape.model_fields if name not in _COMPUTED.get(kind, ()))
    for kind, shape in _SUMMARIES.items()
}

_COUNTS = {"attendee_count": "attendees", "agenda_item_count": "agenda_items"}


def summary(kind: Kind, body: Body) -> Body:
    """The list row: the members of the kind's summary shape, else top-level scalars."""
    if kind in _SUMMARY_MEMBERS and "deleted_at" not in body:
        row = {name: body.get(name) for name in _SUMMARY_MEMBERS[kind]}
        row |= {count: len(body.get(name) or ()) for count, name in _COUNTS.items() if count in row}
    else:
        hidden = {"text"} if kind == "document" else set()
        row = {
            name: value
            for name, value in body.items()
            if name not in hidden and not isinstance(value, dict | list | tuple)
        }
    return row
