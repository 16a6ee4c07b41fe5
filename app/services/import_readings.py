"""Which reading of a document stands: the same bytes say other things beside other files, or where a source has told
what its codes mean.

Each reading is a job of its own. The first one's id follows from the bytes and the importer alone; that of a later one
from the reading that it takes the place of too, so that going back to what was before is a new reading as well. What
stands is a blob, kept only of documents that were read under anything but their bytes.
"""

from dataclasses import replace

import msgspec
from msgspec import Struct

from app.importers.sniff import IMPORTER_VERSION
from app.services.import_documents import SourceFile, first_job_id, job_id
from app.services.ports import Record, Store
from app.services.writing import derived_id

_MEDIA_TYPE = "application/json"


class Reading(Struct, frozen=True):
    """`job` read the document `under` what `SourceFile.under` tells."""

    version: str
    under: str
    job: str


_decode = msgspec.json.Decoder(Reading).decode


def reading_key(document_id: str) -> str:
    """What the blob is kept under."""
    return f"reading/{document_id}"


async def reading_of(store: Store, file: SourceFile) -> tuple[SourceFile, Record | None]:
    """The file with the job that is to read it, and that job where it has: then the file says nothing new."""
    first = await _there(store, first_job_id(file))
    standing = None if first is None else await _standing(store, file)
    if first is None or (standing is None and not _has_ended(first)):
        return file, None
    standing = standing or Reading(IMPORTER_VERSION, "", first.id)
    again = derived_id("import", file.document_id, IMPORTER_VERSION, file.under, standing.job)
    job = standing.job if standing.under == file.under else again
    record = first if job == first.id else await _there(store, job)
    return replace(file, job=None if job == first.id else job), record if record and _has_ended(record) else None


async def _standing(store: Store, file: SourceFile) -> Reading | None:
    blob = await store.get_blob(reading_key(file.document_id))
    standing = None if blob is None else _decode(blob[0])
    return standing if standing is not None and standing.version == IMPORTER_VERSION else None


async def _there(store: Store, job: str) -> Record | None:
    record = await store.get("import", job)
    return None if record is None or record.deleted else record


def _has_ended(job: Record) -> bool:
    return bool(job.body["state"] == "completed")


async def stand(store: Store, file: SourceFile) -> None:
    """From now on this reading stands. May be repeated."""
    if not file.under and file.job is None:
        return
    reading = Reading(IMPORTER_VERSION, file.under, job_id(file))
    await store.replace_blob(reading_key(file.document_id), msgspec.json.encode(reading), _MEDIA_TYPE)
