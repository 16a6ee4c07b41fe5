"""Records of FirstAgenda's publication sites, from bytes to what was read."""

import json
from typing import Any

import pytest

from app.importers.document import ImportedDocument, Meeting
from app.importers.sniff import read_document
from tests.importers.exports.records import (
    COMMITTEE_ID,
    DECIDED,
    NO_ID,
    PRESENTED,
    as_bytes,
    attendee,
    file,
    item,
    record,
)


def read(value: dict[str, Any]) -> ImportedDocument:
    return read_document("record.json", as_bytes(value))


def meeting_of(value: dict[str, Any]) -> Meeting:
    meeting = read(value).meeting
    assert meeting is not None
    return meeting


def test_what_the_record_says_of_the_meeting_is_read_as_it_is() -> None:
    document = read(record(item("1", "Plan for  nære sundhedstilbud", DECIDED + PRESENTED)))
    meeting = document.meeting
    assert (document.format, document.forum and document.forum.name) == ("firstagenda", "Sundhedsudvalget")
    assert meeting is not None
    assert meeting.starts_at is not None
    assert meeting.starts_at.isoformat() == "2031-03-04T16:00:00+01:00"
    assert meeting.location is not None
    assert meeting.location.name == "Mødelokale 2"
    assert [(one.name, one.attendance) for one in meeting.attendees] == [
        ("Ida Holm", "present"),
        ("Bo Ahle", "excused"),
    ]
    [read_item] = meeting.agenda_items
    assert (read_item.number, read_item.title) == ("1", "Plan for nære sundhedstilbud")
    assert read_item.case_number == "31-000123"


def test_the_decision_is_that_of_its_own_heading_and_not_an_earlier_one() -> None:
    [read_item] = meeting_of(record(item("1", "Plan", DECIDED + PRESENTED))).agenda_items
    assert read_item.decision is not None
    assert read_item.decision.text == "Godkendt.\nAfbud: Bo Ahle"
    assert read_item.decision.outcome == "approved"
    kinds = [(one.kind, one.heading) for one in read_item.sections]
    assert ("decision", "Beslutning") in kinds
    assert ("earlier_decisions", "Sagens forløb") in kinds
    assert ("economy", "Økonomiske konsekvenser") in kinds
    assert [(one.number, one.text) for one in read_item.recommendations] == [
        ("1", "planen godkendes"),
        ("2", "der følges op."),
    ]


def test_a_decision_that_is_a_list_is_told_without_its_marks() -> None:
    html = "<h3>Beslutning</h3><ol><li>Godkendt.</li><li>Udsat.</li></ol><h3>Fremstilling</h3><p>Tekst</p>"
    [read_item] = meeting_of(record(item("1", "Plan", html))).agenda_items
    assert read_item.decision is not None
    assert read_item.decision.text == "Godkendt.\nUdsat."
    assert [(one.number, one.outcome) for one in read_item.decision.points] == [("1", "approved"), ("2", "postponed")]


def test_tables_survive_as_tables_with_cells_that_span_rows_left_empty() -> None:
    [read_item] = meeting_of(record(item("1", "Plan", DECIDED + PRESENTED))).agenda_items
    [table] = read_item.tables
    assert (*([table.header] if table.header else []), *table.rows) == (("Indsats", "2031"), (None, "125.000"))
    economy = next(one for one in read_item.sections if one.kind == "economy")
    assert economy.html is not None
    assert "<td>125.000</td>" in economy.html


def test_scripts_links_and_styles_do_not_come_along() -> None:
    html = (
        "<h3>Fremstilling</h3><p style='color:red' onclick='x()'>Se <a href='http://intern/sag'>sagen</a>"
        "<script>alert(1)</script><img src='http://intern/x.png'></p>"
    )
    [read_item] = meeting_of(record(item("1", "Plan", html))).agenda_items
    [section] = read_item.sections
    assert (section.text, section.html) == ("Se sagen", "<p>Se sagen</p>")


def test_files_stand_in_the_order_of_the_site() -> None:
    value = record(item("1", "Plan", Bilag=[file("Sidst", 2), file("Først.pdf", 0), file("Først.pdf", 1)]))
    [read_item] = meeting_of(value).agenda_items
    assert [one.title for one in read_item.attachments] == ["Først.pdf", "Først.pdf", "Sidst"]
    assert len({one.key for one in read_item.attachments}) == 3


def test_who_was_away_for_one_item_is_still_present_at_the_meeting() -> None:
    away = {"Name": "Ida Holm", "AttendanceType": 2, "Reason": "Fraværende", "Email": None, "AgendaItemUid": NO_ID}
    meeting = meeting_of(record(item("1", "Åbning"), item("2", "Plan", ExternalAgendaItemAttendees=[away])))
    ida = meeting.attendees[0]
    assert ida.attendance == "present"
    assert [one.number for one in ida.absent_for] == ["2"]


def test_every_line_of_the_print_has_one_place() -> None:
    document = read(record(item("1", "Plan", DECIDED + PRESENTED, Bilag=[file("Kort")]), item("2", "Eventuelt")))
    assert document.text is not None
    lines = [number for number, line in enumerate(document.text.split("\n"), 1) if line.strip()]
    assert [number for number, _ in document.placements] == lines


def test_a_new_publication_with_new_ids_is_the_same_meeting() -> None:
    first, again = record(item("1", "Plan")), record(item("1", "Plan"), MeetingBeginUtc=None)
    again["Id"] = "99999999-0000-0000-0000-000000000009"
    assert read(first).origin == read(again).origin
    assert read(first).origin.forum_id == COMMITTEE_ID.lower()


def test_an_agenda_without_decisions_is_an_agenda_and_no_fault() -> None:
    document = read(record(item("1", "Plan", PRESENTED)))
    assert document.document.kind == "agenda"
    assert document.meeting is not None
    assert document.meeting.status == "agenda_published"


@pytest.mark.parametrize("name", ["Lukket referat", "LUKKET dagsorden"])
def test_closed_minutes_are_closed(name: str) -> None:
    assert read(record(item("1", "Plan"), Navn=name)).document.access == "closed"


def test_an_item_whose_title_says_that_it_is_closed_is_closed() -> None:
    meeting = meeting_of(record(item("1", "Lukket punkt: Køb"), item("2", "Plan")))
    assert [one.access for one in meeting.agenda_items] == ["closed", "unknown"]


def test_a_supplementary_agenda_is_told_apart() -> None:
    assert read(record(item("1", "Plan"), IsSupplementaryAgenda=True)).document.kind == "supplementary_agenda"


def test_members_are_read_whatever_their_case() -> None:
    value = record(item("1", "Plan"))
    lower = json.loads(json.dumps(value), object_pairs_hook=lambda rows: {name.lower(): one for name, one in rows})
    assert read(lower) == read(value)


def test_a_text_that_is_only_a_document_is_told() -> None:
    value = record(item("1", "Plan", ""))
    value["Dagsordenpunkter"][0]["Felter"][0]["DocumentId"] = "5a6c0000-0000-0000-0000-000000000001"
    codes = [one.code for one in read(value).findings]
    assert codes == ["text_absent"]


def test_a_record_without_a_day_is_no_meeting_that_can_be_found_again() -> None:
    value = record(item("1", "Plan"), Dato="i går", MeetingBeginUtc=None)
    document = read(value)
    assert "date_invalid" in [one.code for one in document.findings]
    assert document.origin.meeting_id is None


@pytest.mark.parametrize(
    "break_it",
    [
        lambda value: value.update(Dagsordenpunkter=[None, 3, [], {"Felter": [None, {"Html": 3}]}]),
        lambda value: value["Moede"].update(Moededeltagere=[{}, attendee("  ")], Sted=3),
        lambda value: value["Udvalg"].update(Navn="", Id=None),
        lambda value: value["Dagsordenpunkter"][0].update(Bilag={"a": 1}, Number=None, Caption=None, Navn=None),
        lambda value: value["Dagsordenpunkter"][0]["Felter"][0].update(Html="<p>" * 5000 + "dybt"),
    ],
)
def test_a_damaged_record_is_read_as_far_as_it_goes(break_it: Any) -> None:
    value = record(item("1", "Plan", DECIDED + PRESENTED))
    break_it(value)
    assert read(value).meeting is not None


def test_json_of_something_else_is_unknown_and_kept() -> None:
    document = read_document("x.json", b'{"Dagsordenpunkter": 3}')
    assert document.format is None
    assert [one.code for one in document.findings] == ["format_unknown"]
    assert read_document("x.json", b'{"a":' * 100_000).format is None
