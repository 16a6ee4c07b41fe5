"""Dates and times as Danish minutes print them. Nothing is guessed: a year that is nowhere stays null."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from app.domain.vocabulary import DatePart, DatePrecision, YearFrom

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")

_MONTH = "|".join(sorted({*MONTHS, *(f"{month[:3]}\\." for month in MONTHS), "sept\\."}, key=len, reverse=True))
_DIGIT = re.compile(r"\d")
_YEAR = r"(?:19|20)\d\d"
_SPELT_DAY = re.compile(rf"\b(\d{{1,2}})\.\s*({_MONTH})(?!\w)(?:\s+({_YEAR})\b)?", re.IGNORECASE)
_NUMERIC_DAY = re.compile(rf"\b(\d{{1,2}})(?:\.\s?|[-/])(\d{{1,2}})(?:\.\s?|[-/ ])({_YEAR})\b")
_ISO_DAY = re.compile(rf"\b({_YEAR})-(\d\d)-(\d\d)\b")
_MONTH_OF_YEAR = re.compile(rf"\b({'|'.join(MONTHS)})\s+({_YEAR})\b", re.IGNORECASE)
_PART_OF_YEAR = re.compile(rf"\b(primo|medio|ultimo)\s+({_YEAR})\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\bkl(?:okken|\.)?\s*(\d{1,2})(?:[.:](\d\d))?(?:\s*(?:-|–|til)\s*(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d\d))?)?",
    re.IGNORECASE,
)
_PARTS: dict[str, tuple[DatePart, tuple[int, int], tuple[int, int]]] = {
    "primo": ("primo", (1, 1), (3, 31)),
    "medio": ("medio", (4, 1), (9, 30)),
    "ultimo": ("ultimo", (10, 1), (12, 31)),
}

_LOOSE_PARTS: dict[str, tuple[DatePart, tuple[int, int], tuple[int, int], DatePrecision]] = {
    "begyndelsen af": ("early", (1, 1), (4, 30), "part_of_year"),
    "starten af": ("early", (1, 1), (4, 30), "part_of_year"),
    "midten af": ("mid", (4, 1), (9, 30), "part_of_year"),
    "slutningen af": ("late", (9, 1), (12, 31), "part_of_year"),
    "foråret": ("spring", (3, 1), (5, 31), "season"),
    "sommeren": ("summer", (6, 1), (8, 31), "season"),
    "efteråret": ("autumn", (9, 1), (11, 30), "season"),
    "vinteren": ("winter", (12, 1), (12, 31), "season"),
    "første halvår": ("first_half", (1, 1), (6, 30), "part_of_year"),
    "andet halvår": ("second_half", (7, 1), (12, 31), "part_of_year"),
}
_LOOSE_PART = re.compile(rf"\b({'|'.join(_LOOSE_PARTS)})\s+({_YEAR})\b", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(
    rf"\b(?:i|til|inden|primo|medio|ultimo) (?:(foråret|sommeren|efteråret|vinteren)|{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"\s*[-–]\s*\?")

DateFault = Literal["invalid", "year_missing"]


class FuzzyDate(Struct, frozen=True):
    """A date as far as it is known. `from_` and `to` are days that certainly bound it; `text` is what was printed."""

    from_: date | None = None
    to: date | None = None
    precision: DatePrecision = "unknown"
    part: DatePart | None = None
    open_end: bool = False
    year_from: YearFrom | None = None
    text: str | None = None

    @property
    def day(self) -> date | None:
        """The day, where it is known to the day."""
        return self.from_ if self.precision == "day" else None


class DateReading(Struct, frozen=True):
    """A date found in a text. `fault` says why its days are null."""

    date: FuzzyDate
    span: tuple[int, int]
    fault: DateFault | None = None


def find_date(text: str) -> DateReading | None:
    """The first date in the text: a day, else a month of a year, else primo, medio or ultimo of a year."""
    if _DIGIT.search(text) is None:
        return None
    days = [match for pattern in (_SPELT_DAY, _NUMERIC_DAY, _ISO_DAY) if (match := pattern.search(text)) is not None]
    if days:
        return _read_day(min(days, key=lambda match: match.start()))
    if (month := _MONTH_OF_YEAR.search(text)) is not None:
        return _read_month(month)
    part = _PART_OF_YEAR.search(text)
    return None if part is None else _read_part(part)


def _read_day(match: re.Match[str]) -> DateReading:
    printed = match.group()
    if match.re is _SPELT_DAY:
        day, month, year = int(match[1]), _month_number(match[2]), match[3]
    elif match.re is _NUMERIC_DAY:
        day, month, year = int(match[1]), int(match[2]), match[3]
    else:
        day, month, year = int(match[3]), int(match[2]), match[1]
    if year is None:
        return DateReading(FuzzyDate(text=printed), match.span(), "year_missing")
    try:
        known = date(int(year), month, day)
    except ValueError:
        return DateReading(FuzzyDate(text=printed), match.span(), "invalid")
    return DateReading(FuzzyDate(known, known, "day", year_from="text", text=printed), match.span())


def _read_month(match: re.Match[str]) -> DateReading:
    year, month = int(match[2]), _month_number(match[1])
    last = calendar.monthrange(year, month)[1]
    known = FuzzyDate(date(year, month, 1), date(year, month, last), "month", year_from="text", text=match.group())
    return DateReading(known, match.span())


def _read_part(match: re.Match[str]) -> DateReading:
    part, first, last = _PARTS[match[1].lower()]
    year = int(match[2])
    known = FuzzyDate(date(year, *first), date(year, *last), "part_of_year", part, year_from="text", text=match.group())
    return DateReading(known, match.span())


def with_year(known: FuzzyDate, year: int, year_from: YearFrom) -> FuzzyDate:
    """A day that is printed without its year, in the year that stands elsewhere; unchanged where there is none such."""
    match = _SPELT_DAY.search(known.text or "")
    if match is None:
        return known
    try:
        day = date(year, _month_number(match[2]), int(match[1]))
    except ValueError:
        return known
    return FuzzyDate(day, day, "day", year_from=year_from, text=known.text)


def find_fuzzy(text: str) -> FuzzyDate | None:
    """As `find_date`, and vaguer: "i begyndelsen af 2021", "i foråret 2021", "sommeren 2027", "1. januar 2021 -?"."""
    loose = _LOOSE_PART.search(text)
    reading = find_date(text)
    if reading is not None and (loose is None or reading.span[0] < loose.start()):
        after = text[reading.span[1] : reading.span[1] + 8]
        if _OPEN_END.match(after) is not None:
            return replace(reading.date, to=None, open_end=True, text=f"{reading.date.text}{after.rstrip()}")
        return reading.date
    if loose is None:
        return None
    year = int(loose[2])
    part, first, last, precision = _LOOSE_PARTS[loose[1].lower()]
    ends = date(year + 1, 3, 1) - timedelta(days=1) if part == "winter" else date(year, *last)
    return FuzzyDate(date(year, *first), ends, precision, part, year_from="text", text=loose.group())


def find_due(text: str) -> DateReading | None:
    """As `find_date`, and vaguer: "i efteråret 2024", and "i efteråret" or "i maj" that lack the year."""
    reading = find_date(text)
    if reading is not None:
        return reading
    if (loose := _LOOSE_PART.search(text)) is not None:
        known = find_fuzzy(loose.group())
        return None if known is None else DateReading(known, loose.span())
    match = _WITHOUT_YEAR.search(text)
    if match is None:
        return None
    part = _LOOSE_PARTS[match[1].lower()][0] if match[1] else None
    known = FuzzyDate(precision="season" if part else "month", part=part, text=match.group())
    return DateReading(known, match.span(), "year_missing")


def _month_number(word: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(word.lower()[:3]))


def find_weekday(text: str) -> str | None:
    """The first weekday named, in lower case."""
    match = _WEEKDAY.search(text)
    return None if match is None else match[1].lower()


def weekday_of(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def find_clock(text: str) -> tuple[time | None, time | None, bool]:
    """Start, end, and whether a time is printed that does not exist ("kl. 25:00")."""
    match = _CLOCK.search(text)
    if match is None:
        return None, None, False
    try:
        start = time(int(match[1]), int(match[2] or 0))
        end = None if match[3] is None else time(int(match[3]), int(match[4] or 0))
    except ValueError:
        return None, None, True
    return start, end, False


def in_copenhagen(day: date, clock: time) -> datetime:
    """The instant, with the offset Copenhagen has on that day."""
    return datetime.combine(day, clock, COPENHAGEN)


def find_years(text: str) -> tuple[int, ...]:
    """The years a label names, ascending: "2022+2023" and "2022-2023" name two, "2022-2025" four."""
    years = {int(year) for year in re.findall(rf"(?<!\d)({_YEAR})(?!\d)", text)}
    for first, last in re.findall(rf"(?<!\d)({_YEAR})\s*[-–]\s*({_YEAR})(?!\d)", text):
        if 0 < int(last) - int(first) <= 20:
            years.update(range(int(first), int(last) + 1))
    return tuple(sorted(years))
