"""What an agenda system exported of one meeting, in one shape for all dialects, before its texts are read.

A dialect says what the file says and nothing else: it decides no outcome and reads no amount. Texts stay HTML or plain
text as they came; `reading.py` makes lines of them and asks the rules of minutes.

Access is the source's own word: `open` and `closed` where the export says so, `unknown` where it says nothing. What is
an export's rule for the whole (everything of a closed agenda is closed) is already applied. Ids are the exporting
system's own, GUIDs in lower case; null where the dialect has none that last.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.domain.findings import Finding
from app.domain.vocabulary import Access, Attendance, DocumentKind, Role, SectionKind

Dialect = Literal["firstagenda", "sbsys", "publication", "acadre", "fujitsu", "edoc"]


class ExportedFile(Struct, frozen=True):
    """A file beside the export. `path` is as the export gives it, `size_bytes` what the export says it has."""

    title: str
    path: str | None = None
    id: str | None = None
    file_name: str | None = None
    document_number: str | None = None
    access: Access = "unknown"
    size_bytes: int | None = None


class ExportedSection(Struct, frozen=True):
    """Text under one heading. `kind` where the export marks it, else null: then the heading tells.

    Exactly one of `html` and `text` is given.
    """

    heading: str | None
    html: str | None = None
    text: str | None = None
    kind: SectionKind | None = None
    access: Access = "unknown"


class ExportedAttendee(Struct, frozen=True):
    """A person of the meeting. `attendance` is unknown where the export has no word for it; `note` as printed."""

    name: str
    attendance: Attendance = "unknown"
    id: str | None = None
    roles: tuple[Role, ...] = ()
    title: str | None = None
    organisation: str | None = None
    political_party: str | None = None
    note: str | None = None


class ExportedItem(Struct, frozen=True):
    """One item, in the order of the export. `absent` are the names of those who were away for this item alone."""

    number: str
    title: str
    id: str | None = None
    case_number: str | None = None
    document_number: str | None = None
    access: Access = "unknown"
    sections: tuple[ExportedSection, ...] = ()
    attachments: tuple[ExportedFile, ...] = ()
    absent: tuple[str, ...] = ()


class Export(Struct, frozen=True):
    """One publication of one meeting's agenda or minutes.

    `publication_id` is that of the agenda or minutes, which a later export of the same replaces; `revision` tells
    the newer of two: an instant as RFC 3339 in UTC with six decimals, null where the export has none. `is_withdrawn`:
    the export says that the publication is to disappear. `is_draft`: it was never meant to be published. `is_headless`:
    it lacks the file that says whether it is published. `starts_at`
    and `ends_at` carry Copenhagen's offset. `files` are documents of the meeting as a whole.
    """

    dialect: Dialect
    forum_name: str
    forum_id: str | None = None
    organisation: str | None = None
    meeting_id: str | None = None
    publication_id: str | None = None
    revision: str | None = None
    kind: DocumentKind | None = None
    is_withdrawn: bool = False
    is_draft: bool = False
    is_headless: bool = False
    title: str | None = None
    number: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    location: str | None = None
    access: Access = "unknown"
    introduction: str | None = None
    attendance_recorded: bool = False
    attendees: tuple[ExportedAttendee, ...] = ()
    items: tuple[ExportedItem, ...] = ()
    files: tuple[ExportedFile, ...] = ()
    findings: tuple[Finding, ...] = ()
