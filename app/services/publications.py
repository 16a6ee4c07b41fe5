"""Which document a publication of an agenda system is by now, so that the newest export of it counts, whichever comes
first.

A publication is named by the system and the id that it has there. Its standing is a blob, replaced where it still is
what was read. What a former document said is taken back before the new one stands, so that an import that was cut off
between the two is completed by doing it again.
"""

import hashlib

import msgspec
from msgspec import Struct

from app.errors import StoreBusy
from app.importers.document import Origin
from app.services.contention import attempts
from app.services.import_withdrawal import Withdrawal
from app.services.ports import Body, Store
from app.services.writing import Act, Writer

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
    """What has no `publication_id` is no publication: every method passes it over."""

    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer

    async def is_late(self, system: str, origin: Origin) -> bool:
        """Whether a newer export of the publication was imported, or it was withdrawn since."""
        standing = await self._standing(system, origin)
        return standing is not None and standing.is_newer(origin.revision)

    async def take_place(self, system: str, origin: Origin, document_id: str | None, act: Act) -> list[Body]:
        """The document stands for its publication from now on; null: nothing does, for it is withdrawn. What another
        said for it before is taken back; the resources that this changed. May be repeated. Raises `StoreBusy`."""
        former = await self._standing(system, origin)
        changed: list[Body] = []
        if former is not None and former.document_id is not None and former.document_id != document_id:
            changed = await Withdrawal(self._store, self._writer, former.document_id, act).carry_out()
        await self._stand(system, origin, document_id)
        return changed

    async def _standing(self, system: str, origin: Origin) -> Standing | None:
        blob = None if origin.publication_id is None else await self._store.get_blob(_key(system, origin))
        return None if blob is None else _decode(blob[0])

    async def _stand(self, system: str, origin: Origin, document_id: str | None) -> None:
        if origin.publication_id is None:
            return
        key, data = _key(system, origin), msgspec.json.encode(Standing(origin.revision, document_id))
        async for _ in attempts():
            blob = await self._store.get_blob(key)
            held = None if blob is None else blob[0]
            if held is not None and (held == data or _decode(held).is_newer(origin.revision)):
                return
            if await self._store.swap_blob(key, data, _MEDIA_TYPE, held):
                return
        raise StoreBusy("this publication is being imported by many at once")


_decode = msgspec.json.Decoder(Standing).decode


def _key(system: str, origin: Origin) -> str:
    return f"publication/{hashlib.sha256(msgspec.json.encode((system, origin.publication_id))).hexdigest()}"
