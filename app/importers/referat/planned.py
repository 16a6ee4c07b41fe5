"""Meetings that a meeting announces: an approved list of dates, and "næste møde … den 22. oktober 2024"."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from app.domain.danish_dates import FuzzyDate, find_clock, find_date, find_years, in_copenhagen, with_year
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text, meeting_key
from app.domain.vocabulary import YearFrom
from app.importers.document import FORUM_REF, AgendaItem, Meeting, announced_key
from app.importers.referat.blocks import ItemBlock
from app.importers.referat.lines import Line

_NEXT = re.compile(
    r"\b[Nn]æste møde(?: i (?P<forum>[A-ZÆØÅ]\w+(?: [A-ZÆØÅ]\w+){0,3}))?,? ?(?:er |bliver |holdes |afholdes )?"
    r"(?:\w+dag )?(?:den |d\. |\()?(?=\d)"
)
_OWN = re.compile(r"(?:^|[.:!?] )$|\b(?:udsættes|udsat|udskydes|udskudt) til $")
"""What stands before a "næste møde" that names no forum, if it is this forum's: the beginning of a sentence, or that
the item is put off. Elsewhere it may be another body's ("udvalget drøfter det på næste møde 8. maj")."""
_LIST = re.compile(r"\b(?:mødedato\w*|møderække\w*|mødeplan\w*|datoer(?:ne)? for\b.{0,40}\bmøder)\b", re.IGNORECASE)
_CLOCK_ALONE = re.compile(r"\s+(?=\d{1,2}(?:[.:]\d\d)?\s*[-–]\s*\d{1,2}\b)")
_BEFORE_DAY = re.compile(
    r"(?:\d{1,2}[.)] )?(?:møde(?:t|dato)?(?: nr\.?)?(?: ?\d{1,2}\.?)?[:,]? ?[-–]? ?)?(?:\w+dag,? )?(?:den |d\. )?",
    re.IGNORECASE,
)
"""What may stand before the day of a listed meeting; a date further in belongs to what the line tells."""
_NUMBER = re.compile(r"\d+(?=\.? ?[a-zæøå])")
_WEEK = 7
_AT_MOST = 50


def read_planned(
    blocks: tuple[ItemBlock, ...], items: tuple[AgendaItem, ...], own: Meeting, forum: str, names: frozenset[str]
) -> tuple[tuple[Meeting, ...], tuple[Finding, ...]]:
    """Planned meetings of the same forum, later than its own, each day once. `forum` is the forum's key, `names` what
    the forum is called. The findings are about days of which only one can be meant."""
    day = None if own.date is None else own.date.day
    found: dict[date, tuple[str, Meeting]] = {}
    for block, item in zip(blocks, items, strict=True):
        for told_as, line, text, known in _told(block, item, names):
            if known.day is None or day is None or known.day <= day or len(found) >= _AT_MOST:
                continue
            where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
            key = meeting_key(forum, known.day)
            planned = Meeting(key, None, "planned", known, *_times(known.day, text), announced_in=where)
            found.setdefault(known.day, (told_as, planned))
    return tuple(planned for _, planned in found.values()), tuple(_in_doubt(tuple(found.values())))


def _told(block: ItemBlock, item: AgendaItem, names: frozenset[str]) -> Iterator[tuple[str, Line, str, FuzzyDate]]:
    """First how it is told: '' for the next meeting, of which there is one, else the listed line without its day."""
    yield from ((_NUMBER.sub("", line.bare, count=1), line, text, day) for line, text, day in _approved(block, item))
    yield from (("", line, text, day) for line, text, day in _next(block, names))


def _in_doubt(found: tuple[tuple[str, Meeting], ...]) -> Iterator[Finding]:
    """Of two next meetings one is wrong; of two listed lines that differ in the day alone, less than a week apart, one
    may be the other printed again."""
    first: dict[str, Meeting] = {}
    for told_as, planned in found:
        rival = first.setdefault(told_as, planned)
        if rival is not planned and (not told_as or _days_between(rival, planned) < _WEEK):
            yield _either(rival, planned)


def _days_between(one: Meeting, other: Meeting) -> int:
    days = [row.date.day for row in (one, other) if row.date is not None and row.date.day is not None]
    return abs((days[0] - days[-1]).days)


def _either(one: Meeting, other: Meeting) -> Finding:
    places = tuple(row.announced_in for row in (one, other) if row.announced_in is not None)
    lines = " og ".join(str(place.lines[0]) for place in places if place.lines)
    days = " og ".join(row.date.text or "" for row in (one, other) if row.date is not None)
    message = (
        f"Linje {lines} nævner hver sin dag for det, der ser ud til at være ét møde: {days}. "
        "Begge er oprettet som planlagte møder."
    )
    hint = "Slet det planlagte møde, der ikke holdes."
    return Finding("date_invalid", "error", message, ("/planned_meetings",), where=places, hint=hint)


def with_continuations(
    items: tuple[AgendaItem, ...], planned: tuple[Meeting, ...], names: frozenset[str]
) -> tuple[AgendaItem, ...]:
    """The items with what was put off to this forum's next meeting tied to it."""
    by_day = {row.date.day: row for row in planned if row.date is not None}
    return tuple(_continued(item, by_day, names) for item in items)


def _continued(item: AgendaItem, by_day: dict[date | None, Meeting], names: frozenset[str]) -> AgendaItem:
    going_on = None if item.decision is None else item.decision.continues_in
    if item.decision is None or going_on is None:
        return item
    if going_on.forum_name is not None and key_text(going_on.forum_name) not in names:
        return item
    meeting = None if going_on.date is None else by_day.get(going_on.date.day)
    meeting_ref = None if meeting is None else announced_key(meeting.natural_key)
    tied = replace(going_on, forum_ref=FORUM_REF, meeting_ref=meeting_ref)
    return replace(item, decision=replace(item.decision, continues_in=tied))


def _approved(block: ItemBlock, item: AgendaItem) -> Iterator[tuple[Line, str, FuzzyDate]]:
    """The bullets with a date, in an item about dates of meetings that was approved. A year that the bullets lack is
    the one the recommendation names, else the title, if it is only one."""
    asked = " ".join(row.text for row in item.recommendations)
    decided = item.decision is not None and item.decision.outcome in {"approved", "adopted"}
    if not decided or _LIST.search(f"{item.title} {asked}") is None:
        return
    sources: tuple[tuple[YearFrom, str], ...] = (("recommendation", asked), ("heading", item.title))
    year = next(((said, years[0]) for said, text in sources if len(years := find_years(text)) == 1), None)
    for part in block.sections:
        for line in part.lines if part.kind in {"presentation", "other", "summary"} else ():
            reading = find_date(line.bare) if line.style in {"bullet", "numbered"} else None
            if reading is None or _BEFORE_DAY.fullmatch(line.bare[: reading.span[0]]) is None:
                continue
            known = reading.date
            if reading.fault == "year_missing" and year is not None:
                known = with_year(known, year[1], year[0])
            yield line, line.bare[reading.span[1] :], known


def _next(block: ItemBlock, names: frozenset[str]) -> Iterator[tuple[Line, str, FuzzyDate]]:
    for part in block.sections:
        if part.kind in {"earlier_decisions", "attachments"} or not part.mentions(("æste møde",)):
            continue
        for line in part.lines:
            match = _NEXT.search(line.bare) if "æste møde" in line.bare else None
            if match is None or not _is_own(match, line.bare, names):
                continue
            after = line.bare[match.end() : match.end() + 60]
            reading = find_date(after)
            if reading is not None and reading.span[0] == 0:
                yield line, after[reading.span[1] :], replace(reading.date)


def _is_own(match: re.Match[str], text: str, names: frozenset[str]) -> bool:
    if match["forum"] is not None:
        return key_text(match["forum"]) in names
    return _OWN.search(text[: match.start()]) is not None


def _times(day: date, text: str) -> tuple[datetime | None, datetime | None]:
    """Also a span without "kl." right after the date ("6. september 15-17")."""
    alone = _CLOCK_ALONE.match(text)
    start, end, _ = find_clock(f"kl. {text[alone.end() :]}" if alone is not None else text)
    return (
        None if start is None else in_copenhagen(day, start),
        None if start is None or end is None else in_copenhagen(day, end),
    )
