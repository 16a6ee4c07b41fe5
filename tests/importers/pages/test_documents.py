"""Minutes as Word files and PDFs say the same as the record they are made of, whatever they look like."""

import json

import pytest

from app.importers.sniff import read_document
from bench.accuracy.documents.content import content_of
from bench.accuracy.documents.looks import Look, alone, combined
from bench.accuracy.documents.scoring import MAKERS, score_record
from bench.accuracy.roundtrip import FLOORS, Score, records
from tests.importers.pages.made import record

SEEDS = 6


@pytest.mark.parametrize("look", list(alone()), ids=lambda look: look.name)
@pytest.mark.parametrize("kind", MAKERS)
def test_an_invented_record_comes_back_whole_in_every_look(kind: str, look: Look) -> None:
    assert score_record("invented", record(), look, kind).misses == []


@pytest.mark.parametrize("kind", MAKERS)
def test_of_real_records_in_several_looks_at_least_the_floor_comes_back(kind: str) -> None:
    paths = records()
    if not paths:
        pytest.skip("no corpus (set KLYNGE_CORPUS)")
    total = Score()
    for seed in range(SEEDS):
        path = paths[seed * 5 % len(paths)]
        total.add(score_record(path.stem, json.loads(path.read_text(encoding="utf-8")), combined(seed), kind))
    assert {subject: total.share(subject) for subject in FLOORS if total.share(subject) < FLOORS[subject]} == {}


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")],
)
def test_the_media_type_is_that_of_the_bytes_whatever_the_name(kind: str, media_type: str) -> None:
    data = MAKERS[kind](content_of(record(), Look()), Look())
    document = read_document("referat.txt", data)
    assert (document.format, document.media_type) == ("referat", media_type)
