"""What prints of bodies nobody has seen do: kinds of failures found with random prints, each by an invented example."""

import pytest

from app.importers.document import AgendaItem, Meeting
from tests.importers.minutes import HEAD, minutes, read, read_item, read_meeting

BODY = ("Sagsfremstilling", "Der lægges ny sti.", "Beslutning", "Godkendt.")


def read_items(*paragraphs: str, head: tuple[str, ...] = HEAD) -> tuple[AgendaItem, ...]:
    return read_meeting(*paragraphs, head=head).agenda_items


@pytest.mark.parametrize(
    ("label", "attendance"),
    [
        ("Fremmødte medlemmer", "present"),
        ("Tilstedeværende", "present"),
        ("Deltagere i mødet", "present"),
        ("Meldt afbud", "excused"),
        ("Der var afbud fra følgende medlemmer", "excused"),
        ("Fraværende med afbud", "excused"),
        ("Fraværende uden afbud", "absent"),
        ("Fraværende medlemmer", "absent"),
        ("Ikke mødt", "away"),
    ],
)
@pytest.mark.parametrize("form", ["{}: {}", "{}:\n{}", "{}\n{}"])
def test_each_word_of_a_label_tells_of_attendance(label: str, attendance: str, form: str) -> None:
    head = (*HEAD, "Deltagere:\nPalle Stenrøse", form.format(label, "Runa Hvidsten"))
    attendees = read_meeting("Punkt 1: Sti", *BODY, head=head).attendees
    assert {row.name: row.attendance for row in attendees} == {
        "Palle Stenrøse": "present",
        "Runa Hvidsten": attendance,
    }


def test_a_label_that_says_more_than_attendance_is_none() -> None:
    head = (*HEAD, "Deltagere:\nPalle Stenrøse\nTil orientering\nRuna Hvidsten")
    assert [row.name for row in read_meeting("Punkt 1: Sti", *BODY, head=head).attendees] == ["Palle Stenrøse"]


@pytest.mark.parametrize(
    "head",
    [
        ("Referat af Teknikudvalgets møde", "Mandag den 4. marts 2024 kl. 09:30"),
        ("Referat af Teknikudvalgets ordinære møde", "Mandag den 4. marts 2024 kl. 09:30"),
        ("TEKNIKUDVALGET", "REFERAT", "", "Møde: 4. marts 2024, kl. 09.30"),
        ("Teknikudvalget – 4. marts 2024", "Referat", "Tidspunkt: 04-03-2024 09:30"),
        ("Teknikudvalget", "Referat fra møde 04.03.2024 kl. 09.30"),
        ("Teknikudvalget", "Referat", "Dato: 04/03/2024", "Start: 09:30"),
    ],
)
def test_a_head_tells_body_and_day_apart_i4(head: tuple[str, ...]) -> None:
    document = read(minutes("Punkt 1: Sti", *BODY, head=("\n".join(head),)))
    assert document.forum is not None
    assert document.meeting is not None
    meeting: Meeting = document.meeting
    assert document.forum.name.casefold() == "teknikudvalget"
    assert meeting.date is not None
    assert str(meeting.date.day) == "2024-03-04"
    assert f"{meeting.starts_at:%H:%M}" == "09:30"


@pytest.mark.parametrize("entry", ["Tidsplan", "Økonomi", "Referat fra Økonomiudvalget den 3. marts 2024"])
@pytest.mark.parametrize("last", [True, False])
def test_an_attachment_may_be_called_as_a_heading_is(entry: str, last: bool) -> None:
    entries = ("Kort", entry) if last else (entry, "Kort")
    attached = "\n".join(("Bilag", *entries))
    item = read_item("Sagsfremstilling", "Der lægges ny sti.", attached, "Beslutning", "Godkendt.")
    assert [one.title for one in item.attachments] == list(entries)
    assert item.decision is not None
    assert item.decision.text == "Godkendt."


def test_an_indented_line_below_attachments_is_one_of_them() -> None:
    item = read_item("Sagsfremstilling\nDer lægges ny sti.\nBilag\n\t1. Kort\n\tTidsplan\nBeslutning\nGodkendt.")
    assert [one.title for one in item.attachments] == ["1. Kort", "Tidsplan"]


@pytest.mark.parametrize("heading", ["Bilag (2)", "Bilag (2 stk.)"])
def test_a_heading_may_count_the_attachments(heading: str) -> None:
    assert [one.title for one in read_item(f"{heading}\nKort\nOverslag").attachments] == ["Kort", "Overslag"]


def test_a_line_drawn_under_a_heading_with_a_tab_is_no_table() -> None:
    (item,) = read_items("1\tNy sti ved skolen\n-----------------", "Sagsnr.: 24-013572", *BODY)
    assert (item.title, item.case_number, item.tables) == ("Ny sti ved skolen", "24-013572", ())


@pytest.mark.parametrize("foot", ["1/1", "- 1 -", "4. marts 2024\tSide 1/1", "Teknikudvalget Side 1"])
def test_what_the_only_page_ends_with_is_no_attachment(foot: str) -> None:
    text = minutes("Punkt 1: Sti", "Beslutning", "Godkendt.", f"Bilag\nKort\n{foot}")
    meeting = read(text).meeting
    assert meeting is not None
    assert [one.title for one in meeting.agenda_items[0].attachments] == ["Kort"]


@pytest.mark.parametrize(
    "running", ["Referat Chefforum Sundhedsklynge Øst 17. januar 2024", "Referat Chefforum 17. januar 2024    Side 2"]
)
def test_a_running_head_that_is_seen_once_is_told_by_the_documents_own_head_s33(running: str) -> None:
    paragraphs = tuple(f"Der er lagt {number} meter ny sti i kommunen." for number in range(12))
    item = read_item("Sagsfremstilling", *paragraphs, "Beslutning", "Godkendt, at stien", running, "anlægges.")
    assert item.decision is not None
    assert (item.decision.text or "").split() == ["Godkendt,", "at", "stien", "anlægges."]


def test_minutes_of_another_day_are_no_running_head() -> None:
    paragraphs = tuple(f"Der er lagt {number} meter ny sti i kommunen." for number in range(12))
    item = read_item("Sagsfremstilling", *paragraphs, "Bilag", "Referat Chefforum 18. december 2023")
    assert [one.title for one in item.attachments] == ["Referat Chefforum 18. december 2023"]


def test_a_title_goes_on_over_a_page_that_begins_inside_it() -> None:
    title = "Punkt 1: Dispensation til nedsivning af tagvand i faskine på"
    (item,) = read_items(f"{title}\n\f\nAhornvej 39", "Sagsnr.: 24-013572", *BODY)
    assert item.title == "Dispensation til nedsivning af tagvand i faskine på Ahornvej 39"


def test_the_access_after_a_title_of_two_lines_ends_it() -> None:
    (item,) = read_items(
        "Punkt 1: Salg af de kommunale grunde ved det store og ganske\nindeklemte areal (Lukket)", "1. Godkendt"
    )
    assert (item.title, item.access) == (
        "Salg af de kommunale grunde ved det store og ganske indeklemte areal",
        "closed",
    )


def test_an_item_that_is_only_called_closed_has_that_title() -> None:
    (item,) = read_items("Punkt 1: Lukket punkt", "Beslutning", "Godkendt.")
    assert (item.title, item.access) == ("Lukket punkt", "closed")


def test_numbers_with_a_bracket_are_not_of_the_list_with_points() -> None:
    items = read_items(
        *("1) Godkendelse af dagsorden", "Beslutning", "Godkendt."),
        *("2) Ny sti ved skolen", "Beslutning", "1. Godkendt.\n\n2. Godkendt.\n\n3. Godkendt."),
        *("3) Eventuelt", "Beslutning", "Intet."),
    )
    assert [item.title for item in items] == ["Godkendelse af dagsorden", "Ny sti ved skolen", "Eventuelt"]


def test_the_only_line_of_a_list_of_contents_is_no_item() -> None:
    (item,) = read_items("1 Ny sti ved skolen", "Sagsnr.: 24-013572", "Punkt 1. Ny sti ved skolen", *BODY)
    assert item.evidence.lines is not None
    assert item.evidence.lines[0] > 10


def test_short_decisions_between_headings_are_no_titles_of_a_list_of_contents() -> None:
    titles = ("Lukket: Temamøde om analyse", "Lukket: Temamøde om principper", "Godkendelse af dagsorden")
    listed = "\n".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    told = (f"{number} - {title}\nDrøftet." for number, title in enumerate(titles, 1))
    items = read_items(listed, *told, "Sagsfremstilling", "Godkendelse af dagsorden for mødet.", *BODY)
    assert [item.title for item in items] == list(titles)


def test_a_labelled_decision_about_the_body_itself_is_no_heading_of_its_decision() -> None:
    decision = "Beslutning: Udvalgets overvejelser ved afholdelse af møder ved få\ndagsordenspunkter blev drøftet."
    item = read_item("Sagsfremstilling", "Der holdes møde.", decision)
    assert item.decision is not None
    assert (item.decision.text or "").split("Beslutning: ")[-1].startswith("Udvalgets overvejelser")
    assert item.decision.outcome == "discussed"


def test_a_year_that_ends_a_title_is_no_case_number() -> None:
    (item,) = read_items("Punkt 1:\nPlan for de nye stier i hele kommunen til og med udgangen af\n2025.", *BODY)
    assert item.case_number is None
    assert item.title.endswith("af 2025.")
