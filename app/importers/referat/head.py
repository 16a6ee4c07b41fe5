"""What stands before the first item: kind of document, forum and cluster, day, place, list of contents."""

import re
from datetime import date, datetime

from msgspec import Struct

from app.domain.danish_dates import FuzzyDate, find_clock, find_date, find_weekday, in_copenhagen, weekday_of
from app.domain.evidence import Evidence
from app.domain.findings import Finding, usual_severity
from app.domain.vocabulary import DocumentKind
from app.importers.document import Location
from app.importers.referat.bodies import is_body_name
from app.importers.referat.lines import Line
from app.importers.referat.sections import contents_entry

_KIND = r"(?:(?:åbent?|lukket|udskrift af|udkast til) )?(?:\w*referat|\w*protokol|\w*dagsorden|mødeindkaldelse)"
_KIND_ENDS = ("referat", "protokol", "dagsorden", "mødeindkaldelse")
_TITLE = re.compile(rf"(?P<kind>{_KIND})\b(?:\s+(?:af|fra|for|til))?\s*(?P<rest>.*)", re.IGNORECASE)
_TITLE_AFTER = re.compile(rf"(?P<rest>\S.{{1,150}}?)\s*[-–:,]\s*(?P<kind>{_KIND})", re.IGNORECASE)
_DAY_TAIL = re.compile(r"[\s,](?:d\.|den)\s*\d.*$", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"(?:[\s,:–-]|\b(?:den|d\.|(?:man|tirs|ons|tors|fre|lør|søn)dag))*$", re.IGNORECASE)
_NAMES = (
    r"mødedato|dato|mødested|mødelokale|lokale|sted|mødetidspunkt|starttidspunkt|tidspunkt|mødetid|starttid|start|tid"
    r"|klokken|emne|udvalg|forum|møde"
)
_LABEL = re.compile(_NAMES, re.IGNORECASE)
_FIELD = re.compile(rf"(?P<name>{_NAMES})\b\s*:?\s*(?P<value>\S.*)", re.IGNORECASE)
_BODY_FIELDS = ("udvalg", "forum", "emne", "møde")
_CLOCK_FIELDS = ("tidspunkt", "starttidspunkt", "mødetidspunkt", "mødetid", "starttid", "start", "tid", "klokken")
_A_MEETING = re.compile(r"(?:(?:ekstra)?ordinært )?mødet?(?: nr\.? ?\d{1,3})?", re.IGNORECASE)
_OF_BODY = re.compile(r"^(?:i|for|af)\s+")
_PLACE_AFTER_CLOCK = re.compile(
    r"(?:kl\.?|klokken)\s*\d[\d.:]*(?:\s*[-–]\s*(?:kl\.?\s*)?\d[\d.:]*)?\s*(?:,|\s(?:i|på))\s+(?P<place>[^\W\d].{2,100}?)\.?$",
    re.IGNORECASE,
)
_DAY_FIELDS = (*_CLOCK_FIELDS, "møde")
_BARE_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}(?!\d)")
_PLACE_FIELDS = ("mødested", "sted", "mødelokale", "lokale")
_BODY_WITHIN = 15
_STREET = re.compile(r"[^\d,]{2,60}\s\d{1,4}\s?[A-ZÆØÅa-zæøå]?")
_POSTCODE = re.compile(r"\d{4}\s+\D.*")
_ONLINE = re.compile(r"\b(?:teams|online|virtuelt|zoom|skype|videomøde|digitalt)\b", re.IGNORECASE)


class Head(Struct, frozen=True):
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
    title = _title(lines)
    fields = _fields(lines)
    findings: list[Finding] = []
    when = fields.get("mødedato") or fields.get("dato") or _with_day([fields.get(name) for name in _DAY_FIELDS])
    day = _day(when, title[0] if title else None, findings)
    told = _told_day(lines) if day is None else None
    if told is not None:
        when, day = told, _read_day(*told, findings)
    named = [fields[name] for name in _CLOCK_FIELDS if name in fields]
    labelled = [(line, _clock_of(text)) for line, text in (*named, *([] if when is None else [when]))]
    in_title = [] if title is None else [(title[0], title[0].bare)]
    in_text = [(line, line.bare) for line in lines[:_BODY_WITHIN] if line.style == "plain" and "kl." in line.bare]
    starts_at, ends_at = _times(day, [*labelled, *in_title, *in_text], findings)
    place = next((fields[name][1] for name in _PLACE_FIELDS if name in fields), None) or _place_after_clock(lines)
    kind: DocumentKind = "agenda" if title and not _is_minutes_title(title[1]) else "minutes"
    body_line, body = _body(lines, title, fields)
    contents = tuple((entry, line) for line in lines if (entry := contents_entry(line.text)) is not None)
    return Head(
        kind,
        body or None,
        body_line,
        day,
        starts_at,
        ends_at,
        None if place is None else read_location(place),
        contents,
        tuple(findings),
    )


def _body(
    lines: tuple[Line, ...], title: tuple[Line, re.Match[str]] | None, fields: dict[str, tuple[Line, str]]
) -> tuple[Line | None, str]:
    """Who met, by the title, else by a label, else by a line that is nothing but a name; and the line that says so."""
    named = "" if title is None else _without_day(_DAY_TAIL.sub("", title[1]["rest"]))
    if title is not None and named and _A_MEETING.fullmatch(named) is None:
        return title[0], named
    labelled = (
        (line, _OF_BODY.sub("", text)) for line, text in (fields[name] for name in _BODY_FIELDS if name in fields)
    )
    found = next(((line, text) for line, text in labelled if _without_day(text)), None)
    if found is not None:
        return found
    lines_of_names = ((line, _without_day(line.bare)) for line in lines[:_BODY_WITHIN])
    return next(((line, name) for line, name in lines_of_names if is_body_name(name)), (None, ""))


def _without_day(text: str) -> str:
    """ "Økonomiudvalget – mandag den 4. marts 2024" names a body and a day: what stands before the day."""
    reading = find_date(text)
    before = text if reading is None or reading.date.day is None else text[: reading.span[0]]
    return _BEFORE_DAY.sub("", before).strip(" -–:,")


def _place_after_clock(lines: tuple[Line, ...]) -> str | None:
    """ "Mandag den 4. marts 2024 kl. 16.30 i mødelokale 3": where no label says where the meeting was."""
    for line in lines[:_BODY_WITHIN]:
        match = _PLACE_AFTER_CLOCK.search(line.bare) if line.style == "plain" and "kl" in line.bare.casefold() else None
        if match is not None:
            return match["place"]
    return None


def _with_day(labelled: list[tuple[Line, str] | None]) -> tuple[Line, str] | None:
    """The first with a whole date: some prints give day and time under the label of the time."""
    dated = ((one, find_date(one[1])) for one in labelled if one is not None)
    return next((one for one, reading in dated if reading is not None and reading.date.day is not None), None)


def _clock_of(text: str) -> str:
    """What follows the day under a label, as a time: "06-01-2025 08:00" prints no "kl."."""
    day = find_date(text)
    after = text if day is None else text[day.span[1] :].lstrip(" ,")
    return f"kl. {after}" if _BARE_CLOCK.match(after) or (day is None and after[:1].isdigit()) else text


def _title(lines: tuple[Line, ...]) -> tuple[Line, re.Match[str]] | None:
    """The line that says what the document is: minutes before an agenda, which may be the name of the contents."""
    found: list[tuple[Line, re.Match[str]]] = []
    for line in lines:
        text = line.bare[:500]
        match = _TITLE.match(text)
        if match is None and line.style == "plain" and text.casefold().endswith(_KIND_ENDS):
            match = _TITLE_AFTER.fullmatch(text)
        if match is not None:
            found.append((line, match))
    return next((one for one in found if _is_minutes_title(one[1])), found[0] if found else None)


def _is_minutes_title(title: re.Match[str]) -> bool:
    return not title["kind"].casefold().endswith(("dagsorden", "mødeindkaldelse"))


def _told_day(lines: tuple[Line, ...]) -> tuple[Line, str] | None:
    """The first line of the head with a whole date, where no label and no title says when the meeting was."""
    for line in lines[:_BODY_WITHIN]:
        reading = find_date(line.bare) if line.style == "plain" and any(map(str.isdigit, line.bare)) else None
        if reading is not None and reading.date.day is not None:
            return line, line.bare
    return None


def _fields(lines: tuple[Line, ...]) -> dict[str, tuple[Line, str]]:
    """Labelled lines of the head; several may share a line with tabs between."""
    found: dict[str, tuple[Line, str]] = {}
    for line in lines:
        parts = line.bare.split("\t")[:20] if line.style == "plain" else line.text.split("\t")[:20]
        if len(parts) > 1 and (parts[0].rstrip().endswith(":") or _is_label(parts[0], parts[1])):
            parts = [" ".join(parts[:2]), *parts[2:]]
        for part in parts:
            match = _FIELD.match(part.strip()[:1_000])
            if match is not None:
                found.setdefault(match["name"].casefold(), (line, match["value"].strip()))
    return found


def _is_label(first: str, second: str) -> bool:
    """Whether cells of a table are a label without a colon and what it says: two labels are the head of a table."""
    return _LABEL.fullmatch(first.strip()) is not None and _LABEL.fullmatch(second.strip()) is None


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
    day: FuzzyDate | None, said: list[tuple[Line, str]], findings: list[Finding]
) -> tuple[datetime | None, datetime | None]:
    """Start and end on the meeting's day, by the first that says a time; null where the day is not known."""
    for line, text in said:
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
