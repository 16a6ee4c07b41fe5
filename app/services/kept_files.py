"""The files of attachments, kept as blobs by the sum of their bytes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

from app.domain.findings import Finding
from app.importers.document import AttachedFile
from app.importers.drop import Drop
from app.services.pieces import has_size
from app.services.ports import Store


def file_key(sha256: str) -> str:
    """What the blob of a file is kept under."""
    return f"file/{sha256}"


async def keep_files(store: Store, files: tuple[AttachedFile, ...], drop: Drop) -> tuple[Finding, ...]:
    """Keeps the bytes of each file that is not kept yet, one at a time; may be repeated.

    A file whose bytes are not those that were read with the export is not kept, and told of.
    """
    return tuple([finding async for finding in _left_out(store, files, drop)])


async def _left_out(store: Store, files: tuple[AttachedFile, ...], drop: Drop) -> AsyncIterator[Finding]:
    for file in files:
        if await has_size(store, file_key(file.sha256), file.size_bytes):
            continue
        data = await asyncio.to_thread(_same_bytes, drop, file)
        if data is None:
            yield _changed(file)
        else:
            await store.put_blob(file_key(file.sha256), data, file.media_type)


def _same_bytes(drop: Drop, file: AttachedFile) -> bytes | None:
    """Null where they are others by now, or gone."""
    data = drop.read(file.path)
    return data if data is not None and hashlib.sha256(data).hexdigest() == file.sha256 else None


def _changed(file: AttachedFile) -> Finding:
    name = file.path.replace("\\", "/").rpartition("/")[2]
    message = f"Filen »{name}« blev ændret eller fjernet, mens eksporten blev læst. Dens indhold er ikke gemt."
    hint = "Importér eksporten igen, når der ikke længere skrives i mappen."
    return Finding("attachment_missing", "warning", message, hint=hint)
