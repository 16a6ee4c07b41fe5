"""Days and times as Danish text."""

from datetime import date, datetime

from app.domain.danish_dates import MONTHS
from app.schemas.fields import COPENHAGEN


def danish_day(day: date) -> str:
    """`4. marts 2031`"""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def danish_instant(instant: str) -> str:
    """An ISO instant on Copenhagen's clock: `4. marts 2031 kl. 9.00`"""
    at = datetime.fromisoformat(instant).astimezone(COPENHAGEN)
    return f"{danish_day(at.date())} kl. {clock(at)}"


def clock(at: datetime) -> str:
    """`9.00`"""
    return f"{at.hour}.{at.minute:02d}"
