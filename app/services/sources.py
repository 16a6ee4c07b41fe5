"""The systems that write here: their settings, and how long ago each last succeeded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from app.domain.access import READ_CLOSED, Caller
from app.domain.merge_patch import merge_patch
from app.domain.vocabulary import Attendance
from app.errors import Fault, InvalidInput, NotAllowed, NotInReach
from app.schemas.faults import invalid_input
from app.schemas.fields import utc_text
from app.schemas.sources import SourceCreate, SourceListQuery
from app.services.ports import Body, Store
from app.services.references import check_references
from app.services.resources import Answer, Listed, ResourceService, answer_of
from app.services.writing import SERVER_OWNED, Act, Writer, derived_id

CLOCKS_APART = timedelta(minutes=5)
"""How far ahead of ours the clock of a source may be."""

State = Literal["created", "updated", "unchanged"]


class SourceService:
    """`clock` gives aware UTC time. A source's id is derived from its system's name: one record for each."""

    def __init__(self, store: Store, writer: Writer, resources: ResourceService, clock: Callable[[], datetime]) -> None:
        self._store, self._writer, self._resources, self._clock = store, writer, resources, clock

    async def page(self, asked: SourceListQuery, caller: Caller) -> Listed:
        """As any list, with the ages. Raises `CursorInvalid`."""
        listed = await self._resources.page(asked, caller)
        now = self._clock()
        return replace(listed, items=[_aged(item, now) for item in listed.items])

    async def put(self, system: str, sent: Body, act: Act) -> tuple[Answer, State]:
        """Replaces the members that are sent; null empties one. Creates what is not there.

        Raises `InvalidInput`, also for a success in the future, `NotInReach`, `StoreBusy`, and `NotAllowed` where a
        caller would open what it may not see.
        """
        if act.caller.source not in (None, system):
            raise NotInReach("source")
        id = derived_id("source", system)
        current = await self._store.get("source", id)
        before = current.body if current else {}
        if _opens(before, sent) and not act.caller.may(READ_CLOSED):
            raise NotAllowed(READ_CLOSED)
        content = self._content(before, {**sent, "system": system})
        await check_references(self._store, "source", content, before, act.caller)
        if current is None:
            current = await self._writer.create_or_current("source", content, act, id)
            if current.body | content == current.body:
                return answer_of(current, act.caller), "created"
        record = await self._writer.change("source", id, lambda body: {**body, **self._content(body, sent)}, act)
        return answer_of(record, act.caller), "unchanged" if record.version == current.version else "updated"

    async def settings(self, system: str) -> Body:
        """How a source is to be read. Raises `InvalidInput` for a system that nobody has told of."""
        record = await self._store.get("source", derived_id("source", system))
        if record is None or record.deleted:
            raise InvalidInput((Fault("?source", "reference_unknown", "no source has this system"),))
        return record.body

    async def succeeded(self, system: str, act: Act) -> None:
        """A whole run of the source came to its end just now."""
        await self.put(system, {"last_success_at": utc_text(self._clock())}, act)

    def _content(self, before: Body, sent: Body) -> Body:
        content = {name: value for name, value in before.items() if name not in SERVER_OWNED}
        try:
            body = SourceCreate.model_validate(merge_patch(content, sent)).model_dump()
        except ValidationError as exc:
            raise invalid_input(exc.errors(include_url=False, include_input=False)) from exc
        if sent.get("last_success_at") and _instant(body["last_success_at"]) > self._clock() + CLOCKS_APART:
            raise InvalidInput((Fault("/last_success_at", "in_the_future", "must not lie in the future"),))
        return body


def codes_of(source: Body) -> dict[str, Attendance]:
    """What the codes of a source mean, by code."""
    return {one["code"]: one["attendance"] for one in source.get("attendance_codes", ())}


def _opens(before: Body, sent: Body) -> bool:
    return sent.get("unknown_means") == "open" and before.get("unknown_means") != "open"


def _aged(item: Body, now: datetime) -> Body:
    """A tombstone has no age."""
    if "deleted_at" in item:
        return item
    last: Any = item["last_success_at"]
    age = None if last is None else max(0, int((now - _instant(last)).total_seconds()))
    return {**item, "last_success_age_seconds": age}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
