"""Every operation under generated requests, bounded; `make fuzz` goes on for as long as it is told."""

import sys
from pathlib import Path

import pytest

from tests.fuzz.run import Extent, fuzz
from tests.fuzz.service import serving

BOUNDED = Extent(examples=2, phases=("fuzzing",))


@pytest.mark.timeout(600)
def test_every_operation_keeps_its_contract_and_accepts_some_request(database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path) as service:
        tally, operations = fuzz(service, BOUNDED)
    report = tally.report()
    (tmp_path / "fuzz.txt").write_text(report, encoding="utf-8")
    sys.stdout.write(report)
    assert not tally.failures, report
    assert tally.never_succeeded(operations) == []
    assert tally.seen.keys() == operations
