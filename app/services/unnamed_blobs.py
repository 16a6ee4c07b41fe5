"""Blobs that nothing names any more: left behind by a crash between two steps, or by what named them and is gone.

Most blobs belong to one record, which their key names. The file of an attachment belongs to whatever has its sum: that
is looked for in all that the store keeps, until every file is found or all is read. What is put is young, also where
it was there before, and a blob is dropped only while it is old: so a write that relies on one keeps it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from datetime import date

from app.domain.exact_json import encode
from app.services.access_log import ACCESS_LOG
from app.services.import_readings import reading_key
from app.services.kept_files import file_key
from app.services.letting_go import Batch, Round, Tally
from app.services.paging import pages
from app.services.ports import KINDS, Kind, Query, Row, SortKey, Store

_MANY = 50
_UNFINISHED = ("accepted", "receiving")
_DOCUMENT = re.compile(r"[0-9a-f]{64}")
_SUM = re.compile(rb"(?=([0-9a-f]{64}))")
_Owner = tuple[Kind, str]


async def unnamed_blobs(round: Round) -> AsyncIterator[Batch]:
    """Once a day. A look that was cut off is begun again."""
    today = date.fromisoformat(round.before[:10]).toordinal()
    if round.place == today and not round.is_asked:
        return
    async for tally in _without_owners(round):
        yield Batch(tally)
    async for tally in _unnamed_files(round):
        yield Batch(tally)
    yield Batch(Tally(), today)


async def _without_owners(round: Round) -> AsyncIterator[Tally]:
    async for keys in _old(round, ""):
        owners = {key: owner for key in keys if (owner := _owner(key)) is not None}
        owning = {owner: row for owner in owners.values() if (row := await _row(round.store, owner)) is not None}
        yield await _without(round, [key for key, owner in owners.items() if not _is_wanted(key, owning.get(owner))])


def _owner(key: str) -> _Owner | None:
    """The record without which the blob is of no use; null for a blob that is of use by itself, or is not known."""
    if _DOCUMENT.fullmatch(key):
        return "document", key
    name, *rest = key.split("/")
    if key == reading_key(rest[0] if rest else ""):
        return "document", rest[0]
    if name == "gist" and len(rest) == 2:
        return next(((kind, rest[1]) for kind in KINDS if kind == rest[0]), None)
    owned: dict[str, Kind] = {"said": "import", "imports": "import", "sync": "source"}
    return (owned[name], rest[0]) if name in owned and rest else None


async def _row(store: Store, owner: _Owner) -> Row | None:
    """Null also for a tombstone behind which nothing is kept: it cannot come back."""
    kind, id = owner
    page = await store.find_page(Query(kind, equals={"id": id}, include_deleted=True, limit=1))
    row = next(iter(page.rows), None)
    return None if row is None or (row.deleted and not await store.archived(kind, id)) else row


def _is_wanted(key: str, row: Row | None) -> bool:
    """Staged bytes are of use until their job has ended."""
    return row is not None and ("/bytes/" not in key or row.summary.get("state") in _UNFINISHED)


async def _unnamed_files(round: Round) -> AsyncIterator[Tally]:
    sums: set[bytes] = set()
    async for keys in _old(round, file_key("")):
        sums.update(key.removeprefix(file_key("")).encode() for key in keys)
        yield Tally()
    if not sums:
        return
    async for texts in _kept(round.store):
        sums -= await asyncio.to_thread(_sums_in, texts)
        yield Tally()
        if not sums:
            return
    yield await _without(round, [file_key(one.decode()) for one in sorted(sums)])


def _sums_in(texts: Iterable[bytes]) -> set[bytes]:
    return {found for text in texts for found in _SUM.findall(text)}


async def _kept(store: Store) -> AsyncIterator[list[bytes]]:
    """All that the store keeps as JSON, what names most first. The archive comes behind what is current: what is
    replaced meanwhile is in it by then."""
    for kind in KINDS:
        async for ids in _ids(store, kind):
            yield [served.json for id in ids if (served := await store.read(kind, id)) is not None]
    after = ""
    while keys := await store.list_blobs("", after, _MANY):
        after = keys[-1]
        yield [blob[0] for key in keys if _may_name(key) and (blob := await store.get_blob(key)) is not None]
    for kind in KINDS:
        async for ids in _ids(store, kind):
            for id in ids:
                yield await _archived(store, kind, id)


async def _ids(store: Store, kind: Kind) -> AsyncIterator[tuple[str, ...]]:
    query = Query(kind, sort=(SortKey("created"),), limit=_MANY, include_deleted=True)
    async for page in pages(store, query):
        yield tuple(row.id for row in page.rows)


async def _archived(store: Store, kind: Kind, id: str) -> list[bytes]:
    records = [await store.read_version(kind, id, version) for version in await store.archived(kind, id)]
    return [encode(record.body) for record in records if record is not None]


def _may_name(key: str) -> bool:
    """Not bytes from outside, whatever stands in them, nor who was handed what."""
    return not (key.startswith((file_key(""), ACCESS_LOG)) or "/bytes/" in key or _DOCUMENT.fullmatch(key))


async def _old(round: Round, prefix: str) -> AsyncIterator[tuple[str, ...]]:
    after = ""
    while keys := await round.store.old_blobs(round.before, prefix, after, _MANY):
        yield keys
        after = keys[-1]


async def _without(round: Round, keys: Iterable[str]) -> Tally:
    tally = Tally()
    for key in keys:
        blob = await round.store.get_blob(key)
        if blob is not None and (round.is_trial or await round.store.drop_old_blob(key, round.before)):
            tally += Tally(1, len(blob[0]))
    return tally
