"""What stands in the document made from a record, part by part, before it is set as Word or PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Literal

from bench.accuracy.documents.looks import Look
from bench.accuracy.html_lines import HtmlLine, folded, html_lines
from bench.accuracy.prints.head import MONTHS, WEEKDAYS
from bench.accuracy.prints.minutes import KnownItem, KnownMinutes
from bench.accuracy.records import known_record

PartKind = Literal["title", "item", "heading", "text", "bullet", "numbered", "table", "pairs", "line", "tabbed"]
_STATES = {"present": "Til stede", "excused": "Afbud", "absent": "Fraværende"}
_AFTER = {"present": "", "excused": " (afbud)", "absent": " (fraværende)"}


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph; `rows` are those of a table, with rules or without. A `line` stands right below the one above it."""

    kind: PartKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    known: KnownMinutes
    running: str
    parts: tuple[Part, ...]


def content_of(record: Mapping[str, Any], look: Look) -> Content:
    known = known_record(record)
    parts = [*_head(known, look), *_attendees(known, look), *_contents(known, look)]
    items: list[KnownItem] = []
    for item, source in zip(known.items, record["Dagsordenpunkter"], strict=True):
        lines = [line for part in source["Felter"] for line in html_lines(part["Html"] or "")]
        decision, rest = _split(lines)
        items.append(replace(item, decision=None if decision is None else folded(" ".join(_told(decision)))))
        parts += _item(item, decision, rest, look)
    running = f"Referat {known.body} {_day(known)}"
    return Content(replace(known, items=tuple(items)), running, tuple(parts))


def _day(known: KnownMinutes) -> str:
    return f"{known.day.day}. {MONTHS[known.day.month - 1]} {known.day.year}"


def _head(known: KnownMinutes, look: Look) -> Iterator[Part]:
    day = f"{WEEKDAYS[known.day.weekday()].capitalize()} den {_day(known)}"
    fields = [("Udvalg", known.body), ("Dato", day), ("Tid", f"kl. {known.clock}")]
    fields += [("Sted", known.place)] if known.place else []
    if look.head == "title":
        yield Part("title", f"Referat fra mødet i {known.body} den {_day(known)} kl. {known.clock}")
        if known.place:
            yield Part("text", f"Mødested: {known.place}")
        return
    yield Part("title", "Referat")
    if look.head == "lines":
        yield from (
            Part("text" if not place else "line", f"{name}: {told}") for place, (name, told) in enumerate(fields)
        )
    elif look.head == "pairs":
        yield Part("pairs", rows=tuple((f"{name}:", told) for name, told in fields), ruled=False)
    else:
        yield Part("table", rows=tuple(fields), ruled=look.head == "ruled")


def _attendees(known: KnownMinutes, look: Look) -> Iterator[Part]:
    if not known.attendees:
        return
    match look.attendees:
        case "table" | "ruled":
            rows = (("Navn", "Fremmøde"), *((name, _STATES[state]) for name, state in known.attendees))
            yield Part("heading", "Mødedeltagere")
            yield Part("table", rows=rows, ruled=look.attendees == "ruled")
        case "commas":
            for state, label in (("present", "Deltagere"), ("excused", "Afbud"), ("absent", "Fraværende")):
                names = [name for name, own in known.attendees if own == state]
                if names:
                    yield Part("text", f"{label}: {', '.join(names)}")
        case "states":
            yield Part("heading", "Mødedeltagere")
            yield Part("pairs", rows=tuple((name, _STATES[state]) for name, state in known.attendees), ruled=False)
        case "bullets" | "numbered" as kind:
            yield Part("heading", "Deltagere")
            for name, state in known.attendees:
                yield Part("bullet" if kind == "bullets" else "numbered", f"{name}{_AFTER[state]}")
        case _:
            yield Part("heading", "Deltagere")
            for place, (name, state) in enumerate(known.attendees):
                yield Part("line" if place else "text", f"{name}{_AFTER[state]}")


def _contents(known: KnownMinutes, look: Look) -> Iterator[Part]:
    if look.contents == "none":
        return
    yield Part("heading", "Indholdsfortegnelse")
    for place, item in enumerate(known.items):
        tail = f"{'.' * 12} {place // 2 + 2}" if look.contents == "dots" else ""
        yield Part("line" if place else "text", f"{item.number}. {item.title}{tail}")


def _item(item: KnownItem, decision: list[HtmlLine] | None, rest: list[HtmlLine], look: Look) -> Iterator[Part]:
    label, bar, title = look.heading.replace("1", item.number).partition("|")
    if bar:
        yield Part("item", label)
        yield Part("heading", title.replace("T", item.title))
    else:
        yield Part("item", label[: label.rindex("T")] + item.title)
    if item.case_number is not None:
        if look.case_number == "table":
            yield Part("pairs", rows=(("Sagsnr.:", item.case_number),), ruled=False)
        else:
            form = "X" if look.case_number == "bare" else look.case_number
            yield Part("text", form.replace("X", item.case_number))
    if look.decision_place == "first":
        yield from _decision(decision, look)
    yield from _parts(rest, look)
    if item.attachments:
        yield Part("heading", "Bilag")
        kinds: dict[str, PartKind] = {"plain": "text", "bullets": "bullet", "numbered": "numbered"}
        yield from (Part(kinds[look.attachments], title) for title in item.attachments)
    if look.decision_place == "last":
        yield from _decision(decision, look)


def _decision(lines: list[HtmlLine] | None, look: Look) -> Iterator[Part]:
    if lines is not None:
        yield Part("heading", "Beslutning")
        yield from _parts(lines, look)


def _told(lines: list[HtmlLine]) -> Iterator[str]:
    return (line.text for line in lines)


def _split(lines: list[HtmlLine]) -> tuple[list[HtmlLine] | None, list[HtmlLine]]:
    """The decision's lines without their heading (null where the record has none), and all others."""
    if not lines or (lines[0].tag, lines[0].text) != ("h3", "Beslutning"):
        return None, lines
    decision = list(takewhile(lambda line: (line.tag, line.text) != ("h3", "Fremstilling"), lines[1:]))
    return decision, lines[1 + len(decision) :]


def _parts(lines: list[HtmlLine], look: Look) -> Iterator[Part]:
    rows: list[tuple[str, ...]] = []
    for line in [*lines, None]:
        if line is not None and line.style == "row":
            rows.append(tuple(line.text.split("\t")))
            continue
        if rows:
            yield _table(rows, look)
            rows = []
        if line is None:
            break
        if line.style == "entry" and line.text.startswith("- "):
            yield Part("bullet", line.text[2:])
        elif line.style == "entry":
            yield Part("numbered", line.text.partition(" ")[2])
        else:
            yield Part("heading" if line.style == "heading" and len(line.text) < 60 else "text", line.text)


def _table(rows: list[tuple[str, ...]], look: Look) -> Part:
    width = max(map(len, rows))
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Part("tabbed" if look.tables == "lines" else "table", rows=padded, ruled=look.tables == "ruled")
