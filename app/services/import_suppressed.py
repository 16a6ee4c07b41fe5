"""A document without the persons who are suppressed, before anything of it is planned."""

from dataclasses import dataclass, replace

from msgspec.structs import replace as with_members

from app.domain.suppressed import Suppression
from app.importers.document import ImportedDocument
from app.importers.looking import plain_texts
from app.importers.media_types import TEXT
from app.services.import_documents import SourceFile
from app.services.ports import Store
from app.services.suppressions import is_named


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """What is kept of a file: its bytes, or the text of one that names somebody who is suppressed."""

    data: bytes
    media_type: str
    is_text_alone: bool
    suppression: Suppression

    async def keep(self, store: Store, document_id: str) -> None:
        """Of a file that was kept before somebody was suppressed, the text takes the place of the bytes."""
        put = store.replace_blob if self.is_text_alone else store.put_blob
        await put(document_id, self.data, self.media_type)


def without_suppressed(
    suppression: Suppression, file: SourceFile, document: ImportedDocument
) -> tuple[SourceFile, ImportedDocument, KeptBytes]:
    """The file's name and all that was read, under pseudonyms. The file's id is still that of its bytes."""
    whole = KeptBytes(file.data, document.media_type, is_text_alone=False, suppression=suppression)
    if not suppression:
        return file, document, whole
    now = suppression.struct(document)
    file_now = replace(file, name=suppression.text(file.name))
    if now == document and not is_named(suppression, plain_texts(file.data, is_text=bool(document.text))):
        return file_now, document, whole
    text = KeptBytes((now.text or "").encode(), TEXT, is_text_alone=True, suppression=suppression)
    return file_now, with_members(now, media_type=TEXT), text
