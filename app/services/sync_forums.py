"""Which forums a source is for: a document of another is told of and not stored."""

from app.domain.identity import KIND, SYSTEM, key_text
from app.importers.document import ImportedDocument
from app.services.merged import survivors
from app.services.ports import SourceKey, Store


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
