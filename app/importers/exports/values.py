"""Values as the dialects print them: elements and texts, truths, access, ids and instants.

A time that cannot be read is a finding; one that is left out (empty, or the year 1) is null. All times without an
offset are Copenhagen's; in the hour that comes twice in autumn the first is meant, unless that would put the end
before the start.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from html import escape

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import COPENHAGEN, find_date, in_copenhagen
from app.domain.findings import Finding
from app.domain.vocabulary import Access
from app.importers.exports.xml import Element

_TRUE = frozenset({"true", "True", "TRUE", "1"})
_FALSE = frozenset({"false", "False", "FALSE", "0"})
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
_INSTANT = re.compile(
    r"(?:(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))"
    rf"[T ]{_CLOCK}{_ZONE}"
)
_PRINTED_CLOCK = re.compile(rf"(?:kl(?:okken|\.)?\s*)?{_CLOCK}", re.IGNORECASE)
_NO_DAY = re.compile(r"0?1[-.]0?1[-.]0001\b|0001-01-01(?!\d)")

Time = datetime | Finding | None


def child(parent: Element | None, *names: str) -> Element | None:
    """The first element along the names, in whatever namespace."""
    return None if parent is None else parent.find("/".join(f"{{*}}{name}" for name in names))


def children(parent: Element | None, *names: str) -> list[Element]:
    """All elements along the names, in whatever namespace, in the order of the file."""
    return [] if parent is None else parent.findall("/".join(f"{{*}}{name}" for name in names))


def folded(text: str | None) -> str | None:
    """The text on one line with single blanks; null where there is none."""
    return " ".join(text.split()) or None if text is not None else None


def text_of(parent: Element | None, *names: str) -> str | None:
    """The text of an element or of one below it, with all that stands in its children, on one line."""
    found = child(parent, *names) if names else parent
    return None if found is None else folded("".join(found.itertext()))


def attribute_of(element: Element | None, name: str) -> str | None:
    """An attribute, in no namespace, on one line."""
    return None if element is None else folded(element.get(name))


def markup_of(parent: Element | None, *names: str) -> str | None:
    """What stands inside an element: its text as it is, escaped HTML as a rule; elements inside as markup. Null where
    there is nothing but blanks."""
    found = child(parent, *names) if names else parent
    if found is None:
        return None
    if len(found) == 0:
        inside = found.text or ""
    else:
        inside = escape(found.text or "", quote=False)
        inside += "".join(etree.tostring(part, encoding="unicode", method="html") for part in found)
    return inside if inside.strip() else None


def truth(text: str | None) -> bool:
    """`true`, `True`, `TRUE` and `1`; anything else is false."""
    return text is not None and text.strip() in _TRUE


def access_of(public: str | None) -> Access:
    """Open where a flag says that it is public; closed where it says otherwise, says something else or is missing."""
    return "open" if truth(public) else "closed"


def access_unless(protected: str | None) -> Access:
    """Open where a flag says plainly that it is not protected, else closed."""
    return "open" if protected is not None and protected.strip() in _FALSE else "closed"


def strictest(*levels: Access) -> Access:
    """Closed where one is closed, unknown where one is unknown, else open."""
    return "closed" if "closed" in levels else "unknown" if "unknown" in levels else "open"


def number_id_of(element: Element | None, name: str = "ID") -> str | None:
    """An attribute that holds an id, where systems that count write 0 for none."""
    id = id_of(attribute_of(element, name))
    return None if id == "0" else id


def id_of(text: str | None) -> str | None:
    """An id of the exporting system: GUIDs in lower case without braces; null where empty or the GUID of zeroes."""
    known = folded(text)
    match = _GUID.fullmatch(known or "")
    if match is None:
        return known
    return match[1].lower() if match[1].strip("0-") else None


def instant(text: str | None) -> Time:
    """`DD-MM-YYYY HH:MM[:SS]` and `YYYY-MM-DD[T ]HH:MM[:SS[.fraction]]` with or without an offset."""
    printed = folded(text)
    if printed is None or _NO_DAY.match(printed) is not None:
        return None
    match = _INSTANT.fullmatch(printed)
    if match is None:
        return _unreadable(printed)
    try:
        day = date.fromisoformat(match["iso"]) if match["iso"] else date(*map(int, match.group("year", "month", "day")))
        return _at(day, match, match["zone"])
    except (ValueError, OverflowError):
        return _unreadable(printed)


def danish_instant(day: str | None, clock: str | None) -> Time:
    """A day as Danish prints it ("27. august 2018", "27-08-2018") and its time of day ("16:00", "kl. 16.00"), parted.

    A day without a time is a finding, for nothing tells when the meeting begins.
    """
    printed = folded(f"{day or ''} {clock or ''}")
    if folded(day) is None or _NO_DAY.match(printed or "") is not None:
        return None
    reading = find_date(day or "")
    match = _PRINTED_CLOCK.fullmatch((clock or "").strip())
    if reading is None or reading.date.day is None or match is None:
        return _unreadable(printed or "")
    try:
        return _at(reading.date.day, match, None)
    except ValueError:
        return _unreadable(printed or "")


def _at(day: date, match: re.Match[str], zone: str | None) -> datetime:
    """Raises `ValueError` for a time of day that there is not, `OverflowError` beside the first and last year."""
    clock = _clock(match)
    if zone is None:
        return in_copenhagen(day, clock).astimezone(UTC).astimezone(COPENHAGEN)
    return datetime.combine(day, clock, _offset(zone)).astimezone(COPENHAGEN)


def _clock(match: re.Match[str]) -> time:
    micros = int(f"{match['fraction'] or '0':0<6}"[:6])
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), micros)


def _offset(zone: str) -> timezone:
    if zone == "Z":
        return UTC
    distance = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-distance if zone[0] == "-" else distance)


class MeetingTimes(Struct, frozen=True):
    """When a meeting began and ended, as far as it could be read."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    findings: tuple[Finding, ...] = ()


def meeting_times(starts: Time, ends: Time) -> MeetingTimes:
    """Both, with what could not be read; no start is a finding, and an end before the start is null with one."""
    findings = (*_faults(starts, "/meeting/starts_at"), *_faults(ends, "/meeting/ends_at"))
    starts_at = starts if isinstance(starts, datetime) else None
    ends_at = ends if isinstance(ends, datetime) else None
    if starts is None:
        undated = "Mødet har intet tidspunkt i filen; forventet var fx »24-06-2031 16:00«."
        findings = (Finding("date_invalid", "error", undated, ("/meeting/starts_at",)), *findings)
    if starts_at is None or ends_at is None or _utc(ends_at) >= _utc(starts_at):
        return MeetingTimes(starts_at, ends_at, findings)
    later = ends_at.replace(fold=1)
    if _utc(later) >= _utc(starts_at):
        return MeetingTimes(starts_at, later, findings)
    message = (
        f"Mødet slutter {ends_at:%d-%m-%Y %H:%M}, før det begynder {starts_at:%d-%m-%Y %H:%M}. Slutningen er ikke læst."
    )
    return MeetingTimes(starts_at, None, (*findings, Finding("date_invalid", "error", message, ("/meeting/ends_at",))))


def _faults(reading: Time, pointer: str) -> tuple[Finding, ...]:
    return (replace(reading, paths=(pointer,)),) if isinstance(reading, Finding) else ()


def revision_of(reading: Time) -> str | None:
    """An instant as RFC 3339 in UTC with six decimals, so that later ones sort after earlier ones."""
    if not isinstance(reading, datetime):
        return None
    return _utc(reading).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _unreadable(printed: str) -> Finding:
    message = f"Tidspunktet »{printed}« kan ikke læses; forventet var fx »24-06-2031 16:00«. Feltet er tomt."
    return Finding("date_invalid", "error", message)
