"""The files of attachments, kept as blobs by the sum of their bytes."""

import asyncio
import hashlib

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
    kept = [await _is_kept(store, file, drop) for file in files]
    return tuple(_changed(file) for file, is_kept in zip(files, kept, strict=True) if not is_kept)


async def _is_kept(store: Store, file: AttachedFile, drop: Drop) -> bool:
    """A function for each file: its bytes are let go of before the next ones are read."""
    key = file_key(file.sha256)
    if await has_size(store, key, file.size_bytes):
        return True
    data = await asyncio.to_thread(_same_bytes, drop, file)
    if data is not None:
        await store.put_blob(key, data, file.media_type)
    return data is not None


def _same_bytes(drop: Drop, file: AttachedFile) -> bytes | None:
    """Null where they are others by now, or gone."""
    data = drop.read(file.path)
    return data if data is not None and hashlib.sha256(data).hexdigest() == file.sha256 else None


def _changed(file: AttachedFile) -> Finding:
    name = file.path.replace("\\", "/").rpartition("/")[2]
    message = f"Filen »{name}« blev ændret eller fjernet, mens eksporten blev læst. Dens indhold er ikke gemt."
    hint = "Importér eksporten igen, når der ikke længere skrives i mappen."
    return Finding("attachment_missing", "warning", message, hint=hint)
