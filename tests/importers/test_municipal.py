"""Minutes of municipal committees: who met, how items are headed, how attendance is told. All of it invented."""

import pytest

from app.importers.document import AgendaItem, Attendee, ImportedDocument
from app.importers.sniff import read_document
from tests.importers.minutes import SAMPLES, findings_of, minutes, read

HEAD = ("REFERAT Økonomiudvalget d. 17-01-2024", "Mødedato Onsdag d. 17. januar 2024 kl. 09:30", "Mødested Sal 1")
CASE = "24-001234"


def committee(*paragraphs: str, head: tuple[str, ...] = ()) -> ImportedDocument:
    return read(minutes(*paragraphs, head=(*HEAD, *head)))


def items_of(document: ImportedDocument) -> tuple[AgendaItem, ...]:
    assert document.meeting is not None
    return document.meeting.agenda_items


def attendees_of(*head: str) -> dict[str | None, Attendee]:
    document = committee("Punkt 1: Sti", CASE, "Beslutning", "Godkendt.", head=head)
    assert document.meeting is not None
    return {row.name: row for row in document.meeting.attendees}


def test_a_committee_belongs_to_an_organisation_and_to_no_cluster() -> None:
    document = committee("Punkt 1: Sti", CASE, "Beslutning", "Solby Kommune køber jord. Hav Kommune og Solby Kommune.")
    assert document.cluster is None
    assert document.forum is not None
    assert document.forum.organisation is not None
    assert (document.forum.name, document.forum.level) == ("Økonomiudvalget", "political")
    assert document.forum.organisation.name == "Solby Kommune"
    assert document.forum.natural_key == "solby kommune|økonomiudvalget"
    assert document.meeting is not None
    assert document.meeting.natural_key == "solby kommune|økonomiudvalget|2024-01-17|1"
    assert [finding for finding in document.findings if finding.severity == "error"] == []


def test_a_committee_whose_organisation_is_named_nowhere_stands_for_itself() -> None:
    document = committee("Punkt 1: Sti", CASE, "Beslutning", "Godkendt.")
    assert document.forum is not None
    assert document.forum.organisation is not None
    assert document.forum.organisation.name == "Økonomiudvalget"


def test_a_money_table_of_a_committee_is_no_pot_of_a_cluster() -> None:
    rows = "Indsats\tTildelt beløb i kr.\n1. Sti\t500.000\nI alt\t500.000"
    document = committee("Punkt 1: Sti", CASE, "Fremstilling", rows, "Beslutning", "Godkendt.")
    assert (document.funding, document.initiatives) == ((), ())
    assert len(items_of(document)[0].tables) == 1


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        (("Punkt 1: Sti", "Punkt 2: Bro"), ["1", "2"]),
        (("Punkt 3", "Punkt 4"), ["3", "4"]),
        (("Pkt. 4. Sti", "Pkt. 5. Bro"), ["4", "5"]),
        (("Punkt 3 Sti", "Punkt 4 Bro"), ["3", "4"]),
        (("1.0 Sti", "2.0 Bro"), ["1.0", "2.0"]),
        (("2.9 Sti", "2.14 Bro"), ["2.9", "2.14"]),
        (("1. Sti", "2. Bro"), ["1", "2"]),
        (("1 (Åben) Sti", "2 (Lukket) Bro"), ["1", "2"]),
        (("1. Sti – 5 min.", "2. Bro – 45 min"), ["1", "2"]),
    ],
)
def test_headings_of_items_have_several_forms_s20(headings: tuple[str, str], numbers: list[str]) -> None:
    first, second = headings
    document = committee(first, CASE, "Beslutning", "Godkendt.", second, CASE, "Beslutning", "Godkendt.")
    assert [item.number for item in items_of(document)] == numbers


def test_a_list_of_the_same_form_is_no_item_s20() -> None:
    document = committee(
        *("1. Sti – 5 min", "Indstilling:", "1. Udvalget godkender stien", "Beslutning:", "Godkendt"),
        *("2. Bro – 10 min", "Beslutning:", "3. Broen bygges", "Godkendt"),
    )
    assert [item.title for item in items_of(document)] == ["Sti", "Bro"]
    assert [item.duration_minutes for item in items_of(document)] == [5, 10]


def test_sentences_that_begin_with_a_point_of_the_recommendation_are_no_items() -> None:
    earlier = ("Sagens forløb", "08-02-2024 Skoleudvalget", "Pkt. 1: Anbefales.", "Pkt. 2: Anbefales.")
    told = ("Beslutning", "Punkt 1: Godkendt.", "Punkt 2: Godkendt.", "Fremstilling", "Tekst.")
    document = committee("Punkt 1: Sti", CASE, *told, *earlier, "Punkt 2: Bro", CASE, *told)
    assert [item.title for item in items_of(document)] == ["Sti", "Bro"]
    decision = items_of(document)[0].decision
    assert decision is not None
    assert decision.text == "Punkt 1: Godkendt.\n\nPunkt 2: Godkendt."


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [
        ("Referat", ["decision"]),
        ("Beslutning i Økonomiudvalget den 17. januar 2024", ["decision"]),
        ("Beslutning i Økonomiudvalget den 3. januar 2024", ["earlier_decisions"]),
        ("Beslutning i Skoleudvalget den 3. januar 2024", ["earlier_decisions"]),
        ("Beslutning i Skoleudvalget", ["earlier_decisions"]),
        ("Tidligere beslutninger", ["earlier_decisions"]),
        ("Sagens forløb", ["earlier_decisions"]),
        ("Fremstilling", ["presentation"]),
        ("Sagsbeskrivelse", ["presentation"]),
        ("Sagsprocedure", ["procedure"]),
        ("Resume", ["summary"]),
        ("Økonomiske konsekvenser", ["economy"]),
    ],
)
def test_headings_of_municipal_sections_b15(heading: str, kinds: list[str]) -> None:
    (item,) = items_of(committee("Punkt 1: Sti", CASE, heading, "Det blev godkendt."))
    assert [section.kind for section in item.sections] == kinds
    assert (item.decision is not None) == (kinds == ["decision"])


def test_what_a_committee_recommends_further_up_stays_its_decision() -> None:
    text = "Økonomiudvalget indstiller til Byrådet, at stien godkendes."
    (item,) = items_of(committee("Punkt 1: Sti", CASE, "Beslutning", text))
    assert item.decision is not None
    assert (item.decision.text, item.recommendations) == (text, ())


@pytest.mark.parametrize(
    ("heading", "access"),
    [
        ("Punkt 1: LUKKET PUNKT", "closed"),
        ("Punkt 1: Lukket: Køb af jord", "closed"),
        ("Punkt 1: Køb af jord (lukket)", "closed"),
        ("1 (Lukket) Køb af jord", "closed"),
        ("1 (Åben) Køb af jord", "open"),
        ("Punkt 1: Åbent: Køb af jord", "open"),
        ("Punkt 1: Åbent hus", "unknown"),
        ("Punkt 1: Lukkede veje", "unknown"),
        ("Punkt 1: Køb af jord", "unknown"),
    ],
)
def test_access_is_what_is_printed_s35(heading: str, access: str) -> None:
    (item,) = items_of(committee(heading, CASE, "Beslutning", "Godkendt."))
    assert item.access == access


def test_closed_may_stand_on_a_line_of_its_own() -> None:
    (item,) = items_of(committee("Punkt 1: Køb af jord", CASE, "LUKKET PUNKT", "Beslutning", "Godkendt."))
    assert item.access == "closed"


@pytest.mark.parametrize(
    "head",
    [
        ("Deltagere: Ida Vang (C), Bo Lind (V), Aya B. Holm", "Afbud: Ib de Fries (A)"),
        ("Deltagere Ida Vang (C), Bo Lind (V) og Aya B. Holm", "Afbud Ib de Fries (A)"),
        ("Deltagere\nIda Vang (C)\nBo Lind (V)\nAya B. Holm\nIb de Fries (A) - afbud",),
        ("Deltagere", "- Ida Vang (C)\n- Bo Lind (V)\n- Aya B. Holm\n- Ib de Fries (A) – afbud"),
        ("Mødedeltagere:", "Ida Vang (C)", "Bo Lind (V)", "Aya B. Holm", "Afbud:", "Ib de Fries (A)"),
        ("Deltagere: Ida Vang (C), Bo Lind (V), Aya B. Holm, Ib de Fries (A) (afbud)",),
    ],
)
def test_lists_of_attendees_have_several_forms(head: tuple[str, ...]) -> None:
    rows = attendees_of(*head)
    assert {name: row.attendance for name, row in rows.items()} == {
        "Ida Vang": "present",
        "Bo Lind": "present",
        "Aya B. Holm": "present",
        "Ib de Fries": "excused",
    }
    assert (rows["Bo Lind"].political_party, rows["Ib de Fries"].printed is None) == ("V", False)


@pytest.mark.parametrize(
    ("sentence", "attendance"),
    [
        ("Alle var mødt, undtagen Ida Vang og Bo Lind.", "away"),
        ("Alle medlemmer var til stede, bortset fra Ida Vang og Bo Lind, der havde meldt afbud.", "excused"),
        ("Ida Vang og Bo Lind havde meldt afbud.", "excused"),
        ("Ida Vang og Bo Lind var fraværende.", "absent"),
    ],
)
def test_attendance_told_in_a_sentence(sentence: str, attendance: str) -> None:
    assert {name: row.attendance for name, row in attendees_of(sentence).items()} == {
        "Ida Vang": attendance,
        "Bo Lind": attendance,
    }


@pytest.mark.parametrize(("head", "recorded"), [(("Alle var mødt.",), True), ((), False)])
def test_nobody_listed_is_not_nobody_recorded_a12_a13(head: tuple[str, ...], *, recorded: bool) -> None:
    document = committee("Punkt 1: Sti", CASE, "Beslutning", "Godkendt.", head=head)
    assert document.meeting is not None
    assert (document.meeting.attendance_recorded, document.meeting.attendees) == (recorded, ())


def test_who_is_absent_under_an_item_was_there_for_the_others() -> None:
    document = committee(
        *("Punkt 1: Sti", CASE, "Beslutning", "Godkendt.", "Fraværende: Bo Lind"),
        *("Punkt 2: Bro", CASE, "Beslutning", "Godkendt.", "Fraværende", "Bo Lind", "Bilag", "."),
        *("Punkt 3: Sø", CASE, "Beslutning", "Godkendt."),
        head=("Deltagere: Ida Vang, Bo Lind",),
    )
    assert document.meeting is not None
    rows = {row.name: row for row in document.meeting.attendees}
    assert {row.attendance for row in rows.values()} == {"present"}
    assert [item.number for item in rows["Bo Lind"].absent_for] == ["1", "2"]
    assert rows["Ida Vang"].absent_for == ()


def test_a_long_line_of_attendees_is_read_whole() -> None:
    names = [f"{first} {last}" for first in ("Ida", "Bo", "Aya", "Ib", "Kaj") for last in ("Vang", "Lindeborg", "Holm")]
    assert list(attendees_of(f"Deltagere: {', '.join(names * 1)}, Ole Vestergaard-Sandkrog")) == [
        *names,
        "Ole Vestergaard-Sandkrog",
    ]


def test_the_sample_of_a_committee_is_read_whole() -> None:
    path = SAMPLES / "solby-kommune-teknikudvalget-2024-03-04.txt"
    document = read_document(path.name, path.read_bytes())
    assert document.forum is not None
    assert document.forum.organisation is not None
    assert (document.forum.organisation.name, document.forum.name) == ("Solby Kommune", "Teknikudvalget")
    assert [(item.number, item.access) for item in items_of(document)] == [
        *((str(number), "unknown") for number in range(1, 7)),
        ("7", "closed"),
        ("8", "unknown"),
    ]
    assert document.meeting is not None
    assert [row.attendance for row in document.meeting.attendees] == ["present"] * 4 + ["excused"]
    assert [len(item.attachments) for item in items_of(document)] == [0, 2, 1, 0, 0, 0, 0, 0]
    assert findings_of(document, "number_missing") == []
