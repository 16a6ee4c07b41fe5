"""What the records of an agenda system say, read apart from the product, and what it reads of them as they are."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.importers.sniff import read_document
from bench.accuracy.html_lines import folded
from bench.accuracy.prints.minutes import KnownItem, KnownMinutes, state_of
from bench.accuracy.roundtrip import Score, score

_DECISION = re.compile(r"<h3[^>]*>\s*Beslutning\s*</h3>(.*?)(?=<h3|\Z)", re.DOTALL)
_INLINE = re.compile(r"</?(?:b|strong|i|em|u|span|sub|sup|a)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def score_exports(paths: Iterable[Path]) -> Score:
    total = Score()
    for path in paths:
        total.add(score_export(path))
    return total


def score_export(path: Path) -> Score:
    """How the record itself comes back. Items are told apart by their place."""
    data = path.read_bytes()
    document = read_document(path.name, data)
    read = () if document.meeting is None else document.meeting.agenda_items
    lines = [0 if one.evidence.lines is None else one.evidence.lines[0] for one in read]
    known = known_record(json.loads(data))
    items = tuple(replace(one, line=lines[at] if at < len(lines) else -1) for at, one in enumerate(known.items))
    return score(path.stem, replace(known, text=document.text or "", items=items), document)


def known_record(record: Mapping[str, Any]) -> KnownMinutes:
    """`text` is empty, and so are the lines of the items."""
    meeting = record["Moede"]
    starts_at = datetime.fromisoformat(meeting["Dato"])
    return KnownMinutes(
        "",
        b"",
        folded(record["Udvalg"]["Navn"]),
        starts_at.date(),
        f"{starts_at:%H:%M}",
        folded(meeting["Sted"] or ""),
        tuple((folded(row["Name"]), state_of(row)) for row in meeting["Moededeltagere"]),
        tuple(_item(item) for item in record["Dagsordenpunkter"]),
    )


def decision_of(item: Mapping[str, Any]) -> str | None:
    """The HTML below the heading of the decision; null where the item has none."""
    match = _DECISION.search(_markup(item))
    return None if match is None else match[1]


def rest_of(item: Mapping[str, Any]) -> str:
    """The HTML of all else."""
    return _DECISION.sub("", _markup(item), count=1)


def _markup(item: Mapping[str, Any]) -> str:
    return "".join(part["Html"] or "" for part in item["Felter"])


def _item(item: Mapping[str, Any]) -> KnownItem:
    decision = decision_of(item)
    return KnownItem(
        0,
        str(item["Number"]),
        folded(item["Caption"]),
        folded(item["CaseNumber"] or "") or None,
        tuple(folded(entry["Navn"]) for entry in item["Bilag"]),
        None if decision is None else folded(html.unescape(_TAG.sub(" ", _INLINE.sub("", decision)))),
        tuple(folded(row["Name"]) for row in item["ExternalAgendaItemAttendees"] or ()),
    )
