"""Third step: an item's block becomes an agenda item."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import find_due
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.document import (
    AgendaItem,
    ClosedUntil,
    Decision,
    FollowUp,
    Presenter,
    Recommendation,
    Section,
    Table,
)
from app.importers.referat.attachments import read_attachments
from app.importers.referat.blocks import ItemBlock, SectionBlock
from app.importers.referat.decisions import read_decision
from app.importers.referat.follow_ups import date_faults, read_closed_until, read_follow_ups
from app.importers.referat.heading_runs import DURATION
from app.importers.referat.item_heads import read_item_ids
from app.importers.referat.labels import with_labels
from app.importers.referat.lines import Line, printed, span
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.money_table import MoneyTable, read_money_table
from app.importers.referat.people import People
from app.importers.referat.presenters import read_presenters
from app.importers.referat.recommendations import read_recommendations
from app.importers.referat.tables import read_tables

_LONGEST_TITLE = 2_000
_NO_RUNNING_TEXT = frozenset({"recommendation", "attachments", "absentees"})
_UNSETTLED = frozenset({"postponed", "not_reached", "withdrawn"})


class ReadItem(Struct, frozen=True):
    """An item, what was found wrong with it (paths relative to the item), and the item as the money rules see it.

    `second_title` is that of a second heading inside the item ("2 (Åben) …") with its line."""

    item: AgendaItem
    findings: tuple[Finding, ...]
    money: MoneyItem
    second_title: tuple[str, Line] | None = None


def item_keys(items: tuple[ItemBlock, ...]) -> tuple[str, ...]:
    """`item-<number>`; see `told_apart`."""
    return told_apart(f"item-{item.heading.marker or ''}" for item in items)


def told_apart(keys: Iterable[str]) -> tuple[str, ...]:
    """In their order; one that comes again gets `~2`, then `~3`."""
    uses: Counter[str] = Counter()
    found = []
    for key in keys:
        uses[key] += 1
        found.append(key if uses[key] == 1 else f"{key}~{uses[key]}")
    return tuple(found)


def read_item(block: ItemBlock, key: str, position: int, people: People, names: frozenset[str]) -> ReadItem:
    title, minutes = _title(block.heading)
    ids = read_item_ids(block.heading, block.ids)
    tables, ragged = _tables(block, key)
    attachments, missing = read_attachments(block.sections, key)
    recommendations = _recommendations(block, names)
    decision = _decision(block, recommendations)
    follow_ups, dates = _follow_ups(block, key)
    closed_until, closed_dates = _closed_until(block, key)
    item = AgendaItem(
        key,
        block.heading.marker or "",
        position,
        title,
        Evidence((block.heading.number, block.last_line), _heading_text(block), agenda_item_id=key),
        minutes,
        ids.access,
        closed_until,
        ids.case_number,
        ids.document_number,
        sections=tuple(_section(part) for part in block.sections),
        recommendations=recommendations,
        decision=decision,
        tables=tables,
        attachments=attachments,
        presenters=_presenters(block, key, people, decision),
        follow_ups=follow_ups,
    )
    findings = (
        *_heading_findings(block, key),
        *ragged,
        *missing,
        *dates,
        *closed_dates,
        *_put_off_faults(block, decision, key),
    )
    return ReadItem(item, tuple(dict.fromkeys(findings)), _money(block, item), ids.second_title)


def _heading_text(block: ItemBlock) -> str:
    """The heading as printed, lines of ids with it."""
    lines = sorted((*block.heading_lines, *(line for line, _ in block.ids)), key=lambda line: line.number)
    return "\n".join(line.text.strip() for line in lines)


def _title(heading: Line) -> tuple[str, int | None]:
    match = DURATION.search(heading.bare)
    title = heading.bare if match is None else heading.bare[: match.start()]
    return title.strip()[:_LONGEST_TITLE] or f"Punkt {heading.marker}", None if match is None else int(match[1])


def _section(part: SectionBlock) -> Section:
    heading = None if part.heading is None else part.heading.bare
    return Section(part.kind, heading, printed(with_labels(part.lines)), span(part.all_lines))


def _tables(block: ItemBlock, key: str) -> tuple[tuple[Table, ...], list[Finding]]:
    tables: list[Table] = []
    findings: list[Finding] = []
    for position, part in enumerate(block.sections):
        if any(line.style == "row" for line in part.lines):
            found, ragged = read_tables(part.lines, position, key)
            tables.extend(found)
            findings.extend(ragged)
    return tuple(tables), findings


def _recommendations(block: ItemBlock, names: frozenset[str]) -> tuple[Recommendation, ...]:
    parts = [part for part in block.sections if part.kind == "recommendation"]
    return tuple(found for part in parts for found in read_recommendations(part.lines, names))


def _decision(block: ItemBlock, recommendations: tuple[Recommendation, ...]) -> Decision | None:
    """The decision section; where there are several they are one decision, in order."""
    parts = [part for part in block.sections if part.kind == "decision"]
    if not parts:
        return None
    numbers = tuple(row.number for row in recommendations if row.number is not None)
    read = [read_decision(part.lines, numbers) for part in parts]
    if len(read) == 1:
        return read[0]
    text = "\n\n".join(part.text for part in read if part.text)
    deciding = next((part for part in read if part.outcome != "none"), read[0])
    return replace(deciding, text=text or None, points=tuple(point for part in read for point in part.points))


def _put_off_faults(block: ItemBlock, decision: Decision | None, key: str) -> list[Finding]:
    """The day that a matter was put off to, where its year is printed nowhere."""
    day = decision.continues_in.date if decision is not None and decision.continues_in is not None else None
    if day is None or day.text is None or day.from_ is not None:
        return []
    lines = (line for part in block.sections if part.kind == "decision" for line in part.lines if day.text in line.bare)
    line = next(lines, None)
    return [] if line is None else date_faults(find_due(day.text), line, key)


def _presenters(block: ItemBlock, key: str, people: People, decision: Decision | None) -> tuple[Presenter, ...]:
    """None where the item was put off: who was to present did not."""
    if decision is not None and decision.outcome in _UNSETTLED:
        return ()
    found: dict[str, Presenter] = {}
    for part in block.sections:
        if part.kind not in _NO_RUNNING_TEXT:
            for presenter in read_presenters(part, key, people):
                found.setdefault(presenter.participant_ref or presenter.name, presenter)
    return tuple(found.values())


def _follow_ups(block: ItemBlock, key: str) -> tuple[tuple[FollowUp, ...], list[Finding]]:
    found: list[FollowUp] = []
    findings: list[Finding] = []
    for part in block.sections:
        if part.kind not in _NO_RUNNING_TEXT:
            some, wrong = read_follow_ups(part, key)
            found.extend(some)
            findings.extend(wrong)
    return tuple(found), findings


def _closed_until(block: ItemBlock, key: str) -> tuple[ClosedUntil | None, tuple[Finding, ...]]:
    for part in block.sections:
        closed_until, findings = read_closed_until(part, key)
        if closed_until is not None:
            return closed_until, findings
    return None, ()


def _heading_findings(block: ItemBlock, key: str) -> list[Finding]:
    findings = []
    for part in block.sections:
        if part.heading_missing:
            first = part.lines[0]
            message = (
                f"Linje {first.number} begynder med punktets egen titel midt i beslutningen: sagsfremstillingen er "
                "læst herfra, men overskriften »Sagsfremstilling« var ventet over den."
            )
            hint = "Sæt overskriften ind i kilden; hører teksten til beslutningen, så ret det på det gemte møde."
            where = Evidence(span(part.lines), first.bare, agenda_item_id=key)
            findings.append(Finding("heading_missing", "warning", message, where=(where,), hint=hint))
    if not block.heading.bare:
        number = block.heading.marker
        message = (
            f"Linje {block.heading.number}: punkt {number} har ingen titel; fx »Punkt {number}: Status« var ventet."
        )
        where = Evidence((block.heading.number, block.heading.number), block.heading.text.strip(), agenda_item_id=key)
        findings.append(Finding("heading_missing", "warning", message, ("/title",), where=(where,)))
    return findings


def _money(block: ItemBlock, item: AgendaItem) -> MoneyItem:
    tables: list[MoneyTable] = []
    inside: set[int] = set()
    for table in item.tables:
        part = block.sections[table.section_position]
        money = read_money_table(table, part.lines, item.key, _before(part, table), item.title)
        inside.update(range(table.lines[0], table.lines[1] + 1))
        if money is not None and money.rows:
            tables.append(money)
    running = tuple([part for part in block.sections if part.kind not in _NO_RUNNING_TEXT])
    text = tuple(
        [
            line
            for part in running
            for line in part.lines
            if line.style != "blank" and not (inside and line.number in inside)
        ]
    )
    rows = tuple([line for part in block.sections for line in part.lines if line.style == "row" and "<" in line.text])
    asked = tuple([line for part in block.sections if part.kind == "recommendation" for line in part.lines])
    outcome = None if item.decision is None else item.decision.outcome
    return MoneyItem(item.key, item.title, tuple(tables), text, running, rows, asked, outcome, block.heading)


def _before(part: SectionBlock, table: Table) -> str:
    """The three lines of text before the table."""
    at = table.lines[0] - part.lines[0].number
    return "\n".join([line.bare for line in part.lines[max(0, at - 12) : at] if not line.is_blank][-3:])
