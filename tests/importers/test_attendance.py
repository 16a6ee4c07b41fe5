import pytest

from tests.importers.minutes import HEAD, findings_of, lines_of, minutes, read, read_attendees, read_meeting

LIST = ("Punkt 1: Deltagere", "Sagsfremstilling", "Deltagere")


def test_groups_give_roles_and_attendance_a8_a10_a21() -> None:
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
        "Mødet begyndte med en runde, idet Runa Hvidsten deltager for første gang.",
        "Svend Åge Bøgelund, Havnsø Kommune",
    )
    assert [attendee.name for attendee in meeting.attendees] == ["Palle Stenrøse"]


def test_a_substitute_who_is_not_on_the_list_is_added_and_points_at_who_was_excused_a2_a26() -> None:
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


def test_who_is_replaced_without_afbud_was_away_and_that_is_a_contradiction_a3_a4() -> None:
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


def test_a_short_form_of_a_name_belongs_to_the_one_name_that_holds_its_words_in_order_a4() -> None:
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


def test_without_a_list_attendance_is_not_recorded_a12_a13() -> None:
    meeting = read_meeting("Punkt 1: Status", "Beslutning", "Status blev godkendt.")
    assert not meeting.attendance_recorded
    assert meeting.attendees == ()


def test_members_get_memberships_and_guests_and_substitutes_do_not_a10_a26() -> None:
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


def test_a_label_and_names_on_one_line_are_a_group_a7_a9() -> None:
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


@pytest.mark.parametrize(
    "sentence",
    [
        "Liv Agerskov, PLO, deltog på vegne af Bodil Engsvang.",
        "Liv Agerskov, PLO, mødte som suppleant for Bodil Engsvang.",
        "Liv Agerskov, PLO, deltog for Bodil Engsvang.",
        "I stedet for Bodil Engsvang deltog Liv Agerskov, PLO.",
        "Stedfortræder for Bodil Engsvang: Liv Agerskov, PLO",
        "Formanden bød velkommen. Liv Agerskov, PLO, deltog i stedet for Bodil Engsvang.",
    ],
)
@pytest.mark.parametrize("place", ["list", "decision"])
def test_a_substitute_is_told_in_several_words_and_places_a2_a3(sentence: str, place: str) -> None:
    told = (sentence,) if place == "list" else ("Beslutning", sentence)
    meeting = read_meeting(*LIST, "Bodil Engsvang, PLO (afbud)", *told)
    excused, substitute = meeting.attendees
    assert (substitute.name, substitute.represents, substitute.attendance) == ("Liv Agerskov", "PLO", "present")
    assert substitute.substitutes_for is not None
    assert (substitute.substitutes_for.attendee_ref, excused.attendance) == (excused.key, "excused")


def test_a_substitute_marked_at_the_name_is_no_member_a2() -> None:
    head = (*HEAD, "Deltagere: Liv Agerskov (stedfortræder for Bodil Engsvang), Egon Kystvad", "Afbud: Bodil Engsvang")
    document = read(minutes("Punkt 1: Status", "Beslutning", "Godkendt.", head=head))
    assert document.meeting is not None
    rows = {row.name: row for row in document.meeting.attendees}
    assert {name: (row.attendance, row.roles) for name, row in rows.items()} == {
        "Liv Agerskov": ("present", ()),
        "Egon Kystvad": ("present", ("member",)),
        "Bodil Engsvang": ("excused", ("member",)),
    }
    substitution = rows["Liv Agerskov"].substitutes_for
    assert substitution is not None
    assert substitution.attendee_ref == rows["Bodil Engsvang"].key


@pytest.mark.parametrize(
    "sentence",
    ["Formanden orienterede på vegne af Region Fjordland.", "Egon Kystvad mødte for sent.", "Tak for kaffe."],
)
def test_a_sentence_about_something_else_names_no_substitute(sentence: str) -> None:
    meeting = read_meeting(*LIST, "Egon Kystvad, Solby Kommune", "Beslutning", sentence)
    assert [(row.name, row.substitutes_for) for row in meeting.attendees] == [("Egon Kystvad", None)]


def test_who_is_excused_without_a_substitute_is_only_excused_a5() -> None:
    (row,) = read_attendees("Runa Hvidsten, Direktør Sundhed, Solby Kommune (afbud)").values()
    assert (row.attendance, row.substitutes_for) == ("excused", None)


def test_a_run_of_people_without_separators_is_cut_where_a_title_begins_a5() -> None:
    run = (
        "Formand for Ældreudvalget, Solby Kommune, Ida Ravn Regionsrådsmedlem, Bo Ahle Medlem af PLO-Fjordland, Ib Dam "
        "Sygeplejefaglig direktør, Runa Hvid, Fjordland Sygehus Chef Mia Lund, Havnsø Kommune Chef, Jan Eg, "
        "Solby Kommune"
    )
    rows = read_attendees(f"Afbud: {run}")
    assert {name: (row.title, row.organisation, row.represents) for name, row in rows.items()} == {
        "Ida Ravn": ("Formand for Ældreudvalget", "Solby Kommune", None),
        "Bo Ahle": ("Regionsrådsmedlem", None, None),
        "Ib Dam": ("Medlem af PLO-Fjordland", None, "PLO-Fjordland"),
        "Runa Hvid": ("Sygeplejefaglig direktør", "Fjordland Sygehus", None),
        "Mia Lund": ("Chef", "Havnsø Kommune", None),
        "Jan Eg": ("Chef", "Solby Kommune", None),
    }
    assert {row.attendance for row in rows.values()} == {"excused"}


def test_two_secretaries_in_one_run_have_a_side_each_a8_a9() -> None:
    pair = (
        "Deltagere:\tAC fuldmægtig, Maja Lund Ravn, Region Fjordland, Regional sekretær Udviklingskonsulent, Bo Ahle, "
        "Solby Kommune, Kommunal sekretær."
    )
    head = (
        HEAD[0],
        pair,
        "Mødedato: 17. januar 2024\tSted: Teams\tReferent: Maja Ravn og Bo Ahle",
    )
    document = read(minutes("Punkt 1: Status", "Beslutning", "Godkendt.", head=head))
    assert document.meeting is not None
    assert [(row.name, row.side, row.roles, row.also_printed) for row in document.meeting.attendees] == [
        ("Maja Lund Ravn", "regional", ("secretariat", "minute_taker"), ("Maja Ravn",)),
        ("Bo Ahle", "municipal", ("secretariat", "minute_taker"), ()),
    ]


def test_a_page_header_inside_the_list_of_attendees_does_not_end_it_s33() -> None:
    rows = (
        "Emne:\t2. møde i Politisk Klynge Øst",
        "Deltagere:\t<p>Politikere:</p> <p>Direktør, Ida Ravn, Solby Kommune</p>",
        "",
        "Emne:\t2. møde i Politisk Klynge Øst\t\t",
        "\tUdviklingschef, Bo Ahle, Havnsø Kommune\t\t",
        "Mødedato: 11. december 2020\tSted: Teams",
    )
    head = ("REFERAT", "\n".join(rows))
    document = read(minutes("1. Status – 5 min", "Beslutning:", "Godkendt", head=head))
    assert document.meeting is not None
    assert [(row.name, row.group) for row in document.meeting.attendees] == [
        ("Ida Ravn", "Politikere"),
        ("Bo Ahle", "Politikere"),
    ]


def test_who_is_there_for_the_first_time_has_a_note_a11() -> None:
    meeting = read_meeting(
        *LIST,
        "Ida Ravn, Solby Kommune",
        "Bo Ahle, Psykiatrien",
        "Egon Kystvad, Havnsø Kommune",
        "Beslutning",
        "Mødet begyndte med en runde, idet Bo Ahle, vicedirektør i Psykiatrien og Ida Ravn, deltager for første gang.",
    )
    assert {row.name: row.note for row in meeting.attendees} == {
        "Ida Ravn": "deltager for første gang",
        "Bo Ahle": "deltager for første gang",
        "Egon Kystvad": None,
    }


@pytest.mark.parametrize(
    ("sentence", "memberships"),
    [
        (
            "Solby Kommunes nye borgmester Ida Ravn indtræder i Chefforum som ny medformand fra Solby Kommune.",
            [("Ida Ravn", "co_chair", "municipal")],
        ),
        ("Bo Ahle er indtrådt i Chefforum som nyt medlem.", [("Bo Ahle", "member", None)]),
        ("Bo Ahle indtræder i Direktørforum som nyt medlem.", []),
        ("Planen indtræder i kraft som ny ordning.", []),
    ],
)
def test_who_enters_the_forum_is_a_member_though_no_list_names_anybody_a11_a12(
    sentence: str, memberships: list[tuple[str, str, str | None]]
) -> None:
    document = read(minutes("Punkt 1: Velkomst", "Resumé", sentence, "Beslutning", "Godkendt."))
    found = [(person.name, row.role, row.side) for person in document.participants for row in person.memberships]
    assert found == memberships
    assert document.meeting is not None
    assert (document.meeting.attendance_recorded, document.meeting.attendees) == (False, ())


def test_who_is_named_as_absent_under_an_item_is_kept_where_no_list_names_anybody_a12() -> None:
    meeting = read_meeting(
        *("Punkt 1: Sti", "Beslutning", "Godkendt.", "Fraværende"),
        *("Punkt 2: Bro", "Beslutning", "Godkendt.", "Fraværende", "Bo Ahle"),
    )
    (row,) = meeting.attendees
    assert (row.name, row.attendance, [item.number for item in row.absent_for]) == ("Bo Ahle", "unknown", ["2"])


def test_a_list_without_any_afbud_says_only_who_was_there_a13() -> None:
    meeting = read_meeting(*LIST, "Egon Kystvad, Solby Kommune", "Bo Ahle, PLO")
    assert ([row.attendance for row in meeting.attendees], meeting.attendance_recorded) == (["present"] * 2, True)


def test_no_number_of_seats_is_expected_a23() -> None:
    lines = [f"{name}, PLO-Fjordland" for name in ("Ida Ravn", "Bo Ahle", "Ib Dam")]
    document = read(
        minutes(*LIST, *lines, "Beslutning", "Udvidelsen med en ekstra plads til almen praksis blev godkendt.")
    )
    assert document.meeting is not None
    assert len(document.meeting.attendees) == 3
    assert document.findings == ()
    decision = document.meeting.agenda_items[0].decision
    assert decision is not None
    assert decision.outcome == "approved"


def test_spellings_of_an_organisation_are_kept_with_the_person_and_one_as_a_party_a20() -> None:
    document = read(
        minutes(
            *LIST, "Ida Ravn, NordKap", "Bo Ahle, Nord-KAP", "Ib Dam, Psykiatrien i Region Fjord", "Ea Eg, Psykiatrien"
        )
    )
    assert document.meeting is not None
    assert [row.organisation for row in document.meeting.attendees] == [
        *("NordKap", "Nord-KAP", "Psykiatrien i Region Fjord", "Psykiatrien"),
    ]
    assert document.cluster is not None
    assert [(party.name, [row.text for row in party.name_variants]) for party in document.cluster.parties] == [
        ("NordKap", ["Nord-KAP"]),
        ("Region Fjord", []),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        "afbud, stedfortræder Liv Agerskov",
        "afbud – i stedet deltog Liv Agerskov",
        "afbud, suppleant: Liv Agerskov",
        "afbud - Liv Agerskov deltog",
        "afbud, Liv Agerskov deltager i stedet",
    ],
)
def test_a_substitute_named_at_who_is_excused_was_there_a2(mark: str) -> None:
    meeting = read_meeting(*LIST, f"Bodil Engsvang, Solby Kommune ({mark})", "Egon Kystvad, Solby Kommune")
    rows = {row.name: row for row in meeting.attendees}
    assert {name: row.attendance for name, row in rows.items()} == {
        "Bodil Engsvang": "excused",
        "Egon Kystvad": "present",
        "Liv Agerskov": "present",
    }
    substitution = rows["Liv Agerskov"].substitutes_for
    assert substitution is not None
    assert substitution.attendee_ref == rows["Bodil Engsvang"].key


@pytest.mark.parametrize(
    ("head", "item"),
    [
        (("Afbud: Ingen",), ()),
        (("Fraværende: ingen.",), ()),
        (("Afbud:", "Ingen"), ()),
        ((), ("Fraværende: Ingen",)),
        ((), ("Fraværende", "Ingen")),
    ],
)
def test_who_writes_that_nobody_was_away_has_recorded_it_a12_a13(head: tuple[str, ...], item: tuple[str, ...]) -> None:
    document = read(minutes("Punkt 1: Sti", "Beslutning", "Godkendt.", *item, head=(*HEAD, *head)))
    assert document.meeting is not None
    assert (document.meeting.attendance_recorded, document.meeting.attendees) == (True, ())
    assert document.findings == ()


def test_nobody_excused_in_a_list_is_no_unread_line_a13() -> None:
    document = read(minutes(*LIST, "Egon Kystvad, Solby Kommune", "Afbud: Ingen", "Beslutning", "Godkendt."))
    assert document.meeting is not None
    assert [row.attendance for row in document.meeting.attendees] == ["present"]
    assert document.findings == ()
