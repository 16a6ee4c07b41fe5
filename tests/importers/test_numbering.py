import pytest

from app.importers.document import ImportedDocument
from tests.importers.minutes import HEAD, findings_of, lines_of, minutes, read


def with_items(*numbers: str, contents: tuple[str, ...] = ()) -> ImportedDocument:
    paragraphs = [part for number in numbers for part in (f"Punkt {number}: Sag {number}", "Beslutning", "Godkendt.")]
    head = (*HEAD, "Indholdsfortegnelse", "\n".join(contents)) if contents else HEAD
    return read(minutes(*paragraphs, head=head))


def test_numbers_in_order_are_no_finding() -> None:
    assert with_items("1", "2", "3").findings == ()


def test_a_number_that_is_missing_between_two_is_an_error_at_the_later_one() -> None:
    document = with_items(*[str(number) for number in (*range(1, 12), 13)])
    (finding,) = findings_of(document, "number_missing")
    assert (finding.severity, finding.paths) == ("error", ("/meeting/agenda_items/11",))
    assert finding.message.startswith("Punkt 12 mangler")
    assert lines_of(finding) == [(76, 76)]


def test_a_missing_first_number_is_an_error() -> None:
    assert len(findings_of(with_items("2", "3"), "number_missing")) == 1


def test_two_items_with_one_number_are_an_error_and_have_keys_of_their_own() -> None:
    document = with_items("1", "2", "2")
    (finding,) = findings_of(document, "number_repeated")
    assert (finding.severity, lines_of(finding)) == ("error", [(16, 16), (22, 22)])
    assert document.meeting is not None
    assert [item.key for item in document.meeting.agenda_items] == ["item-1", "item-2", "item-2~2"]


@pytest.mark.parametrize(
    ("listed", "differs"),
    [
        ("Sag 1.....\t4", False),
        ("Sa\t4", False),
        ("SAG  1.....\t4", False),
        ("Sag 1......\t4", False),
        ("En sag.....\t4", True),
        ("Sag 1 og mere til.....\t4", True),
    ],
)
def test_a_title_in_the_contents_differs_unless_it_is_only_cut_off(listed: str, *, differs: bool) -> None:
    """S15, S16, I15: a page number is no part of a title."""
    findings = findings_of(with_items("1", contents=(listed,)), "title_differs")
    assert [lines_of(finding) for finding in findings] == ([[(14, 14), (12, 12)]] if differs else [])


def test_a_title_that_differs_in_several_places_is_one_finding_s15() -> None:
    head = (*HEAD, "Indholdsfortegnelse", "Status på sagen.....\t4")
    document = read(
        minutes("Punkt 1: Status for sagen", "1 (Åben) Status på sagen", "Beslutning", "Godkendt.", head=head)
    )
    (finding,) = findings_of(document, "title_differs")
    assert lines_of(finding) == [(14, 14), (12, 12), (16, 16)]
    assert "»Status på sagen« på linje 12 og 16" in finding.message


def test_contents_that_list_more_items_than_there_are_is_an_error() -> None:
    document = with_items("1", contents=("Sag 1.....\t4", "Sag 2.....\t5"))
    (finding,) = findings_of(document, "number_missing")
    assert lines_of(finding) == [(12, 13)]


def test_a_contents_list_that_repeats_the_word_punkt_is_no_item() -> None:
    document = with_items("1", contents=("Punkt 1: Sag 1.....\t4",))
    assert document.meeting is not None
    assert len(document.meeting.agenda_items) == 1


def test_text_that_begins_with_punkt_inside_a_paragraph_is_no_item() -> None:
    document = read(minutes("Punkt 1: Sag", "Beslutning", "Se også\nPunkt 2: Bilaget", "Punkt 3 udgår."))
    assert document.meeting is not None
    assert [item.number for item in document.meeting.agenda_items] == ["1"]


@pytest.mark.parametrize(("word", "severity"), [("REFERAT", "error"), ("DAGSORDEN", "warning")])
def test_without_any_decision_it_is_an_agenda(word: str, severity: str) -> None:
    head = (f"{word} Sundhedsklynge Øst d. 17-01-2024",)
    document = read(minutes("Punkt 1: Sag", "Sagsfremstilling", "Tekst.", "Beslutning", head=head))
    assert document.meeting is not None
    assert (document.meeting.status, document.document.kind) == ("agenda_published", "agenda")
    (finding,) = findings_of(document, "text_absent")
    assert (finding.severity, lines_of(finding)) == (severity, [(6, 12)])


def test_with_a_decision_it_is_minutes() -> None:
    document = with_items("1")
    assert document.meeting is not None
    assert (document.meeting.status, document.document.kind) == ("minutes_published", "minutes")


def test_an_item_without_a_title_is_named_by_its_number_and_is_a_finding() -> None:
    document = read(minutes("Punkt 1:", "Beslutning", "Godkendt."))
    assert document.meeting is not None
    assert document.meeting.agenda_items[0].title == "Punkt 1"
    assert len(findings_of(document, "heading_missing")) == 1


def test_a_page_break_before_a_heading_is_as_good_as_a_blank_line() -> None:
    text = minutes("Punkt 1: Sag", "Beslutning", "Godkendt.\n\fPunkt 2: Sag", "Beslutning", "Godkendt.\nPkt. 3: Sag")
    document = read(text)
    assert document.meeting is not None
    assert [(item.number, item.evidence.lines) for item in document.meeting.agenda_items] == [
        ("1", (10, 14)),
        ("2", (15, 20)),
    ]
