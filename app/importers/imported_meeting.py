"""The meeting of an imported document. References are local keys; `document.py` says how."""

from datetime import date, datetime

from msgspec import Struct

from app.domain.danish_dates import FuzzyDate
from app.domain.evidence import Evidence
from app.domain.vocabulary import Access, Attendance, Delivery, MeetingStatus, Outcome, Role, SectionKind, Side

FORUM_REF = "forum"


def announced_key(natural_key: str | None) -> str:
    """What a meeting that the document announces is called within the document."""
    return f"planned/{natural_key}"


class Location(Struct, frozen=True):
    name: str | None = None
    address: str | None = None
    online: bool = False


class ItemReference(Struct, frozen=True):
    """`ref` is the item's key, null where no item has the printed number."""

    ref: str | None
    number: str


class Substitution(Struct, frozen=True):
    printed: str
    attendee_ref: str | None = None


class Attendee(Struct, frozen=True):
    key: str
    participant_ref: str | None
    name: str | None
    printed: str
    title: str | None = None
    organisation: str | None = None
    represents: str | None = None
    political_party: str | None = None
    roles: tuple[Role, ...] = ()
    side: Side | None = None
    group: str | None = None
    attendance: Attendance = "unknown"
    substitutes_for: Substitution | None = None
    agenda_items: tuple[ItemReference, ...] | None = None
    note: str | None = None
    also_printed: tuple[str, ...] = ()
    evidence: Evidence | None = None
    absent_for: tuple[ItemReference, ...] = ()


class Section(Struct, frozen=True):
    kind: SectionKind
    heading: str | None
    text: str | None
    lines: tuple[int, int]
    level: int = 1
    html: str | None = None
    access: Access = "unknown"


class Recommendation(Struct, frozen=True):
    text: str
    number: str | None = None
    addressee: str | None = None
    lines: tuple[int, int] | None = None


class DecisionPoint(Struct, frozen=True):
    text: str
    outcome: Outcome
    lines: tuple[int, int]
    number: str | None = None
    recommendation_numbers: tuple[str, ...] = ()
    initiative_refs: tuple[str, ...] = ()


class Continuation(Struct, frozen=True):
    """`meeting_ref` is an announced meeting of the same document: `announced_key` of its natural key."""

    date: FuzzyDate | None = None
    forum_name: str | None = None
    forum_ref: str | None = None
    meeting_ref: str | None = None


class Decision(Struct, frozen=True):
    text: str | None
    outcome: Outcome
    points: tuple[DecisionPoint, ...] = ()
    continues_in: Continuation | None = None


class Table(Struct, frozen=True):
    """`section_position` counts the item's sections from 0. Cells are text, or null where nothing is printed."""

    section_position: int
    header: tuple[str | None, ...]
    rows: tuple[tuple[str | None, ...], ...]
    lines: tuple[int, int]
    caption: str | None = None


class Attachment(Struct, frozen=True):
    key: str
    title: str
    title_variants: tuple[str, ...] = ()
    number: str | None = None
    document_number: str | None = None
    case_number: str | None = None
    file_name: str | None = None
    access: Access = "unknown"
    delivery: Delivery = "attached"
    media_type: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    sections: tuple[Section, ...] = ()
    evidence: Evidence | None = None


class Presenter(Struct, frozen=True):
    name: str
    printed: str
    participant_ref: str | None = None
    evidence: Evidence | None = None


class FollowUp(Struct, frozen=True):
    text: str
    forum_name: str | None = None
    due: FuzzyDate | None = None


class ClosedUntil(Struct, frozen=True):
    text: str
    on: date | None = None
    event: str | None = None


class AgendaItem(Struct, frozen=True):
    """`evidence.lines` span the whole item; `evidence.text` is the heading as printed. `source_ids` are those of the
    system that exported it."""

    key: str
    number: str
    position: int
    title: str
    evidence: Evidence
    duration_minutes: int | None = None
    access: Access = "unknown"
    closed_until: ClosedUntil | None = None
    case_number: str | None = None
    document_number: str | None = None
    sections: tuple[Section, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    decision: Decision | None = None
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    presenters: tuple[Presenter, ...] = ()
    initiative_refs: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    source_ids: tuple[str, ...] = ()


class Meeting(Struct, frozen=True):
    natural_key: str | None
    title: str | None
    status: MeetingStatus
    date: FuzzyDate | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    number: str | None = None
    location: Location | None = None
    case_numbers: tuple[str, ...] = ()
    attendance_recorded: bool = False
    attendees: tuple[Attendee, ...] = ()
    agenda_items: tuple[AgendaItem, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    announced_in: Evidence | None = None
    forum_ref: str = FORUM_REF
