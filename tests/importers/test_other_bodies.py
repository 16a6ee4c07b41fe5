"""Minutes of bodies nobody has seen: what a person reads in them, by kind. All of it is invented."""

from decimal import Decimal

import pytest

from app.importers.document import Attendee
from tests.importers.minutes import HEAD, minutes, read, read_item, read_meeting, read_pot

BODY = ("Punkt 1: Sti", "Beslutning", "Godkendt.")


def attendees(*head: str) -> dict[str | None, Attendee]:
    meeting = read_meeting(*BODY, head=(*HEAD, "\n".join(head)))
    return {row.name: row for row in meeting.attendees}


def told(row: Attendee) -> tuple[object, ...]:
    return row.title, row.organisation, row.political_party, row.roles[0], row.attendance


def test_a_unit_that_only_the_totals_have_is_that_of_all_columns_m6() -> None:
    document, pot = read_pot(
        "Indsats\tSolby Kommune\tRegion Fjord\tI alt (t.kr.)",
        "1. Akutteam\t500\t700\t1.200",
        "I alt\t500\t700\t1.200",
        "Klyngemidler 2023\t1.500\t1.800\t3.300",
    )
    assert [row.amount_dkk for row in pot.allocations] == [Decimal(500_000), Decimal(700_000)]
    assert "total_mismatch" not in {finding.code for finding in document.findings}


def test_persons_stand_behind_their_organisation_each_with_titles_a15() -> None:
    rows = attendees(
        "Deltagere:\tRegion Fjord: Palle Stenrøse (formand), regionsrådsmedlem (A), Runa Hvidsten, rådmand (V)",
        "\tSolby Kommune: Egon Kystvad, borgmester (V) (medformand), Tove Rosenlind, formand for Sundhedsudvalget (C)",
        "Afbud:\tRuna Hvidsten",
    )
    assert {name: told(row) for name, row in rows.items()} == {
        "Palle Stenrøse": ("regionsrådsmedlem", "Region Fjord", "A", "chair", "present"),
        "Runa Hvidsten": ("rådmand", "Region Fjord", "V", "member", "excused"),
        "Egon Kystvad": ("borgmester", "Solby Kommune", "V", "co_chair", "present"),
        "Tove Rosenlind": ("formand for Sundhedsudvalget", "Solby Kommune", "C", "member", "present"),
    }


def test_semicolons_tell_persons_with_titles_apart() -> None:
    rows = attendees(
        "Deltagere:",
        "Region Fjord: Palle Stenrøse, hospitalsdirektør (formand); Runa Hvidsten, økonomichef",
        "Almen praksis: Egon Kystvad, praktiserende læge",
    )
    assert [(name, row.title, row.organisation) for name, row in rows.items()] == [
        ("Palle Stenrøse", "hospitalsdirektør", "Region Fjord"),
        ("Runa Hvidsten", "økonomichef", "Region Fjord"),
        ("Egon Kystvad", "praktiserende læge", "Almen praksis"),
    ]


def test_names_with_a_role_among_them_are_persons_each() -> None:
    rows = attendees("Til stede: Palle Stenrøse (A), formand, Runa Hvidsten (V), Egon Kystvad (F), Tove Rosenlind (O)")
    assert [(name, row.political_party) for name, row in rows.items()] == [
        ("Palle Stenrøse", "A"),
        ("Runa Hvidsten", "V"),
        ("Egon Kystvad", "F"),
        ("Tove Rosenlind", "O"),
    ]
    assert rows["Palle Stenrøse"].roles == ("chair",)


def test_who_is_named_as_moderator_first_is_told_of_in_the_list() -> None:
    rows = attendees("Mødeleder: Runa Hvidsten", "Deltagere", "- Runa Hvidsten, vicedirektør, Fjord Sygehus")
    assert told(rows["Runa Hvidsten"]) == ("vicedirektør", "Fjord Sygehus", None, "moderator", "present")


def test_an_organisation_may_stand_in_parentheses() -> None:
    row = attendees("**Deltagere:** Runa Hvidsten (Solby Kommune), Palle Stenrøse (PLO-Fjord)")
    assert {name: (one.organisation, one.represents) for name, one in row.items()} == {
        "Runa Hvidsten": ("Solby Kommune", None),
        "Palle Stenrøse": ("PLO-Fjord", "PLO-Fjord"),
    }


@pytest.mark.parametrize(
    "line",
    [
        "Runa Hvidsten (F) – afbud, Palle Stenrøse (F) mødte i stedet",
        "Runa Hvidsten, afbud; Palle Stenrøse deltog i stedet",
    ],
)
def test_who_came_in_place_of_somebody_stands_behind_the_afbud_a2(line: str) -> None:
    rows = attendees("Medlemmer:", line, "Egon Kystvad")
    assert {name: row.attendance for name, row in rows.items()} == {
        "Runa Hvidsten": "excused",
        "Egon Kystvad": "present",
        "Palle Stenrøse": "present",
    }


def test_afbud_may_be_joined_by_a_word() -> None:
    assert attendees("Fraværende: Runa Hvidsten (C) med afbud")["Runa Hvidsten"].attendance == "excused"


@pytest.mark.parametrize(
    ("head", "forum", "owner"),
    [
        ("Møde i Sundhedsklynge Øst – Politisk niveau", "Politisk niveau", "Sundhedsklynge Øst"),
        ("Referat – Direktørforum i Sundhedsklynge Øst", "Direktørforum", "Sundhedsklynge Øst"),
        ("Øst-klyngen, Chefforum\nReferat af møde nr. 7", "Chefforum", "Øst-klyngen"),
        (
            "Referat af styregruppemøde i Samarbejdsforum for søvn, Region Fjord",
            "Samarbejdsforum for søvn",
            "Region Fjord",
        ),
        ("BYRÅDET I SOLBY\nREFERAT", "BYRÅDET I SOLBY", "BYRÅDET I SOLBY"),
    ],
)
def test_who_met_is_told_in_many_ways_i9(head: str, forum: str, owner: str) -> None:
    document = read(minutes(*BODY, head=(head, "Dato: 4. marts 2024")))
    assert document.forum is not None
    assert document.forum.name == forum
    organisation = document.forum.organisation
    assert owner in {None if document.cluster is None else document.cluster.name, organisation and organisation.name}


@pytest.mark.parametrize(
    ("line", "clock", "place"),
    [
        ("Tirsdag den 4. juni 2024 kl. 16.30 i mødelokale 3", "16:30", "mødelokale 3"),
        ("Tirsdag den 4. juni 2024, kl. 12:00–14:00, Hotel Fjorden", "12:00", "Hotel Fjorden"),
        ("Mødet den 4. juni 2024 blev holdt kl. 14.00-16.00 på Solby Sygehus.", "14:00", "Solby Sygehus"),
    ],
)
def test_a_sentence_of_the_head_tells_time_and_place_i13(line: str, clock: str, place: str) -> None:
    meeting = read_meeting(*BODY, head=("Teknikudvalget", "Referat", line))
    assert f"{meeting.starts_at:%H:%M}" == clock
    assert meeting.location is not None
    assert meeting.location.name == place


def test_items_may_be_headed_by_ad() -> None:
    items = read_meeting(
        "Ad 1 Velkomst og godkendelse af dagsorden\nDagsordenen blev godkendt.",
        "Ad 2 Fælles indsats\nEgon Kystvad fortalte.\nBeslutning:\nForum bakker op.",
        "Ad 3 Eventuelt\nIntet.",
    ).agenda_items
    assert [(item.number, item.title) for item in items] == [
        ("1", "Velkomst og godkendelse af dagsorden"),
        ("2", "Fælles indsats"),
        ("3", "Eventuelt"),
    ]


def test_ad_inside_a_decision_heads_no_item() -> None:
    items = read_meeting(
        *("1. Ny sti", "Beslutning", "Ad 1. Godkendt.\n\nAd 2. Taget til efterretning."),
        *("2. Ny bro", "Beslutning", "Ad 1. Godkendt.\n\nAd 2. Taget til efterretning."),
    ).agenda_items
    assert [item.title for item in items] == ["Ny sti", "Ny bro"]


@pytest.mark.parametrize("heading", ["Teknikudvalgets beslutning den 17. januar 2024", "Konklusion: Stien bygges."])
def test_a_decision_is_headed_in_words_of_the_body(heading: str) -> None:
    item = read_item("Sagsfremstilling", "Stien er slidt.", f"{heading}\nStien blev godkendt.")
    assert item.decision is not None
    assert (item.decision.text or "").endswith("Stien blev godkendt.")


def test_a_conclusion_on_a_line_of_the_case_is_no_decision_where_there_is_one() -> None:
    item = read_item("Sagsfremstilling", "Konklusion: Stien er slidt.", "Beslutning", "Godkendt.")
    assert item.decision is not None
    assert item.decision.text == "Godkendt."


def test_a_heading_over_the_closed_items_is_no_attachment() -> None:
    items = read_meeting("Punkt 1: Sti", "Bilag\nKort", "Lukkede punkter", "Punkt 2: Køb (lukket)").agenda_items
    assert [one.title for one in items[0].attachments] == ["Kort"]
    assert (items[1].title, items[1].access) == ("Køb", "closed")


def test_an_election_is_a_decision() -> None:
    item = read_item("Beslutning", "Rådet valgte Egon Kystvad som formand.")
    assert item.decision is not None
    assert item.decision.outcome == "other"
