"""Lists: conditions, order, positions and counts are the same on every store."""

import itertools
from typing import Any

import pytest

from app.errors import CursorInvalid
from app.services.ports import KeyValue, Query, Row, SortKey, Store
from tests.storage.records import change, ids, meeting, put, put_next, record, source, sourced, tombstone

BY_DAY = (SortKey("day", descending=True),)


async def walk(store: Store, query: Query, limit: int) -> list[Row]:
    """All rows, page by page."""
    rows: list[Row] = []
    after: tuple[KeyValue, ...] | None = None
    for _ in range(100):
        page = await store.find_page(
            Query(
                kind=query.kind,
                equals=query.equals,
                any_of=query.any_of,
                at_least=query.at_least,
                below=query.below,
                prefix=query.prefix,
                sort=query.sort,
                include_deleted=query.include_deleted,
                after=after,
                limit=limit,
            )
        )
        rows += page.rows
        if not page.has_more:
            return rows
        after = page.rows[-1].position
    raise AssertionError("the walk does not end")


async def found(store: Store, **query: Any) -> list[str]:
    """The ids that the query finds, in order, and as many as it counts."""
    asked = Query(**query)
    rows = await walk(store, asked, 2)
    assert await store.count(asked) == len(rows)
    return ids(rows)


async def test_a_row_is_the_summary_and_no_more(store: Store) -> None:
    item = meeting("a", attendees=[{"participant_id": "p1"}, {"participant_id": None}], agenda_items=[{"id": "i1"}])
    await put(store, item)
    (row,) = (await store.find_page(Query("meeting", sort=BY_DAY))).rows
    assert row.summary == {
        "id": "a",
        "version": 1,
        "forum_id": "f1",
        "title": item.body["title"],
        "number": None,
        "status": "held",
        "date": item.body["date"],
        "starts_at": None,
        "ends_at": None,
        "location": None,
        "attendee_count": 2,
        "agenda_item_count": 1,
        "updated_at": item.body["updated_at"],
    }
    assert (row.id, row.version, row.audience, row.deleted) == ("a", 1, "all", False)
    assert row.position == ("20260304", "a")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_join_to_the_whole_list_with_ties(store: Store, limit: int, descending: bool) -> None:
    days = ["2026-01-01", "2026-01-02", None]
    await put(store, *(meeting(f"m{n}", day=days[n % 3]) for n in range(7)))
    rows = await walk(store, Query("meeting", sort=(SortKey("day", descending),)), limit)
    expected = ["m2", "m5", "m0", "m3", "m6", "m1", "m4"]
    assert ids(rows) == (expected[::-1] if descending else expected)


async def test_directions_may_be_mixed(store: Store) -> None:
    for n, (day, status) in enumerate(itertools.product(("2026-01-01", "2026-01-02"), ("held", "planned", "held"))):
        item = meeting(f"m{n}", day=day)
        item.body["status"] = status
        await put(store, item)
    sort = (SortKey("status"), SortKey("day", descending=True))
    for limit in (1, 2, 4):
        assert ids(await walk(store, Query("meeting", sort=sort), limit)) == ["m5", "m3", "m2", "m0", "m4", "m1"]


async def test_a_row_present_and_unchanged_during_a_walk_appears_once(store: Store) -> None:
    items = [meeting(f"m{n}", day=f"2026-01-0{n + 1}") for n in range(6)]
    await put(store, *items)
    first = await store.find_page(Query("meeting", sort=(SortKey("day"),), limit=3))
    await put(store, meeting("new", day="2026-01-02"))
    await put_next(store, items[0], date={"from": "2026-01-31"})
    rest = await store.find_page(Query("meeting", sort=(SortKey("day"),), limit=50, after=first.rows[-1].position))
    assert ids(first.rows) == ["m0", "m1", "m2"]
    assert ids(rest.rows) == ["m3", "m4", "m5", "m0"]


async def test_without_a_sort_the_id_orders(store: Store) -> None:
    await put(store, meeting("b"), meeting("a"), meeting("c"))
    assert await found(store, kind="meeting") == ["a", "b", "c"]


async def test_names_are_in_danish_order(store: Store) -> None:
    names = ["Åby", "Aalborg", "Zoo", "ærø", "Ølstykke", "2.10", "2.9", "abe"]
    await put(store, *(record("cluster", f"c{n}", name=name) for n, name in enumerate(names)))
    rows = await walk(store, Query("cluster", sort=(SortKey("name_sort"),)), 3)
    assert [row.summary["name"] for row in rows] == [
        "2.9",
        "2.10",
        "abe",
        "Zoo",
        "ærø",
        "Ølstykke",
        "Åby",
        "Aalborg",
    ]


async def test_equal_values_and_one_of_several(store: Store) -> None:
    await put(store, meeting("a", forum="f1"), meeting("b", forum="f2"), meeting("c", forum="f3"))
    assert await found(store, kind="meeting", equals={"forum": "f2"}) == ["b"]
    assert await found(store, kind="meeting", any_of={"forum": ("f1", "f3", "f9")}) == ["a", "c"]
    assert await found(store, kind="meeting", any_of={"forum": ()}) == []
    assert await found(store, kind="meeting", equals={"forum": "f1", "status": "held"}) == ["a"]
    assert await found(store, kind="meeting", equals={"forum": "f1", "status": "planned"}) == []


async def test_a_list_valued_key_holds_a_value(store: Store) -> None:
    await put(
        store,
        meeting("a", case_numbers=["1", "2"], sources=sourced(source("s1"))),
        meeting("b", case_numbers=["2"]),
        meeting("c", case_numbers=[]),
        record("funding", "p", name="Pulje", grant_years=[2022, 2023]),
        record("funding", "q", name="Pulje", grant_years=[2024]),
    )
    assert await found(store, kind="meeting", equals={"case_numbers": "2"}) == ["a", "b"]
    assert await found(store, kind="meeting", any_of={"case_numbers": ("1", "7")}) == ["a"]
    assert await found(store, kind="funding", equals={"years": 2023}) == ["p"]
    assert await found(store, kind="funding", any_of={"years": (2022, 2023, 2024)}) == ["p", "q"]


async def test_replacing_a_record_replaces_its_keys(store: Store) -> None:
    first = meeting("a", case_numbers=["1", "2"])
    await put(store, first)
    await put_next(store, first, case_numbers=["3"], forum_id="f2")
    assert await found(store, kind="meeting", equals={"case_numbers": "1"}) == []
    assert await found(store, kind="meeting", equals={"case_numbers": "3", "forum": "f2"}) == ["a"]


async def test_a_range_takes_its_start_not_its_end_and_never_what_is_missing(store: Store) -> None:
    days = {"a": "2026-01-01", "b": "2026-01-02", "c": "2026-01-03", "none": None}
    await put(store, *(meeting(id, day=day) for id, day in days.items()))
    both = {"at_least": {"day": "2026-01-02"}, "below": {"day": "2026-01-03"}}
    assert await found(store, kind="meeting", **both) == ["b"]
    assert await found(store, kind="meeting", at_least={"day": "2026-01-02"}) == ["b", "c"]
    assert await found(store, kind="meeting", below={"day": "2026-01-03"}) == ["a", "b"]
    assert await found(store, kind="meeting", at_least={"day": ""}) == ["a", "b", "c"]
    assert await found(store, kind="meeting", equals={"day": ""}) == ["none"]


async def test_instants_are_ordered_and_compared_as_time_whatever_their_offset(store: Store) -> None:
    times = {
        "a": "2026-03-04T13:00:00+01:00",
        "b": "2026-03-04T12:00:00.000001Z",
        "c": "2026-03-04T12:30:00+02:00",
        "d": "2026-03-04T14:00:00+02:00",
    }
    await put(store, *(meeting(id, starts_at=time) for id, time in times.items()))
    assert await found(store, kind="meeting", sort=(SortKey("starts"),)) == ["c", "a", "d", "b"]
    assert await found(store, kind="meeting", equals={"starts": "2026-03-04T12:00:00Z"}) == ["a", "d"]
    assert await found(store, kind="meeting", at_least={"starts": "2026-03-04T12:00:00.000001Z"}) == ["b"]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("møl", ["a", "b"]),
        ("m", ["a", "b", "c"]),
        ("", ["a", "b", "c", "d", "e", "f"]),
        (".*", ["d"]),
        ("^m", []),
        ("%", ["e"]),
        ("$gt", ["f"]),
        ("\U0010ffff", []),
    ],
)
async def test_a_prefix_is_text_and_never_a_pattern(store: Store, prefix: str, expected: list[str]) -> None:
    names = ["Mølle", "MØLLER", "Maler", ".*", "%_", "$gt"]
    await put(store, *(record("participant", "abcdef"[n], name=name) for n, name in enumerate(names)))
    assert await found(store, kind="participant", prefix={"name": prefix}) == expected


async def test_values_that_look_like_operators_are_values(store: Store) -> None:
    await put(store, meeting("a", forum="$ne"), meeting("b", forum="x' OR '1'='1"), meeting("c", forum="keys.day"))
    assert await found(store, kind="meeting", equals={"forum": "$ne"}) == ["a"]
    assert await found(store, kind="meeting", equals={"forum": "x' OR '1'='1"}) == ["b"]
    assert await found(store, kind="meeting", any_of={"forum": ("$ne", "keys.day")}) == ["a", "c"]


@pytest.mark.parametrize(
    "query",
    [
        {"equals": {"body.title": "x"}},
        {"equals": {"$where": "x"}},
        {"equals": {'day" OR 1': "x"}},
        {"sort": (SortKey("version"),)},
        {"sort": (SortKey("case_numbers"),)},
        {"at_least": {"case_numbers": "1"}},
        {"prefix": {"case_numbers": "1"}},
        {"prefix": {"day": "2026"}},
        {"equals": {"day": 5}},
        {"equals": {"day": "yesterday"}},
        {"at_least": {"updated": "2026-02-30T00:00:00Z"}},
        {"equals": {"day": {"$gt": ""}}},
        {"any_of": {"day": ({"$gt": ""},)}},
        {"any_of": {"day": ("x",) * 201}},
        {"limit": 0},
        {"limit": 1001},
    ],
)
async def test_names_types_and_bounds_are_held(store: Store, query: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        await store.find_page(Query("meeting", **query))


@pytest.mark.parametrize(
    "after", [(), ("20260101",), (1, "a"), ("20260101", {"$gt": ""}), ("a", "b"), ("20260101",) * 3]
)
async def test_a_position_of_another_order_is_refused(store: Store, after: tuple[Any, ...]) -> None:
    with pytest.raises(CursorInvalid):
        await store.find_page(Query("meeting", sort=BY_DAY, after=after))


async def test_what_is_deleted_appears_only_when_asked_for(store: Store) -> None:
    first = meeting("a")
    await put(store, first, meeting("b"))
    deleted = tombstone(first)
    await store.replace(deleted, first, change(deleted, "deleted"))
    assert await found(store, kind="meeting") == ["b"]
    page = await store.find_page(Query("meeting", include_deleted=True))
    assert [(row.id, row.deleted) for row in page.rows] == [("a", True), ("b", False)]
    assert page.rows[0].summary["deleted_reason"] == "withdrawn"
    assert await found(
        store, kind="meeting", include_deleted=True, at_least={"updated": "2026-03-04T06:06:07+01:00"}
    ) == ["a", "b"]


async def test_tombstones_are_held_only_against_the_keys_they_have(store: Store) -> None:
    first = meeting("a", forum="f1", sources=sourced(source("s1")))
    await put(store, first, meeting("b", forum="f1"), meeting("c", forum="f2"))
    deleted = tombstone(first)
    await store.replace(deleted, first, change(deleted, "deleted"))
    everything: dict[str, Any] = {"kind": "meeting", "include_deleted": True}
    assert await found(store, **everything, equals={"forum": "f2"}) == ["a", "c"]
    assert await found(store, **everything, any_of={"forum": ()}) == ["a"]
    assert await found(store, **everything, at_least={"updated": "2027-01-01T00:00:00Z"}) == []
    assert await found(store, **everything, any_of={"id": ()}) == []
    assert await found(store, **everything, equals={"id": "c"}) == ["c"]
    assert await found(store, **everything, equals={"forum": "f2"}, sort=(SortKey("day"),)) == ["a", "c"]
    assert await store.count(Query(**everything, equals={"forum": "f2"})) == 2
    assert await store.count(Query(**everything, any_of={"forum": ()})) == 1
