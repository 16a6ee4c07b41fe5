"""What one document said is taken back: because the system that it came from has withdrawn or replaced it.

Everything that the document named goes on as if only the other documents had been imported: it is merged with what
people made of it, as on an import. What no other document names becomes a tombstone with the reason `withdrawn`; only
what people have edited, or what is still referred to, stays. The document's own meeting goes in any case, for a source
that closes always wins. The document and its import become tombstones last, so that a withdrawal that was cut off is
completed by doing it again. Imported anew, all of it comes back under its ids.
"""

from collections.abc import Mapping
from typing import Any

from app.errors import Deleted, StillReferenced, StoreBusy, VersionConflict
from app.importers.sniff import IMPORTER_VERSION
from app.services.contention import attempts
from app.services.import_kept import forget, hear, said_by
from app.services.import_plan import Planned
from app.services.import_proposals import content_of, propose
from app.services.import_readings import reading_key
from app.services.import_records import id_from
from app.services.import_said import Around, Saying, Told, around, together
from app.services.merged import merged_ids
from app.services.ports import KINDS, Body, Kind, Query, Record, SortKey, Store
from app.services.references import check_unreferenced
from app.services.source_entries import key_of
from app.services.writing import Act, Writer, derived_id

_MANY = 100
"""How many meetings of a document, and imports that named them, are looked through."""

_LINKS = frozenset({"meeting_id", "agenda_item_id", "forum_id"})
"""Members that are filled in when what they name arrives: nobody edited them."""


class Withdrawal:
    """Of one document. Every step may be repeated."""

    def __init__(self, store: Store, writer: Writer, document_id: str, act: Act) -> None:
        self._store, self._writer, self._document_id, self._act = store, writer, document_id, act

    async def carry_out(self) -> list[Body]:
        """The resources that changed, as `ImportedResource`; none where it is not imported. Raises `StoreBusy`."""
        jobs = await self._jobs()
        said: dict[str, Saying] = {}
        for job in jobs:
            said = await said_by(self._store, job.id) | said
        ids = sorted(said, key=lambda one: KINDS.index(said[one].kind), reverse=True)
        changed = [id for id in ids if await self._take_back(id, said[id])]
        kinds = {id: own.kind for id, own in said.items()}
        await forget(self._store, kinds, self._document_id)
        await self._delete("document", self._document_id)
        await self._store.delete_blob(self._document_id)
        await self._store.delete_blob(reading_key(self._document_id))
        for job in jobs:
            await self._delete("import", job.id)
        await forget(self._store, kinds, self._document_id)  # what others took from the jobs meanwhile
        return [{"kind": said[id].kind, "id": id, "state": "updated"} for id in changed]

    async def _jobs(self) -> list[Record]:
        """Those that have read the document, the newest first: of every version of the importer, and beside whatever
        files."""
        versions = range(1, int(IMPORTER_VERSION) + 1)
        ids = tuple(derived_id("import", self._document_id, str(version)) for version in versions)
        named = {
            one["id"]: one["kind"] for job in await self._standing(ids) for one in job.body["files"][0]["resources"]
        }
        meetings = tuple(id for id, kind in named.items() if kind == "meeting")[:_MANY]
        query = Query("import", any_of={"resources": meetings}, sort=(SortKey("created"),), limit=_MANY)
        rows = (await self._store.find_page(query)).rows if meetings else ()
        return sorted(
            await self._standing(tuple(dict.fromkeys((*ids, *(row.id for row in rows))))),
            key=lambda job: str(job.body["updated_at"]),
            reverse=True,
        )

    async def _standing(self, ids: tuple[str, ...]) -> list[Record]:
        records = await self._store.get_many("import", ids)
        return [
            record
            for record in records
            if not record.deleted and [file["sha256"] for file in record.body["files"]] == [self._document_id]
        ]

    async def _take_back(self, id: str, own: Saying) -> bool:
        """Whether the resource changed."""
        async for _ in attempts():
            record = await self._store.get(own.kind, id)
            if record is None or record.deleted:
                return False
            owners = {id: id} | dict.fromkeys(merged_ids(record.body), id)
            heard = await hear(self._store, dict.fromkeys(owners, own.kind), owners, without=self._document_id)
            others = heard[id].sayings
            before = around(others, own).now.body or {}
            try:
                now = together(others)
                if now is not None:
                    return await self._without(record, before, now)
                return await self._gone(record, before)
            except (VersionConflict, Deleted):
                continue
        raise StoreBusy(f"this {own.kind} is being changed by many at once")

    async def _without(self, record: Record, before: Body, now: Body) -> bool:
        """Merges what the others say into what is stored."""
        proposal = propose(Planned(record.kind, record.id, (), now), record, Around((before,), Told(now)))
        if proposal.body is None:
            return False
        content = content_of(proposal.body)
        await self._writer.change(
            record.kind, record.id, lambda held: {**held, **content}, self._act, expected_version=record.version
        )
        return True

    async def _gone(self, record: Record, before: Body) -> bool:
        """Deletes what nobody else says."""
        if not _is_own_meeting(record, self._document_id):
            if not _is_of_imports(record) or _bare(content_of(record.body)) != _bare(before):
                return False
            try:
                await check_unreferenced(self._store, record.kind, record.id)
            except StillReferenced:
                return False
        sources = [{**entry, "applied_version": record.version + 1} for entry in record.body["sources"]]
        await self._writer.delete(
            record.kind, record.id, self._act, "withdrawn", expected_version=record.version, sources=sources
        )
        return True

    async def _delete(self, kind: Kind, id: str) -> None:
        record = await self._store.get(kind, id)
        if record is not None and not record.deleted:
            await self._writer.delete(kind, id, self._act, "withdrawn")


def _is_own_meeting(record: Record, document_id: str) -> bool:
    return record.kind == "meeting" and any(one["id"] == document_id for one in record.body["documents"])


def _is_of_imports(record: Record) -> bool:
    """Whether an import made the record, and no other system or person has put its name to it."""
    entries = record.body["sources"]
    is_made = any(id_from(record.kind, key_of(entry)) == record.id for entry in entries)
    return is_made and all(entry["checksum"] is not None for entry in entries)


def _bare(value: Any) -> Any:
    """Without references that the import of another document may have filled in."""
    if isinstance(value, Mapping):
        return {name: _bare(held) for name, held in value.items() if name not in _LINKS}
    if isinstance(value, list):
        return [_bare(entry) for entry in value]
    return value
