"""`klynge sources`: each system that writes here with the age of its last success, so that silence is seen."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.importing import opened, source_service
from app.config import Settings
from app.domain.access import READ, Caller
from app.schemas.sources import SourceListQuery
from app.services.ports import Body

_CALLER = Caller("klynge sources", frozenset({READ}))
_PAGE = 200
_UNITS = ((86_400, "dag", "dage"), (3_600, "time", "timer"), (60, "minut", "minutter"), (1, "sekund", "sekunder"))
"""Seconds, and the words for one and for many."""


async def list_sources(settings: Settings) -> list[Body]:
    """As `/v1/sources` lists them, by name."""
    async with opened(settings) as store:
        service = source_service(store)
        found: list[Body] = []
        cursor = None
        while True:
            listed = await service.page(SourceListQuery(limit=_PAGE, cursor=cursor), _CALLER)
            found += listed.items
            cursor = listed.next_cursor
            if cursor is None:
                return found


def print_sources(console: Console, listed: list[Body]) -> None:
    if not listed:
        console.print("Ingen kilder endnu. En mappe synkroniseres med: klynge sync MAPPE --source NAVN")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Kilde", "Navn", "Lykkedes sidst"):
        table.add_column(title, overflow="fold")
    for one in listed:
        table.add_row(escape(one["system"]), escape(one["name"] or ""), age_text(one["last_success_age_seconds"]))
    console.print(table)


def age_text(seconds: int | None) -> str:
    """In the largest unit of which there is a whole one."""
    if seconds is None:
        return "aldrig"
    for size, one, many in _UNITS:
        if seconds >= size:
            number = seconds // size
            return f"for {number} {one if number == 1 else many} siden"
    return "lige nu"
