"""What a second document, or a second reading, does to what is stored: pure rules, one table each."""

from typing import Any

import pytest

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
        ("A", "A", None, "A", ()),
        (None, None, "B", "B", ()),
        ("A", "P", "A", "P", ()),
        ("A", "P", "P", "P", ()),
        ("A", "P", "B", "P", ("/region",)),
        ("A", None, "B", None, ("/region",)),
        ("A", None, "A", None, ()),
        (None, "P", "B", "P", ("/region",)),
    ],
)
def test_a_value_follows_the_document_until_a_person_changes_it(
    base: str | None, current: str | None, incoming: str | None, expected: str | None, conflicts: tuple[str, ...]
) -> None:
    merge = merged("cluster", cluster(region=base), cluster(region=current), cluster(region=incoming))
    assert merge.body["region"] == expected
    assert merge.conflicts == conflicts


def test_parties_of_two_documents_are_joined_with_their_variants() -> None:
    first = cluster(parties=[party("1", "Fjordby Kommune", "FJK")])
    second = cluster(parties=[party("2", "Region Øst"), party("1", "Fjordby Kommune", "Fjordby")])
    merge = merged("cluster", first, first, second)
    assert merge.body["parties"] == [party("1", "Fjordby Kommune", "FJK", "Fjordby"), party("2", "Region Øst")]
    assert merge.conflicts == ()


def test_a_party_that_a_person_removed_is_not_put_back() -> None:
    base = cluster(parties=[party("1", "Fjordby Kommune"), party("2", "Region Øst")])
    current = cluster(parties=[party("1", "Fjordby Kommune")])
    merge = merged("cluster", base, current, base)
    assert merge.body == current


def test_a_party_that_a_person_renamed_keeps_the_name_and_is_a_conflict_only_when_the_document_changes_it() -> None:
    base = cluster(parties=[party("1", "Fjordby")])
    current = cluster(parties=[party("1", "Fjordby Kommune")])
    again = merged("cluster", base, current, base)
    other = merged("cluster", base, current, cluster(parties=[party("1", "Fjord By")]))
    assert (again.body, again.conflicts) == (current, ())
    assert (other.body, other.conflicts) == (current, ("/parties/0/name",))


def test_the_arguments_are_left_as_they_were() -> None:
    base = cluster(parties=[party("1", "Fjordby")])
    merged("cluster", base, base, cluster(parties=[party("1", "Fjordby Kommune", "FJ"), party("2", "Region Øst")]))
    assert base == cluster(parties=[party("1", "Fjordby")])


def allocation(amount: int, document: str) -> Body:
    return {"id": "a", "amount_dkk": amount, "evidence": {"document_id": document, "lines": [1, 1]}}


@pytest.mark.parametrize(
    ("incoming", "evidence_of"), [(allocation(70, "second"), "second"), (allocation(50, "second"), "first")]
)
def test_evidence_follows_the_document_that_changed_a_value(incoming: Body, evidence_of: str) -> None:
    stored = {"allocations": [allocation(50, "first")]}
    merge = merged("funding", stored, stored, {"allocations": [incoming]})
    [row] = merge.body["allocations"]
    assert row["evidence"]["document_id"] == evidence_of


@pytest.mark.parametrize(
    ("stored", "incoming", "expected"),
    [
        ("agenda_published", "minutes_published", ("minutes_published", "Referat")),
        ("minutes_published", "agenda_published", ("minutes_published", "Dagsorden")),
        ("minutes_approved", "minutes_published", ("minutes_approved", "Dagsorden")),
        ("cancelled", "minutes_published", ("cancelled", "Dagsorden")),
    ],
)
def test_no_import_takes_a_meeting_a_step_back(stored: str, incoming: str, expected: tuple[str, str]) -> None:
    current = {"status": stored, "title": "Dagsorden", "documents": [{"id": "a"}]}
    merge = merged("meeting", current, current, {"status": incoming, "title": "Referat", "documents": [{"id": "b"}]})
    assert (merge.body["status"], merge.body["title"]) == expected
    assert merge.body["documents"] == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize(
    ("edited", "read_again_by", "remains"), [(False, "first", False), (False, "second", True), (True, "first", True)]
)
def test_what_a_document_gave_and_gives_no_longer_goes_unless_a_person_changed_it(
    edited: bool, read_again_by: str, remains: bool
) -> None:
    base = {"allocations": [allocation(50, "first")]}
    current = {"allocations": [allocation(60 if edited else 50, "first")]}
    merge = merged("funding", base, current, {"allocations": []}, read_again_by)
    assert bool(merge.body["allocations"]) == remains


def test_entries_that_cannot_be_told_apart_all_stay() -> None:
    current = {"milestones": [{"title": "Opstart", "text": "a"}, {"title": "Opstart", "text": "b"}]}
    merge = merged("initiative", None, current, {"milestones": [{"title": "Opstart", "text": "c"}, {"title": "Slut"}]})
    assert merge.body["milestones"] == [*current["milestones"], {"title": "Slut"}]


def initiative(name: str | None, *variants: str) -> Body:
    return {"name": name, "name_variants": [{"text": text, "evidence": None, "rule": "equal_key"} for text in variants]}


@pytest.mark.parametrize(
    ("current", "incoming", "expected"),
    [
        (initiative("Ny start"), initiative("Ny begyndelse"), initiative("Ny begyndelse", "Ny start")),
        (initiative("Ny begyndelse", "Ny start"), initiative("Ny start"), initiative("Ny begyndelse", "Ny start")),
        (initiative(None), initiative("Ny start"), initiative("Ny start")),
        (initiative("Ny start"), initiative(None), initiative("Ny start")),
    ],
)
def test_a_renamed_resource_keeps_its_old_name_as_a_variant(current: Body, incoming: Body, expected: Body) -> None:
    assert merged("initiative", current, current, incoming).body == expected


def test_the_name_that_a_person_gave_stays_and_the_documents_new_one_becomes_a_variant() -> None:
    merge = merged("initiative", initiative("Start"), initiative("Personens"), initiative("Dokumentets"))
    assert merge.body == initiative("Personens", "Dokumentets")
    assert merge.conflicts == ("/name",)
