"""Which forums a source is for: a document of another is told of and not stored."""

import asyncio
from collections.abc import Sequence

from app.domain.findings import Finding
from app.domain.identity import KIND, SYSTEM, key_text
from app.importers.document import ImportedDocument
from app.services.import_documents import SourceFile, read_file
from app.services.import_report import left_out_file
from app.services.merged import survivors
from app.services.ports import Body, SourceKey, Store


async def left_out_as_other(store: Store, file: SourceFile, forum_ids: Sequence[str]) -> Body | None:
    """The `ImportFile` of a file that is of a forum its source is not for; null for what is to be imported."""
    if not forum_ids:
        return None
    document = await asyncio.to_thread(read_file, file)
    if document.forum is None or await is_of_forums(store, document, file.system or "", tuple(forum_ids)):
        return None
    message = (
        f"Dokumentet er af forummet »{document.forum.name}«, som ikke er blandt kildens fora. Intet fra filen er gemt."
    )
    hint = "Føj forummet til kildens forum_ids, hvis det skal med."
    return left_out_file(file.name, file.document_id, None, Finding("text_absent", "info", message, hint=hint))


async def is_of_forums(store: Store, document: ImportedDocument, system: str, forum_ids: tuple[str, ...]) -> bool:
    """Whether the forum of a document that `system` exported is one of these: by the id that it has there, else by its
    natural key, and where it is not stored by its name. A document without a forum is."""
    forum = document.forum
    if forum is None:
        return True
    wanted = await survivors(store, "forum", forum_ids)
    ids = {record.id for record in wanted.values()}
    own = document.origin.forum_id
    keys = (*(() if own is None else (SourceKey(system, "forum", own),)), SourceKey(SYSTEM, KIND, forum.natural_key))
    for key in keys:
        known = await store.find_by_source("forum", key)
        if known is not None:
            met = await survivors(store, "forum", (known.id,))
            return any(record.id in ids for record in met.values())
    return key_text(forum.name) in {key_text(record.body["name"]) for record in wanted.values()}
