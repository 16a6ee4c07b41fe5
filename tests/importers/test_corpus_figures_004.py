"""What must come out of 004: counts, codes and figures only, no names and no sentences."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from app.domain.identity import natural_order
from app.importers.document import AgendaItem, Funding, ImportedDocument, Initiative
from app.importers.sniff import read_document
from tests.corpus import corpus_file
from tests.importers.ledger import printed, rebuilt
from tests.importers.minutes import lines_of


@pytest.fixture(scope="module")
def minutes_004() -> ImportedDocument:
    path = corpus_file("004")
    return read_document(path.name, path.read_bytes())


def items(document: ImportedDocument) -> tuple[AgendaItem, ...]:
    assert document.meeting is not None
    return document.meeting.agenda_items


def of_row(document: ImportedDocument, line: int) -> Initiative:
    """The initiative whose amount stands on this line of the table."""
    return next(one for one in document.initiatives if one.evidence and one.evidence.lines == (line, line))


def pot_of(document: ImportedDocument, year: int) -> Funding:
    return next(pot for pot in document.funding if pot.grant_years == (year,))


def test_counts_of_004_b1_b6(minutes_004: ImportedDocument) -> None:
    assert [item.number for item in items(minutes_004)] == [str(number) for number in range(1, 9)]
    assert [len(item.recommendations) for item in items(minutes_004)] == [2, 1, 2, 2, 1, 1, 1, 1]
    assert [item.decision and item.decision.outcome for item in items(minutes_004)] == [
        *("none", "noted", "adopted", "adopted", "noted", "noted", "none", "approved"),
    ]
    assert [len(item.tables) for item in items(minutes_004)] == [0, 0, 1, 1, 0, 1, 0, 0]


def test_sections_of_004_stand_in_their_own_order_s1(minutes_004: ImportedDocument) -> None:
    assert [section.kind for section in items(minutes_004)[1].sections] == [
        *("attachments", "summary", "recommendation", "presentation", "economy"),
        *("earlier_decisions", "decision", "absentees", "attachments"),
    ]


def test_two_lists_of_attachments_are_one_by_document_number_s6_s11(minutes_004: ImportedDocument) -> None:
    assert [len(item.attachments) for item in items(minutes_004)] == [0, 12, 0, 2, 2, 0, 0, 0]
    attachments = items(minutes_004)[1].attachments
    numbers = [one.number or "" for one in attachments]
    assert numbers == sorted(numbers, key=natural_order)
    assert numbers[8:10] == ["2.9", "2.10"]
    assert all(one.document_number and one.case_number for one in attachments)
    assert len({one.document_number for one in attachments}) == 12


def test_a_point_is_nothing_s12(minutes_004: ImportedDocument) -> None:
    blank = [section for item in items(minutes_004) for section in item.sections if section.text is None]
    assert Counter(section.kind for section in blank) == {
        "earlier_decisions": 8,
        "absentees": 8,
        "attachments": 5,
        "presentation": 3,
        "economy": 2,
    }


def test_access_ids_and_second_headings_i2_s15_s35(minutes_004: ImportedDocument) -> None:
    assert {item.access for item in items(minutes_004)} == {"open"}
    assert len({item.document_number for item in items(minutes_004)} - {None}) == 8
    assert len({item.case_number for item in items(minutes_004)}) == 1
    differing = [row for row in minutes_004.findings if row.code == "title_differs"]
    assert [lines_of(row) for row in differing] == [[(20, 20), (11, 11), (24, 24)]]


def test_attendance_of_004_is_unknown_a12_a14(minutes_004: ImportedDocument) -> None:
    assert minutes_004.meeting is not None
    assert (minutes_004.meeting.attendance_recorded, minutes_004.meeting.attendees) == (False, ())
    assert [len(item.presenters) for item in items(minutes_004)] == [0, 3, 0, 0, 1, 1, 0, 0]


def test_a_new_chair_of_004_is_a_member_a11(
    minutes_004: ImportedDocument,
) -> None:
    (newcomer,) = minutes_004.participants
    assert [(row.role, row.side) for row in newcomer.memberships] == [("co_chair", "municipal")]


def test_a_block_that_stands_twice_is_kept_twice_s26(minutes_004: ImportedDocument) -> None:
    text = next(section.text for section in items(minutes_004)[1].sections if section.kind == "presentation") or ""
    assert text.count("Indsatserne er:") == 2
    assert rebuilt(minutes_004) == printed(minutes_004)


def test_eight_initiatives_n1_n2(minutes_004: ImportedDocument) -> None:
    assert len(minutes_004.initiatives) == 8
    assert [len(of_row(minutes_004, line).status_reports) for line in range(259, 265)] == [1, 1, 1, 1, 1, 0]
    capitals = of_row(minutes_004, 262)
    assert "capitals" in {variant.rule for variant in capitals.name_variants}
    assert "beginning" in {variant.rule for variant in of_row(minutes_004, 261).name_variants}


def test_status_reports_m26_to_m31_n5(minutes_004: ImportedDocument) -> None:
    reports = {
        row.evidence.lines[0]: row
        for one in minutes_004.initiatives
        for row in one.status_reports
        if row.evidence and row.evidence.lines
    }
    figures = {
        line: (row.schedule, row.stated_allocated_dkk, row.spent_dkk, row.forecast_dkk) for line, row in reports.items()
    }
    assert figures == {
        144: ("on_track", Decimal(500_000), Decimal(203_048), Decimal(338_622)),
        150: ("on_track", Decimal(300_000), None, None),
        156: ("unknown", None, Decimal(0), None),
        162: ("delayed", Decimal(750_000), Decimal(0), None),
        168: ("unknown", Decimal(900_000), None, Decimal(300_000)),
        177: ("unknown", Decimal(0), None, None),
    }
    assert {row.reported_on for row in reports.values()} == {date(2024, 4, 23)}
    assert [line for line, row in reports.items() if row.forecast_partial] == [168]
    assert reports[144].approximate == ("forecast_dkk",)
    assert reports[150].note is not None
    assert reports[168].evidence is not None
    assert reports[168].evidence.lines == (168, 175)


def test_participation_by_party_n14(minutes_004: ImportedDocument) -> None:
    taking_part = [row.status for one in minutes_004.initiatives for row in one.participation]
    assert taking_part == ["active", "planned", "not_now", "not_now"]


def test_groups_goals_and_principles_of_rows_over_pages_n10_n11(minutes_004: ImportedDocument) -> None:
    listed = [
        (len(one.target_groups), len(one.goals), len(one.principles))
        for one in minutes_004.initiatives
        if one.target_groups
    ]
    assert sorted(listed) == [(1, 3, 1), (2, 2, 2), (2, 2, 3), (2, 2, 3), (2, 2, 4), (3, 3, 4)]
    agreements = {row.agreement for one in minutes_004.initiatives for row in (*one.target_groups, *one.goals)}
    assert agreements == {"Sundhedsaftale 2024-2027"}
    split = of_row(minutes_004, 262)
    assert split.target_groups[0].evidence is not None
    assert split.target_groups[0].evidence.lines == (372, 374)


def test_pot_of_2022(minutes_004: ImportedDocument) -> None:
    pot = pot_of(minutes_004, 2022)
    (grant,) = pot.grants
    assert grant.amount_dkk == Decimal(3_228_032)
    assert [share.amount_dkk for share in grant.shares] == [Decimal(1_557_216), Decimal(1_670_815)]
    amounts = [row.amount_dkk for row in pot.allocations]
    assert amounts == [Decimal(value) for value in (500_000, 300_000, 750_000, 900_000, 750_000, 0)]
    assert {row.party_ref for row in pot.allocations} == {None}
    told = {
        (row.what, row.amount_dkk)
        for row in pot.stated
        if row.evidence and row.evidence.lines in {(104, 104), (256, 256)}
    }
    assert told == {("allocated", Decimal(3_228_032))}
    assert [row.evidence and row.evidence.lines for row in pot.stated if row.amount_dkk is None] == [(160, 160)]


def test_pot_of_2023_m23_m32(minutes_004: ImportedDocument) -> None:
    pot = pot_of(minutes_004, 2023)
    assert [grant.amount_dkk for grant in pot.grants] == [Decimal(3_228_032)]
    assert pot.allocations == ()
    assert [(row.from_year, row.to_year, row.amount_dkk, row.status) for row in pot.carry_overs] == [
        (2023, 2024, None, "approved"),
        (2024, 2025, None, "approved"),
    ]
    assert len(pot.criteria) == 3


def test_what_is_granted_to_all_clusters_is_no_money_of_this_one_m24_m36(minutes_004: ImportedDocument) -> None:
    amounts = {row.amount_dkk for pot in minutes_004.funding for row in pot.stated}
    assert Decimal(80_000_000) not in amounts
    assert len(minutes_004.funding) == 2


def test_names_of_forum_and_cluster_of_004_i7_i9(minutes_004: ImportedDocument) -> None:
    forum, cluster = minutes_004.forum, minutes_004.cluster
    assert forum is not None
    assert cluster is not None
    assert forum.level == "political"
    assert [row.evidence and row.evidence.lines for row in cluster.name_variants] == [(104, 104), (326, 326)]
    assert [row.evidence and row.evidence.lines for row in forum.name_variants] == [(26, 26), (256, 256), (599, 599)]


def test_own_minutes_are_approved_in_004_s17_s18(minutes_004: ImportedDocument) -> None:
    assert minutes_004.meeting is not None
    assert minutes_004.meeting.status == "minutes_approved"
    assert minutes_004.meeting.date is not None
    assert minutes_004.meeting.date.day == date(2024, 4, 23)


def test_follow_ups_of_004_b10_b16(minutes_004: ImportedDocument) -> None:
    due = {item.number: [row.due and row.due.part for row in item.follow_ups] for item in items(minutes_004)}
    assert {number: parts for number, parts in due.items() if parts} == {"4": ["autumn"], "7": [None]}
    assert [lines_of(row) for row in minutes_004.findings if row.code == "date_year_missing"] == [[(399, 399)]]


def test_who_decided_about_the_pot_of_2022_m25(minutes_004: ImportedDocument) -> None:
    (decided,) = {row.decided for row in pot_of(minutes_004, 2022).allocations}
    assert decided is not None
    assert (decided.forum_ref, decided.on and decided.on.day, decided.agenda_item) == ("forum", date(2023, 4, 18), None)
    assert decided.evidence is not None
    assert decided.evidence.lines == (104, 104)


def test_both_statements_about_spending_stand_m28_m30(minutes_004: ImportedDocument) -> None:
    places = [
        (row.evidence.lines[0], row.amount_dkk)
        for row in pot_of(minutes_004, 2022).stated
        if row.what == "spent" and row.evidence and row.evidence.lines
    ]
    assert places == [(148, Decimal(203_048)), (160, Decimal(0)), (166, Decimal(0)), *[(269, Decimal(0))] * 5]


def test_the_forums_in_charge_n4_i8(minutes_004: ImportedDocument) -> None:
    assert [len(minutes_004.forums), {forum.level for forum in minutes_004.forums}] == [5, {"operational"}]
    in_charge = [one.responsible_forum_ref for one in minutes_004.initiatives]
    assert (len([ref for ref in in_charge if ref]), len({ref for ref in in_charge if ref})) == (6, 4)


def test_two_pairs_of_initiatives_and_one_of_forums_may_be_one_n1_n2_i8(minutes_004: ImportedDocument) -> None:
    pairs = [lines_of(row) for row in minutes_004.findings if row.code == "possible_duplicate"]
    assert sorted(pairs, key=str) == [[(122, 122), (383, 383)], [(260, 260), (370, 370)], [(264, 264), (177, 177)]]


def test_the_period_of_an_initiative_ends_as_its_plan_says_n7(minutes_004: ImportedDocument) -> None:
    assert [one.period.to for one in minutes_004.initiatives if one.period] == [date(2024, 6, 30)]
