"""The records of the corpus come back exactly: everything they say, and nothing else."""

import os
from pathlib import Path

import pytest

from bench.accuracy.exports import DIALECTS, score_dialects
from bench.accuracy.records import score_exports
from bench.accuracy.roundtrip import records


def _paths() -> list[Path]:
    paths = records()
    if not paths:
        assert os.environ.get("CI") != "true", "no corpus (set KLYNGE_CORPUS)"
        pytest.skip("no corpus (set KLYNGE_CORPUS)")
    return paths


def test_every_record_comes_back_whole() -> None:
    score = score_exports(_paths())
    assert (score.known["item"] > 0, score.misses) == (True, [])


def test_every_record_comes_back_whole_from_the_exports_of_other_systems() -> None:
    scores = score_dialects(_paths())
    assert {name: (one.known["item"] > 0, one.misses) for name, one in scores.items()} == dict.fromkeys(
        DIALECTS, (True, [])
    )
