"""The files of attachments, kept as blobs by the sum of their bytes."""

import asyncio
import hashlib

from app.domain.findings import Finding
from app.domain.suppressed import Suppression
from app.importers.document import AttachedFile
from app.importers.drop import Drop
from app.importers.looking import texts_in
from app.services.pieces import has_size
from app.services.ports import Store
from app.services.suppressions import is_named


def file_key(sha256: str) -> str:
    """What the blob of a file is kept under."""
    return f"file/{sha256}"


async def keep_files(
    store: Store, files: tuple[AttachedFile, ...], drop: Drop, suppression: Suppression
) -> tuple[Finding, ...]:
    """Keeps the bytes of each file that is not kept yet, one at a time; may be repeated.

    A file whose bytes are not those that were read with the export is not kept, and told of. One that names somebody
    who is suppressed is not kept either.
    """
    kept = [await _is_kept(store, file, drop, suppression) for file in files]
    return tuple(_changed(file) for file, is_kept in zip(files, kept, strict=True) if not is_kept)


async def _is_kept(store: Store, file: AttachedFile, drop: Drop, suppression: Suppression) -> bool:
    """A function for each file: its bytes are let go of before the next ones are read."""
    key = file_key(file.sha256)
    if await has_size(store, key, file.size_bytes) and await store.renew_blob(key):
        return True
    data = await asyncio.to_thread(_same_bytes, drop, file)
    is_withheld = data is not None and bool(suppression) and await asyncio.to_thread(_names, suppression, file, data)
    if data is not None and not is_withheld:
        await store.put_blob(key, data, file.media_type)
    return data is not None


def _names(suppression: Suppression, file: AttachedFile, data: bytes) -> bool:
    return is_named(suppression, texts_in(file.path, data))


def _same_bytes(drop: Drop, file: AttachedFile) -> bytes | None:
    """Null where they are others by now, or gone."""
    data = drop.read(file.path)
    return data if data is not None and hashlib.sha256(data).hexdigest() == file.sha256 else None


def _changed(file: AttachedFile) -> Finding:
    name = file.path.replace("\\", "/").rpartition("/")[2]
    message = f"Filen »{name}« blev ændret eller fjernet, mens eksporten blev læst. Dens indhold er ikke gemt."
    hint = "Importér eksporten igen, når der ikke længere skrives i mappen."
    return Finding("attachment_missing", "warning", message, hint=hint)
