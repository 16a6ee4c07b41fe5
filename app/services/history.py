"""What became of a resource, version by version, as the caller may see it."""

import asyncio

from app.domain.access import ADMIN, Caller
from app.domain.audience import sees_whole
from app.domain.closed_parts import WITHHOLDING
from app.domain.exact_json import encode
from app.domain.json_patch import json_patch
from app.errors import CursorInvalid, Deleted, NotFound, VersionNotKept
from app.schemas.history import HistoryQuery
from app.services.cursors import cursor_after, digest, position_in
from app.services.ports import Body, Change, Kind, Record, Store
from app.services.resources import Answer, Listed
from app.services.shown import as_seen_since, check_seen

PATCH_BYTES = 1_000_000
"""Of the patches of one page, together."""


class HistoryService:
    """Reads archived versions and the change log. Writes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, kind: Kind, id: str, asked: HistoryQuery, caller: Caller) -> Listed:
        """Newest first, as `HistoryEntry` bodies. Raises `NotFound` and `CursorInvalid`."""
        current = await self._current(kind, id, caller)
        list_digest = digest(f"history {kind} {id}", asked, caller)
        below = None if asked.cursor is None else _version_in(asked.cursor, list_digest)
        changes = await self._store.read_changes(kind, id, below, asked.limit + 1)
        shown = changes[: asked.limit]
        following = cursor_after((shown[-1].version,), list_digest) if len(changes) > len(shown) else None
        return Listed(await self._entries(current, shown, caller), following)

    async def version(self, kind: Kind, id: str, version: int, caller: Caller) -> Answer:
        """The whole body as it was. Raises `NotFound`, `Deleted` where it is withheld, and `VersionNotKept`."""
        current = await self._current(kind, id, caller)
        record = await self._store.read_version(kind, id, version)
        if version > current.version:
            raise NotFound(f"version of this {kind}", id)
        if _is_withheld(current, caller) and (record is None or not record.deleted):
            raise Deleted(kind, id, current.body)
        if record is None:
            raise VersionNotKept(kind, id)
        seen = as_seen_since(record, current, caller)
        if not seen:
            raise NotFound(f"version of this {kind}", id)
        is_redacted = not (sees_whole(record.audience, caller) and sees_whole(current.audience, caller))
        return Answer(id, version, record.shape, is_redacted, encode(_with_survivor(record, seen)))

    async def _current(self, kind: Kind, id: str, caller: Caller) -> Record:
        record = await self._store.get(kind, id)
        if record is None:
            raise NotFound(kind, id)
        return check_seen(record, kind, id, caller)

    async def _entries(self, current: Record, changes: tuple[Change, ...], caller: Caller) -> list[Body]:
        entries, left = [], 0 if _is_withheld(current, caller) else PATCH_BYTES
        kept = await self._store.versions(current.kind, current.id)
        newer: Record | None = None
        for change in changes:
            patch = None
            if left and change.version > 1:
                after = newer or await self._store.read_version(change.kind, change.id, change.version)
                newer = await self._store.read_version(change.kind, change.id, change.version - 1)
                patch = await _patch(newer, after, current, caller)
                size = len(encode(patch))
                patch, left = (patch, left - size) if size <= left else (None, 0)
            is_kept = change.version in kept
            entries.append(_entry(change, patch, is_kept=is_kept, is_whole=_sees_whole(change, current, caller)))
        return entries


def _sees_whole(change: Change, current: Record, caller: Caller) -> bool:
    """Now, and then."""
    audiences = (current.audience, change.audience_before, change.audience_after)
    return all(sees_whole(one, caller) for one in audiences if one is not None)


async def _patch(before: Record | None, after: Record | None, current: Record, caller: Caller) -> list[Body] | None:
    """Null where one of the two is not kept, or not for this caller."""
    if before is None or after is None:
        return None
    first, second = (as_seen_since(one, current, caller) for one in (before, after))
    if not first or not second:
        return None
    return await asyncio.to_thread(json_patch, _with_survivor(before, first), _with_survivor(after, second))


def _entry(change: Change, patch: list[Body] | None, *, is_kept: bool, is_whole: bool) -> Body:
    """Why somebody changed it may tell of what is hidden."""
    return {
        "version": change.version,
        "type": change.type,
        "at": change.at,
        "actor": change.actor,
        "reason": change.reason if is_whole else None,
        "patch": patch,
        "kept": is_kept,
    }


def _with_survivor(record: Record, body: Body) -> Body:
    return {**body, "merged_into": body.get("merged_into")} if record.deleted else body


def _is_withheld(current: Record, caller: Caller) -> bool:
    return current.deleted and current.body["deleted_reason"] in WITHHOLDING and ADMIN not in caller.scopes


def _version_in(cursor: str, list_digest: str) -> int:
    position = position_in(cursor, list_digest)
    if len(position) != 1 or not isinstance(position[0], int):
        raise CursorInvalid("this is no cursor")
    return position[0]
