"""What stands before the first item: the body, when and where it met, and the list of contents."""

from dataclasses import dataclass
from datetime import datetime

from bench.accuracy.prints.page import Page

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    body: str
    starts_at: datetime
    place: str

    @property
    def day(self) -> str:
        return f"{self.starts_at.day}. {MONTHS[self.starts_at.month - 1]} {self.starts_at.year}"

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.starts_at.weekday()]


def print_head(page: Page, own: Occasion) -> None:
    for texts in filter(None, _header(page, own)):
        page.add(*texts, kind="head")


def _header(page: Page, own: Occasion) -> list[tuple[str, ...]]:
    at, clock = own.starts_at, f"{own.starts_at:%H:%M}"
    weekday = own.weekday.capitalize()
    match page.choices.header:
        case "fields":
            lines: tuple[str, ...] = (f"Udvalg: {own.body}", f"Dato: {own.day}", f"Tid: kl. {clock}")
            return [("Referat",), (*lines, *_place(own, "Sted: "))]
        case "meeting_of":
            title = f"Referat fra mødet i {own.body} den {own.day} kl. {clock.replace(':', '.')}"
            return [(title,), _place(own, "Mødested: ")]
        case "body_first":
            both = (f"Mødedato: {at:%d-%m-%Y}", f"Mødetidspunkt: {clock}")
            return [(own.body,), ("Referat",), (*both, *_place(own, "Mødelokale: "))]
        case "municipality":
            when = f"{weekday} den {own.day} kl. {clock}"
            return [("Solby Kommune",), ("REFERAT",), (own.body,), (when,), _place(own, "Sted: ")]
        case "table":
            rows = (f"Udvalg:\t{own.body}", f"Dato:\t{at:%d.%m.%Y}", f"Tid:\t{clock}")
            return [("REFERAT",), (*rows, *_place(own, "Sted:\t"))]
        case "prose":
            when = f"Mødet blev holdt {own.weekday} den {own.day} kl. {clock}."
            return [(f"{own.body} - Referat",), (when,), _place(own, "Mødested: ")]
        case "protocol":
            lines = ("Beslutningsprotokol", own.body, f"{weekday} {own.day}", f"Klokken {clock}")
            return [lines, _place(own, "Mødested ")]
        case _:
            when = f"Mødedato {weekday} d. {at:%d}. {MONTHS[at.month - 1]} {at.year} kl. {clock}"
            return [(f"REFERAT {own.body} d. {at:%d-%m-%Y}",), (when,), _place(own, "Mødested ")]


def _place(own: Occasion, label: str) -> tuple[str, ...]:
    return (f"{label}{own.place}",) if own.place else ()


def print_contents(page: Page, items: list[tuple[str, str]]) -> None:
    """Pairs of number and title."""
    if not items:
        return
    pages = [3 + place // 2 for place in range(len(items))]
    match page.choices.contents:
        case "numbered":
            label, lines = "Indholdsfortegnelse", [f"{number}. {title}" for number, title in items]
        case "dots":
            label = "Indholdsfortegnelse"
            lines = [f"{number}. {title}.....{at}" for (number, title), at in zip(items, pages, strict=True)]
        case "tabs":
            label = "Punkter"
            lines = [f"{number}\t{title}\t{at}" for (number, title), at in zip(items, pages, strict=True)]
        case "punkt":
            label, lines = "Indhold", [f"Punkt {number}: {title}" for number, title in items]
        case "unnumbered":
            label = "Indholdsfortegnelse"
            lines = [f"{title}.....  {at}" for (_, title), at in zip(items, pages, strict=True)]
        case "bare":
            label, lines = "", [f"{number} {title}" for number, title in items]
        case "agenda_label":
            label, lines = "Dagsorden:", [f"{number}. {title}" for number, title in items]
        case _:
            return
    if label:
        page.add(label, kind="head")
    page.add(*lines, kind="head")
