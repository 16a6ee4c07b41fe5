"""Source documents: the file that came, what is kept of it, and why some files cannot be imported."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from msgspec.structs import replace

from app.domain.findings import Finding, is_ok
from app.importers.document import Cluster, ImportedDocument
from app.importers.drop import ALONE, Drop, segments_of
from app.importers.exports.people import AttendanceCodes
from app.importers.sniff import IMPORTER_VERSION, read_document
from app.schemas.fields import TEXT_LENGTH
from app.services.ports import Body
from app.services.writing import derived_id

READ_LIMIT_BYTES = 4 * TEXT_LENGTH
"""A longer file of text has more characters than a text may have, in any encoding, and is not read at all."""

UnknownMeans = Literal["open", "closed"]


@dataclass(frozen=True)
class SourceFile:
    """`name` is the file's own name, without folders; of a file that is given to a job, the path that it lies at.
    `unknown_means`: null leaves what was said before. `system` names the source that it comes from, and
    `attendance_codes` what the source's codes mean. `drop` is what lies beside the file, and `beside` a hash of what of
    that belongs to it, empty for nothing. `job` is the reading, as `import_readings.py` has it; null for the first.
    `needs_head`: an export that lacks the file which says whether it is published is left out."""

    name: str
    data: bytes
    unknown_means: UnknownMeans | None = None
    system: str | None = None
    drop: Drop = ALONE
    beside: str = ""
    attendance_codes: AttendanceCodes = field(default_factory=dict)
    job: str | None = None
    needs_head: bool = False

    @cached_property
    def document_id(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def under(self) -> str:
        """What decides on what the bytes say, beside the importer; empty for nothing."""
        codes = [part for code in sorted(self.attendance_codes.items()) for part in code]
        return derived_id(self.beside, *codes) if self.beside or codes else ""


def job_id(file: SourceFile) -> str:
    return file.job or first_job_id(file)


def first_job_id(file: SourceFile) -> str:
    """Of the first time that these bytes are read by this importer."""
    return derived_id("import", file.document_id, IMPORTER_VERSION)


def read_file(file: SourceFile, owner: Cluster | None = None) -> ImportedDocument:
    """As `read_document`."""
    return read_document(file.name, file.data, READ_LIMIT_BYTES, file.drop, owner, file.attendance_codes)


def document_content(file: SourceFile, document: ImportedDocument, at: str) -> Body:
    """What is kept beside the bytes, as `DocumentCreate` has it."""
    return {
        "name": file.name,
        "media_type": document.media_type,
        "size_bytes": len(file.data),
        "text": document.text or "",
        "importer": document.format,
        "importer_version": IMPORTER_VERSION,
        "access": "closed" if _holds_closed(document) else document.document.access,
        "unknown_means": file.unknown_means or "closed",
        "imported_at": at,
    }


def _holds_closed(document: ImportedDocument) -> bool:
    """Whether anything in it is closed: its text and its bytes hold all of it."""
    meeting = document.meeting
    if meeting is None:
        return False
    told = [file.access for file in meeting.attachments]
    for item in meeting.agenda_items:
        told += [item.access, *(file.access for file in item.attachments), *(one.access for one in item.sections)]
    return "closed" in told


def document_entry(file: SourceFile, document: ImportedDocument) -> Body:
    """The document's entry in its meeting, as `MeetingDocument` has it."""
    source = document.document
    return {
        "id": file.document_id,
        "kind": source.kind,
        "name": file.name,
        "sha256": file.document_id,
        "media_type": document.media_type,
        "published_at": document.origin.revision,
        "access": source.access,
        "head": source.head,
        "unplaced": [{"lines": list(one.lines), "text": one.text} for one in source.unplaced],
    }


def unreadable_because(document: ImportedDocument) -> tuple[Finding, ...] | None:
    """Null for a document that can be imported; else what there is to say beside the reader's own findings."""
    if document.text is not None and len(document.text) > TEXT_LENGTH:
        message = (
            f"Filen er ikke importeret: teksten er på {len(document.text)} tegn, og højst {TEXT_LENGTH} var ventet."
        )
        return (Finding("format_unknown", "error", message, hint="Del filen, så hvert møde har sin egen."),)
    if document.format and document.forum and document.meeting:
        return None
    if document.format and document.cluster and document.funding and document.meeting is None:
        return None
    if not is_ok(document.findings):
        return ()
    message = (
        "Filen er ikke importeret: der er ikke fundet et møde med et forum i den. En overskrift som »REFERAT Chefforum "
        "Sundhedsklynge Øst d. 17-01-2024« og mindst ét »Punkt 1: …« var ventet."
    )
    return (Finding("text_absent", "error", message),)


def system_of(file: SourceFile, document: ImportedDocument) -> str:
    """The system that the ids of the document are of: its source, else its format's name stands for it."""
    return file.system or document.format or ""


def hash_of_parts(sums: Mapping[str, str]) -> str:
    """What `SourceFile.beside` tells: of the files that belong to an export the sums, by the paths it knows them by."""
    told = "".join(f"{sums[name]} {name}\n" for name in sorted(sums))
    return hashlib.sha256(told.encode()).hexdigest() if told else ""


def name_in(path: str) -> str:
    """The file's own name, without folders."""
    return path.rpartition("/")[2]


def path_fault(path: str) -> Finding | None:
    """Why a file that lies at this path in a job is not to be read; null where there is nothing wrong with it."""
    if segments_of(path) is not None:
        return None
    message = f"Filens sti »{path}« fører ud af eksporten: den har »..«, et drev eller et netværksnavn. Intet er læst."
    hint = "Giv stien fra eksportens egen mappe, fx mappe/fil.xml."
    return Finding("format_unknown", "error", message, hint=hint)


def part_of(export: str) -> Finding:
    message = f"Filen hører til eksporten {export} og læses sammen med den."
    return Finding("text_absent", "info", message)


def draft() -> Finding:
    return Finding("text_absent", "info", "Filen er en kladde, som ikke er offentliggjort. Intet fra den er gemt.")


def orphan(document: ImportedDocument) -> Finding:
    """Why an export is left out that lacks what says whether it is published: what the reader says is missing."""
    missing = next(one for one in document.findings if one.code == "heading_missing")
    return replace(missing, message=f"{missing.message} Intet fra filen er gemt.")


def outdated() -> Finding:
    message = "En nyere udgave af den samme udgivelse er allerede importeret. Intet fra filen er gemt."
    return Finding("text_absent", "info", message)


def too_large(limit_bytes: int) -> Finding:
    return Finding("format_unknown", "error", f"Det læste fylder mere end {limit_bytes} byte, som er grænsen.")
