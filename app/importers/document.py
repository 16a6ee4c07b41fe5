"""What an importer hands over: the resources of one document, with the members and shapes of `docs/` and `app/schemas`.

Importers give no ids. References are local keys:

* `key` names a part or a resource within this document: a party, attendee, agenda item, attachment, initiative,
  participant, grant, allocation, statement. It is stable as long as the document says the same, so the import derives
  ids from it (together with the id of the resource that owns the part).
* `*_ref` and `*_refs` hold such keys: `party_ref` a party of `cluster`, `initiative_ref` an initiative,
  `participant_ref` a participant, `forum_ref` a forum (`FORUM_REF`: the one that met), `agenda_item` references the
  key of an item. On the wire they become `party_id`, `initiative_id` and so on.
* `natural_key` of a resource is the id of its source (system `klynge`, kind `natural_key`), from `domain/identity.py`;
  null where the document does not say enough to tell the resource from others (a meeting without a readable day).

Everything is frozen, every list a tuple, money is kroner as `Decimal`, instants carry Copenhagen's offset.
"""

from datetime import date

from msgspec import Struct

from app.domain.findings import Finding
from app.domain.vocabulary import Access, DocumentKind
from app.importers.imported_cluster import (
    CLUSTER_REF,
    Cluster,
    Forum,
    Initiative,
    Membership,
    Milestone,
    NameVariant,
    Organisation,
    Participant,
    Participation,
    Party,
    Person,
    Principle,
    ScopeSection,
    StatusReport,
)
from app.importers.imported_funding import (
    Allocation,
    CarryOver,
    Criterion,
    Decided,
    Funding,
    Grant,
    Release,
    Share,
    Statement,
    YearAmount,
)
from app.importers.imported_meeting import (
    FORUM_REF,
    AgendaItem,
    Attachment,
    Attendee,
    ClosedUntil,
    Continuation,
    Decision,
    DecisionPoint,
    FollowUp,
    ItemReference,
    Location,
    Meeting,
    Presenter,
    Recommendation,
    Section,
    Substitution,
    Table,
    announced_key,
)

__all__ = [
    "CLUSTER_REF",
    "FORUM_REF",
    "AgendaItem",
    "Allocation",
    "AttachedFile",
    "Attachment",
    "Attendee",
    "CarryOver",
    "ClosedUntil",
    "Cluster",
    "Continuation",
    "Criterion",
    "Decided",
    "Decision",
    "DecisionPoint",
    "FollowUp",
    "Forum",
    "Funding",
    "Grant",
    "ImportedDocument",
    "Initiative",
    "ItemReference",
    "Location",
    "Meeting",
    "Membership",
    "Milestone",
    "NameVariant",
    "Organisation",
    "Origin",
    "Participant",
    "Participation",
    "Party",
    "Person",
    "Presenter",
    "Principle",
    "Recommendation",
    "Release",
    "ScopeSection",
    "Section",
    "Share",
    "SourceText",
    "Statement",
    "StatusReport",
    "Substitution",
    "Table",
    "Unplaced",
    "YearAmount",
    "announced_key",
]


class Unplaced(Struct, frozen=True):
    lines: tuple[int, int]
    text: str


class SourceText(Struct, frozen=True):
    """The document itself: `head` is what stands before the first item, `unplaced` what no rule could place."""

    kind: DocumentKind = "minutes"
    head: str | None = None
    unplaced: tuple[Unplaced, ...] = ()
    access: Access = "unknown"


class Origin(Struct, frozen=True):
    """What the system that exported the document calls things, in ids that last; null where it has none.

    A later document of the same `publication_id` replaces what the earlier said; `revision` tells the newer of two (RFC
    3339 in UTC with six decimals). `is_withdrawn`: the system says that the publication is to disappear.
    `is_draft`: it was never published. `is_headless`: the file that says whether it is published is not there.
    """

    forum_id: str | None = None
    meeting_id: str | None = None
    publication_id: str | None = None
    revision: str | None = None
    is_withdrawn: bool = False
    is_draft: bool = False
    is_headless: bool = False


class AttachedFile(Struct, frozen=True):
    """A file beside the document that one of its attachments is; `path` is the one the export gives."""

    path: str
    sha256: str
    size_bytes: int
    media_type: str


class ImportedDocument(Struct, frozen=True):
    """`text` is the decoded text that all line numbers count in; null where nothing could be decoded.

    `forum` is the one that met, `forums` are others of the cluster that have charge of something.

    `placements` is the line ledger: for every non-blank line its number and the JSON Pointer, into this document, of
    the one field that holds it. `format` is null where no importer knew the bytes; `media_type` is that of the bytes.
    `stated_on` is the day that a document without a meeting is of.
    """

    name: str
    format: str | None
    text: str | None = None
    document: SourceText = SourceText()
    cluster: Cluster | None = None
    forum: Forum | None = None
    forums: tuple[Forum, ...] = ()
    meeting: Meeting | None = None
    planned_meetings: tuple[Meeting, ...] = ()
    participants: tuple[Participant, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    funding: tuple[Funding, ...] = ()
    findings: tuple[Finding, ...] = ()
    placements: tuple[tuple[int, str], ...] = ()
    origin: Origin = Origin()
    files: tuple[AttachedFile, ...] = ()
    media_type: str = "text/plain"
    stated_on: date | None = None

    @property
    def lacks_owner(self) -> bool:
        """Whether it tells of money and nobody's name stands in it."""
        return bool(self.funding) and self.cluster is None and self.meeting is None
