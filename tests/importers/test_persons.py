from typing import Any

import pytest

from tests.importers.minutes import read_attendees, read_meeting

CASES: list[tuple[str, dict[str, Any]]] = [
    (
        "Birk Falkentorp, Regionsrådsformand (A) (regional formand)",
        {"name": "Birk Falkentorp", "title": "Regionsrådsformand", "organisation": None, "political_party": "A"}
        | {"roles": ("chair",), "side": "regional", "attendance": "present"},
    ),
    (
        "Signe M. Lærkedal, Borgmester Solby Kommune (C) (kommunal formand)",
        {"title": "Borgmester", "organisation": "Solby Kommune", "political_party": "C", "side": "municipal"},
    ),
    (
        "Holger Brinkhus, Borgmester Havnsø Kommune(A)",
        {"title": "Borgmester", "organisation": "Havnsø Kommune", "political_party": "A", "roles": ("member",)},
    ),
    (
        "Maren Ellekrog, PLO-Fjordland, praktiserende læge i Havnsø Kommune",
        {"title": "praktiserende læge i Havnsø Kommune", "organisation": "PLO-Fjordland"}
        | {"represents": "PLO-Fjordland"},
    ),
    (
        "Alma Hedegrund, Sygeplejefaglig direktør, Psykiatrien i Region Fjordland (afbud)",
        {"title": "Sygeplejefaglig direktør", "organisation": "Psykiatrien i Region Fjordland"}
        | {"attendance": "excused"},
    ),
    (
        "Else Kornblad, Direktør Børn, Ældre og Sundhed, Solby Kommune",
        {"title": "Direktør Børn, Ældre og Sundhed", "organisation": "Solby Kommune"},
    ),
    (
        "Viggo Strandager, Hospitalsdirektør Hospitalsenhed Fjord",
        {"title": "Hospitalsdirektør", "organisation": "Hospitalsenhed Fjord"},
    ),
    (
        "Rasmus Nordhave, Kons. kontorchef, Sundhedsplanlægning",
        {"title": "Kons. kontorchef", "organisation": "Sundhedsplanlægning"},
    ),
    (
        "Jonas Myrevang, AC-fuldmægtig, Sundhedsplanlægning (sekretariat)",
        {"title": "AC-fuldmægtig", "roles": ("secretariat",)},
    ),
    (
        "Ditte Sommerlund Ravnkilde, Region Fjordland (medformand) **Ordstyrer**",
        {"title": None, "organisation": "Region Fjordland", "roles": ("co_chair", "moderator"), "side": "regional"},
    ),
    ("Egon Kystvad, Solby Kommune (medformand)", {"roles": ("co_chair",), "side": "municipal"}),
    (
        "Torkild Pilegren, PLO-K Havnsø Kommune",
        {"organisation": "PLO-K Havnsø Kommune", "represents": "PLO-K", "title": None},
    ),
    ("Astrid Lyngholt, Patientinddragelsesudvalget", {"organisation": "Patientinddragelsesudvalget", "title": None}),
    ("Formand for Ældreudvalget, Solby Kommune, Ida Holm", {"name": "Ida Holm", "organisation": "Solby Kommune"}),
    (
        "Direktør, Tom Von Ahle, Solby Kommune",
        {"name": "Tom Von Ahle", "title": "Direktør", "organisation": "Solby Kommune"},
    ),
    ("Nanna Mosegrav (ad hoc)", {"name": "Nanna Mosegrav", "note": "ad hoc", "political_party": None}),
    (
        "Formand for Ældreudvalget, Solby Kommune Ida Holm",
        {"name": "Ida Holm", "title": "Formand for Ældreudvalget", "organisation": "Solby Kommune"},
    ),
    (
        "Bo Ahle, PLO-formand, Solby Kommune",
        {"title": "PLO-formand", "organisation": "Solby Kommune", "represents": "PLO"},
    ),
    ("Regionsrådsmedlem, Bo Ahle", {"title": "Regionsrådsmedlem", "organisation": None}),
    ("Gerda EngsØ, Konst. kontorchef, Sundhed og Omsørg", {"name": "Gerda EngsØ", "organisation": "Sundhed og Omsørg"}),
    ("Bo Ahle, Solby Kommune (deltog under punkt 3)", {"name": "Bo Ahle", "note": None}),
    ("Bo Ahle, Solby Kommune (ikke til stede)", {"attendance": "away", "note": None}),
    ("Bo Ahle, Solby Kommune (fravær)", {"attendance": "absent"}),
    (
        "Eva Toft - Socialdirektør, Solby Kommune",
        {"name": "Eva Toft", "title": "Socialdirektør", "organisation": "Solby Kommune"},
    ),
    ("Region Fjordland: Ib Eg", {"name": "Ib Eg", "organisation": "Region Fjordland"}),
    ("Bo Ahle, formand for PLO-Fjord, praktiserende læge", {"represents": "PLO-Fjord", "organisation": None}),
    ("Svend Åge Bøgelund", {"name": "Svend Åge Bøgelund", "title": None, "organisation": None}),
]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=[line for line, _ in CASES])
def test_a_line_of_the_list_is_read_as(line: str, expected: dict[str, Any]) -> None:
    """A1, A6, A8, A15, A16, A17, A18, A19, A22: fields in any order, and parentheses mean what they hold."""
    attendees = list(read_attendees(line).values())
    assert len(attendees) == 1
    assert attendees[0].printed == line
    assert {member: getattr(attendees[0], member) for member in expected} == expected


def test_a_role_without_a_name_is_an_attendee_without_a_person_a25() -> None:
    (attendee,) = read_attendees("Chef for Jobcenter Solby").values()
    assert attendee.participant_ref is None
    assert (attendee.name, attendee.title) == (None, "Chef for Jobcenter Solby")


def test_a_guest_for_one_item_is_tied_to_that_item_a10() -> None:
    meeting = read_meeting(
        "Punkt 1: Deltagere",
        "Beslutning",
        "Gæster:",
        "Nanna Mosegrav under punkt 2",
        "Punkt 2: Tal fra skadestuen",
        "Beslutning",
        "Nanna Mosegrav gennemgik tallene.",
    )
    (guest,) = meeting.attendees
    assert guest.roles == ("guest",)
    assert guest.agenda_items is not None
    assert [(item.number, item.ref) for item in guest.agenda_items] == [("2", meeting.agenda_items[1].key)]


def test_a_guest_for_an_item_that_is_not_there_keeps_the_printed_number() -> None:
    meeting = read_meeting("Punkt 1: Deltagere", "Beslutning", "Gæster:", "Nanna Mosegrav under punkt 7")
    assert meeting.attendees[0].agenda_items is not None
    assert [(item.number, item.ref) for item in meeting.attendees[0].agenda_items] == [("7", None)]
