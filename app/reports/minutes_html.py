"""Minutes as a page that can be sent on: it needs nothing from elsewhere, and prints."""

from app.reports.minutes import Minutes
from app.reports.page import page


def minutes_html(minutes: Minutes) -> bytes:
    return page("minutes.html", minutes=minutes).encode()
