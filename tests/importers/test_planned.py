"""Meetings that minutes announce. All of it invented."""

import pytest

from app.importers.document import ImportedDocument
from tests.importers.minutes import minutes, read

DATES = "- 11. marts kl. 15-17\n- 6. september 15-17\n- 3. december 2024"


def announced(*paragraphs: str) -> list[tuple[str, str | None, str | None]]:
    document: ImportedDocument = read(minutes(*paragraphs))
    found: list[tuple[str, str | None, str | None]] = []
    for row in document.planned_meetings:
        assert row.date is not None
        starts_at = None if row.starts_at is None else row.starts_at.isoformat()
        found.append((str(row.date.day), row.date.year_from, starts_at))
    return found


def dates_item(title: str, asked: str, decided: str) -> tuple[str, ...]:
    return ("Punkt 1: " + title, "Sagsfremstilling", DATES, "Indstilling", asked, "Beslutning", decided)


def test_an_approved_list_of_dates_announces_meetings_with_the_year_of_the_recommendation_i5() -> None:
    item = dates_item("Datoer", "Det indstilles, at Chefforum godkender mødedatoerne for 2024", "Datoerne er godkendt.")
    assert announced(*item) == [
        ("2024-03-11", "recommendation", "2024-03-11T15:00:00+01:00"),
        ("2024-09-06", "recommendation", "2024-09-06T15:00:00+02:00"),
        ("2024-12-03", "text", None),
    ]


def test_the_year_may_stand_in_the_title() -> None:
    item = dates_item("Mødedatoer 2024", "Det indstilles, at Chefforum godkender datoerne", "Godkendt.")
    assert [row[:2] for row in announced(*item)][:1] == [("2024-03-11", "heading")]


def test_a_year_that_stands_nowhere_is_not_guessed() -> None:
    item = dates_item("Mødedatoer", "Det indstilles, at Chefforum godkender datoerne", "Godkendt.")
    assert [row[0] for row in announced(*item)] == ["2024-12-03"]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("- torsdag den 14. marts 2024", ["2024-03-14"]),
        ("- Møde 2: 14. marts 2024 kl. 10-12", ["2024-03-14"]),
        ("- Prøveperioden begynder 14. marts 2024", []),
        ("3. Afprøvning. 14. marts 2024 -?", []),
    ],
)
def test_a_listed_line_announces_a_meeting_only_where_it_begins_with_the_day(line: str, days: list[str]) -> None:
    asked = "Det indstilles, at Chefforum godkender datoerne"
    item = ("Punkt 1: Mødedatoer", "Sagsfremstilling", line, "Indstilling", asked, "Beslutning", "Godkendt.")
    assert [row[0] for row in announced(*item)] == days


@pytest.mark.parametrize("decided", ["Punktet udsættes til næste møde.", "Drøftet."])
def test_dates_that_were_not_approved_announce_nothing(decided: str) -> None:
    item = dates_item("Mødedatoer 2024", "Det indstilles, at Chefforum godkender datoerne", decided)
    assert announced(*item) == []


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Sagen tages op på næste møde i Chefforum den 22. oktober 2024.", ["2024-10-22"]),
        ("Sagen udsættes til næste møde i Chefforum (25. april 2024).", ["2024-04-25"]),
        ("Næste møde er den 25. april 2024 kl. 10.", ["2024-04-25"]),
        ("Punktet udsættes til næste møde den 25. april 2024.", ["2024-04-25"]),
        ("Næste møde i Direktørforum den 25. april 2024.", []),
        ("Udvalget drøfter sagen på næste møde 25. april 2024 og vender tilbage.", []),
        ("Forrige møde var den 3. januar 2024, næste møde 4. januar 2024.", []),
        ("Næste møde bliver i april.", []),
        ("Næste møde er den 31. april 2024.", []),
    ],
)
def test_the_next_meeting_of_the_same_forum_is_announced_with_its_day_i16(sentence: str, days: list[str]) -> None:
    assert [row[0] for row in announced("Punkt 1: Status", "Beslutning", f"Godkendt. {sentence}")] == days


def test_the_announced_meeting_has_the_key_that_its_minutes_will_have() -> None:
    document = read(minutes("Punkt 1: Status", "Beslutning", "Godkendt. Næste møde er den 25. april 2024."))
    (planned,) = document.planned_meetings
    later = read(
        minutes(
            "Punkt 1: Status", "Beslutning", "Godkendt.", head=("REFERAT Chefforum Sundhedsklynge Øst d. 25-04-2024",)
        )
    )
    assert later.meeting is not None
    assert (planned.natural_key, planned.status) == (later.meeting.natural_key, "planned")
    assert planned.announced_in is not None


def doubts(*paragraphs: str) -> list[tuple[int, ...]]:
    findings = read(minutes(*paragraphs)).findings
    told = [one for one in findings if one.code == "date_invalid"]
    return [tuple(place.lines[0] for place in one.where if place.lines) for one in told]


def test_two_days_for_the_next_meeting_are_both_announced_and_told_of() -> None:
    paragraphs = ("Punkt 1: Eventuelt", "Beslutning", "Næste møde er den 22. oktober 2024.")
    assert doubts(*paragraphs, "Næste møde er den 22. oktober 2024.") == []
    assert len(announced(*paragraphs, "Næste møde er den 23. oktober 2024.")) == 2
    [places] = doubts(*paragraphs, "Næste møde er den 23. oktober 2024.")
    assert len(set(places)) == 2


@pytest.mark.parametrize(("again", "is_told"), [("12. marts kl. 15-17", True), ("12. marts kl. 9-17", False)])
def test_a_listed_date_that_comes_again_with_another_day_is_told_of(again: str, *, is_told: bool) -> None:
    title, asked = "Datoer", "Det indstilles, at Chefforum godkender mødedatoerne for 2024"
    item = dates_item(title, asked, "Datoerne er godkendt.")
    doubled = tuple(part.replace(DATES, f"{DATES}\n- {again}") for part in item)
    assert doubts(*item) == []
    assert bool(doubts(*doubled)) is is_told
