"""Everything a store holds, and whether its log tells it rightly."""

from typing import Any

from app.config import Settings
from app.services.ports import KINDS, Kind, LogEntry, Query, Record, SortKey, Store
from app.storage.stores import open_store

TIMES = frozenset({"created_at", "updated_at", "imported_at"})
Held = dict[tuple[Kind, str], Any]


async def contents(store: Store) -> Held:
    """Every body by kind and id, without the times."""
    return {(record.kind, record.id): timeless(record.body) for record in await records(store)}


async def records(store: Store) -> list[Record]:
    found: list[Record] = []
    for kind in KINDS:
        page = await store.find_page(Query(kind, sort=(SortKey("updated"),), limit=200, include_deleted=True))
        assert not page.has_more, "the tests' stores are small"
        found += [record for row in page.rows if (record := await store.get(kind, row.id)) is not None]
    return found


async def whole_log(store: Store) -> tuple[LogEntry, ...]:
    await store.publish_pending(10_000)
    return await store.read_log(0, 10_000)


async def assert_log_is_true(store: Store) -> None:
    """seq without a gap, no change twice, and every version of every record there, in order."""
    log = await whole_log(store)
    assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    assert len({entry.change.event_id for entry in log}) == len(log)
    told: dict[tuple[Kind, str], list[int]] = {}
    for entry in log:
        told.setdefault((entry.change.kind, entry.change.id), []).append(entry.change.version)
    assert told == {(one.kind, one.id): list(range(1, one.version + 1)) for one in await records(store)}


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: timeless(content) for name, content in value.items() if name not in TIMES}
    if isinstance(value, list):
        return [timeless(entry) for entry in value]
    return value


async def held_at(url: str) -> Held:
    """The contents of the store at this address, whose log is checked on the way."""
    store = await open_store(Settings(database_url=url))
    try:
        await assert_log_is_true(store)
        return await contents(store)
    finally:
        await store.close()
