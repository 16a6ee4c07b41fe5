"""What an item leaves to be done, and until when it is closed. All of it invented."""

from datetime import date

import pytest

from app.importers.document import FollowUp
from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item


def follow_ups(text: str) -> list[FollowUp]:
    return list(read_item("Beslutning", text).follow_ups)


def test_follow_ups_are_deadlines_and_promises_b17() -> None:
    item = read_item(
        "Beslutning",
        "Der afvikles en drøftelse på et kommende møde.",
        "Sagsfremstilling",
        "Deadline for forslag er 1. marts 2024. Alle kan være med.",
    )
    read = [(follow_up.text, follow_up.due.day if follow_up.due else None) for follow_up in item.follow_ups]
    assert read == [
        ("Der afvikles en drøftelse på et kommende møde.", None),
        ("Deadline for forslag er 1. marts 2024.", date(2024, 3, 1)),
    ]


def test_an_item_closed_for_a_time_says_until_what_event_s36() -> None:
    item = read_item(
        "Sagsfremstilling",
        "Oplægget er lukket, frem til at det har været behandlet af Direktørforum d. 29. januar.",
    )
    assert item.closed_until is not None
    assert item.closed_until.on is None
    assert item.closed_until.event == "det har været behandlet af Direktørforum d. 29. januar"
    assert item.access == "unknown"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Deadline for forslag er 1. marts 2024.", date(2024, 3, 1)),
        ("Høringsfristen er den 1. marts 2024.", date(2024, 3, 1)),
        ("Tilmeldingsfrist: 01-03-2024", date(2024, 3, 1)),
        ("Sekretariatet svarer senest den 1. marts 2024.", date(2024, 3, 1)),
        ("Der er deadline for dette 30. april.", None),
    ],
)
def test_a_deadline_is_due_on_its_day_b17(text: str, due: date | None) -> None:
    (follow_up,) = follow_ups(text)
    assert follow_up.due is not None
    assert follow_up.due.day == due


def test_a_deadline_without_a_year_keeps_its_text_and_is_a_finding_b17_i5() -> None:
    document = read(minutes("Punkt 1: Status", "Beslutning", "Godkendt.", "Sagsfremstilling", "Fristen er 30. april."))
    assert document.meeting is not None
    (follow_up,) = document.meeting.agenda_items[0].follow_ups
    assert follow_up.due is not None
    assert (follow_up.due.from_, follow_up.due.text) == (None, "30. april")
    (finding,) = findings_of(document, "date_year_missing")
    assert (finding.severity, lines_of(finding)) == ("info", [(18, 18)])


def test_a_request_is_due_when_the_forum_meets_next_b10() -> None:
    (follow_up,) = follow_ups("Chefforum ønsker et oplæg om søvn på deres næste møde i efteråret.")
    assert follow_up.forum_name == "Chefforum"
    assert follow_up.due is not None
    assert (follow_up.due.precision, follow_up.due.part, follow_up.due.from_) == ("season", "autumn", None)
    (dated,) = follow_ups("Chefforum ønsker et oplæg om søvn på deres næste møde i efteråret 2024.")
    assert dated.due is not None
    assert (dated.due.from_, dated.due.to) == (date(2024, 9, 1), date(2024, 11, 30))


@pytest.mark.parametrize(
    ("text", "forum"),
    [
        ("Temaet drøftes og besluttes i Direktørforum.", "Direktørforum"),
        ("Temaet drøftes og beslutes i Direktørforum.", "Direktørforum"),
        ("Tilbagemelding til SKU: Klyngen kvitterer for henvendelsen.", "SKU"),
        ("Tilbage melding til Rådet: Klyngen kvitterer for henvendelsen.", "Rådet"),
        ("Udkastet bliver rundsendt til Chefforums medlemmer, inden det behandles i Direktørforum.", "Chefforum"),
    ],
)
def test_what_goes_to_another_body_is_followed_up_there_b11_i14(text: str, forum: str) -> None:
    assert [row.forum_name for row in follow_ups(text)] == [forum]


@pytest.mark.parametrize("text", ["Planen blev godkendt.", "Det besluttes i de enkelte afdelinger.", "Tak for mødet."])
def test_a_decision_that_leaves_nothing_to_do_has_no_follow_up(text: str) -> None:
    assert follow_ups(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Sekretariatet udarbejder et notat til næste møde.", 1),
        ("Formanden følger op på næste møde.", 1),
        ("Punktet udsættes til næste møde.", 0),
    ],
)
def test_what_is_promised_for_the_next_meeting_is_followed_up_and_what_is_put_off_to_it_goes_on_there(
    text: str, count: int
) -> None:
    assert len(follow_ups(text)) == count


def test_events_that_a_decision_tells_of_are_neither_deadlines_nor_meetings_b16() -> None:
    document = read(
        minutes(
            "Punkt 1: Eventuelt",
            "Beslutning",
            "Sygehuset har sendt invitationer til",
            "- En workshop om akuthuset den 17. juni\n- Et seminar om modellen den 24. juni 2024",
        )
    )
    assert document.meeting is not None
    (item,) = document.meeting.agenda_items
    assert item.decision is not None
    assert (item.follow_ups, item.decision.outcome, document.planned_meetings) == ((), "none", ())
    assert findings_of(document, "date_year_missing") == []


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Notatet er fortroligt frem til den 1. marts 2024.", date(2024, 3, 1)),
        ("Punktet er lukket indtil Direktørforum har behandlet det.", None),
        ("Notatet må ikke offentliggøres før den 1. marts 2024.", date(2024, 3, 1)),
    ],
)
def test_what_is_closed_for_a_time_opens_on_its_day_s36(text: str, on: date | None) -> None:
    item = read_item("Sagsfremstilling", text, "Beslutning", "Godkendt.")
    assert item.closed_until is not None
    assert (item.closed_until.on, item.closed_until.text) == (on, text)
    assert item.decision is not None


@pytest.mark.parametrize("text", ["Vejen er lukket for gennemkørsel.", "Der var åbent frem til kl. 12."])
def test_what_is_closed_otherwise_is_no_closed_item(text: str) -> None:
    assert read_item("Sagsfremstilling", text).closed_until is None
