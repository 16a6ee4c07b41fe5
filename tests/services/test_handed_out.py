"""What a request has at hand is noticed where it comes from the store, and kept before anything is written."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.domain.audience import NOBODY
from app.services.handed_out import Named, begin, beside_the_answer, noticing
from app.services.ports import Change, Kind, Record, Store

CLOSED = NOBODY.text


def meeting(id: str, version: int, audience: str) -> Record:
    return Record("meeting", id, version, {}, audience)


def change(id: str, version: int, audience: str) -> Change:
    at = "2031-03-05T08:00:00.000000Z"
    return Change("e", "meeting.updated", "meeting", id, version, at, "somebody", audience_after=audience)


class _Given:
    """A store that answers what it was given, and tells in `done` what happened in which order."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return self.nothing

    async def nothing(self, *_: Any) -> None: ...

    async def get(self, _: Kind, id: str) -> Record:
        return meeting(id, 3, "all" if id == "open" else CLOSED)

    async def read_version(self, _: Kind, id: str, version: int) -> Record:
        return meeting(id, version, "all")

    async def read_changes(self, _: Kind, id: str, *__: Any) -> tuple[Change, ...]:
        return (change(id, 3, CLOSED), change(id, 2, "all"))

    async def insert(self, *_: Any) -> None:
        self.done.append("written")

    async def keep(self, named: Sequence[Named], _: Collection[Kind]) -> None:
        self.done.append(list(named))


def caller(*scopes: str) -> Caller:
    return Caller("somebody", frozenset(scopes))


async def test_every_version_of_a_record_that_is_hidden_by_now_counts() -> None:
    given = _Given()
    store = noticing(cast("Store", given))
    handed = begin(caller(READ, READ_CLOSED), given.keep)
    for id in ("open", "shut"):
        await store.get("meeting", id)
        await store.read_version("meeting", id, 1)
    await store.read_changes("meeting", "shut", None, 2)
    with beside_the_answer():
        await store.get("meeting", "other")
    await handed.keep()
    await handed.keep()
    assert given.done == [[("meeting", "shut", 3), ("meeting", "shut", 1), ("meeting", "shut", 2)]]


async def test_what_somebody_writes_and_may_not_see_afterwards_is_kept_before_it_is_written() -> None:
    given = _Given()
    begin(caller(WRITE), given.keep)
    await noticing(cast("Store", given)).insert(meeting("own", 1, CLOSED), change("own", 1, CLOSED))
    assert given.done == [[("meeting", "own", 1)], "written"]


async def test_who_may_read_and_no_more_is_never_in_the_log() -> None:
    given = _Given()
    handed = begin(caller(READ), given.keep)
    store = noticing(cast("Store", given))
    await store.get("meeting", "shut")
    await store.read_changes("meeting", "shut", None, 2)
    await handed.keep()
    assert given.done == []
