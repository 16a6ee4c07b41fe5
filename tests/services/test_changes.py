"""What of a change a caller may know, and the sums of the summary."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.services.changes import COLLECTIONS, ChangeService, lines_hash, seen_change
from app.services.ports import KINDS, Change, LogEntry, Store
from tests.storage.records import change, meeting, next_version, put

OUTSIDE = Caller("outside", frozenset({READ}))
INSIDE = Caller("inside", frozenset({READ, READ_CLOSED}))
ROOT = Path(__file__).parents[2]
FEED_PAGE = ROOT / "docs" / "feed.md"


def test_what_the_feed_names_can_be_read() -> None:
    paths = json.loads((ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    assert set(COLLECTIONS) == set(KINDS)
    named = {template.rsplit("/", 1)[0] for template, operations in paths.items() if _is_read(template, operations)}
    assert set(COLLECTIONS.values()) <= named


def _is_read(template: str, operations: dict[str, object]) -> bool:
    return template.count("/") == 3 and template.endswith("}") and "get" in operations


def entry(before: str | None, after: str | None) -> LogEntry:
    made = Change("e1", "meeting.updated", "meeting", "m", 2, "2031-03-04T12:00:00Z", "anna", "r1", "closed by law")
    return LogEntry(7, replace(made, audience_before=before, audience_after=after))


@pytest.mark.parametrize(
    ("before", "after", "type"),
    [
        ("all", "all", "meeting.updated"),
        (None, "all", "meeting.updated"),
        ("closed", "all", "meeting.updated"),
        ("all", "closed", "meeting.retracted"),
        ("closed", "closed", None),
        (None, "closed", None),
        (None, None, None),
    ],
)
def test_who_lost_sight_of_a_record_is_told_so_and_of_a_hidden_one_nothing_p7(
    before: str | None, after: str | None, type: str | None
) -> None:
    seen = seen_change(entry(before, after), OUTSIDE)
    assert (seen and seen["type"]) == type
    assert type == "meeting.updated" or "law" not in str(seen)


def test_a_retraction_names_neither_who_nor_why() -> None:
    seen = seen_change(entry("all", "closed"), OUTSIDE)
    assert seen is not None
    assert (seen["subject"], seen["version"], seen["actor"], seen["reason"]) == ("/v1/meetings/m", 2, None, None)


def test_who_may_read_closed_sees_the_change_and_who_may_not_read_sees_none() -> None:
    whole = seen_change(entry("all", "closed"), INSIDE)
    assert whole is not None
    assert (whole["type"], whole["actor"], whole["reason"]) == ("meeting.updated", "anna", "closed by law")
    assert seen_change(entry("all", "all"), Caller("writer", frozenset({WRITE}))) is None


async def test_a_reader_goes_on_behind_changes_that_are_hidden_from_it(store: Store) -> None:
    hidden = [replace(meeting(f"m{n}"), audience="closed") for n in range(3)]
    for item in hidden:
        await store.insert(item, replace(change(item), audience_after="closed"))
    await put(store, meeting("open"))
    service = ChangeService(store)
    first = await service.read(0, 3, OUTSIDE)
    assert (first.items, first.next_after) == ([], 3)
    assert [item["subject"] for item in (await service.read(3, 3, OUTSIDE)).items] == ["/v1/meetings/open"]


async def test_the_summary_counts_what_the_caller_may_see(store: Store) -> None:
    await put(store, meeting("open"), replace(meeting("shut"), audience="closed"))
    service = ChangeService(store)
    outside, inside = await service.summary(OUTSIDE), await service.summary(INSIDE)
    assert [bucket.count for bucket in outside.buckets] == [1]
    assert [bucket.count for bucket in inside.buckets] == [2]
    assert outside.buckets[0].sha256 == lines_hash(["open 1\n"])


async def test_a_change_between_two_summaries_is_in_the_second(store: Store) -> None:
    await put(store, first := meeting("m"))
    service = ChangeService(store)
    before = await service.summary(OUTSIDE)
    assert before is await service.summary(OUTSIDE)
    second = next_version(first)
    await store.replace(second, first, change(second, "updated"))
    after = await service.summary(OUTSIDE)
    assert (before.seq, after.seq) == (1, 2)
    assert (before.is_exact, after.is_exact) == (True, True)
    assert after.buckets[0].sha256 == lines_hash(["m 2\n"])


class Racing:
    """A store to which something is written whenever marks are read."""

    def __init__(self, store: Store) -> None:
        self._store, self._written = store, 0

    def __getattr__(self, name: str) -> object:
        if name != "read_marks":
            return getattr(self._store, name)

        async def read_marks(*args: object) -> object:
            self._written += 1
            await put(self._store, meeting(f"racing{self._written}"))
            return await self._store.read_marks(*args)  # type: ignore[arg-type]  # handed on as they came

        return read_marks


async def test_a_summary_during_writes_says_that_it_is_not_exact(store: Store) -> None:
    service = ChangeService(Racing(store))  # type: ignore[arg-type]  # by __getattr__ it has every verb
    assert not (await service.summary(OUTSIDE)).is_exact


def test_the_documented_vectors_are_what_is_computed() -> None:
    page = FEED_PAGE.read_text(encoding="utf-8")
    assert lines_hash([]) in page
    assert lines_hash(["0190a000-0000-7000-8000-00000000000a 3\n"]) in page
    two = ["0190a000-0000-7000-8000-00000000000b 1\n", "0190a000-0000-7000-8000-00000000000a 3\n"]
    assert lines_hash(two) == lines_hash(two[::-1])
    assert lines_hash(two) in page
