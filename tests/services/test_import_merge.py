"""What a document does to what is stored and edited: pure rules, one table each, and any edits with any readings."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.import_merge import merged

Body = dict[str, Any]


def cluster(**members: Any) -> Body:
    return {"name": "Sundhedsklynge Fjord", "region": None, "name_variants": [], "parties": [], **members}


def party(id: str, name: str, *variants: str) -> Body:
    return {"id": id, "name": name, "name_variants": [{"text": text, "evidence": None} for text in variants]}


@pytest.mark.parametrize(
    ("base", "current", "incoming", "expected", "conflicts"),
    [
        ("A", "A", "A", "A", ()),
        ("A", "A", "B", "B", ()),
        (None, None, "B", "B", ()),
        ("A", "P", "A", "P", ()),
        ("A", "P", "P", "P", ()),
        ("A", "P", "B", "P", ("/region",)),
        ("A", None, "B", None, ("/region",)),
        ("A", None, "A", None, ()),
        (None, "P", "B", "P", ("/region",)),
        ("A", "A", None, None, ()),
    ],
)
def test_a_value_follows_the_documents_until_a_person_changes_it(
    base: str | None, current: str | None, incoming: str | None, expected: str | None, conflicts: tuple[str, ...]
) -> None:
    merge = merged(cluster(region=base), cluster(region=current), cluster(region=incoming))
    assert merge.body["region"] == expected
    assert merge.conflicts == conflicts


def items(*titles: str, **members: Any) -> Body:
    """Agenda items whose ids are the first letters of their titles."""
    return {"agenda_items": [{"id": title[0], "title": title, "sections": [], **members} for title in titles]}


@pytest.mark.parametrize(
    ("base", "current", "incoming", "expected", "conflicts"),
    [
        (items("a", "b"), items("a", "b rettet"), items("a ny", "b"), items("a ny", "b rettet"), ()),
        (items("a", "b"), items("a"), items("a ny", "b"), items("a ny"), ()),
        (items("a", "b"), items("a"), items("a", "b ny"), items("a"), ("/agenda_items",)),
        (items("a"), items("a", "p"), items("a", "b"), items("a", "p", "b"), ()),
        (items("a", "b"), items("a rettet", "b"), items("b"), items("a rettet", "b"), ("/agenda_items/0",)),
        (items("a", "b"), items("a", "b rettet"), items("b"), items("b rettet"), ()),
        (items("a", "b"), items("b", "a"), items("a ny", "b", "c"), items("b", "c", "a ny"), ()),
        (items("a", "b"), items("a", "b rettet"), items("b", "a"), items("b rettet", "a"), ()),
        (items("a"), items("a rettet"), items("a ny"), items("a rettet"), ("/agenda_items/0/title",)),
    ],
    ids=[
        "both changed, each another item",
        "a person removed one, the documents changed another",
        "a person removed the one that the documents changed",
        "both added one",
        "the documents dropped the one that a person changed",
        "the documents dropped one and a person changed another",
        "a person reordered, the documents changed and added",
        "the documents reordered, a person changed",
        "both changed the same member",
    ],
)
def test_the_entries_of_a_list_are_merged_one_by_one(
    base: Body, current: Body, incoming: Body, expected: Body, conflicts: tuple[str, ...]
) -> None:
    merge = merged(base, current, incoming)
    assert merge.body == expected
    assert merge.conflicts == conflicts


def test_parts_of_parts_are_merged_where_they_stand() -> None:
    def meeting(text: str, heading: str) -> Body:
        return items("a", sections=[{"id": "s", "text": text, "heading": heading}])

    merge = merged(meeting("x", "h"), meeting("x rettet", "h"), meeting("x", "h ny"))
    assert merge.body == meeting("x rettet", "h ny")
    assert merge.conflicts == ()


def test_entries_that_cannot_be_told_apart_are_one_value() -> None:
    def milestones(*texts: str) -> Body:
        return {"milestones": [{"title": "Opstart", "text": text} for text in texts]}

    merge = merged(milestones("a", "b"), milestones("a", "c"), milestones("d", "b"))
    assert merge.body == milestones("a", "c")
    assert merge.conflicts == ("/milestones",)


def test_a_party_that_a_person_renamed_keeps_the_name_and_is_a_conflict_only_when_the_documents_change_it() -> None:
    base = cluster(parties=[party("1", "Fjordby")])
    current = cluster(parties=[party("1", "Fjordby Kommune")])
    again = merged(base, current, base)
    other = merged(base, current, cluster(parties=[party("1", "Fjord By")]))
    assert (again.body, again.conflicts) == (current, ())
    assert (other.body, other.conflicts) == (current, ("/parties/0/name",))


@pytest.mark.parametrize("said_before", ["closed", "unknown", "open"])
def test_what_the_documents_close_is_closed_whatever_a_person_made_of_it(said_before: str) -> None:
    merge = merged(items("a", access=said_before), items("a rettet", access="open"), items("a", access="closed"))
    assert merge.body == items("a rettet", access="closed")
    assert bool(merge.conflicts) == (said_before != "open")


def test_what_a_person_closed_stays_closed() -> None:
    merge = merged(items("a", access="open"), items("a", access="closed"), items("a ny", access="open"))
    assert merge.body == items("a ny", access="closed")
    assert merge.conflicts == ()


def test_the_arguments_are_left_as_they_were() -> None:
    base = cluster(parties=[party("1", "Fjordby")])
    current = cluster(parties=[party("1", "Fjordby By")])
    merged(base, current, cluster(parties=[party("1", "Fjordby Kommune", "FJ"), party("2", "Region Øst")]))
    assert base == cluster(parties=[party("1", "Fjordby")])
    assert current == cluster(parties=[party("1", "Fjordby By")])


def initiative(name: str | None, *variants: str) -> Body:
    return {"name": name, "name_variants": [{"text": text, "evidence": None, "rule": "equal_key"} for text in variants]}


def test_the_name_that_a_person_gave_stays_and_the_documents_new_one_becomes_a_variant() -> None:
    merge = merged(initiative("Start"), initiative("Personens"), initiative("Dokumentets"))
    assert merge.body == initiative("Personens", "Dokumentets")
    assert merge.conflicts == ("/name",)


_text = st.sampled_from([None, "a", "b", "c"])
_part = st.fixed_dictionaries(
    {"id": st.sampled_from("1234"), "text": _text, "access": st.sampled_from(["open", "unknown", "closed"])}
)
_body = st.fixed_dictionaries(
    {
        "title": _text,
        "number": _text,
        "location": st.none() | st.fixed_dictionaries({"name": _text, "address": _text}),
        "agenda_items": st.lists(_part, max_size=4, unique_by=lambda part: part["id"]),
        "case_numbers": st.lists(st.sampled_from("xyz"), max_size=3, unique=True),
    }
)


@settings(max_examples=400)
@given(base=_body, current=_body, incoming=_body)
def test_whatever_both_changed_no_edit_is_lost_and_what_nobody_edited_follows_the_documents(
    base: Body, current: Body, incoming: Body
) -> None:
    body = merged(base, current, incoming).body
    for name in ("title", "number"):
        assert body[name] == (incoming if current[name] == base[name] else current)[name]
    before, held, said, now = (
        {part["id"]: part for part in version["agenda_items"]} for version in (base, current, incoming, body)
    )
    removed = before.keys() - held.keys()
    added = held.keys() - before.keys()
    assert not removed & now.keys()
    assert added <= now.keys()
    assert {id for id in held if held[id] != before.get(id)} <= now.keys()
    for id in now.keys() & said.keys() & held.keys() & before.keys():
        edited = held[id]["text"] != before[id]["text"]
        assert now[id]["text"] == (held[id]["text"] if edited else said[id]["text"])
        assert said[id]["access"] != "closed" or now[id]["access"] == "closed"
    assert {id for id in said if id not in before} <= now.keys()


@settings(max_examples=200)
@given(base=_body, current=_body, incoming=_body)
def test_the_same_again_changes_nothing(base: Body, current: Body, incoming: Body) -> None:
    once = merged(base, current, incoming).body
    assert merged(incoming, once, incoming).body == once


@settings(max_examples=200)
@given(base=_body, incoming=_body)
def test_without_edits_the_documents_are_taken_whole(base: Body, incoming: Body) -> None:
    merge = merged(base, base, incoming)
    assert merge.body == incoming
    assert merge.conflicts == ()
