"""Which forums a source is for: a document of another is told of and not stored."""

from app.domain.identity import KIND, SYSTEM, key_text
from app.importers.document import ImportedDocument
from app.services.merged import survivors
from app.services.ports import SourceKey, Store


async def is_of_forums(store: Store, document: ImportedDocument, forum_ids: tuple[str, ...]) -> bool:
    """Whether the document's forum is one of these: by what it is known by, else by its name. None are all."""
    forum = document.forum
    if not forum_ids or forum is None:
        return True
    wanted = await survivors(store, "forum", forum_ids)
    ids = {record.id for record in wanted.values()}
    known = await store.find_by_source("forum", SourceKey(SYSTEM, KIND, forum.natural_key))
    if known is not None:
        met = await survivors(store, "forum", (known.id,))
        return any(record.id in ids for record in met.values())
    return key_text(forum.name) in {key_text(record.body["name"]) for record in wanted.values()}
