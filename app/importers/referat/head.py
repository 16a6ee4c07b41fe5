"""What stands before the first item: kind of document, forum and cluster, day, place, list of contents."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.danish_dates import FuzzyDate, find_clock, find_date, find_weekday, in_copenhagen, weekday_of
from app.domain.evidence import Evidence
from app.domain.findings import Finding, usual_severity
from app.domain.vocabulary import DocumentKind
from app.importers.document import Location
from app.importers.referat.lines import Line
from app.importers.referat.sections import contents_entry

_TITLE = re.compile(
    r"(?P<kind>referat|beslutningsreferat|dagsorden|mødeindkaldelse)\b(?:\s+(?:af|fra|for|til))?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_DAY_TAIL = re.compile(r"[\s,](?:d\.|den)\s*\d.*$", re.IGNORECASE)
_FIELD = re.compile(
    r"(?P<name>mødedato|dato|mødested|sted|tidspunkt|starttidspunkt|emne|udvalg|forum|møde)\b\s*:?\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_BODY_FIELDS = ("udvalg", "forum", "emne", "møde")
_STREET = re.compile(r"[^\d,]{2,60}\s\d{1,4}\s?[A-ZÆØÅa-zæøå]?")
_POSTCODE = re.compile(r"\d{4}\s+\D.*")
_ONLINE = re.compile(r"\b(?:teams|online|virtuelt|zoom|skype|videomøde|digitalt)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """`body` is what the document calls the body that met, cluster included; `contents` the titles listed."""

    kind: DocumentKind
    body: str | None
    body_line: Line | None
    date: FuzzyDate | None
    starts_at: datetime | None
    ends_at: datetime | None
    location: Location | None
    contents: tuple[tuple[str, Line], ...]
    findings: tuple[Finding, ...]


def read_head(lines: tuple[Line, ...]) -> Head:
    title = next(((line, match) for line in lines if (match := _TITLE.match(line.bare[:500])) is not None), None)
    fields = _fields(lines)
    findings: list[Finding] = []
    when = fields.get("mødedato") or fields.get("dato")
    clock = fields.get("tidspunkt") or fields.get("starttidspunkt")
    day = _day(when, title[0] if title else None, findings)
    starts_at, ends_at = _times(day, when, clock, findings)
    place = fields.get("mødested") or fields.get("sted")
    kind: DocumentKind = (
        "agenda" if title and title[1]["kind"].casefold() in {"dagsorden", "mødeindkaldelse"} else "minutes"
    )
    body = _DAY_TAIL.sub("", title[1]["rest"]).strip(" -–:,") if title else ""
    body_line = title[0] if title and body else None
    if not body:
        body_line, body = next((fields[name] for name in _BODY_FIELDS if name in fields), (None, ""))
    contents = tuple((entry, line) for line in lines if (entry := contents_entry(line.text)) is not None)
    return Head(
        kind,
        body or None,
        body_line,
        day,
        starts_at,
        ends_at,
        None if place is None else read_location(place[1]),
        contents,
        tuple(findings),
    )


def _fields(lines: tuple[Line, ...]) -> dict[str, tuple[Line, str]]:
    """Labelled lines of the head; several may share a line with tabs between."""
    found: dict[str, tuple[Line, str]] = {}
    for line in lines:
        parts = line.text.split("\t")[:20]
        if parts[0].rstrip().endswith(":") and len(parts) > 1:
            parts = [" ".join(parts[:2]), *parts[2:]]
        for part in parts:
            match = _FIELD.match(part.strip()[:1_000])
            if match is not None:
                found.setdefault(match["name"].casefold(), (line, match["value"].strip()))
    return found


def _day(when: tuple[Line, str] | None, title: Line | None, findings: list[Finding]) -> FuzzyDate | None:
    """The day as "Mødedato" states it, else as the title does."""
    from_title = None if title is None else _read_day(title, title.bare, findings)
    if when is None:
        return from_title
    line, text = when
    from_field = _read_day(line, text, findings)
    if from_field is None:
        return from_title
    if title is not None and from_title is not None and _contradict(from_field.day, from_title.day):
        message = (
            f"Linje {title.number} siger {from_title.text}, men linje {line.number} siger {from_field.text}; den samme "
            f"dag var ventet. Mødets dag er læst på linje {line.number}."
        )
        findings.append(_finding("date_invalid", message, line))
    return from_field


def _contradict(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one != other


def _read_day(line: Line, text: str, findings: list[Finding]) -> FuzzyDate | None:
    """The first date of the text. One that does not exist, lacks its year or has a wrong weekday is a finding."""
    reading = find_date(text)
    if reading is None:
        return None
    printed = reading.date.text
    if reading.fault == "invalid":
        findings.append(
            _finding(
                "date_invalid", f"Linje {line.number}: datoen »{printed}« findes ikke; mødets dag er ikke læst.", line
            )
        )
    elif reading.fault == "year_missing":
        findings.append(
            _finding(
                "date_year_missing",
                f"Linje {line.number}: datoen »{printed}« har intet årstal; mødets dag er ikke gættet.",
                line,
            )
        )
    elif reading.date.day is not None:
        weekday = find_weekday(text[: reading.span[0]])
        if weekday not in {None, weekday_of(reading.date.day)}:
            message = (
                f"Linje {line.number}: »{printed}« er en {weekday_of(reading.date.day)}, men der står {weekday}. "
                "Enten dagen eller datoen er forkert."
            )
            findings.append(_finding("weekday_mismatch", message, line))
    return reading.date


def _times(
    day: FuzzyDate | None, when: tuple[Line, str] | None, clock: tuple[Line, str] | None, findings: list[Finding]
) -> tuple[datetime | None, datetime | None]:
    """Start and end on the meeting's day; null where the day is not known."""
    for line, text in (entry for entry in (clock, when) if entry is not None):
        start, end, does_not_exist = find_clock(text)
        if does_not_exist:
            message = (
                f"Linje {line.number}: klokkeslættet i »{text[:40]}« findes ikke; et fra 00:00 til 23:59 var ventet."
            )
            findings.append(_finding("date_invalid", message, line))
        if start is not None and day is not None and day.day is not None:
            return in_copenhagen(day.day, start), None if end is None else in_copenhagen(day.day, end)
    return None, None


def read_location(text: str) -> Location:
    """ "Lokale 2, Rådhuset, Havnegade 5, 9999 Solby": the address begins at the street, or else at the postcode."""
    parts = [part.strip() for part in text.split(",")]
    online = _ONLINE.search(text) is not None
    postcode = next((index for index, part in enumerate(parts) if _POSTCODE.fullmatch(part)), None)
    if postcode is None:
        return Location(text, None, online)
    start = postcode
    if postcode > 0 and _STREET.fullmatch(parts[postcode - 1]):
        start = postcode - 1
    return Location(", ".join(parts[:start]) or None, ", ".join(parts[start:]), online)


def _evidence(line: Line) -> Evidence:
    return Evidence((line.number, line.number), line.text.strip())


def _finding(code: str, message: str, line: Line) -> Finding:
    return Finding(code, usual_severity(code), message, ("/meeting/date",), where=(_evidence(line),))
