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
    assert 8 <= len(document.meeting.agenda_items) <= 11
    assert [finding for finding in document.findings if finding.severity == "error"] == []


def test_the_samples_are_of_three_clusters_of_one_region() -> None:
    clusters = [sample(path.name).cluster for path in sorted(SAMPLES.glob("*.txt"))]
    assert len({cluster.natural_key for cluster in clusters if cluster}) == 3
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
