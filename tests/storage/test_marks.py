"""The log's end, and marks: which records are there, on every store."""

from dataclasses import replace

from app.services.ports import Mark, Record, Store
from tests.storage.records import MOMENT, change, meeting, next_version, put, put_next, record, tombstone

EARLIER, LATER = "2025-12-31T23:59:59.999999Z", "2026-04-01T00:00:00.000000Z"


def made_at(item: Record, moment: str) -> Record:
    return replace(item, body={**item.body, "created_at": moment})


async def test_the_last_seq_is_0_and_then_the_number_of_changes(store: Store) -> None:
    assert await store.last_seq() == 0
    await put(store, *(meeting(f"m{n}") for n in range(12)))
    assert await store.last_seq() == 12


async def test_marks_come_in_the_order_of_creation_and_of_ids_without_the_deleted(store: Store) -> None:
    gone, changed = meeting("gone"), made_at(meeting("b"), LATER)
    closed = replace(made_at(meeting("a"), LATER), audience="closed")
    await put(store, gone, changed, closed, made_at(meeting("z"), EARLIER), record("forum", "f"))
    await put_next(store, changed, title="Nyt møde")
    await store.replace(tombstone(gone), gone, change(tombstone(gone), "deleted"))
    marks = await store.read_marks("meeting", None, 10)
    assert marks == (
        Mark("z", 1, "all", "20251231T235959.999999Z"),
        Mark("a", 1, "closed", "20260401T000000.000000Z"),
        Mark("b", 2, "all", "20260401T000000.000000Z"),
    )


async def test_marks_read_in_steps_are_each_read_once(store: Store) -> None:
    await put(store, *(made_at(meeting(f"m{n}"), (EARLIER, MOMENT, LATER)[n % 3]) for n in range(11)))
    whole = await store.read_marks("meeting", None, 100)
    stepped: list[Mark] = []
    while step := await store.read_marks("meeting", stepped[-1] if stepped else None, 2):
        stepped += step
    assert len(whole) == 11
    assert tuple(stepped) == whole


async def test_a_record_that_is_restored_has_its_mark_again(store: Store) -> None:
    first = meeting("m")
    gone = tombstone(first)
    back = replace(next_version(gone), deleted=False)
    await put(store, first)
    await store.replace(gone, first, change(gone, "deleted"))
    assert await store.read_marks("meeting", None, 10) == ()
    await store.replace(back, gone, change(back, "restored"))
    assert [mark.version for mark in await store.read_marks("meeting", None, 10)] == [3]
