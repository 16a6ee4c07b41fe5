import pytest

from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item, read_meeting


def test_sections_keep_the_order_and_the_headings_of_the_source() -> None:
    item = read_item("Beslutning", "Godkendt.", "Bilag:", "Notat", "Sagsfremstilling", "Tekst.", "Økonomi", "Intet.")
    assert [(part.kind, part.heading) for part in item.sections] == [
        ("decision", "Beslutning"),
        ("attachments", "Bilag:"),
        ("presentation", "Sagsfremstilling"),
        ("economy", "Økonomi"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Resumé", "summary"),
        ("Indstilling", "recommendation"),
        ("Fremstilling", "presentation"),
        ("Sagsbeskrivelse", "presentation"),
        ("Økonomiske konsekvenser", "economy"),
        ("Lovgrundlag", "legal_basis"),
        ("Sagsprocedure", "procedure"),
        ("Tidsplan", "timeline"),
        ("Tidligere beslutninger", "earlier_decisions"),
        ("Sagens forløb", "earlier_decisions"),
        ("Fraværende", "absentees"),
        ("BESLUTNING", "decision"),
    ],
)
def test_a_heading_gives_the_kind(heading: str, kind: str) -> None:
    assert [part.kind for part in read_item(heading, "Noget tekst.").sections] == [kind]


def test_a_sentence_that_begins_with_a_heading_word_is_no_heading() -> None:
    item = read_item("Sagsfremstilling", "Beslutning om sagen træffes senere.", "Bilag er eftersendt.")
    assert [part.kind for part in item.sections] == ["presentation"]


def test_the_text_of_a_section_is_as_printed_with_blank_lines_inside() -> None:
    item = read_item("Sagsfremstilling", "Første.\n - punkt", "Andet.")
    assert item.sections[0].text == "Første.\n - punkt\n\nAndet."


def test_an_empty_section_and_a_full_stop_are_null() -> None:
    item = read_item("Sagsfremstilling", ".", "Bilag", "Beslutning", "Godkendt.")
    assert [(part.kind, part.text) for part in item.sections][:2] == [("presentation", None), ("attachments", None)]


def test_an_item_may_have_no_sections_at_all() -> None:
    meeting = read_meeting("Punkt 1: Status", "Beslutning", "Godkendt.", "Punkt 2: Eventuelt", "2-11-33-901-24")
    last = meeting.agenda_items[1]
    assert (last.sections, last.decision, last.case_number) == ((), None, "2-11-33-901-24")


@pytest.mark.parametrize("number", ["2-11-33-901-24", "EMN-2022-05560", "24/12345"])
def test_a_case_number_below_the_title_is_no_text(number: str) -> None:
    item = read_item(number, "Sagsfremstilling", "Tekst.")
    assert item.case_number == number
    assert [part.kind for part in item.sections] == ["presentation"]


@pytest.mark.parametrize("line", ["2024-2027", "17-01-2024", "Intet"])
def test_years_a_date_and_a_word_are_no_case_number(line: str) -> None:
    assert read_item(line).case_number is None


def test_a_line_in_the_decision_with_the_items_own_title_starts_the_case_text() -> None:
    document = read(
        minutes(
            "Punkt 1: Borgere med mange kontakter",
            "Beslutning",
            "Tallene blev drøftet.",
            "Borgere med mange kontakter (opdelt på alder)",
            "Tallene er opdelt på alder.",
            "Det indstilles, at Chefforum:",
            "1. Drøfter tallene",
        )
    )
    assert document.meeting is not None
    item = document.meeting.agenda_items[0]
    assert [(part.kind, part.heading) for part in item.sections] == [
        ("decision", "Beslutning"),
        ("presentation", None),
        ("recommendation", None),
    ]
    assert item.decision is not None
    assert item.decision.text == "Tallene blev drøftet."
    (finding,) = findings_of(document, "heading_missing")
    assert lines_of(finding) == [(16, 18)]


@pytest.mark.parametrize(
    "paragraph", ["Status på arbejdet blev godkendt.", "Status på arbejdet,\nsom sekretariatet har samlet"]
)
def test_a_sentence_that_begins_with_the_title_stays_in_the_decision(paragraph: str) -> None:
    assert [part.kind for part in read_item("Beslutning", "Drøftet.", paragraph).sections] == ["decision"]


def test_where_the_case_text_has_its_heading_a_repeated_title_cuts_nothing() -> None:
    item = read_item("Beslutning", "Drøftet.", "Status på arbejdet", "Mere.", "Sagsfremstilling", "Tekst.")
    assert [part.kind for part in item.sections] == ["decision", "presentation"]


def test_sub_headings_in_a_decision_stay_in_it() -> None:
    item = read_item("Beslutning", "Oplæg", "Oplægget blev drøftet.", "Temaer", "Ingen.")
    assert item.decision is not None
    assert item.decision.text == "Oplæg\n\nOplægget blev drøftet.\n\nTemaer\n\nIngen."


def test_a_duration_is_no_part_of_the_title() -> None:
    item = read_meeting("Punkt 1: Status – 45 min.", "Beslutning", "Godkendt.").agenda_items[0]
    assert (item.title, item.duration_minutes) == ("Status", 45)


def test_text_before_any_heading_is_kept_as_other() -> None:
    item = read_item("Ordstyreren bød velkommen.", "Beslutning", "Godkendt.")
    assert (item.sections[0].kind, item.sections[0].heading) == ("other", None)
