from collections import Counter
from decimal import Decimal

import pytest

from app.importers.document import ImportedDocument
from app.importers.sniff import read_document
from tests.importers.minutes import SAMPLES


def sample(name: str) -> ImportedDocument:
    path = SAMPLES / name
    return read_document(path.name, path.read_bytes())


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_a_sample_has_a_meeting_and_no_reading_error(path: object) -> None:
    document = sample(str(path).rsplit("/", maxsplit=1)[-1])
    assert document.meeting is not None
    assert document.meeting.natural_key is not None
    assert 5 <= len(document.meeting.agenda_items) <= 11
    assert [finding for finding in document.findings if finding.severity == "error"] == []


def test_the_samples_are_of_five_clusters_of_one_region() -> None:
    clusters = [sample(path.name).cluster for path in sorted(SAMPLES.glob("*.txt"))]
    assert len({cluster.natural_key for cluster in clusters if cluster}) == 5
    assert {cluster.region for cluster in clusters if cluster} == {"Region Fjordland"}


def test_the_sample_without_money_has_no_pot() -> None:
    assert sample("fjordklyngen-2024-03-14.txt").funding == ()


def test_the_pot_of_oest_adds_up_with_one_party_in_the_red() -> None:
    (pot,) = sample("sundhedsklynge-oest-2024-01-17.txt").funding
    allocated = sum((cell.amount_dkk or Decimal(0) for cell in pot.allocations), Decimal(0))
    (grand_total,) = [row.amount_dkk for row in pot.stated if row.what == "grand_total"]
    balances = [row.amount_dkk for row in pot.stated if row.what == "balance" and row.party_ref]
    assert allocated == grand_total == Decimal(5_075_000)
    assert pot.grants[0].amount_dkk == sum((share.amount_dkk for share in pot.grants[0].shares), Decimal(0))
    assert balances == [Decimal(-687_600), Decimal(266_250), Decimal(488_730)]


def test_the_pot_of_vestkyst_does_not_add_up() -> None:
    (pot,) = sample("sundhedsklynge-vestkyst-2024-05-22.txt").funding
    allocated = sum((cell.amount_dkk or Decimal(0) for cell in pot.allocations), Decimal(0))
    assert pot.grants[0].amount_dkk is not None
    assert allocated > pot.grants[0].amount_dkk
    assert [row.printed for row in pot.stated if row.amount_dkk is None] == ["1250.000"]
    assert Counter(row.what for row in pot.stated)["row_total"] == 4


def test_the_sample_with_blank_sections_has_status_reports_two_pots_and_a_table_over_two_pages() -> None:
    document = sample("tanghavn-klyngen-2024-09-10.txt")
    first, second = document.funding
    assert (first.grant_years, second.grant_years) == ((2022,), (2023,))
    assert [row.amount_dkk for row in first.allocations] == [Decimal(600_000), Decimal(400_000), Decimal(0)]
    assert [(row.from_year, row.to_year) for row in second.carry_overs] == [(2023, 2024), (2024, 2025)]
    assert [row.text[:12] for row in second.criteria] == ["at indsatser", "at alle inds"]
    assert [row.printed for row in first.stated if row.amount_dkk is None] == ["4000.000 kr."]
    reports = [row for one in document.initiatives for row in one.status_reports]
    assert [(row.schedule, row.spent_dkk) for row in reports] == [
        ("on_track", Decimal(215_400)),
        ("delayed", Decimal(0)),
    ]
    assert [row.status for one in document.initiatives for row in one.participation] == ["active", "not_now", "not_now"]
    assert [len(one.target_groups) for one in document.initiatives] == [2, 2, 0]
    assert {variant.rule for variant in document.initiatives[1].name_variants} == {"capitals", "part_of_name"}
    assert [str(row.date and row.date.day) for row in document.planned_meetings] == ["2024-12-03"]


def test_the_sample_with_a_header_table_has_its_people_business_cases_and_dates_a25() -> None:
    document = sample("klynge-fjordby-2020-12-03.txt")
    assert document.meeting is not None
    rows = {row.name: row for row in document.meeting.attendees}
    assert Counter(row.attendance for row in rows.values()) == {"present": 7, "excused": 3}
    assert rows["Valdemar Tjørnehøj"].organisation == "Lyngdal Kommune"
    assert rows["Bertil Rye Skovmose"].roles == ("secretariat", "minute_taker")
    assert rows["Ruth Ahlebæk"].roles == ("member", "moderator")
    first, second = document.initiatives
    assert [(row.name, row.organisation) for row in first.project_group] == [
        ("Esben Kirk", "Region Fjordland"),
        ("Mille Rosenlund", "Region Fjordland"),
        ("Alma Dyhr", "Solby Kommune"),
        ("Karl Vester", "Lyngdal Kommune"),
    ]
    assert [row.name for row in second.project_group] == [
        *("Tine Blom", "Mette Krag", "Gitte Dal", "Lone Birk-Smidt", "Linda Pilegaard", None),
    ]
    assert [row.date and row.date.open_end for row in first.milestones] == [None, True, None]
    assert [(row.date and row.date.year_from, str(row.starts_at)) for row in document.planned_meetings] == [
        ("recommendation", "2021-03-11 15:00:00+01:00"),
        ("recommendation", "2021-09-06 15:00:00+02:00"),
    ]


def test_who_was_there_is_known_in_a_project_group_under_another_title_a24() -> None:
    path = SAMPLES / "klynge-fjordby-2020-12-03.txt"
    text = path.read_text(encoding="utf-8").replace("Inger-Lise Havremark", "Lone Birk-Smidt")
    document = read_document(path.name, text.encode())
    assert document.meeting is not None
    (there,) = (row for row in document.meeting.attendees if row.name == "Lone Birk-Smidt")
    (known,) = (row for one in document.initiatives for row in one.project_group if row.participant_ref is not None)
    assert (known.participant_ref, known.title) == (there.key, "Overlæge")
    assert there.title != known.title
