"""Who, when and why, for each version of one record."""

from dataclasses import replace

from app.services.ports import Store
from tests.storage.records import change, meeting, next_version, put, put_next, record, tombstone


async def versions(store: Store, id: str, below: int | None = None, limit: int = 100) -> list[int]:
    return [found.version for found in await store.read_changes("meeting", id, below, limit)]


async def test_changes_come_newest_first_and_are_of_this_record_alone(store: Store) -> None:
    first = meeting("a")
    await put(store, first, meeting("b"), record("forum", "a", name="Forum"))
    second = await put_next(store, first, title="To")
    third = next_version(second, title="Tre")
    await store.replace(third, second, replace(change(third, "updated"), actor="en anden", reason="rettet"))
    found = await store.read_changes("meeting", "a", None, 100)
    assert [(one.version, one.type) for one in found] == [
        (3, "meeting.updated"),
        (2, "meeting.updated"),
        (1, "meeting.created"),
    ]
    assert (found[0].actor, found[0].reason) == ("en anden", "rettet")
    assert await versions(store, "nobody") == []


async def test_changes_are_read_a_page_at_a_time(store: Store) -> None:
    newest = meeting("a")
    await put(store, newest)
    for n in range(10):
        newest = await put_next(store, newest, title=str(n))
    assert await versions(store, "a", limit=4) == [11, 10, 9, 8]
    assert await versions(store, "a", below=8, limit=4) == [7, 6, 5, 4]
    assert await versions(store, "a", below=1) == []


async def test_a_deletion_is_a_change_too(store: Store) -> None:
    first = meeting("a")
    await put(store, first)
    deleted = tombstone(first)
    await store.replace(deleted, first, change(deleted, "deleted"))
    assert [one.type for one in await store.read_changes("meeting", "a", None, 9)] == [
        "meeting.deleted",
        "meeting.created",
    ]
