from datetime import date

import pytest

from app.importers.document import Decision
from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item

OUTCOMES = [
    ("Dagsordenen blev godkendt uden bemærkninger.", "approved"),
    ("Datoerne er godkendt", "approved"),
    ("Sundhedsklyngen tog oplægget til efterretning, og flere udtrykte opbakning.", "noted"),
    ("Forum tager præsentationerne til efterretning.", "noted"),
    ("Orienteringen blev taget til orientering.", "noted"),
    ("Sundhedsklyngen noterede sig, at der er fokus på området.", "noted"),
    ("Klyngen kvitterer for at have fået henvendelsen.", "noted"),
    ("Politisk Forum tiltræder indstillingerne.", "adopted"),
    ("Indstillingen blev tiltrådt.", "adopted"),
    ("Der var fuld opbakning til projektet.", "supported"),
    ("Oplægget blev drøftet og fundet godt.", "discussed"),
    ("Temaet drøftes og besluttes i Direktørforum.", "referred"),
    ("Temaet drøftes og beslutes i Direktørforum.", "referred"),
    ("Punktet udsættes til næste møde.", "postponed"),
    ("Sagen blev udsat.", "postponed"),
    ("På grund af tiden var det ikke muligt at nå punktet.", "not_reached"),
    ("Direktørforum afviste forslaget.", "rejected"),
    ("Forslaget blev ikke godkendt.", "rejected"),
    ("Punktet blev taget af dagsordenen.", "withdrawn"),
    ("Det blev besluttet, at der afvikles en temadrøftelse.", "other"),
    ("Ingen punkter til eventuelt.", "none"),
    ("Ditte Ravnkilde indledte punktet med en gennemgang.", "none"),
    ("Som tidligere besluttet skal Direktørforum tage stilling til midlerne.", "none"),
    ("Ved godkendelse af kommissoriet i Direktørforum kan der udpeges igen.", "none"),
    ("1. Punktet blev indledt med en skitsering.", "none"),
    ("Tiltrådt.", "adopted"),
    ("Et flertal fulgte indstillingen.", "adopted"),
    ("Klyngen tilsluttede sig planen.", "supported"),
    ("Drøftet.", "discussed"),
    ("Planen blev drøftet og godkendt.", "approved"),
    ("Bevilget.", "approved"),
    ("Der gives afslag.", "rejected"),
    ("Orienteringen blev givet.", "noted"),
    ("Anbefales.", "referred"),
    ("Indstilles godkendt.", "referred"),
    ("Indstilles til godkendelse i Byrådet.", "referred"),
    ("Det indstilles, at Byrådet godkender planen.", "referred"),
    ("Godkendt som indstillet.", "approved"),
    ("Pkt. 1: Tiltrådt.", "adopted"),
    ("Der tales med dem, som drøftes i området.", "none"),
    ("Udvalget anbefaler, at Byrådet godkender planen.", "referred"),
    ("Punktet genoptages på mødet den 4. juni 2024.", "postponed"),
    ("Ingen bemærkninger", "none"),
    ("Punktet nåedes ikke.", "not_reached"),
]


def decision(*paragraphs: str) -> Decision:
    read = read_item("Det indstilles, at Chefforum", "1. Godkender\n2. Drøfter", "Beslutning", *paragraphs).decision
    assert read is not None
    return read


@pytest.mark.parametrize(("text", "outcome"), OUTCOMES, ids=[text for text, _ in OUTCOMES])
def test_this_decision_has_the_outcome(text: str, outcome: str) -> None:
    """B4, B5, B6, B11, B13: verbs in every form; narrative decides nothing."""
    assert decision(text).outcome == outcome


def test_an_item_without_the_section_has_no_decision_b7() -> None:
    assert read_item("Sagsfremstilling", "Dagsordenen blev godkendt.").decision is None


def test_a_section_that_decides_nothing_has_no_points_b6() -> None:
    assert decision("Der var en god snak.", "Tallene blev vist.").points == ()


def test_numbered_points_answer_the_recommendations_and_keep_what_stands_under_them_b2() -> None:
    read = decision(
        "1. Kommissoriet blev godkendt med præciseringer:\n - Hvordan koordineres der?\n - Hvornår løftes en sag?",
        "2. Oplægget blev udsat.",
        "Det blev besluttet, at alle får besked.",
    )
    assert [(point.number, point.outcome, point.recommendation_numbers) for point in read.points] == [
        ("1", "approved", ("1",)),
        ("2", "postponed", ("2",)),
        (None, "other", ()),
    ]
    assert read.points[0].text.count("\n") == 2


def test_a_number_that_no_recommendation_has_answers_none() -> None:
    assert decision("3. Planen blev godkendt.").points[0].recommendation_numbers == ()


def test_the_first_point_that_decides_gives_the_outcome_of_the_whole_b3() -> None:
    read = decision("1. Punktet blev indledt med en skitsering.", "Udvidelsen blev godkendt.")
    assert read.outcome == "approved"
    assert [(point.outcome, point.recommendation_numbers) for point in read.points] == [("none", ()), ("approved", ())]


@pytest.mark.parametrize("text", ["Forum tiltræder indstillingerne.", "Indstillingerne blev fulgt."])
def test_who_adopts_the_recommendations_answers_each_of_them_b1(text: str) -> None:
    assert [(point.number, point.recommendation_numbers) for point in decision(text).points] == [(None, ("1", "2"))]


@pytest.mark.parametrize("number", ["Ad 2: ", "Pkt. 2: ", "Punkt 2: ", "2. ", "Indstillingens pkt. 2: "])
def test_a_point_is_numbered_as_the_recommendation_it_answers_b2(number: str) -> None:
    read = decision(f"1. Godkendt.\n{number}Forslaget blev udsat.")
    assert [(point.number, point.recommendation_numbers) for point in read.points] == [("1", ("1",)), ("2", ("2",))]


def test_a_sub_heading_goes_with_what_stands_below_it_s3() -> None:
    read = decision("Oplæg", "Oplægget blev drøftet.", "Temaer til værkstedet", "Forslag:\n- Mad\n- Søvn")
    assert [(point.outcome, point.lines) for point in read.points] == [("discussed", (19, 21)), ("none", (23, 27))]


def test_a_decision_for_each_initiative_is_a_point_for_each_b8() -> None:
    read = decision(
        "Sundhedsbus i Solby: Projektet blev drøftet, og der var fuld opbakning.",
        "Søvnskole for unge: Fuld opbakning. Der opfordres til at måle effekten.",
    )
    assert [point.outcome for point in read.points] == ["supported", "supported"]


def test_a_decision_that_nobody_recommended_is_a_point_that_answers_none_b9() -> None:
    read = decision("1. Godkendt.", "Det blev besluttet, at forummet holder en temadag til foråret.")
    assert [(point.outcome, point.recommendation_numbers) for point in read.points] == [
        ("approved", ("1",)),
        ("other", ()),
    ]


@pytest.mark.parametrize(
    "remark",
    [
        "PLO-Fjordland støtter forslaget.",
        "Kommunerne og PLO bakkede op.",
        "Solby Kommune tog forbehold til orientering.",
    ],
)
def test_what_one_party_remarks_is_no_decision_of_the_meeting_b12(remark: str) -> None:
    assert [point.outcome for point in decision("Planen blev godkendt.", remark).points] == ["approved", "none"]
    assert decision(remark).outcome == "none"


def test_the_decision_says_what_was_decided_not_what_was_recommended_b14() -> None:
    item = read_item(
        "Det indstilles,", "at planen godkendes", "Beslutning", "Orienteringen blev taget til efterretning."
    )
    assert item.decision is not None
    assert (item.recommendations[0].text, item.decision.outcome) == ("planen godkendes", "noted")


@pytest.mark.parametrize(
    "cited",
    [
        "Den 18. marts 2023 godkendte Direktørforum planen.",
        "På mødet i Chefforum i november 2023 blev det besluttet at vente.",
        "På det seneste møde blev planen godkendt.",
    ],
)
def test_an_old_decision_that_is_cited_is_not_decided_again_b15(cited: str) -> None:
    assert decision(cited).outcome == "none"
    assert decision(f"{cited} Forum noterede sig status.").outcome == "noted"


def test_a_list_goes_with_the_line_that_leads_up_to_it_across_a_page_break() -> None:
    read = decision("Planen blev godkendt.", "Der var input:", "- Først\n- Så", "- Sidst")
    assert [point.lines for point in read.points] == [(19, 19), (21, 26)]


@pytest.mark.parametrize(
    "text",
    [
        "Punktet udsættes til næste møde i Chefforum (24. april 2024).",
        "Det var ikke muligt at nå punktet. Det tages op på næste møde i Chefforum (24. april 2024).",
        "Punktet udsættes til et ekstraordinært møde i Chefforum den 24. april 2024.",
        "Udsat. Sagen genoptages på mødet i Chefforum den 24. april 2024.",
    ],
)
def test_what_was_put_off_goes_on_at_the_named_meeting_b4_b5(text: str) -> None:
    going_on = decision(text).continues_in
    assert going_on is not None
    assert going_on.forum_name == "Chefforum"
    assert going_on.date is not None
    assert going_on.date.day == date(2024, 4, 24)


def test_what_was_put_off_to_a_day_goes_on_that_day_b4() -> None:
    going_on = decision("Punktet udsættes til den 24. april 2024.").continues_in
    assert going_on is not None
    assert going_on.date is not None
    assert (going_on.date.day, going_on.forum_name) == (date(2024, 4, 24), None)


@pytest.mark.parametrize(("printed", "text"), [("(24. april)", "24. april"), ("i efteråret", "i efteråret")])
def test_a_next_meeting_without_a_year_has_no_guessed_day_i5(printed: str, text: str) -> None:
    document = read(minutes("Punkt 1: Status", "Beslutning", f"Punktet udsættes til næste møde i Chefforum {printed}."))
    assert document.meeting is not None
    put_off = document.meeting.agenda_items[0].decision
    assert put_off is not None
    assert put_off.continues_in is not None
    assert put_off.continues_in.date is not None
    assert (put_off.continues_in.date.day, put_off.continues_in.date.text) == (None, text)
    assert [lines_of(finding) for finding in findings_of(document, "date_year_missing")] == [[(14, 14)]]


def test_presenters_are_read_from_running_text_a14() -> None:
    item = read_item(
        "Beslutning",
        "Direktør Ida Holm og Bo Rosenlind præsenterede tallene. Godkendt.",
        "Sagsfremstilling",
        "Der er et oplæg v. Nanna Mosegrav. Kommunerne orienterer om resten.",
    )
    assert [presenter.name for presenter in item.presenters] == ["Ida Holm", "Bo Rosenlind", "Nanna Mosegrav"]


def test_who_was_to_present_an_item_that_was_not_reached_did_not() -> None:
    item = read_item("Beslutning", "Punktet udsættes.", "Sagsfremstilling", "Ida Holm orienterer om tallene.")
    assert item.presenters == ()
