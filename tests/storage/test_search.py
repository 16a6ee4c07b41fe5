"""Which records a search meets: the contract of every store, through creates, changes, deletes and restores."""

from dataclasses import replace
from typing import Any

import pytest

from app.config import Settings
from app.domain.search_words import sought_words
from app.services.ports import Body, Field, Holding, Kind, Query, Record, Store
from app.storage.search_terms import FIELDS
from tests.storage.records import change, ids, meeting, next_version, put, put_next, record, tombstone


def item(id: str, title: str, text: str = "", decision: str | None = None) -> Body:
    sections = [{"kind": "presentation", "heading": None, "text": text}]
    return {
        "id": id,
        "title": title,
        "sections": sections,
        "decision": decision and {"text": decision, "outcome": "approved", "points": []},
    }


def met(id: str, *items: Body, **members: Any) -> Record:
    return meeting(id, agenda_items=list(items), **members)


@pytest.fixture(params=["sqlite", "motor", "pymongo"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """Not on FerretDB, where two elements of a list may together fulfil one `$elemMatch`."""
    if request.param == "sqlite":
        return Settings(database_url=request.getfixturevalue("sqlite_url"))
    return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)


async def found(
    store: Store, q: str, kind: Kind = "meeting", fields: tuple[Field, ...] = (), limit: int = 50, **where: Any
) -> list[str]:
    query = Query(kind, limit=limit, holding=Holding(sought_words(q), fields or FIELDS[kind]), **where)
    return ids(await store.search(query))


@pytest.fixture
async def library(store: Store) -> Store:
    await put(
        store,
        met("boxes", item("i1", "Medicinbokse", "Kommunerne udleverer bokse."), day="2026-01-10"),
        met("falls", item("i2", "Faldforebyggelse", "Ældre borgere falder mere.", "Godkendt."), day="2026-01-20"),
        met("aalborg", item("i3", "Nyt fra Aalborg", "Om medicinboks."), day="2026-01-30", forum="f2"),
        record("initiative", "init", name="Tryg med medicinbokse", code="1a", cluster_id="c1"),
        record("forum", "f1", name="Medicinbokse"),
    )
    return store


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("medicinbokse", ["aalborg", "boxes"]),
        ("MEDICINBOKSENE ", ["aalborg", "boxes"]),
        ("medicinbo", ["aalborg", "boxes"]),
        ("medicinbo ", []),
        ("bokse medicinbo", ["boxes"]),
        ("ålborg", ["aalborg"]),
        ("A\u030aLBORG", ["aalborg"]),
        ("aeldre", []),
        ("ældre", ["falls"]),
        ("ÆLDRE falder", ["falls"]),
        ("godkendte", ["falls"]),
        ("om medicinbokse", ["aalborg", "boxes"]),
        ("medicinbokse godkendt", []),
        ("fald", ["falls"]),
        ("$where", []),
        ("w", []),
    ],
)
async def test_records_that_hold_every_word_are_found_newest_first(library: Store, q: str, expected: list[str]) -> None:
    assert await found(library, q) == expected


async def test_initiatives_are_found_by_name_and_code(library: Store) -> None:
    assert await found(library, "medicinboks", "initiative") == ["init"]
    assert await found(library, "1a", "initiative") == ["init"]


async def test_only_words_in_the_fields_that_are_asked_for_count(library: Store) -> None:
    assert await found(library, "medicinbokse", fields=("agenda_item_title",)) == ["boxes"]
    assert await found(library, "medicinbo", fields=("agenda_item_title",)) == ["boxes"]
    assert await found(library, "godkendt", fields=("decision_decision",)) == ["falls"]
    assert await found(library, "godkendt", fields=("agenda_item_text", "meeting_title")) == []


async def test_conditions_narrow_what_is_found(library: Store) -> None:
    assert await found(library, "medicinbokse", equals={"forum": "f2"}) == ["aalborg"]
    assert await found(library, "medicinbokse", any_of={"forum": ("f1", "f9")}) == ["boxes"]
    assert await found(library, "medicinbokse", any_of={"forum": ()}) == []
    assert await found(library, "medicinbokse", at_least={"day": "2026-01-30"}) == ["aalborg"]
    assert await found(library, "medicinbokse", below={"day": "2026-01-30"}) == ["boxes"]


async def test_no_more_than_the_newest_are_found(library: Store) -> None:
    assert await found(library, "medicinbokse", limit=1) == ["aalborg"]


async def test_what_is_changed_is_found_as_it_is_and_no_longer_as_it_was(store: Store) -> None:
    first = met("m", item("i", "Svømmehal"))
    await put(store, first, met("other", item("j", "Svømmehal")))
    second = await put_next(store, first, agenda_items=[item("i", "Skøjtebane")], date={"from": "2027-01-01"})
    assert await found(store, "svømmehal") == ["other"]
    assert await found(store, "skøjtebane") == ["m"]
    (candidate,) = await store.search(Query("meeting", holding=Holding(sought_words("skøjtebane"), FIELDS["meeting"])))
    assert (candidate.version, candidate.audience) == (second.version, "all")


async def test_what_is_deleted_is_not_found_until_it_is_restored(store: Store) -> None:
    first = met("m", item("i", "Svømmehal"))
    gone = tombstone(first)
    await put(store, first)
    await store.replace(gone, first, change(gone, "deleted"))
    assert await found(store, "svømmehal") == []
    back = replace(next_version(gone), body={**first.body, "version": 3}, deleted=False)
    await store.replace(back, gone, change(back, "restored"))
    assert await found(store, "svømmehal") == ["m"]


async def test_a_write_that_is_repeated_or_refused_changes_nothing_that_is_found(store: Store) -> None:
    first = met("m", item("i", "Svømmehal"))
    second = next_version(first, agenda_items=[item("i", "Skøjtebane")])
    made, changed = change(first), change(second, "updated")
    await store.insert(first, made)
    await store.insert(first, made)
    await store.replace(second, first, changed)
    await store.replace(second, first, changed)
    await store.insert(first, made)
    assert await found(store, "svømmehal") == []
    assert await found(store, "skøjtebane") == ["m"]


async def test_what_is_found_is_not_part_of_what_is_read(store: Store) -> None:
    await put(store, first := met("m", item("i", "Svømmehal")))
    assert await store.get("meeting", "m") == first


async def test_a_search_without_words_or_of_another_kind_is_a_fault_of_the_program(store: Store) -> None:
    for query in (
        Query("meeting", holding=Holding((), FIELDS["meeting"])),
        Query("meeting", holding=Holding(sought_words("x"), ())),
        Query("meeting", holding=Holding(sought_words("x"), ("initiative_title",))),
        Query("forum", holding=Holding(sought_words("x"), ("meeting_title",))),
    ):
        with pytest.raises(ValueError, match="a search asks"):
            await store.search(query)


async def test_records_of_one_day_are_found_in_an_order_that_is_the_same_in_every_store(store: Store) -> None:
    await put(store, *(met(f"m{n}", item("i", "Svømmehal")) for n in range(5)))
    assert await found(store, "svømmehal") == ["m0", "m1", "m2", "m4", "m3"]
