"""Whether minutes were approved at the very meeting they are of."""

import re
from datetime import date

from app.domain.danish_dates import MONTHS, find_date
from app.importers.document import AgendaItem

_APPROVAL = re.compile(r"godkendelse af (?:\w*referat(?:et)?|protokol(?:len)?)\b(?P<rest>.*)", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(rf"\b(\d{{1,2}})\.\s?(?:(\d{{1,2}})\b(?!\.\s?\d)|({'|'.join(MONTHS)})\b)", re.IGNORECASE)


def approves_own_minutes(items: tuple[AgendaItem, ...], day: date | None) -> bool:
    """An approved item "Godkendelse af referat 23.4." names the meeting's own day; without a day it means another's."""
    return day is not None and any(
        item.decision is not None and item.decision.outcome in {"approved", "adopted"} and _names(item.title, day)
        for item in items
    )


def _names(title: str, day: date) -> bool:
    match = _APPROVAL.match(title)
    if match is None:
        return False
    reading = find_date(match["rest"])
    if reading is not None and reading.date.day is not None:
        return reading.date.day == day
    printed = _DAY_OF_MONTH.search(match["rest"])
    if printed is None:
        return False
    month = int(printed[2]) if printed[2] else MONTHS.index(printed[3].lower()) + 1
    return (int(printed[1]), month) == (day.day, day.month)
