"""What must come out of 002: counts, codes and figures only, no names and no sentences."""

from collections import Counter
from datetime import date

import pytest

from app.importers.document import AgendaItem, ImportedDocument
from app.importers.sniff import read_document
from tests.corpus import corpus_file
from tests.importers.ledger import printed, rebuilt


@pytest.fixture(scope="module")
def minutes_002() -> ImportedDocument:
    path = corpus_file("002")
    return read_document(path.name, path.read_bytes())


def items(document: ImportedDocument) -> tuple[AgendaItem, ...]:
    assert document.meeting is not None
    return document.meeting.agenda_items


def test_head_of_002_i6_i10_i13(minutes_002: ImportedDocument) -> None:
    meeting, cluster, forum = minutes_002.meeting, minutes_002.cluster, minutes_002.forum
    assert meeting is not None
    assert cluster is not None
    assert forum is not None
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    assert meeting.starts_at.isoformat() == "2020-12-11T10:00:00+01:00"
    assert meeting.ends_at.isoformat() == "2020-12-11T11:30:00+01:00"
    assert meeting.location is not None
    assert (meeting.number, meeting.location.online, meeting.attendance_recorded) == ("2.", True, True)
    assert (cluster.kind, forum.level) == ("forerunner", "political")


def test_attendees_of_002_a5_a8_a15_a21(minutes_002: ImportedDocument) -> None:
    assert minutes_002.meeting is not None
    rows = minutes_002.meeting.attendees
    assert Counter(row.attendance for row in rows) == {"present": 22, "excused": 7}
    assert Counter(row.group for row in rows if row.attendance == "present") == {"Politikere": 10, "Administration": 12}
    assert {row.evidence.lines for row in rows if row.evidence and row.attendance == "excused"} == {(10, 10)}
    assert [row.represents is not None for row in rows if row.attendance == "excused"].count(True) == 1
    municipal = {row.organisation for row in rows if row.organisation and row.organisation.endswith(" Kommune")}
    assert len(municipal) == 2
    assert sum(row.organisation in municipal for row in rows) == 16
    assert all(row.name and not row.name.startswith(tuple(municipal)) for row in rows)


def test_roles_of_002_a7_a9(minutes_002: ImportedDocument) -> None:
    assert minutes_002.meeting is not None
    rows = minutes_002.meeting.attendees
    secretaries = [row for row in rows if "secretariat" in row.roles]
    assert [(row.side, "minute_taker" in row.roles) for row in secretaries] == [("regional", True), ("municipal", True)]
    assert [len(row.also_printed) for row in secretaries] == [1, 0]
    assert [row.roles for row in rows if "moderator" in row.roles] == [("member", "moderator")]


def test_counts_of_002_b7_b8_s14_s19_s20_s21(minutes_002: ImportedDocument) -> None:
    assert [item.number for item in items(minutes_002)] == ["1", "2", "3", "4", "5", "6"]
    assert [item.duration_minutes for item in items(minutes_002)] == [5, 45, 15, 15, 5, 5]
    assert [len(item.recommendations) for item in items(minutes_002)] == [0, 1, 1, 1, 1, 0]
    assert all("*" not in row.text for item in items(minutes_002) for row in item.recommendations)
    assert [item.decision and item.decision.outcome for item in items(minutes_002)] == [
        *(None, "supported", "noted", "supported", "approved", None),
    ]
    assert [item.access for item in items(minutes_002)] == ["unknown"] * 6
    assert [[row.number for row in item.recommendations] for item in items(minutes_002)] == [
        *([], ["1"], ["1"], ["1"], ["1"], []),
    ]
    assert [len(item.decision.points) if item.decision else 0 for item in items(minutes_002)] == [0, 2, 1, 1, 1, 0]


def test_attachments_of_002_with_their_text_s8_s9(minutes_002: ImportedDocument) -> None:
    assert [[len(one.sections) for one in item.attachments] for item in items(minutes_002)] == [
        *([], [12], [0, 0, 1], [1], [], []),
    ]
    assert [one.delivery for one in items(minutes_002)[2].attachments][:3] == [
        *("sent_separately", "sent_separately", "to_follow"),
    ]
    assert rebuilt(minutes_002) == printed(minutes_002)


def test_initiatives_of_002_n12_n13(minutes_002: ImportedDocument) -> None:
    first, second = minutes_002.initiatives
    assert [section.kind for section in first.sections] == [
        *("purpose", "data", "scope", "geography", "timeframe", "resources"),
    ]
    assert [section.kind for section in second.sections] == ["purpose", "data", "scope", "timeframe", "resources"]
    assert first.lead is not None
    assert second.lead is not None
    assert Counter(row.organisation is not None for row in first.project_group) == {True: 7}
    assert [row.name is None for row in second.project_group].count(True) == 1
    assert (len(first.project_group), len(second.project_group)) == (7, 14)
    assert "ad hoc" in {row.note for row in second.project_group}


def test_a_person_of_002_keeps_the_title_of_each_place_a24_a25(minutes_002: ImportedDocument) -> None:
    assert minutes_002.meeting is not None
    titles = {row.key: row.title for row in minutes_002.meeting.attendees}
    known = [row for one in minutes_002.initiatives for row in one.project_group if row.participant_ref is not None]
    assert len(known) == 2
    assert all(row.title != titles[row.participant_ref or ""] for row in known)


def test_milestones_of_002_n8_n9(minutes_002: ImportedDocument) -> None:
    first, second = minutes_002.initiatives
    assert [row.date and (row.date.from_, row.date.to, row.date.open_end) for row in first.milestones] == [
        *(None, None, (date(2021, 1, 1), None, True), None),
    ]
    assert [row.date and (row.date.from_, row.date.to, row.date.part) for row in second.milestones] == [
        (date(2021, 1, 1), date(2021, 4, 30), "early"),
        (date(2021, 3, 1), date(2021, 5, 31), "spring"),
    ]


def test_hours_are_no_money_m33(minutes_002: ImportedDocument) -> None:
    assert minutes_002.funding == ()
