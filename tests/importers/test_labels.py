"""Headings of sections with their text on the same line. All of it invented."""

import pytest

from app.importers.document import AgendaItem
from tests.importers.ledger import printed, rebuilt
from tests.importers.minutes import minutes, read, read_item


def titles(item: AgendaItem) -> list[str]:
    return [attachment.title for attachment in item.attachments]


@pytest.mark.parametrize(
    "line",
    [
        "Beslutning: Godkendt.",
        "Beslutning - Godkendt.",
        "Beslutning – Godkendt.",
        "Mødebeslutning: Godkendt.",
        "**Beslutning:** Godkendt.",
        "BESLUTNING: Godkendt.",
    ],
)
def test_a_decision_may_stand_on_the_line_of_its_heading(line: str) -> None:
    item = read_item("24-001234", "Sagsfremstilling", "Stien er slidt.", line, "Bilag", "Kort")
    assert item.decision is not None
    assert (item.decision.text, item.decision.outcome) == ("Godkendt.", "approved")
    assert [(part.kind, part.text) for part in item.sections] == [
        ("presentation", "Stien er slidt."),
        ("decision", line),
        ("attachments", "Kort"),
    ]


def test_a_sentence_that_names_the_body_is_the_decision_and_no_heading() -> None:
    item = read_item("24-001234", "Beslutning: Økonomiudvalget anbefaler overfor Byrådet, at stien\nbygges.")
    assert item.decision is not None
    assert item.decision.text == "Økonomiudvalget anbefaler overfor Byrådet, at stien\nbygges."


def test_a_title_ends_above_a_decision_on_the_line_of_its_heading() -> None:
    meeting = read(minutes("Punkt 1: Sti ved åen og kanalen i den vestlige del af byen\nBeslutning: Godkendt.")).meeting
    assert meeting is not None
    assert [one.title for one in meeting.agenda_items] == ["Sti ved åen og kanalen i den vestlige del af byen"]


def test_below_earlier_decisions_the_last_labelled_one_is_the_items_own() -> None:
    earlier = ("Tidligere beslutninger", "Beslutning: Udsat.", "Beslutning: Godkendt.")
    item = read_item("24-001234", "Sagsfremstilling", "Stien er slidt.", *earlier)
    assert item.decision is not None
    assert item.decision.text == "Godkendt."
    headed = read_item("24-001234", "Beslutning", "Afvist.", *earlier)
    assert headed.decision is not None
    assert headed.decision.text == "Afvist."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Bilag: Kort over stien", ["Kort over stien"]),
        ("Bilag: Kort over stien; Overslag", ["Kort over stien", "Overslag"]),
        ("Vedlagte bilag: Bilag 1 - Kort; Bilag 2 - Overslag", ["Bilag 1 - Kort", "Bilag 2 - Overslag"]),
        ("Bilag: ingen", []),
    ],
)
def test_attachments_may_stand_on_the_line_of_their_heading(line: str, expected: list[str]) -> None:
    item = read_item("24-001234", "Beslutning", "Godkendt.", line)
    assert titles(item) == expected
    assert item.decision is not None
    assert item.decision.text == "Godkendt."


def test_a_recommendation_may_stand_on_the_line_of_its_heading() -> None:
    item = read_item("24-001234", "Indstilling: At stien bygges.", "Beslutning: Godkendt.")
    assert [row.text for row in item.recommendations] == ["stien bygges."]


def test_every_line_with_its_heading_on_it_is_kept_as_printed_in_one_field() -> None:
    lines = (
        "Resume: Stien er slidt.",
        "Indstilling: At stien bygges.",
        "Beslutning: Godkendt.",
        "Bilag: Kort; Overslag",
    )
    document = read(minutes("Punkt 1: Sti", "24-001234", *lines))
    assert rebuilt(document) == printed(document)
