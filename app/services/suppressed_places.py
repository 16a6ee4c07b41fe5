"""Where the names of suppressed persons may stand in what is kept, and each place without them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from app.domain.exact_json import decode, encode
from app.domain.suppressed import Suppression
from app.errors import Deleted, NotFound
from app.importers.looking import texts_in
from app.importers.media_types import TEXT
from app.services.access_log import ACCESS_LOG
from app.services.kept_files import file_key
from app.services.paging import pages
from app.services.ports import KINDS, Body, Kind, Query, Record, SortKey, Store
from app.services.source_entries import key_of
from app.services.suppressions import KINDS_COUNTED, SUPPRESSED, Position, is_named
from app.services.writing import Act, Writer, unlimited

Step = Kind | Literal["blobs"]
BLOBS: Literal["blobs"] = "blobs"
STEPS: tuple[Step, ...] = (*KINDS, BLOBS)
"""What is looked through, one after the other."""

_MANY = 50
_CHANGES = 500
_DOCUMENT_KEY_LENGTH = 64
_JSON = "application/json"
_NAMELESS = ("reading/", "publication/", SUPPRESSED, ACCESS_LOG)
"""Blobs that hold hashes and ids alone."""


def no_counts() -> dict[str, int]:
    return dict.fromkeys(KINDS_COUNTED, 0)


class Round:
    """Looks through one kind after the other. Without an `act` it counts alone.

    `counts` are of what was changed, or would be, since the last batch began; `unread` of files that nobody can read.
    """

    def __init__(
        self, store: Store, writer: Writer, suppression: Suppression, act: Act | None, now: Callable[[], str]
    ) -> None:
        self._store, self._writer, self._suppression, self._act, self._now = store, writer, suppression, act, now
        self.begin_batch()

    def begin_batch(self) -> None:
        self.counts, self.unread = no_counts(), 0

    async def step(self, kind: Step, after: Position) -> AsyncIterator[Position]:
        """Where each batch ended."""
        if kind == BLOBS:
            async for key in self._blobs(str(after[0]) if after else ""):
                yield (key,)
            return
        query = Query(kind, sort=(SortKey("created"),), limit=_MANY, include_deleted=True, after=after or None)
        async for page in pages(self._store, query):
            for row in page.rows:
                await self._record(kind, row.id)
            if page.rows:
                yield page.rows[-1].position

    async def _record(self, kind: Kind, id: str) -> None:
        record = await self._store.get(kind, id)
        if record is None:
            return
        body = await self._without(record)
        if body != record.body:
            self.counts["records"] += 1
            await self._write(record, body)
        *archived, _ = await self._store.versions(kind, id)
        for version in archived:
            await self._version(kind, id, version)
        await self._reasons(kind, id)

    async def _write(self, record: Record, body: Body) -> None:
        if self._act is None:
            return
        if record.deleted:
            await self._store.rewrite(replace(record, body={**body, "updated_at": self._now()}))
            return
        act = replace(self._act, caller=unlimited(self._act.caller))
        await self._claim(record, body)
        with suppress(Deleted, NotFound):
            edit = self._suppression.body
            await self._writer.change(record.kind, record.id, lambda now: edit(record.kind, record.id, now), act)

    async def _claim(self, record: Record, body: Body) -> None:
        """The names that sources have for it, as they are from now on."""
        for entry in body["sources"]:
            if entry not in record.body["sources"]:
                await self._store.claim_source(record.kind, key_of(entry), record.id)

    async def _version(self, kind: Kind, id: str, version: int) -> None:
        record = await self._store.read_version(kind, id, version)
        if record is None:
            return
        body = await self._without(record)
        if body != record.body:
            self.counts["versions"] += 1
            if self._act is not None:
                await self._store.rewrite(replace(record, body=body))

    async def _without(self, record: Record) -> Body:
        return await asyncio.to_thread(self._suppression.body, record.kind, record.id, record.body)

    async def _reasons(self, kind: Kind, id: str) -> None:
        below = None
        while True:
            changes = await self._store.read_changes(kind, id, below, _CHANGES)
            for change in changes:
                reason = self._suppression.text(change.reason or "")
                if reason != (change.reason or ""):
                    self.counts["reasons"] += 1
                    if self._act is not None:
                        await self._store.rewrite_reason(replace(change, reason=reason))
            if len(changes) < _CHANGES:
                return
            below = changes[-1].version

    async def _blobs(self, after: str) -> AsyncIterator[str]:
        while True:
            keys = await self._store.list_blobs("", after, _MANY)
            for key in keys:
                await self._blob(key)
            if not keys:
                return
            after = keys[-1]
            yield after

    async def _blob(self, key: str) -> None:
        if key.startswith(_NAMELESS) or "/bytes/" in key:  # staged bytes go when their job ends
            return
        blob = await self._store.get_blob(key)
        if blob is None:
            return
        data, media_type = blob
        if key.startswith(file_key("")):
            await self._file(key, data)
        elif len(key) == _DOCUMENT_KEY_LENGTH and "/" not in key:
            await self._document(key, data)
        elif media_type == _JSON:
            await self._json(key, data)

    async def _document(self, id: str, data: bytes) -> None:
        """Its text takes the place of its bytes, in the record and in the blob."""
        record = await self._store.get("document", id)
        if record is None or record.deleted:
            return
        texts = await asyncio.to_thread(texts_in, record.body["name"], data)
        if not await self._is_named(texts):
            return
        self.counts["documents"] += 1
        if self._act is None:
            return
        text = str((await self._without(record))["text"])
        kept = {"media_type": TEXT, "size_bytes": len(text.encode())}
        await self._store.replace_blob(id, text.encode(), TEXT)
        with suppress(Deleted, NotFound):
            await self._writer.change("document", id, lambda body: {**body, **kept}, self._act)

    async def _file(self, key: str, data: bytes) -> None:
        texts = await asyncio.to_thread(texts_in, "", data)
        if not texts:
            self.unread += 1
        elif await self._is_named(texts):
            self.counts["files"] += 1
            if self._act is not None:
                await self._store.delete_blob(key)

    async def _is_named(self, texts: tuple[Any, ...]) -> bool:
        return await asyncio.to_thread(is_named, self._suppression, texts)

    async def _json(self, key: str, data: bytes) -> None:
        value = decode(data)
        now = await asyncio.to_thread(_without_sayings, self._suppression, key, value)
        if now == value:
            return
        self.counts["other"] += 1
        if self._act is None:
            return
        if key.startswith("gist/"):
            await self._store.delete_blob(key)  # made anew from what each job keeps
        else:
            await self._store.swap_blob(key, encode(now), _JSON, data)


def _without_sayings(suppression: Suppression, key: str, value: Any) -> Any:
    """JSON of the import's own: what was said of a participant stands beside their id, or under it in the key."""
    if key.startswith("sync/"):
        files = value["files"]
        return {**value, "files": {path: one for path, one in files.items() if _is_nameless(suppression, path, one)}}
    if key.startswith("said/"):
        said = [{**one, "content": suppression.body(one["kind"], one["id"], one["content"])} for one in value["said"]]
        return {**suppression.value(value), "said": said}
    if key.startswith("gist/participant/"):
        return _gist(suppression, key.rpartition("/")[2], value)
    return suppression.value(value)


def _gist(suppression: Suppression, id: str, value: Any) -> Any:
    if isinstance(value, dict):
        seen = {name: _gist(suppression, id, child) for name, child in value.items()}
        return {**seen, "content": suppression.body("participant", id, seen["content"])} if "content" in seen else seen
    return [_gist(suppression, id, one) for one in value] if isinstance(value, list) else suppression.value(value)


def _is_nameless(suppression: Suppression, path: str, known: Any) -> bool:
    """What is remembered of a file whose path names somebody is forgotten: the next run reads the file again."""
    return suppression.text(path) == path and suppression.value(known) == known
