"""The files of a meeting's attachments, for those who may see them."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from app.domain.access import Caller, decided_access, sees, sees_access
from app.domain.vocabulary import Access
from app.errors import NotFound
from app.importers.media_types import EXTENSIONS, UNKNOWN
from app.services.kept_files import file_key
from app.services.pieces import has_size, pieces
from app.services.ports import Body, Record, Store
from app.services.writing import Writer

SERVED_TYPES = (*EXTENSIONS, UNKNOWN)
"""Whatever an attachment says, its file is sent as one of these."""


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """`name` is what to save it under, `media_type` one of `SERVED_TYPES`."""

    sha256: str
    size_bytes: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class _Attached:
    """An attachment, and what the places say that it stands in: itself, its item."""

    body: Body
    access: tuple[Access, ...]


class AttachmentFileService:
    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer

    async def read(self, meeting_id: str, attachment_id: str, caller: Caller) -> AttachmentFile:
        """Raises `NotFound`, alike for an attachment that is not there, has no file or is closed for the caller; and
        `Deleted` with the meeting's tombstone."""
        meeting = await self._writer.current("meeting", meeting_id)
        found = next((one for one in _attached(meeting.body) if one.body["id"] == attachment_id), None)
        if found is None or not await self._is_seen(meeting, found, caller):
            raise NotFound("attachment", attachment_id)
        sha256, size_bytes = found.body["sha256"], found.body["size_bytes"]
        if sha256 is None or size_bytes is None or not await has_size(self._store, file_key(sha256), size_bytes):
            raise NotFound("attachment", attachment_id)
        media_type = found.body["media_type"]
        media_type = media_type if media_type in EXTENSIONS else UNKNOWN
        return AttachmentFile(sha256, size_bytes, media_type, _name(found.body, media_type))

    def pieces(self, file: AttachmentFile, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `stop`. Raises `StoreBusy` where they are gone meanwhile."""
        return pieces(self._store, file_key(file.sha256), start, stop)

    async def _is_seen(self, meeting: Record, found: _Attached, caller: Caller) -> bool:
        """By the strictest of the attachment, its item and the meeting's documents."""
        documents = meeting.body["documents"]
        said = (*found.access, *(document["access"] for document in documents))
        ids = tuple({document["id"] or "" for document in documents})
        records = await self._store.get_many("document", ids) if ids else ()
        meanings = [record.body["unknown_means"] for record in records if not record.deleted]
        if len(meanings) < len(ids):  # what a document that is not there would say is unknown
            meanings.append("closed")
        return sees(meeting.audience, caller) and sees_access(decided_access(said, meanings), caller)


def _attached(meeting: Body) -> Iterator[_Attached]:
    for one in meeting["attachments"]:
        yield _Attached(one, (one["access"],))
    for item in meeting["agenda_items"]:
        for one in item["attachments"]:
            yield _Attached(one, (one["access"], item["access"]))


def _name(attachment: Body, media_type: str) -> str:
    """The file's own name; else its title, with what names of such files end in."""
    if attachment["file_name"]:
        return str(attachment["file_name"])
    title, extension = str(attachment["title"] or "bilag"), EXTENSIONS.get(media_type)
    return title if extension is None or title.casefold().endswith(f".{extension}") else f"{title}.{extension}"
