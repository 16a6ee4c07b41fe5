"""Documents made of records, read back and counted."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.importers.sniff import read_document
from bench.accuracy.documents.content import Content, content_of
from bench.accuracy.documents.looks import Look
from bench.accuracy.documents.typeset import as_pdf
from bench.accuracy.documents.word import as_word
from bench.accuracy.roundtrip import Score, score

Making = Callable[[Content, Look], bytes]
MAKERS: dict[str, Making] = {"docx": as_word, "pdf": as_pdf}


def score_documents(paths: Iterable[Path], looks: Mapping[str, Look], kind: str) -> dict[str, Score]:
    """By the name of the look."""
    files = tuple(paths)
    scores = {name: Score() for name in looks}
    for name, look in looks.items():
        for path in files:
            scores[name].add(score_record(path.stem, json.loads(path.read_text(encoding="utf-8")), look, kind))
    return scores


def score_record(source: str, record: Mapping[str, Any], look: Look, kind: str) -> Score:
    content = content_of(record, look)
    return score_made(source, content, MAKERS[kind](content, look), kind)


def score_made(source: str, content: Content, data: bytes, kind: str) -> Score:
    """Items are told apart by their place, lines counted in the text that was read."""
    document = read_document(f"{source}.{kind}", data)
    read = () if document.meeting is None else document.meeting.agenda_items
    lines = [0 if one.evidence.lines is None else one.evidence.lines[0] for one in read]
    items = tuple(replace(one, line=lines[at] if at < len(lines) else -1) for at, one in enumerate(content.known.items))
    return score(source, replace(content.known, text=document.text or "", items=items), document)
