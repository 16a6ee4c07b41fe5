from datetime import date

import pytest

from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item, read_meeting


def test_sections_keep_the_order_and_the_headings_of_the_source_s1_s5() -> None:
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


def test_an_empty_section_and_a_full_stop_are_null_s12_s13() -> None:
    item = read_item("Sagsfremstilling", ".", "Bilag", "Beslutning", "Godkendt.")
    assert [(part.kind, part.text) for part in item.sections][:2] == [("presentation", None), ("attachments", None)]


def test_an_item_may_have_no_sections_at_all_s13() -> None:
    meeting = read_meeting("Punkt 1: Status", "Beslutning", "Godkendt.", "Punkt 2: Eventuelt", "2-11-33-901-24")
    last = meeting.agenda_items[1]
    assert (last.sections, last.decision, last.case_number) == ((), None, "2-11-33-901-24")


@pytest.mark.parametrize("number", ["2-11-33-901-24", "EMN-2022-05560", "24/12345"])
def test_a_case_number_below_the_title_is_no_text_i1(number: str) -> None:
    item = read_item(number, "Sagsfremstilling", "Tekst.")
    assert item.case_number == number
    assert [part.kind for part in item.sections] == ["presentation"]


@pytest.mark.parametrize("line", ["2024-2027", "17-01-2024", "Intet"])
def test_years_a_date_and_a_word_are_no_case_number(line: str) -> None:
    assert read_item(line).case_number is None


def test_a_line_in_the_decision_with_the_items_own_title_starts_the_case_text_s2() -> None:
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


def test_sub_headings_in_a_decision_stay_in_it_s3() -> None:
    item = read_item("Beslutning", "Oplæg", "Oplægget blev drøftet.", "Temaer", "Ingen.")
    assert item.decision is not None
    assert item.decision.text == "Oplæg\n\nOplægget blev drøftet.\n\nTemaer\n\nIngen."


@pytest.mark.parametrize(
    "printed", ["Status – 45 min.", "Status - 45 min", "Status (45 minutter)", "Status (ca. 45 min.)"]
)
def test_a_duration_is_no_part_of_the_title_s19(printed: str) -> None:
    item = read_meeting(f"Punkt 1: {printed}", "Beslutning", "Godkendt.").agenda_items[0]
    assert (item.title, item.duration_minutes) == ("Status", 45)


def test_a_date_in_a_title_is_title_and_not_the_day_of_the_meeting_s17() -> None:
    meeting = read_meeting("Punkt 1: Eventuelt 9.4.24", "Beslutning", "Intet.")
    assert (meeting.agenda_items[0].title, meeting.date and meeting.date.day) == ("Eventuelt 9.4.24", date(2024, 1, 17))


@pytest.mark.parametrize(
    ("title", "decided", "status"),
    [
        ("Godkendelse af referat 17.1.", "Referatet blev godkendt.", "minutes_approved"),
        ("Godkendelse af referatet fra den 17. januar 2024", "Godkendt.", "minutes_approved"),
        ("Godkendelse af referat 17.1.", "Punktet udsættes.", "minutes_published"),
        ("Godkendelse af referat 3.1.", "Referatet blev godkendt.", "minutes_published"),
        ("Godkendelse af referat fra 17-01-2023", "Referatet blev godkendt.", "minutes_published"),
        ("Godkendelse af referat", "Referatet blev godkendt.", "minutes_published"),
    ],
)
def test_minutes_are_approved_where_their_own_meeting_approves_them_s18(title: str, decided: str, status: str) -> None:
    assert read_meeting(f"Punkt 1: {title}", "Beslutning", decided).status == status


def test_free_headings_in_the_case_text_stay_in_it_s4() -> None:
    item = read_item(
        "Sagsfremstilling", "Før.", "Pilotprojekter", "Tekst.", "Opsamling", "Mere.", "Beslutning", "Godkendt."
    )
    assert [(part.kind, part.text) for part in item.sections] == [
        ("presentation", "Før.\n\nPilotprojekter\n\nTekst.\n\nOpsamling\n\nMere."),
        ("decision", "Godkendt."),
    ]


LISTS = "- Først\n- Så\n\n- Efter sideskiftet\n - Under\n - o Længere under"


def test_lists_over_pages_and_inside_each_other_are_kept_as_printed_s24_s25() -> None:
    item = read_item("Sagsfremstilling", LISTS, "Beslutning", "Der var input:", LISTS)
    assert [part.text for part in item.sections] == [LISTS, f"Der var input:\n\n{LISTS}"]
    assert item.decision is not None
    assert item.decision.points == ()


def test_a_sentence_cut_by_a_page_is_kept_on_both_sides_s24() -> None:
    item = read_item(
        "Sagsfremstilling", "- 1) En bred indsats på somatiske", "afdelinger, 2) En smal.", "Beslutning", "Ja."
    )
    assert item.sections[0].text == "- 1) En bred indsats på somatiske\n\nafdelinger, 2) En smal."


def test_a_block_that_stands_twice_with_one_fact_changed_is_kept_twice_s26_s27() -> None:
    first, second = (
        ("Hjemmebesøg", "På mødet den 30. november 2023 blev Politisk Forum orienteret.", "Alt forløber planmæssigt."),
        ("Hjemmebesøg", "På mødet den 31. oktober 2023 blev Chefforum orienteret.", "Alt forløber planmæssigt."),
    )
    item = read_item("Sagsfremstilling", *first, *second, "Beslutning", "Godkendt.")
    assert item.sections[0].text == "\n\n".join((*first, *second))


def test_a_link_to_another_item_begins_no_item_s28() -> None:
    text = "Punktet hænger sammen med punkt 4 om kataloget."
    meeting = read_meeting("Punkt 1: Status", "Sagsfremstilling", text, "Punkt 2: Eventuelt", "Beslutning", "Intet.")
    assert [item.title for item in meeting.agenda_items] == ["Status", "Eventuelt"]
    assert meeting.agenda_items[0].sections[0].text == text


ODD = [
    "#Borgerne får en tidlig indsats",
    "Se [bekendtgørelsen](#) og [aftalen](#).",
    "<i>Målgruppe</i> & <u>mål</u>",
    "Ambulatoリエder Ida Ravn er opgjort på opgjort på data.",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("line", ODD, ids=["number sign", "dead link", "html", "katakana", "script"])
def test_a_line_that_looks_like_markup_is_text_as_printed_s29_s30_s31_s32(line: str) -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", line, "Beslutning", "Godkendt."))
    assert document.meeting is not None
    (item,) = document.meeting.agenda_items
    assert [(part.kind, part.text, part.html) for part in item.sections] == [
        ("presentation", line, None),
        ("decision", "Godkendt.", None),
    ]
    assert document.findings == ()


def test_cells_of_a_table_are_plain_text_s31() -> None:
    rows = (
        "<i>Gruppe</i>\t<b>Mål &amp; midler</b>",
        'Unge\t<ul style="list-style-type: none"> - Søvn - Mad <p>Trivsel</p><hr/>',
        "Ældre\t3",
    )
    (table,) = read_item("Sagsfremstilling", "\n".join(rows), "Beslutning", "Godkendt.").tables
    assert (table.header, table.rows) == (
        ("Gruppe", "Mål & midler"),
        (("Unge", "- Søvn - Mad Trivsel"), ("Ældre", "3")),
    )


def test_who_wrote_the_summary_is_text_and_presents_nothing_s34() -> None:
    item = read_item(
        "Resumé", "Udarbejdet af Psykiatrien, Region Fjordland.", "Kort fortalt.", "Beslutning", "Godkendt."
    )
    assert item.sections[0].text == "Udarbejdet af Psykiatrien, Region Fjordland.\n\nKort fortalt."
    assert (item.presenters, item.sections[0].kind) == ((), "summary")


def test_text_before_any_heading_is_the_case_text_s1() -> None:
    item = read_item("Ordstyreren bød velkommen.", "Beslutning", "Godkendt.")
    assert (item.sections[0].kind, item.sections[0].heading) == ("presentation", None)


def test_one_case_number_for_every_item_is_no_key_i1() -> None:
    meeting = read_meeting(
        *("Punkt 1: Sti", "24-001234", "Beslutning", "Godkendt."),
        *("Punkt 2: Bro", "24-001234", "Beslutning", "Godkendt."),
    )
    assert [(item.key, item.case_number) for item in meeting.agenda_items] == [
        ("item-1", "24-001234"),
        ("item-2", "24-001234"),
    ]
    assert meeting.case_numbers == ("24-001234",)


@pytest.mark.parametrize(
    ("case", "document"),
    [
        ("Sags ID: EMN-2022-01234", "Dok ID: 7001"),
        ("SagsID: EMN-2022-01234", "DokID: 7001"),
        ("Sagsnr.: EMN-2022-01234", "Dok.ID: 7001"),
        ("Sagsnummer EMN-2022-01234", "Dok ID 7001"),
    ],
)
def test_ids_of_an_item_are_spelt_in_several_ways_i2(case: str, document: str) -> None:
    item = read_item("1 (Åben) Status på arbejdet", case, document, "Beslutning", "Godkendt.")
    assert (item.case_number, item.document_number, item.access) == ("EMN-2022-01234", "7001", "open")


def test_minutes_without_case_numbers_have_none_i3() -> None:
    meeting = read_meeting("Punkt 1: Sti", "Beslutning", "Godkendt.", "Punkt 2: Bro", "Beslutning", "Godkendt.")
    assert (meeting.case_numbers, {item.case_number for item in meeting.agenda_items}) == ((), {None})
