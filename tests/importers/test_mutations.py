"""Minutes with lines dropped, doubled, swapped, cut, in other encodings: read without a fault, whatever they say.

`make mutations` runs ten thousand of each file.
"""

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.findings import Finding
from app.importers.sniff import read_document
from bench.accuracy import mutations
from bench.accuracy.mutations import Outcome, check, faults, minutes_files, mutated, outcome, run

SEEDS = 60
SAMPLE = next(mutations.SAMPLES.glob("*oest*.txt"))


@pytest.mark.parametrize("path", minutes_files(), ids=lambda path: path.name[:20])
def test_mutated_minutes_lose_no_line_and_gain_no_meeting_and_no_money_in_silence(path: Path) -> None:
    assert check(path, range(SEEDS)) == []


def test_a_seed_gives_the_same_bytes_and_most_seeds_other_bytes_than_the_original() -> None:
    data = SAMPLE.read_bytes()
    first, second = ([mutated(data, seed) for seed in range(SEEDS)] for _ in range(2))
    assert first == second
    assert sum(one != data for one in first) > SEEDS * 0.8


def test_every_mutation_of_an_empty_or_one_line_file_is_bytes_again() -> None:
    for seed in range(SEEDS):
        assert isinstance(mutated(b"", seed), bytes)
        assert isinstance(mutated("Punkt 1: Økonomi".encode(), seed), bytes)


def test_more_meetings_or_money_without_a_finding_is_a_fault_and_with_one_it_is_none() -> None:
    data = SAMPLE.read_bytes()
    whole = outcome(SAMPLE.name, data, read_document(SAMPLE.name, data))
    assert whole.meetings == 2  # its own and the one it announces
    assert whole.money_dkk > 0
    poorer = replace(whole, meetings=0, money_dkk=Decimal(1))
    assert len(list(faults(poorer, SAMPLE.name, data))) == 2
    assert list(faults(Outcome(0, Decimal(1), ()), SAMPLE.name, data)) == []


def test_a_finding_about_something_else_does_not_say_that_there_is_more_money() -> None:
    data = SAMPLE.read_bytes()
    whole = outcome(SAMPLE.name, data, read_document(SAMPLE.name, data))
    unlike = tuple(finding for finding in whole.findings if finding.code != "date_year_missing")
    poorer = Outcome(1, Decimal(1), (*unlike, Finding("date_invalid", "error", "x")))
    assert len(list(faults(poorer, SAMPLE.name, data))) == 1


def test_a_run_names_the_file_and_seed_of_a_read_that_hung_or_raised_and_goes_on(tmp_path: Path) -> None:
    hanging, gone = tmp_path / "hanging.txt", tmp_path / "gone.txt"
    os.mkfifo(hanging)  # nobody writes to it: reading it never ends
    assert [fault.split("(")[0] for fault in run([hanging, gone], 2, 1, cut_off=2)] == [
        "hanging.txt seed 0: cut off after 2 s",
        "hanging.txt seed 1: cut off after 2 s",
        "gone.txt seed 0: raised FileNotFoundError",
        "gone.txt seed 1: raised FileNotFoundError",
    ]


def test_a_run_of_the_samples_reads_them_without_a_fault() -> None:
    assert list(run([SAMPLE], 3, 1)) == []
