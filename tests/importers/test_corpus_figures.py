"""What must come out of the two real minutes. Counts, codes and figures only: no names, no sentences."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from app.domain.identity import natural_order
from app.importers.document import ImportedDocument, announced_key
from app.importers.sniff import read_document
from tests.corpus import corpus_file
from tests.importers.minutes import findings_of, lines_of


@pytest.fixture(scope="module")
def minutes_000() -> ImportedDocument:
    path = corpus_file("000")
    return read_document(path.name, path.read_bytes())


@pytest.fixture(scope="module")
def minutes_001() -> ImportedDocument:
    path = corpus_file("001")
    return read_document(path.name, path.read_bytes())


def counts(document: ImportedDocument) -> dict[str, object]:
    meeting = document.meeting
    assert meeting is not None
    items = meeting.agenda_items
    return {
        "attendees": len(meeting.attendees),
        "attendance": dict(Counter(row.attendance for row in meeting.attendees)),
        "participants": len(document.participants),
        "items": len(items),
        "recommendations": [len(item.recommendations) for item in items],
        "outcomes": [None if item.decision is None else item.decision.outcome for item in items],
        "attachments": [len(item.attachments) for item in items],
        "tables": [len(item.tables) for item in items],
        "presenters": [len(item.presenters) for item in items],
        "initiatives": len(document.initiatives),
        "allocations": sum(len(pot.allocations) for pot in document.funding),
    }


def test_counts_of_000_a5_a13_s13_s14(minutes_000: ImportedDocument) -> None:
    assert counts(minutes_000) == {
        "attendees": 18,
        "attendance": {"present": 16, "excused": 2},
        "participants": 18,
        "items": 8,
        "recommendations": [0, 2, 2, 2, 1, 1, 1, 0],
        "outcomes": ["none", "noted", "noted", "noted", "noted", "noted", "noted", None],
        "attachments": [0, 3, 0, 1, 0, 0, 0, 0],
        "tables": [0] * 8,
        "presenters": [0, 0, 0, 0, 2, 2, 2, 0],
        "initiatives": 5,
        "allocations": 0,
    }


def test_focus_areas_and_their_initiatives_of_000_n15(minutes_000: ImportedDocument) -> None:
    read_ = [(one.kind, one.evidence and one.evidence.lines, one.parent_ref) for one in minutes_000.initiatives]
    area = minutes_000.initiatives[0].key
    assert [(kind, lines, parent == area) for kind, lines, parent in read_] == [
        ("focus_area", (66, 66), False),
        *(("initiative", (line, line), True) for line in (83, 87, 91)),
        ("focus_area", (121, 121), False),
    ]


def test_counts_of_001_a13_b4_b5_s14(minutes_001: ImportedDocument) -> None:
    assert counts(minutes_001) == {
        "attendees": 20,
        "attendance": {"present": 19, "away": 1},
        "participants": 20,
        "items": 11,
        "recommendations": [0, 1, 1, 1, 1, 2, 1, 1, 1, 2, 0],
        "outcomes": [
            *("none", "approved", "none", "approved", "approved", "discussed", "none"),
            *("postponed", "referred", "not_reached", "none"),
        ],
        "attachments": [0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0],
        "tables": [0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0],
        "presenters": [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0],
        "initiatives": 17,
        "allocations": 48,
    }


def test_meeting_of_000_i1_i4_i7_i13(minutes_000: ImportedDocument) -> None:
    meeting, forum, cluster = minutes_000.meeting, minutes_000.forum, minutes_000.cluster
    assert meeting is not None
    assert forum is not None
    assert cluster is not None
    assert meeting.starts_at is not None
    assert meeting.starts_at.isoformat() == "2023-03-06T11:00:00+01:00"
    assert meeting.location is not None
    assert meeting.location.address is not None
    assert (meeting.status, meeting.attendance_recorded, len(meeting.case_numbers)) == ("minutes_published", True, 1)
    assert (forum.name, forum.level, cluster.kind) == (cluster.name, None, "sundhedsklynge")
    assert [(row.rule, row.evidence and row.evidence.lines) for row in forum.name_variants] == [
        ("general_word", (103, 103))
    ]
    assert cluster.region is not None


def test_roles_of_000_a1_a2_a6_a8_a17_a18_a26(minutes_000: ImportedDocument) -> None:
    assert minutes_000.meeting is not None
    rows = minutes_000.meeting.attendees
    line = {row.evidence.lines[0]: row for row in rows if row.evidence and row.evidence.lines}
    assert [(line[at].roles, line[at].side, line[at].political_party) for at in (28, 36)] == [
        (("chair",), "regional", "A"),
        (("chair",), "municipal", "V"),
    ]
    assert [at for at, row in line.items() if row.attendance == "excused"] == [48, 54]
    assert [at for at, row in line.items() if row.roles == ("secretariat",)] == [58, 60]
    assert [at for at, row in line.items() if row.represents is not None] == [42, 44]
    assert line[64].substitutes_for is not None
    assert line[64].substitutes_for.attendee_ref == line[48].key


def test_roles_of_001_a3_a4_a6_a7_a8_a10(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    rows = minutes_001.meeting.attendees
    line = {row.evidence.lines[0]: row for row in rows if row.evidence and row.evidence.lines}
    assert (line[43].roles, line[43].side) == (("co_chair", "moderator"), "regional")
    assert (line[45].roles, line[45].side) == (("co_chair",), "municipal")
    assert [at for at, row in line.items() if "guest" in row.roles] == [31, 33, 35]
    assert [at for at, row in line.items() if "secretariat" in row.roles] == [71, 73, 75]
    assert [item.number for item in line[35].agenda_items or ()] == ["7"]
    assert line[27].substitutes_for is not None
    assert line[27].substitutes_for.attendee_ref == line[59].key
    assert (len(line[59].also_printed), len(line[43].also_printed)) == (1, 1)
    assert [at for at, row in line.items() if row.note is not None] == [49, 57]


def test_sections_of_001_item_7_where_the_heading_is_missing_s2(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    sections = minutes_001.meeting.agenda_items[6].sections
    assert [(part.kind, part.heading is None, part.lines) for part in sections] == [
        ("decision", False, (303, 309)),
        ("presentation", True, (311, 330)),
        ("recommendation", True, (332, 334)),
    ]


def test_points_of_001_items_4_and_5_b2_b3(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    fourth, fifth = (minutes_001.meeting.agenda_items[at].decision for at in (3, 4))
    assert fourth is not None
    assert fifth is not None
    assert [(point.number, point.outcome, point.lines) for point in fourth.points] == [
        ("1", "approved", (152, 155)),
        (None, "none", (157, 157)),
        (None, "none", (159, 159)),
    ]
    assert [(point.number, point.outcome, point.lines) for point in fifth.points] == [
        ("1", "none", (195, 196)),
        (None, "approved", (198, 198)),
    ]
    assert [point.recommendation_numbers for point in (*fourth.points, *fifth.points)] == [("1",), (), (), (), ()]
    sixth = minutes_001.meeting.agenda_items[5].decision
    assert sixth is not None
    assert [point.lines for point in sixth.points] == [(224, 226), (228, 230), (232, 239)]


def test_items_of_001_that_were_put_off_go_on_in_april_b4_b5(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    decisions = [item.decision for item in minutes_001.meeting.agenda_items]
    days = [
        row.continues_in.date.day for row in decisions if row and row.continues_in is not None and row.continues_in.date
    ]
    assert days == [date(2024, 4, 25), date(2024, 4, 25)]
    (planned,) = minutes_001.planned_meetings
    tied = {row.continues_in.meeting_ref for row in decisions if row and row.continues_in is not None}
    assert tied == {announced_key(planned.natural_key)}


def test_tables_of_001(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    tables = [table for item in minutes_001.meeting.agenda_items for table in item.tables]
    assert [(table.lines, len(table.header), len(table.rows)) for table in tables] == [
        ((118, 138), 5, 19),
        ((414, 421), 0, 8),
        ((461, 465), 4, 4),
    ]
    assert tables[2].rows[3][1:3] == (None, "9.245")


def test_initiatives_of_001_have_codes_and_parents(minutes_001: ImportedDocument) -> None:
    codes = {row.code or "": row for row in minutes_001.initiatives}
    assert sorted(codes, key=natural_order) == [
        *("1", "1a", "1b", "2", "3", "4", "5", "6", "7", "8", "9", "10", "10a", "10b", "11", "12", "13")
    ]
    parents = {code: row.parent_ref for code, row in codes.items() if row.parent_ref}
    assert parents == {"1a": "1", "1b": "1", "10a": "10", "10b": "10"}
    assert codes["10"].name is None
    assert codes["10"].evidence is not None
    assert codes["10"].evidence.lines == (93, 93)


def test_money_of_001(minutes_001: ImportedDocument) -> None:
    (pot,) = minutes_001.funding
    (grant,) = pot.grants
    assert pot.grant_years == (2022, 2023)
    assert grant.amount_dkk == Decimal(7_082_103)
    assert [share.amount_dkk for share in grant.shares] == [Decimal(565_810), Decimal(2_892_000), Decimal(3_624_293)]
    assert [(row.year, row.amount_dkk) for row in grant.years] == [(2022, None), (2023, None)]
    by_party = [
        sum((cell.amount_dkk or Decimal(0) for cell in pot.allocations if cell.party_ref == party), Decimal(0))
        for party in pot.party_refs
    ]
    assert by_party == [Decimal(1_588_000), Decimal(2_682_000), Decimal(2_750_000)]
    blank = [cell for cell in pot.allocations if cell.amount_dkk is None]
    assert [(cell.initiative_ref, cell.evidence and cell.evidence.lines) for cell in blank] == [("6", (127, 127))]
    assert {cell.status for cell in pot.allocations} == {"approved"}


def test_statements_of_001(minutes_001: ImportedDocument) -> None:
    (pot,) = minutes_001.funding
    assert dict(Counter(row.what for row in pot.stated)) == {
        "allocated": 48,
        "row_total": 16,
        "column_total": 3,
        "grand_total": 1,
        "share": 3,
        "granted": 1,
        "balance": 4,
        "released": 1,
        "redistributed": 1,
    }
    prose = [row for row in pot.stated if row.evidence and row.evidence.lines and row.evidence.lines[0] < 118]
    assert [(row.what, row.initiative_ref, row.amount_dkk, row.approximate) for row in prose] == [
        ("released", "1", Decimal(500_000), True),
        ("allocated", "10", Decimal(1_000_000), False),
        ("redistributed", None, None, False),
    ]
    assert {row.as_of for row in pot.stated if row.what == "grand_total"} == {date(2023, 12, 31)}
    assert max(row.evidence.lines[1] for row in pot.stated if row.evidence and row.evidence.lines) == 138


def test_what_001_released_has_candidates_and_a_decider(minutes_001: ImportedDocument) -> None:
    (pot,) = minutes_001.funding
    ((release,),) = [cell.released for cell in pot.allocations if cell.released]
    assert release.candidate_initiative_refs == ("5", "6", "7", "8", "10")
    assert release.decided is not None
    assert release.decided.evidence is not None
    assert release.decided.evidence.lines == (95, 95)
    assert release.decided.on is not None
    assert (release.decided.on.precision, release.decided.on.from_) == ("month", date(2024, 2, 1))


def test_findings_of_000_s7(minutes_000: ImportedDocument) -> None:
    assert [(finding.code, lines_of(finding)) for finding in minutes_000.findings] == [
        ("attachment_missing", [(146, 146)])
    ]


def test_findings_of_001(minutes_001: ImportedDocument) -> None:
    assert sorted(finding.code for finding in minutes_001.findings) == [
        "attendance_contradiction",
        "date_year_missing",
        "date_year_missing",
        "heading_missing",
        "possible_duplicate",
        "possible_duplicate",
    ]
    assert lines_of(findings_of(minutes_001, "attendance_contradiction")[0]) == [(59, 59), (27, 27)]
    assert lines_of(findings_of(minutes_001, "heading_missing")[0]) == [(311, 330)]
    assert [lines_of(row) for row in findings_of(minutes_001, "date_year_missing")] == [[(255, 255)], [(410, 410)]]
    assert (107, 107) in {lines_of(row)[0] for row in findings_of(minutes_001, "possible_duplicate")}
    assert all(finding.severity != "error" for finding in minutes_001.findings)


def test_parties_are_those_of_the_table_first_a19_a20(minutes_001: ImportedDocument) -> None:
    assert minutes_001.cluster is not None
    assert [party.kind for party in minutes_001.cluster.parties] == [
        "municipality",
        "municipality",
        "region",
        "hospital",
        "general_practice",
        "other",
        "patients",
    ]


@pytest.mark.parametrize("prefix", ["000", "001"])
def test_windows_1252_and_crlf_give_the_same_document(prefix: str) -> None:
    path = corpus_file(prefix)
    text = path.read_text(encoding="utf-8")
    plain = read_document(path.name, text.encode())
    assert read_document(path.name, text.replace("\n", "\r\n").encode("utf-8-sig")) == plain
    assert read_document(path.name, text.encode("cp1252")) == plain


def test_follow_ups_of_001_b11_b17_i14(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    found = [
        (item.number, row.forum_name is not None, row.due and row.due.text)
        for item in minutes_001.meeting.agenda_items
        for row in item.follow_ups
    ]
    assert found == [
        ("4", True, None),
        ("6", False, "15. februar 2024"),
        ("9", True, None),
        ("9", False, "30. april"),
        ("10", True, "25. april 2024"),
    ]


def test_item_6_of_001_is_closed_until_another_forum_has_met_s8_s36(minutes_001: ImportedDocument) -> None:
    assert minutes_001.meeting is not None
    item = minutes_001.meeting.agenda_items[5]
    assert item.closed_until is not None
    assert (item.closed_until.on, item.closed_until.event is not None, item.access) == (None, True, "unknown")
    assert item.decision is not None
    assert [one.delivery for one in item.attachments] == ["sent_separately"]
