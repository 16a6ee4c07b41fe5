"""`klynge sweep`: what is older than the settings say is let go of at once, and counted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from app.cli.importing import now, opened
from app.config import Settings
from app.services.leases import Leases
from app.services.letting_go import Tally
from app.services.retention import Retention, days_of
from app.services.writing import Writer

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "access_log": "Adgangsloggen",
        "import_reports": "Rapporter om afsluttede importer",
        "deleted_versions": "Versioner af det, der er slettet",
        "unnamed_blobs": "Filer, som intet længere nævner",
    }
)


async def sweep(settings: Settings, on_batch: Callable[[str], None], *, dry_run: bool) -> dict[str, Tally]:
    """By rule what went, or would go; rules that keep for ever are not there. Raises `StoreBusy`."""
    async with opened(settings) as store:
        leases = Leases(store, now, settings.import_lease_seconds)
        retention = Retention(store, Writer(store, now), now, leases, days_of(settings))
        return await (retention.would_sweep(on_batch) if dry_run else retention.sweep(on_batch))


def print_sweep(console: Console, settings: Settings, tallies: Mapping[str, Tally], *, dry_run: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "Gemmes i dage", "Ville forsvinde" if dry_run else "Forsvundet", "Bytes"):
        table.add_column(title, justify="right" if title else "left")
    for rule, days in days_of(settings).items():
        tally = tallies.get(rule)
        told = ("altid", "–", "–") if tally is None else (str(days), str(tally.count), decimal(tally.bytes))
        table.add_row(NAMES[rule], *told)
    console.print(table)
    if dry_run:
        console.print("Prøvekørsel: intet er ændret.")
