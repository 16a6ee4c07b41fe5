"""Meetings: who met, what was on the agenda, what was decided, and which documents say so."""

from typing import Annotated

from pydantic import Field, StrictInt

from app.domain.vocabulary import (
    Access,
    Attendance,
    Delivery,
    DocumentKind,
    MeetingStatus,
    Outcome,
    Role,
    SectionKind,
    Side,
)
from app.schemas.fields import (
    PARTS,
    ROWS,
    WHOLE,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Letter,
    Line,
    LineRange,
    MediaType,
    MeetingInstant,
    Name,
    Position,
    Sha256,
    Text,
    Url,
    UtcInstant,
)
from app.schemas.markup import Markup
from app.schemas.shared import Evidence, FuzzyDate, Part, Resource, ServerOwned, Shape


class Location(Shape):
    """Where a meeting is held."""

    name: Line | None = None
    address: Line | None = None
    online: Flag = False


class ItemReference(Shape):
    """An agenda item by id; the printed number stands beside it for reading."""

    id: Id | None = None
    number: Code | None = None


class Substitution(Shape):
    """Who somebody came instead of: as printed, and the attendee where it is one of those listed."""

    printed: Line | None = None
    attendee_id: Id | None = None


class Attendee(Part):
    """A person's row at one meeting. Title and organisation are frozen as they were."""

    participant_id: Id | None = Field(default=None, description="Null for a role without a name")
    name: Name | None = None
    title: Line | None = None
    organisation: Line | None = None
    represents: Line | None = Field(default=None, description="The party represented, which may differ from the place")
    political_party: Letter | None = None
    roles: Annotated[list[Role], Field(default_factory=list, max_length=10)]
    side: Side | None = None
    group: Line | None = Field(default=None, description="The heading it stood under, as printed")
    attendance: Attendance = "unknown"
    substitutes_for: Substitution | None = None
    agenda_items: Annotated[list[ItemReference] | None, Field(max_length=PARTS)] = None
    absent_for: Annotated[list[ItemReference], Field(default_factory=list, max_length=PARTS)]
    note: Line | None = None
    printed: Line | None = None
    also_printed: Annotated[list[Line], Field(default_factory=list, max_length=100)]
    evidence: Evidence | None = None


class ClosedUntil(Shape):
    """Until when an item is closed."""

    on: Day | None = None
    event: Line | None = None
    text: Line | None = None


class Section(Part):
    """Text under one heading, in the order of the document."""

    kind: SectionKind
    heading: Line | None = None
    level: Annotated[StrictInt, Field(ge=1, le=6), WHOLE] = 1
    text: Text | None = None
    html: Markup | None = None
    access: Access = "unknown"
    lines: LineRange | None = None


class Recommendation(Shape):
    """One point of what the meeting is asked to decide."""

    number: Code | None = None
    text: Text
    addressee: Line | None = None
    lines: LineRange | None = None


class DecisionPoint(Shape):
    """One point of what was resolved."""

    number: Code | None = None
    text: Text
    outcome: Outcome = "other"
    recommendation_numbers: Annotated[list[Code], Field(default_factory=list, max_length=PARTS)]
    initiative_ids: Annotated[list[Id], Field(default_factory=list, max_length=PARTS)]
    lines: LineRange | None = None


class Continuation(Shape):
    """Where a matter is taken up again. Each member may be null."""

    forum_id: Id | None = None
    date: FuzzyDate | None = None
    meeting_id: Id | None = None
    agenda_item_id: Id | None = None


class Decision(Shape):
    """What an item resolved, which may differ from what was recommended."""

    text: Text | None = None
    outcome: Outcome = "none"
    points: Annotated[list[DecisionPoint], Field(default_factory=list, max_length=PARTS)]
    continues_in: Continuation | None = None


class Table(Shape):
    """Cells are text, or null where the document has none."""

    section_position: Count | None = None
    caption: Line | None = None
    header: Annotated[list[Line | None], Field(default_factory=list, max_length=200)]
    rows: Annotated[
        list[Annotated[list[Line | None], Field(max_length=200)]], Field(default_factory=list, max_length=ROWS)
    ]
    lines: LineRange | None = None


class Attachment(Part):
    """A document that belongs to an item or a meeting."""

    title: Line | None = None
    title_variants: Annotated[list[Line], Field(default_factory=list, max_length=100)]
    number: Code | None = None
    document_number: Code | None = None
    case_number: Code | None = None
    file_name: Line | None = None
    access: Access = "unknown"
    delivery: Delivery = "attached"
    media_type: MediaType | None = None
    size_bytes: Count | None = None
    sha256: Sha256 | None = None
    url: Url | None = None
    sections: Annotated[list[Section], Field(default_factory=list, max_length=PARTS)]
    evidence: Evidence | None = None


class Presenter(Shape):
    """Who presents an item."""

    participant_id: Id | None = None
    name: Name
    printed: Line | None = None
    evidence: Evidence | None = None


class FollowUp(Shape):
    """What is to be done after the meeting."""

    text: Text
    forum_name: Name | None = None
    due: FuzzyDate | None = None


class AgendaItem(Part):
    """One item of an agenda, and, after the meeting, of the minutes."""

    number: Code | None = None
    position: Position | None = Field(default=None, description="From 1; without it, the place in the list")
    title: Line
    duration_minutes: Count | None = None
    access: Access = "unknown"
    closed_until: ClosedUntil | None = None
    case_number: Line | None = None
    document_number: Line | None = None
    sections: Annotated[list[Section], Field(default_factory=list, max_length=PARTS)]
    recommendations: Annotated[list[Recommendation], Field(default_factory=list, max_length=PARTS)]
    decision: Decision | None = Field(default=None, description="Null: the item has no such section")
    tables: Annotated[list[Table], Field(default_factory=list, max_length=PARTS)]
    attachments: Annotated[list[Attachment], Field(default_factory=list, max_length=PARTS)]
    presenters: Annotated[list[Presenter], Field(default_factory=list, max_length=PARTS)]
    initiative_ids: Annotated[list[Id], Field(default_factory=list, max_length=PARTS)]
    follow_ups: Annotated[list[FollowUp], Field(default_factory=list, max_length=PARTS)]
    evidence: Evidence | None = None


class Unplaced(Shape):
    """Lines of a document that no rule could place."""

    lines: LineRange
    text: Text


class MeetingDocument(Shape):
    """A document of the meeting. `head` stands before the first item; `unplaced` is what no rule could place."""

    id: Sha256 | None = None
    kind: DocumentKind = "minutes"
    name: Line | None = None
    sha256: Sha256 | None = None
    media_type: MediaType | None = None
    published_at: UtcInstant | None = None
    access: Access = "unknown"
    head: Text | None = None
    unplaced: Annotated[list[Unplaced], Field(default_factory=list, max_length=ROWS)]


class MeetingCreate(Shape):
    """A meeting of a forum: who came, what was on the agenda, what was decided, and which documents say so."""

    forum_id: Id
    title: Line | None = None
    number: Code | None = None
    date: FuzzyDate | None = None
    starts_at: MeetingInstant | None = None
    ends_at: MeetingInstant | None = None
    location: Location | None = None
    case_numbers: Annotated[list[Line], Field(default_factory=list, max_length=PARTS)]
    attendance_recorded: Flag = Field(default=False, description="False: nobody wrote it down, not that all came")
    attendees: Annotated[list[Attendee], Field(default_factory=list, max_length=PARTS)]
    agenda_items: Annotated[list[AgendaItem], Field(default_factory=list, max_length=PARTS)]
    attachments: Annotated[list[Attachment], Field(default_factory=list, max_length=PARTS)]
    documents: Annotated[list[MeetingDocument], Field(default_factory=list, max_length=100)]
    announced_in: Evidence | None = None


class MeetingUpdate(MeetingCreate, ServerOwned):
    """A meeting as it is to be. What was read may be sent back: what the server owns is taken if it is unchanged."""

    status: Annotated[MeetingStatus | None, Field(json_schema_extra={"readOnly": True})] = None


class MeetingRead(MeetingCreate, Resource):
    """A meeting: who came, what was on the agenda, what was decided, and which documents say so."""

    status: MeetingStatus


class MeetingSummary(Shape):
    """A meeting in a list."""

    id: Id
    version: int
    forum_id: Id
    cluster_id: Id | None
    title: Line | None
    number: Code | None
    status: MeetingStatus
    date: FuzzyDate | None
    starts_at: MeetingInstant | None
    ends_at: MeetingInstant | None
    location: Location | None
    attendee_count: int
    agenda_item_count: int
    updated_at: str
