"""Which document a publication of an agenda system is by now, so that the newest export of it counts, whichever comes
first.

A publication is named by the system and the id that it has there. Its standing is a blob, replaced where it still is
what was read.
"""

import hashlib

import msgspec
from msgspec import Struct

from app.errors import StoreBusy
from app.services.ports import Store
from app.services.writing import attempts

_MEDIA_TYPE = "application/json"


class Standing(Struct, frozen=True):
    """`revision` is the export's own (RFC 3339 in UTC, six decimals), null where it has none. `document_id` is the
    document that stands, null where the publication was withdrawn."""

    revision: str | None
    document_id: str | None

    def is_newer(self, revision: str | None) -> bool:
        """Whether an export of this revision comes too late. Without revisions the later to come is the newer."""
        return self.revision is not None and revision is not None and self.revision > revision


class Publications:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def standing(self, system: str, id: str) -> Standing | None:
        blob = await self._store.get_blob(_key(system, id))
        return None if blob is None else _decode(blob[0])

    async def stand(self, system: str, id: str, new: Standing) -> bool:
        """False where a newer one stands by now. Raises `StoreBusy`."""
        key, data = _key(system, id), msgspec.json.encode(new)
        async for _ in attempts():
            blob = await self._store.get_blob(key)
            held = None if blob is None else blob[0]
            if held is not None and _decode(held).is_newer(new.revision):
                return False
            if held == data or await self._store.swap_blob(key, data, _MEDIA_TYPE, held):
                return True
        raise StoreBusy("this publication is being imported by many at once")


_decode = msgspec.json.Decoder(Standing).decode


def _key(system: str, id: str) -> str:
    return f"publication/{hashlib.sha256(msgspec.json.encode((system, id))).hexdigest()}"
