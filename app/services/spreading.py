"""When what may be seen of a record changes, what comes from it changes too: facts, documents, persons, meetings.

What becomes hidden is hidden in all of them before the record itself is written, and looked through again afterwards;
what opens, opens afterwards. Cut off in between, something stays hidden that need not be, until it is written again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.audience import NOBODY, Audience, audience_in
from app.domain.closed_parts import WITHHOLDING
from app.services.audiences import Coming, persons_shown
from app.services.ports import Body, Kind, Query, Record, SortKey, Store

Rejudge = Callable[[Kind, str, Mapping[str, Coming]], Awaitable[None]]
"""Judges a record anew, by what is on its way as well; writes its next version where its audience changes."""

_MANY = 200
_OF_FACTS: tuple[Kind, ...] = ("initiative", "funding")
_JUDGED_BY: Mapping[Kind, tuple[str, ...]] = {
    "forum": ("cluster_id",),
    "cluster": ("closed_items",),
    "source": ("unknown_means",),
    "document": ("access", "unknown_means"),
}
"""Members by which what names the record is judged."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One write: `before` is null at a creation."""

    store: Store
    rejudge: Rejudge
    before: Record | None
    after: Record

    async def ahead(self) -> None:
        """Before the write: hides what will be hidden."""
        before, after = self._audiences()
        if self.after.kind != "meeting" or before is None:
            return
        if self.after.deleted and self.after.body["deleted_reason"] in WITHHOLDING:
            await self._of_meeting({self.after.id: Coming(NOBODY, frozenset())})
        elif not self.after.deleted and _is_tightened(before, after):
            await self._of_meeting({self.after.id: Coming(after, persons_shown(self.after.body, after))})

    async def behind(self, coming: Mapping[str, Coming]) -> None:
        """After the write. What was judged by a meeting in `coming` already is left as it is."""
        before, after = self._audiences()
        if self.after.kind == "meeting":
            if self.after.id not in coming and (before not in (None, after) or self._is_deletion_or_return()):
                await self._of_meeting({})
            await self._open_persons(after)
        elif self.before is not None and self._says_otherwise():
            await self._of_settings()

    def _is_deletion_or_return(self) -> bool:
        return self.before is not None and self.before.deleted != self.after.deleted

    def _audiences(self) -> tuple[Audience | None, Audience]:
        return audience_in(self.before.audience) if self.before else None, audience_in(self.after.audience)

    def _says_otherwise(self) -> bool:
        before: Mapping[str, Any] = self.before.body if self.before else {}
        return any(before.get(name) != self.after.body.get(name) for name in _JUDGED_BY.get(self.after.kind, ()))

    async def _of_meeting(self, coming: Mapping[str, Coming]) -> None:
        id = self.after.id
        for kind in _OF_FACTS:
            async for one in self._found(kind, "origins", id):
                await self.rejudge(kind, one, coming)
        bodies: list[Body] = [record.body for record in (self.before, self.after) if record and not record.deleted]
        for document in dict.fromkeys(one["id"] for body in bodies for one in body["documents"] if one["id"]):
            await self.rejudge("document", document, coming)
            async for one in self._found("import", "documents", document):
                await self.rejudge("import", one, coming)
        for person in sorted({one for record in (self.before,) if record for one in _persons(record)}):
            await self.rejudge("participant", person, coming)

    async def _open_persons(self, after: Audience) -> None:
        """Persons that were hidden, and of whom anybody may read by now."""
        if self.after.deleted:
            return
        shown = sorted(persons_shown(self.after.body, after))
        for start in range(0, len(shown), _MANY):
            some = tuple(shown[start : start + _MANY])
            query = Query("participant", any_of={"id": some, "hidden": ("closed", "closed unpublished")}, limit=_MANY)
            for row in (await self.store.find_page(query)).rows:
                await self.rejudge("participant", row.id, {})

    async def _of_settings(self) -> None:
        kind, id = self.after.kind, self.after.id
        if kind == "document":
            await self._each("meeting", "documents", id)
        elif kind == "source":
            await self._each("meeting", "systems", self.after.body["system"])
        elif kind == "forum":
            await self._each("meeting", "forum", id)
            await self._each("participant", "forums", id)
        elif kind == "cluster":
            async for forum in self._found("forum", "cluster", id):
                await self._each("meeting", "forum", forum)

    async def _each(self, kind: Kind, key: str, value: str) -> None:
        async for id in self._found(kind, key, value):
            await self.rejudge(kind, id, {})

    async def _found(self, kind: Kind, key: str, value: str) -> AsyncIterator[str]:
        """The ids of the records whose key has the value, in pages."""
        query = Query(kind, equals={key: value}, sort=(SortKey("created"),), limit=_MANY)
        while True:
            page = await self.store.find_page(query)
            for row in page.rows:
                yield row.id
            if not page.has_more:
                return
            query = Query(kind, equals={key: value}, sort=query.sort, limit=_MANY, after=page.rows[-1].position)


def _is_tightened(before: Audience, after: Audience) -> bool:
    untold = before.closed | before.untold
    return not (after.closed <= before.closed and after.untold <= untold and after.unpublished <= before.unpublished)


def _persons(record: Record) -> frozenset[str]:
    """Everybody whom the record names."""
    return persons_shown(record.body, Audience()) if not record.deleted else frozenset()
