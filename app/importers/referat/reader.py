"""Minutes of printed agenda systems: from the decoded text to an imported document."""

from collections import Counter
from datetime import date
from itertools import pairwise

from app.domain.identity import key_text
from app.importers.document import (
    ImportedDocument,
)
from app.importers.referat.attendance import read_attendance
from app.importers.referat.blocks import split_items, split_sections
from app.importers.referat.bodies import read_body
from app.importers.referat.content import Structure, read_content
from app.importers.referat.forum_names import names_of, read_forum_names
from app.importers.referat.head import Head, read_head
from app.importers.referat.items import item_keys
from app.importers.referat.labels import begins_section, is_usual_decision
from app.importers.referat.lines import Line, split_lines
from app.importers.referat.pages import page_lines, without_page_lines
from app.importers.referat.sections import OwnMeeting

FORMAT = "referat"
_FREE_FOR_ONE_NOT = 3


def read_referat(name: str, text: str, page_starts: frozenset[int] = frozenset()) -> ImportedDocument | None:
    """Null where the text has no item heading ("Punkt 1: …"): then it is no such document."""
    lines = without_page_lines(split_lines(text), page_starts)
    head_lines, items_lines = split_items(lines, page_starts)
    if not items_lines:
        return None
    head = read_head(head_lines)
    day = None if head.date is None else head.date.day
    body = None if head.body is None else read_body(head.body, day, head_lines, lines)
    called = None if body is None or body.cluster is None else read_forum_names(body, lines[len(head_lines) :])
    names = names_of(body, called)
    blocks = split_sections(head_lines, items_lines, _own_meeting(head, day, names, lines[len(head_lines) :]))
    keys = item_keys(blocks.items)
    people = read_attendance(blocks, keys)
    return read_content(
        Structure(name, FORMAT, text, head, body, called, names, blocks, keys, people, page_lines(lines))
    )


def _own_meeting(head: Head, day: date | None, names: frozenset[str], lines: tuple[Line, ...]) -> OwnMeeting:
    decisions = [line for line in lines if begins_section(line) == "decision"]
    headed = Counter(is_usual_decision(line) for line in decisions if line.heads is not None)
    labelled = Counter(is_usual_decision(line) for line in decisions if line.heads is None)
    weak = headed[False] > headed[True]
    weak_labels = labelled[False] > labelled[True] + headed[True]
    free = Counter(above.is_blank for above, line in pairwise(lines) if line.heads is not None)
    is_free = free[True] >= _FREE_FOR_ONE_NOT * free[False]
    return OwnMeeting(
        day, names, key_text(head.body or ""), weak_decisions=weak, weak_labels=weak_labels, free_headings=is_free
    )
