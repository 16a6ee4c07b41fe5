"""Which members hold personal data: what `x-personal-data` says in the contract.

Entries are `Shape.member`; shapes that are made of one another share the entry of the one they are made of, as in
`meanings.py`. A member that is a shape of its own, or a list of such, needs none: the members of that have theirs.
"""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Literal

from app.schemas.meanings import base_name

PersonalData = Literal["identity", "position", "political", "conduct", "note", "printed", "mention", "actor"]
EXTENSION = "x-personal-data"

_MEMBERS: Mapping[str, PersonalData] = MappingProxyType(
    {
        "AgendaItem.title": "mention",
        "Attachment.file_name": "mention",
        "Attachment.title": "mention",
        "Attachment.title_variants": "mention",
        "Attendee.absent_for": "conduct",
        "Attendee.agenda_items": "conduct",
        "Attendee.also_printed": "printed",
        "Attendee.attendance": "conduct",
        "Attendee.evidence": "printed",
        "Attendee.group": "position",
        "Attendee.name": "identity",
        "Attendee.note": "note",
        "Attendee.organisation": "position",
        "Attendee.participant_id": "identity",
        "Attendee.political_party": "political",
        "Attendee.printed": "printed",
        "Attendee.represents": "position",
        "Attendee.roles": "position",
        "Attendee.side": "position",
        "Attendee.source_ids": "identity",
        "Attendee.title": "position",
        "AccessLogEntry.actor": "actor",
        "Change.actor": "actor",
        "Change.reason": "mention",
        "ClosedUntil.event": "mention",
        "ClosedUntil.text": "mention",
        "Criterion.text": "mention",
        "Decision.text": "mention",
        "Decision.title": "mention",
        "DecisionPoint.text": "mention",
        "Document.name": "mention",
        "Document.text": "mention",
        "Evidence.text": "mention",
        "Finding.hint": "mention",
        "Finding.message": "mention",
        "FollowUp.text": "mention",
        "HistoryEntry.actor": "actor",
        "HistoryEntry.reason": "mention",
        "ImportFile.name": "mention",
        "MeetingDocument.head": "printed",
        "MeetingDocument.name": "mention",
        "MeetingDocument.unplaced": "printed",
        "Membership.forum_id": "position",
        "Membership.on_behalf_of": "position",
        "Membership.role": "position",
        "Membership.side": "position",
        "Membership.valid_from": "position",
        "Membership.valid_to": "position",
        "Milestone.text": "mention",
        "Milestone.title": "mention",
        "NameVariant.text": "identity",
        "Participant.name": "identity",
        "Participant.name_variants": "printed",
        "Participant.organisation": "position",
        "Participant.political_party": "political",
        "Participant.title": "position",
        "Participation.text": "mention",
        "PatchOperation.value": "mention",
        "Person.name": "identity",
        "Person.note": "note",
        "Person.organisation": "position",
        "Person.participant_id": "identity",
        "Person.printed": "printed",
        "Person.title": "position",
        "Presenter.evidence": "printed",
        "Presenter.name": "identity",
        "Presenter.participant_id": "identity",
        "Presenter.printed": "printed",
        "Principle.text": "mention",
        "Recommendation.addressee": "mention",
        "Recommendation.text": "mention",
        "ScopeSection.heading": "mention",
        "ScopeSection.text": "mention",
        "SearchHit.title": "mention",
        "Section.heading": "mention",
        "Section.html": "mention",
        "Section.text": "mention",
        "SnippetPiece.text": "mention",
        "Source.id": "identity",
        "SourceName.id": "identity",
        "StatusReport.note": "mention",
        "StatusReport.text": "mention",
        "Substitution.attendee_id": "identity",
        "Substitution.printed": "printed",
        "Suppression.participant_id": "identity",
        "Suppression.reason": "mention",
        "Suppression.requested_by": "actor",
        "SuppressionRequest.names": "identity",
        "Table.caption": "mention",
        "Table.header": "mention",
        "Table.rows": "mention",
        "Unplaced.text": "mention",
    }
)

_NONE = frozenset(
    {
        "AccessLogEntry.counted",
        "AccessLogEntry.operation",
        "AccessLogEntry.request_id",
        "AccessLogRead.next_after",
        "AccessLogRead.settled_at",
        "AgendaItem.case_number",
        "AgendaItem.document_number",
        "AgendaItem.source_ids",
        "Allocation.source_ids",
        "Attachment.source_ids",
        "Attendance.meeting_title",
        "Attendee.id",
        "Attendee.version",
        "CarryOver.source_ids",
        "Change.at",
        "Change.id",
        "Change.subject",
        "Change.type",
        "Cluster.name",
        "Cluster.region",
        "Decided.forum_name",
        "Decision.meeting_title",
        "Evidence.agenda_item_id",
        "Evidence.document_id",
        "Evidence.lines",
        "Evidence.meeting_id",
        "Finding.paths",
        "FollowUp.forum_name",
        "Forum.name",
        "Funding.name",
        "FuzzyDate.text",
        "Grant.source_ids",
        "HistoryEntry.type",
        "Initiative.name",
        "InitiativeRef.code",
        "InitiativeRef.name",
        "Location.address",
        "Location.name",
        "Meeting.case_numbers",
        "Meeting.title",
        "NameVariant.rule",
        "Organisation.name",
        "PageLinks.next",
        "PageLinks.self",
        "Participant.id",
        "Participant.version",
        "Party.name",
        "Party.source_ids",
        "PartyRef.name",
        "PatchOperation.from",
        "PatchOperation.path",
        "Principle.agreement",
        "SearchHit.subject",
        "Section.source_ids",
        "SourceRead.id",
        "SourceRead.name",
        "SourceSummary.id",
        "SourceSummary.name",
        "SourceUpsert.name",
        "Statement.printed",
        "Statement.source_ids",
        "Statement.unit_printed",
        "StatusReport.printed",
        "StatusReport.source_ids",
        "SummaryBucket.kind",
        "SummaryBucket.month",
        "Suppression.pseudonym",
        "Suppression.step",
        "Transfer.source_ids",
        "created_at",
        "next_cursor",
        "updated_at",
    }
)
"""Judged, and found to hold none. Those without a shape hold none wherever they stand."""

_NEVER = frozenset({"Problem", "ProblemError", "ProblemType"})
"""Shapes that never hold a value that was sent or stored."""


def personal_data(shape: str, member: str) -> PersonalData | None:
    """Of which kind the member is; null where it holds no personal data."""
    entry = _entry(shape, member)
    return None if entry is None else _MEMBERS.get(entry)


def is_judged(shape: str, member: str) -> bool:
    return shape in _NEVER or _entry(shape, member) is not None


def unused_entries(members: Set[tuple[str, str]]) -> set[str]:
    """Entries that none of the (shape, member) uses."""
    return {*_MEMBERS, *_NONE} - {_entry(shape, member) for shape, member in members}


def _entry(shape: str, member: str) -> str | None:
    """Where it was judged: for the shape itself, for the one it is made of, or wherever it stands."""
    for entry in (f"{shape}.{member}", f"{base_name(shape)}.{member}", member):
        if entry in _MEMBERS or entry in _NONE:
            return entry
    return None
