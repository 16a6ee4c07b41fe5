import pytest

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
def test_two_lists_of_one_item_name_one_document(first: str, second: str) -> None:
    item = read_item("Bilag", first, "Sagsfremstilling", "Tekst.", "Bilag:", second)
    assert len(item.attachments) == 1
    assert second in item.attachments[0].title_variants


def test_two_names_that_fit_one_document_equally_are_not_joined() -> None:
    item = read_item("Bilag", "Sundhedsaftalen for øst", "Sundhedsaftalen for vest", "Bilag", "Sundhedsaftalen for")
    assert len(item.attachments) == 3


def test_like_names_in_one_list_are_two_documents() -> None:
    item = read_item("Bilag", "Status for indsats 1, del 1", "Status for indsats 1, del 2")
    assert len(item.attachments) == 2


def test_numbers_and_files_are_taken_out_of_the_title() -> None:
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
    ],
)
def test_a_line_says_how_the_document_was_delivered(line: str, delivery: str) -> None:
    (attachment,) = read_item("Bilag", line).attachments
    assert (attachment.title, attachment.delivery) == ("Notat", delivery)


def test_text_that_says_something_is_attached_and_an_empty_list_is_a_finding() -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", "Vedlagt er et notat.", "Bilag"))
    (finding,) = findings_of(document, "attachment_missing")
    assert lines_of(finding) == [(14, 14)]
    assert "linje 16" in finding.message
    assert finding.paths == ("/meeting/agenda_items/0",)


@pytest.mark.parametrize("text", ["Vedlagt er et notat.", "Der er intet at bemærke."])
def test_a_named_document_or_none_promised_is_no_finding(text: str) -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", text, "Bilag", "Notat"))
    assert findings_of(document, "attachment_missing") == []
