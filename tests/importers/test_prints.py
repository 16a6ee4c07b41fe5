"""What other prints do to the same minutes: page numbers, forms of headings and ids, heads and lists of attendees."""

import pytest

from app.importers.document import AgendaItem, ImportedDocument
from tests.importers.ledger import printed, rebuilt
from tests.importers.minutes import HEAD, minutes, read, read_item

LINES = tuple(f"Der er lagt {number} meter ny sti i kommunen." for number in range(1, 13))


def items(document: ImportedDocument) -> tuple[AgendaItem, ...]:
    assert document.meeting is not None
    return document.meeting.agenda_items


def two_pages(below: str, above: str = "") -> ImportedDocument:
    """A table, a list of attachments and a sentence that each go on over a page."""
    first = (*HEAD, "", "Punkt 1: Sti", "", "Sagsfremstilling", "", *LINES, "", "Vej\tMeter", "Nyvej\t30")
    second = ("Gadevej\t40", "", *LINES, "", "Bilag", "", "Kort over stien", "")
    third = ("Overslag", "", *LINES, "", "Beslutning", "", "Godkendt, at stien")
    text = "\n".join(("\n".join((*first, below.format(1), above, *second)), below.format(2), above, *third))
    return read("\n".join((text, below.format(3), above, "anlægges.")))


@pytest.mark.parametrize(
    "below", ["Side {}", "Side {} af 3", "- {} -", "{}/3", "\nSide {}\n\n", "Sti og vej    Side {}"]
)
@pytest.mark.parametrize("above", ["", "Referat af møde i Chefforum 17. januar 2024", "\f"])
def test_lines_of_the_print_enter_no_text_and_are_kept_m15_s24_s33(below: str, above: str) -> None:
    document = two_pages(below, above)
    (item,) = items(document)
    assert [len(table.rows) + bool(table.header) for table in item.tables] == [3]
    assert item.attachments[0].title == "Kort over stien"
    assert "Side" not in [one.title for one in item.attachments]
    assert item.decision is not None
    assert (item.decision.text or "").split() == ["Godkendt,", "at", "stien", "anlægges."]
    assert rebuilt(document) == printed(document)


def test_figures_that_stand_alone_in_the_text_are_no_page_numbers() -> None:
    item = read_item("Sagsfremstilling", "Point:", "1", "2", "3", "Beslutning", "Godkendt.")
    assert item.sections[0].text == "Point:\n\n1\n\n2\n\n3"


FORMS = [
    *("Punkt {}: {}", "Punkt {} - {}", "Punkt nr. {} {}", "Pkt. {} {}", "PUNKT {}\n{}", "Punkt {}\n\n{}", "Sag {}: {}"),
    *("{}. {}", "{}) {}", "{} {}", "{} - {}", "{}\t{}", "{} (Åben) {}", "**{}. {}**", "<b>Punkt {}: {}</b>"),
    *("## {}. {}", "Punkt {}: {}\n-----------------"),
]
TITLES = ("Godkendelse af dagsorden", "Ny sti ved skolen.", "Eventuelt")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("contents", ["", "Indhold\n\n1. {}\n2. {}\n3. {}", "Punkt 1: {}\nPunkt 2: {}\nPunkt 3: {}"])
def test_headings_of_one_form_that_count_on_are_the_items_s20(form: str, contents: str) -> None:
    body = ("Indstilling", "1. At stien anlægges\n2. At broen males", "Beslutning", "1. Godkendt\n\n2. Pkt. 3 Udgår.")
    printed_items = [(form.format(number, title), *body) for number, title in enumerate(TITLES, 1)]
    text = minutes(contents.format(*TITLES), *(part for item in printed_items for part in item))
    document = read(text)
    assert [(item.number, item.title) for item in items(document)] == list(zip("123", TITLES, strict=True))
    assert {len(item.recommendations) for item in items(document)} == {2}
    assert rebuilt(document) == printed(document)


def test_a_title_goes_on_where_its_line_was_full() -> None:
    long = ("Punkt 1: Godkendelse af forslag til en ny sti langs med den", "gamle bane fra skolen til havnen")
    document = read(minutes("\n".join(long), "24-001234", "Beslutning", "Godkendt.", "Punkt 2: Kort\nIntet nyt."))
    assert [item.title for item in items(document)] == [" ".join(long).removeprefix("Punkt 1: "), "Kort"]
    assert rebuilt(document) == printed(document)


@pytest.mark.parametrize(
    "form",
    [
        *("24/001234", "Sagsnr.: {}", "Sagsnummer {}", "J.nr. {}", "Journalnr.: {}", "[{}]", "(Sagsnr.: {})"),
        *("Sagsnr.\t{}", "Sagsnummer\n\n{}", "Sagsnr.: {}    Sagsansvarlig: ABC"),
    ],
)
def test_a_case_number_has_many_labels(form: str) -> None:
    item = read_item(form.format("24/001234"), "Beslutning", "Godkendt.")
    assert item.case_number == "24/001234"
    assert [section.kind for section in item.sections] == ["decision"]


@pytest.mark.parametrize("tail", ["({})", "(Sagsnr.: {})", "- {}"])
def test_a_case_number_after_the_title_is_no_part_of_it(tail: str) -> None:
    (item,) = items(read(minutes("Punkt 1: Sti 2024-2027 " + tail.format("24-001234"), "Beslutning", "Godkendt.")))
    assert (item.title, item.case_number) == ("Sti 2024-2027", "24-001234")


def test_case_numbers_above_the_headings_belong_to_what_follows() -> None:
    body = ("Beslutning", "Godkendt.", "Bilag", "Kort")
    text = minutes("24-000001", "Punkt 1: Sti", *body, "24-000002", "Punkt 2: Bro", *body)
    document = read(text)
    assert [(item.case_number, len(item.attachments)) for item in items(document)] == [
        ("24-000001", 1),
        ("24-000002", 1),
    ]
    assert rebuilt(document) == printed(document)


@pytest.mark.parametrize(
    "heading", ["Konklusion", "Afgørelse", "Udvalgets beslutning", "Chefforum, 17. januar 2024, pkt. 1:"]
)
def test_a_decision_has_other_headings_too(heading: str) -> None:
    item = read_item("Sagsfremstilling", "Vejen er smal.", heading, "Godkendt.")
    assert item.decision is not None
    assert item.decision.text == "Godkendt."


def test_a_conclusion_in_the_case_text_is_no_decision_where_there_is_one() -> None:
    item = read_item("Sagsfremstilling", "Vejen er smal.", "Konklusion", "Den bør udvides.", "Beslutning", "Godkendt.")
    assert item.decision is not None
    assert item.decision.text == "Godkendt."


@pytest.mark.parametrize("none", ["Bilag: ingen", "Ingen bilag", "Bilag\n\nIngen", "Bilag:\n-"])
def test_a_list_that_says_there_are_no_attachments_is_empty(none: str) -> None:
    assert read_item("Beslutning", "Godkendt.", none).attachments == ()


def test_an_attachment_with_a_marker_goes_on_in_indented_lines() -> None:
    item = read_item("Beslutning", "Godkendt.", "Bilag", "- Kort over stien fra skolen\n  til havnen\n- Overslag")
    assert [one.title for one in item.attachments] == ["Kort over stien fra skolen til havnen", "Overslag"]


HEADS = [
    ("Referat", "Udvalg: Teknikudvalget", "Dato: 4. marts 2024", "Tid: kl. 16:30", "Sted: Lokale 3"),
    ("Teknikudvalget", "Referat", "Mødedato: 04-03-2024", "Mødetidspunkt: 16:30", "Mødelokale: Lokale 3"),
    ("Solby Kommune", "REFERAT", "Teknikudvalget", "Mandag den 4. marts 2024 kl. 16.30", "Sted: Lokale 3"),
    ("Teknikudvalget - Referat", "Mødet blev holdt mandag den 4. marts 2024 kl. 16:30.", "Mødested: Lokale 3"),
    ("Beslutningsprotokol", "Teknikudvalget", "Mandag 4. marts 2024", "Klokken 16:30", "Mødested Lokale 3"),
    ("REFERAT", "Udvalg:\tTeknikudvalget", "Dato:\t04.03.2024", "Tid:\t16:30", "Sted:\tLokale 3"),
    ("Referat fra mødet i Teknikudvalget den 4. marts 2024 kl. 16.30", "Mødested: Lokale 3"),
]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0][:20])
def test_a_head_says_who_met_when_and_where_in_any_order(head: tuple[str, ...]) -> None:
    document = read(minutes("Punkt 1: Sti", "Beslutning", "Godkendt.", head=head))
    assert document.forum is not None
    assert document.meeting is not None
    assert (document.forum.name, str(document.meeting.starts_at)) == ("Teknikudvalget", "2024-03-04 16:30:00+01:00")
    assert document.meeting.location is not None
    assert document.meeting.location.name == "Lokale 3"


LISTS = [
    "Deltagere:\nIda Vang: til stede\nBo Lind: afbud",
    "Deltagere\n\nNavn\tFremmøde\nIda Vang\tTil stede\nBo Lind\tAfbud",
    "I mødet deltog Ida Vang.\n\nBo Lind havde meldt afbud.",
    "Deltagere:\n1. Ida Vang\n2. Bo Lind (afbud)",
]


@pytest.mark.parametrize("listed", LISTS)
def test_attendees_stand_in_rows_states_and_sentences(listed: str) -> None:
    document = read(minutes(listed, "Punkt 1: Sti", "Beslutning", "Godkendt."))
    assert document.meeting is not None
    states = [(row.name, row.attendance) for row in document.meeting.attendees]
    assert states == [("Ida Vang", "present"), ("Bo Lind", "excused")]


@pytest.mark.parametrize(
    ("first", "sections"), [("Bilag 2 - Overslag over stien eftersendes.", [0, 1]), ("Et notat.", [0, 0, 1])]
)
def test_text_printed_after_the_minutes_belongs_to_the_attachment_it_names_s9(first: str, sections: list[int]) -> None:
    listed = ("Bilag til punkt 1:", "- Kort over den nye sti\n- Overslag over stien", "Beslutning", "Godkendt.")
    second = ("Punkt 2: Eventuelt", "Beslutning", "Intet.", "Bilag til punkt 1", first)
    document = read(minutes("Punkt 1: Sti", *listed, *second))
    assert [len(one.sections) for one in items(document)[0].attachments] == sections
    assert rebuilt(document) == printed(document)
