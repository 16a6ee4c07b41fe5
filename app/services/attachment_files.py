"""The files of a meeting's attachments, for those who may see them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.domain.access import Caller
from app.domain.parts import attachments_of
from app.errors import NotFound
from app.importers.media_types import EXTENSIONS, UNKNOWN
from app.services.kept_files import file_key
from app.services.pieces import has_size, pieces
from app.services.ports import Body, Store
from app.services.shown import current, seen_of

SERVED_TYPES = (*EXTENSIONS, UNKNOWN)
"""Whatever an attachment says, its file is sent as one of these."""


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """`name` is what to save it under, `media_type` one of `SERVED_TYPES`."""

    sha256: str
    size_bytes: int
    media_type: str
    name: str


class AttachmentFileService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, meeting_id: str, attachment_id: str, caller: Caller) -> AttachmentFile:
        """Raises `NotFound`, alike for an attachment that is not there, has no file or is closed for the caller; and
        `Deleted` with the meeting's tombstone."""
        meeting = await current(self._store, "meeting", meeting_id, caller)
        found = next((one for one in attachments_of(seen_of(meeting, caller)) if one["id"] == attachment_id), None)
        if found is None:
            raise NotFound("attachment", attachment_id)
        sha256, size_bytes = found["sha256"], found["size_bytes"]
        if sha256 is None or size_bytes is None or not await has_size(self._store, file_key(sha256), size_bytes):
            raise NotFound("attachment", attachment_id)
        media_type = found["media_type"]
        media_type = media_type if media_type in EXTENSIONS else UNKNOWN
        return AttachmentFile(sha256, size_bytes, media_type, _name(found, media_type))

    def pieces(self, file: AttachmentFile, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `stop`. Raises `StoreBusy` where they are gone meanwhile."""
        return pieces(self._store, file_key(file.sha256), start, stop)


def _name(attachment: Body, media_type: str) -> str:
    """The file's own name; else its title, with what names of such files end in."""
    if attachment["file_name"]:
        return str(attachment["file_name"])
    title, extension = str(attachment["title"] or "bilag"), EXTENSIONS.get(media_type)
    return title if extension is None or title.casefold().endswith(f".{extension}") else f"{title}.{extension}"
