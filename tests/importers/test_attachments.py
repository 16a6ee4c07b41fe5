import pytest

from app.domain.identity import natural_order
from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Katalog over indsatser_100124", "Katalog over indsatser."),
        ("Udkast til kommissoriumtekst_Driftsfora_2024.docx", "Udkast til kommissoriums tekst – Driftsfora – 2024"),
        ("Vejldning til klyngerne 2024.pptx", "Vejledning til klyngerne 2024"),
        ("Sundhedsaftalen 2024-2027 for Region Fjordland.pdf", "Sundhedsaftalen 2024-2027"),
        ("Retning for eSundhed_20-12-2023.docx", "Retning for e-sundhed (udsendes særskilt på mail)."),
        ("Notat_Doknr40117-24_v1", "Et helt andet navn_Doknr40117-24_v2"),
    ],
    ids=["date and point", "hyphens", "slip of the pen", "beginning", "delivery", "document number"],
)
def test_two_lists_of_one_item_name_one_document_s5_s6(first: str, second: str) -> None:
    item = read_item("Bilag", first, "Sagsfremstilling", "Tekst.", "Bilag:", second)
    assert len(item.attachments) == 1
    assert second in item.attachments[0].title_variants


def test_two_names_that_fit_one_document_equally_are_not_joined() -> None:
    item = read_item("Bilag", "Sundhedsaftalen for øst", "Sundhedsaftalen for vest", "Bilag", "Sundhedsaftalen for")
    assert len(item.attachments) == 3


def test_like_names_in_one_list_are_two_documents() -> None:
    item = read_item("Bilag", "Status for indsats 1, del 1", "Status for indsats 1, del 2")
    assert len(item.attachments) == 2


def test_numbers_and_files_are_taken_out_of_the_title_s10() -> None:
    numbered, filed, listed = read_item(
        "Bilag",
        "Opringning efter tre dage_Doknr40118-24_v1",
        "Oversigt 2024.xlsx",
        "1. Bilag pkt. 2.10 Status (DokID: 11398537 - EMN-2022-05560)",
    ).attachments
    assert (numbered.title, numbered.document_number) == ("Opringning efter tre dage", "40118-24")
    assert (filed.title, filed.file_name) == ("Oversigt 2024", "Oversigt 2024.xlsx")
    assert (listed.number, listed.document_number, listed.case_number) == ("2.10", "11398537", "EMN-2022-05560")


@pytest.mark.parametrize(
    ("line", "delivery"),
    [
        ("Notat", "attached"),
        ("Notat (udsendes særskilt på mail).", "sent_separately"),
        ("Notat (vedhæftet i mail)", "sent_separately"),
        ("Notat (eftersendes)", "to_follow"),
        ("Notat eftersendes.", "to_follow"),
        ("Notat - eftersendes", "to_follow"),
        ("Notat (følger senere)", "to_follow"),
        ("Notat (fremlægges på mødet)", "sent_separately"),
        ("Notat, udsendes særskilt", "sent_separately"),
        ("Notat er sendt pr. mail", "sent_separately"),
    ],
)
def test_a_line_says_how_the_document_was_delivered_s8(line: str, delivery: str) -> None:
    (attachment,) = read_item("Bilag", line).attachments
    assert (attachment.title, attachment.delivery) == ("Notat", delivery)


def test_text_that_says_something_is_attached_and_an_empty_list_is_a_finding_s7() -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", "Vedlagt er et notat.", "Bilag"))
    (finding,) = findings_of(document, "attachment_missing")
    assert lines_of(finding) == [(14, 14)]
    assert "linje 16" in finding.message
    assert finding.paths == ("/meeting/agenda_items/0",)


@pytest.mark.parametrize("text", ["Der er intet at bemærke.", "Notatet er ikke vedlagt."])
def test_an_empty_list_where_nothing_was_promised_is_no_finding_s7(text: str) -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", text, "Bilag", "."))
    assert findings_of(document, "attachment_missing") == []


@pytest.mark.parametrize("text", ["Vedlagt er et notat.", "Der er intet at bemærke."])
def test_a_named_document_or_none_promised_is_no_finding(text: str) -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", text, "Bilag", "Notat"))
    assert findings_of(document, "attachment_missing") == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Plan_Doknr40118-24_v1", "40118-24"),
        ("Plan Dok.nr. 40118-24", "40118-24"),
        ("Plan (Dok.nr. 40118/24)", "40118/24"),
        ("Plan (DokID: 40118)", "40118"),
        ("Plan for dokumentation", None),
    ],
)
def test_a_document_number_stands_behind_the_title_in_several_ways_s10(line: str, number: str | None) -> None:
    (attachment,) = read_item("Bilag", line).attachments
    assert attachment.document_number == number
    assert attachment.title == ("Plan" if number else line)


def test_two_lists_are_joined_by_document_number_and_keep_the_order_of_their_numbers_s6_s11() -> None:
    numbers = ["2.1", "2.9", "2.10"]
    first = [f"Bilag pkt. {number} Status for del {number}" for number in numbers]
    second = [
        f"{place}. Bilag pkt. {number} Staus for del {number} (DokID: {id} - 24-001234)"
        for place, (number, id) in enumerate(zip(numbers, ("7003", "7002", "7001"), strict=True), 1)
    ]
    item = read_item("Bilag", *first, "Sagsfremstilling", "Tekst.", "Bilag", "\n".join(second))
    assert [(one.number, one.document_number) for one in item.attachments] == [
        ("2.1", "7003"),
        ("2.9", "7002"),
        ("2.10", "7001"),
    ]
    assert sorted(numbers, key=natural_order) == numbers


def test_a_link_that_leads_nowhere_is_no_part_of_the_title_s30() -> None:
    (attachment,) = read_item("Bilag", "[Notat om søvn](#)").attachments
    assert attachment.title == "Notat om søvn"


def test_the_text_of_attachments_after_the_last_item_belongs_to_them_s9() -> None:
    document = read(
        minutes(
            *("1. Medicin – 5 min", "Bilag til punkt 1:", "- Mini-businesscase", "Beslutning:", "Godkendt"),
            *(
                "2. Evt. – 5 min",
                "Ingen bemærkninger",
                "Bilag",
                "Bilag til punkt 1",
                "Indsatsens formål",
                "At hente selv.",
            ),
            "Geografi",
            "Solby Kommune",
            head=("REFERAT Klynge Øst d. 03-12-2020",),
        )
    )
    assert document.meeting is not None
    first, second = document.meeting.agenda_items
    assert [section.heading for section in first.attachments[0].sections] == [
        *("Bilag til punkt 1", "Indsatsens formål", "Geografi"),
    ]
    assert second.attachments == ()
