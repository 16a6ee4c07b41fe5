"""The records of the corpus come back exactly: everything they say, and nothing else."""

import os

import pytest

from bench.accuracy.records import score_exports
from bench.accuracy.roundtrip import records


def test_every_record_comes_back_whole() -> None:
    paths = records()
    if not paths:
        assert os.environ.get("CI") != "true", "no corpus (set KLYNGE_CORPUS)"
        pytest.skip("no corpus (set KLYNGE_CORPUS)")
    score = score_exports(paths)
    assert (score.known["item"] > 0, score.misses) == (True, [])
