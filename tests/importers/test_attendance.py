import pytest

from tests.importers.minutes import findings_of, lines_of, minutes, read, read_attendees, read_meeting

LIST = ("Punkt 1: Deltagere", "Sagsfremstilling", "Deltagere")


def test_groups_give_roles_and_attendance() -> None:
    attendees = read_attendees(
        "Egon Kystvad, Solby Kommune",
        "Sekretariat",
        "Silje Vangstrup, Region Fjordland",
        "Gæster:",
        "Palle Stenrøse, kommunal medformand i Driftsforum for Børn og Unge",
        "Afbud:",
        "Runa Hvidsten, Fjordland Universitetshospital",
        "Politikere:",
        "Tove Rosenlind, regionsrådsmedlem (V)",
    )
    read = {name: (row.roles, row.attendance, row.group) for name, row in attendees.items()}
    assert read == {
        "Egon Kystvad": (("member",), "present", None),
        "Silje Vangstrup": (("secretariat",), "present", "Sekretariat"),
        "Palle Stenrøse": (("guest",), "present", "Gæster"),
        "Runa Hvidsten": (("member",), "excused", "Afbud"),
        "Tove Rosenlind": (("member",), "present", "Politikere"),
    }


def test_a_list_in_a_decision_ends_with_the_first_sentence() -> None:
    meeting = read_meeting(
        "Punkt 1: Deltagere",
        "Beslutning",
        "Gæster:",
        "Palle Stenrøse, Solby Kommune",
        "Mødet blev indledt med en præsentationsrunde, idet Runa Hvidsten deltager for første gang.",
        "Svend Åge Bøgelund, Havnsø Kommune",
    )
    assert [attendee.name for attendee in meeting.attendees] == ["Palle Stenrøse"]


def test_a_substitute_who_is_not_on_the_list_is_added_and_points_at_who_was_excused() -> None:
    meeting = read_meeting(
        *LIST,
        "Alma Hedegrund, Sygeplejefaglig direktør, Psykiatrien i Region Fjordland (afbud)",
        "Beslutning",
        "Gerda Kildehøj, Hospitalsdirektør, Psykiatrien i Region Fjordland deltog i stedet for Alma Hedegrund, "
        "Sygeplejefaglig direktør, Psykiatrien i Region Fjordland.",
    )
    excused, substitute = meeting.attendees
    assert (excused.attendance, substitute.attendance) == ("excused", "present")
    assert (substitute.name, substitute.title) == ("Gerda Kildehøj", "Hospitalsdirektør")
    assert substitute.organisation == "Psykiatrien i Region Fjordland"
    assert substitute.roles == ()
    assert substitute.substitutes_for is not None
    assert substitute.substitutes_for.attendee_ref == excused.key


def test_a_substitute_on_the_list_is_not_doubled() -> None:
    meeting = read_meeting(
        *LIST,
        "Egon Kystvad, Solby Kommune",
        "Mille Trøstrup, Solby Kommune (afbud)",
        "Beslutning",
        "Egon Kystvad deltog på vegne af Mille Trøstrup.",
    )
    assert len(meeting.attendees) == 2
    assert meeting.attendees[0].substitutes_for is not None


def test_who_is_replaced_without_afbud_was_away_and_that_is_a_contradiction() -> None:
    document = read(
        minutes(*LIST, "Bodil Engsvang, PLO", "Beslutning", "Liv Agerskov, PLO, deltog på vegne af Bodil Engvang.")
    )
    assert document.meeting is not None
    replaced = document.meeting.attendees[0]
    assert replaced.attendance == "away"
    assert replaced.also_printed == ("Bodil Engvang",)
    (contradiction,) = findings_of(document, "attendance_contradiction")
    assert [evidence.lines for evidence in contradiction.where] == [(16, 16), (20, 20)]
    assert [finding.severity for finding in findings_of(document, "possible_duplicate")] == ["info"]


def test_a_short_form_of_a_name_belongs_to_the_one_name_that_holds_its_words_in_order() -> None:
    meeting = read_meeting(
        *LIST,
        "Ditte Sommerlund Ravnkilde, Region Fjordland",
        "Punkt 2: Status",
        "Beslutning",
        "Ditte Ravnkilde indledte punktet.",
    )
    (presenter,) = meeting.agenda_items[1].presenters
    assert presenter.participant_ref == meeting.attendees[0].key
    assert meeting.attendees[0].also_printed == ("Ditte Ravnkilde",)


def test_a_short_form_that_fits_two_names_belongs_to_neither() -> None:
    meeting = read_meeting(
        *LIST,
        "Ditte Sommerlund Ravnkilde, Region Fjordland",
        "Ditte Maria Ravnkilde, Solby Kommune",
        "Punkt 2: Status",
        "Beslutning",
        "Ditte Ravnkilde indledte punktet.",
    )
    (presenter,) = meeting.agenda_items[1].presenters
    assert presenter.participant_ref is None


def test_who_is_listed_with_and_without_afbud_is_excused_and_a_contradiction() -> None:
    document = read(minutes(*LIST, "Egon Kystvad, Solby Kommune", "Egon Kystvad, Solby Kommune (afbud)"))
    assert document.meeting is not None
    assert [attendee.attendance for attendee in document.meeting.attendees] == ["excused"]
    assert len(findings_of(document, "attendance_contradiction")) == 1


def test_without_a_list_attendance_is_not_recorded() -> None:
    meeting = read_meeting("Punkt 1: Status", "Beslutning", "Status blev godkendt.")
    assert not meeting.attendance_recorded
    assert meeting.attendees == ()


def test_members_get_memberships_and_guests_and_substitutes_do_not() -> None:
    document = read(
        minutes(
            *LIST,
            "Egon Kystvad, Solby Kommune (medformand)",
            "Maren Ellekrog, PLO-Fjordland (afbud)",
            "Gæster:",
            "Palle Stenrøse, Solby Kommune",
            "Beslutning",
            "Liv Agerskov, PLO-Fjordland, deltog i stedet for Maren Ellekrog.",
        )
    )
    memberships = {person.name: person.memberships for person in document.participants}
    assert [(row.role, row.side) for row in memberships["Egon Kystvad"]] == [("co_chair", "municipal")]
    assert [row.on_behalf_of for row in memberships["Maren Ellekrog"]] == ["PLO-Fjordland"]
    assert memberships["Palle Stenrøse"] == memberships["Liv Agerskov"] == ()


def test_a_line_of_the_list_that_is_no_person_is_said_to_be_unread() -> None:
    document = read(
        minutes(*LIST, "Egon Kystvad, Solby Kommune", "xx 17 xx", "Der kom en gæst.", "Mille Trøstrup, Solby Kommune")
    )
    assert document.meeting is not None
    assert len(document.meeting.attendees) == 2
    assert [lines_of(finding) for finding in findings_of(document, "text_unplaced")] == [[(18, 18)]]


def test_a_label_and_names_on_one_line_are_a_group() -> None:
    attendees = read_attendees(
        "Egon Kystvad, Solby Kommune",
        "Afbud: Runa Hvidsten, Palle Stenrøse og Ida Holm",
        "Ordstyrer: Egon Kystvad",
        "Referent: Bo Ahle, Solby Kommune",
    )
    assert {name: (row.roles, row.attendance) for name, row in attendees.items()} == {
        "Egon Kystvad": (("member", "moderator"), "present"),
        "Runa Hvidsten": (("member",), "excused"),
        "Palle Stenrøse": (("member",), "excused"),
        "Ida Holm": (("member",), "excused"),
        "Bo Ahle": (("minute_taker",), "present"),
    }


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [("under punkt 3-5", ["3", "4", "5"]), ("under punkt 2, 5a og 7", ["2", "5a", "7"]), ("til pkt. 4", ["4"])],
)
def test_the_items_a_guest_was_there_for_are_a_list_or_a_span(printed: str, numbers: list[str]) -> None:
    (guest,) = read_attendees("Gæster:", f"Nanna Mosegrav {printed}").values()
    assert [item.number for item in guest.agenda_items or ()] == numbers


def test_an_item_about_participants_of_something_else_is_no_list() -> None:
    document = read(
        minutes(
            "Punkt 1: Status",
            "Beslutning",
            "Godkendt.",
            "Punkt 2: Udpegning af deltagere til lederforløbet",
            "Sagsfremstilling",
            "Deltagerne skal være:",
            "- En afdelingsleder fra Solby Kommune\n- Ida Holm",
        )
    )
    assert document.meeting is not None
    assert document.meeting.attendees == ()
    assert findings_of(document, "text_unplaced") == []


def test_a_first_item_of_another_name_may_hold_a_list_under_its_heading() -> None:
    meeting = read_meeting(
        "Punkt 1: Velkomst",
        "Sagsfremstilling",
        "Formanden byder velkommen.",
        "Deltagere:",
        "Egon Kystvad, Solby Kommune",
        "Derefter går mødet i gang.",
        "Ida Holm",
    )
    assert [attendee.name for attendee in meeting.attendees] == ["Egon Kystvad"]
