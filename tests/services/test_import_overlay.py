"""What several documents say of one resource, laid over each other from the oldest to the newest."""

from typing import Any

import pytest

from app.services.import_overlay import overlaid, with_additions

Body = dict[str, Any]


def over(kind: Any, older: Body, newer: Body) -> Body:
    return overlaid(kind, older, newer, "d" * 64)[0]


@pytest.mark.parametrize(("older", "newer", "expected"), [("A", "B", "B"), ("A", None, "A"), (None, "B", "B")])
def test_the_newest_that_says_something_counts(older: str | None, newer: str | None, expected: str) -> None:
    assert over("participant", {"title": older}, {"title": newer}) == {"title": expected}


def test_parties_of_two_documents_are_joined_with_their_variants() -> None:
    def party(id: str, name: str, *variants: str) -> Body:
        return {"id": id, "name": name, "name_variants": [{"text": text} for text in variants]}

    older = {"parties": [party("1", "Fjordby Kommune", "FJK")]}
    newer = {"parties": [party("2", "Region Øst"), party("1", "Fjordby Kommune", "Fjordby")]}
    joined = [party("1", "Fjordby Kommune", "FJK", "Fjordby"), party("2", "Region Øst")]
    assert over("cluster", older, newer) == {"parties": joined}
    assert older == {"parties": [party("1", "Fjordby Kommune", "FJK")]}


@pytest.mark.parametrize(("amount", "evidence_of"), [(70, "second"), (50, "first")])
def test_evidence_follows_the_document_that_changed_a_value(amount: int, evidence_of: str) -> None:
    def reports(amount: int, document: str) -> Body:
        evidence = {"document_id": document, "lines": [1, 1]}
        return {"status_reports": [{"id": "a", "spent_dkk": amount, "evidence": evidence}]}

    [row] = over("initiative", reports(50, "first"), reports(amount, "second"))["status_reports"]
    assert (row["spent_dkk"], row["evidence"]["document_id"]) == (amount, evidence_of)


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ("agenda_published", "minutes_published", ("minutes_published", "Referat")),
        ("planned", "agenda_published", ("agenda_published", "Referat")),
        ("minutes_published", "agenda_published", ("minutes_published", "Dagsorden")),
        ("minutes_approved", "minutes_published", ("minutes_approved", "Dagsorden")),
        ("cancelled", "minutes_published", ("cancelled", "Dagsorden")),
    ],
)
def test_no_document_takes_a_meeting_a_step_back(older: str, newer: str, expected: tuple[str, str]) -> None:
    held = {"status": older, "title": "Dagsorden", "documents": [{"id": "a"}], "announced_in": None}
    said = {"status": newer, "title": "Referat", "documents": [{"id": "b"}], "announced_in": {"document_id": "c"}}
    body = over("meeting", held, said)
    assert (body["status"], body["title"]) == expected
    assert body["documents"] == [{"id": "a"}, {"id": "b"}]
    assert body["announced_in"] == {"document_id": "c"}


@pytest.mark.parametrize(("said", "access"), [("unknown", "closed"), ("closed", "closed"), ("open", "open")])
def test_what_a_document_closed_stays_closed_until_one_says_that_it_is_open(said: str, access: str) -> None:
    def meeting(title: str, access: str) -> Body:
        item = {"id": "1", "title": title, "access": access}
        return {"status": "minutes_published", "agenda_items": [item]}

    body = over("meeting", meeting("a", "closed"), meeting("b", said))
    assert body["agenda_items"] == [{"id": "1", "title": "b", "access": access}]


def test_entries_that_cannot_be_told_apart_all_stay() -> None:
    held = [{"title": "Opstart", "text": "a"}, {"title": "Opstart", "text": "b"}]
    body = over(
        "initiative", {"milestones": held}, {"milestones": [{"title": "Opstart", "text": "c"}, {"title": "Slut"}]}
    )
    assert body["milestones"] == [*held, {"title": "Slut"}]


def initiative(name: str | None, *variants: str) -> Body:
    return {"name": name, "name_variants": [{"text": text, "evidence": None, "rule": "equal_key"} for text in variants]}


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        (initiative("Ny start"), initiative("Ny begyndelse"), initiative("Ny begyndelse", "Ny start")),
        (initiative("Ny begyndelse", "Ny start"), initiative("Ny start"), initiative("Ny begyndelse", "Ny start")),
        (initiative(None), initiative("Ny start"), initiative("Ny start")),
        (initiative("Ny start"), initiative(None), initiative("Ny start")),
    ],
)
def test_a_renamed_resource_keeps_its_old_name_as_a_variant(older: Body, newer: Body, expected: Body) -> None:
    assert over("initiative", older, newer) == expected


def test_what_is_said_under_a_merged_name_fills_what_is_lacking_and_adds_to_lists() -> None:
    body = {"name": "A", "code": None, "goals": [{"text": "x"}], "evidence": {"document_id": "d"}}
    other = {"name": "B", "code": "2", "goals": [{"text": "y"}], "evidence": {"document_id": "e"}}
    assert with_additions(body, other) == {**body, "code": "2", "goals": [{"text": "x"}, {"text": "y"}]}
