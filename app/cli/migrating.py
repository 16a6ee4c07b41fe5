"""`klynge migrate`: an older store brought to the shape that this program knows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress

from app.cli.importing import now, opened
from app.config import Settings
from app.services.access_review import AccessReview
from app.services.writing import Writer
from app.storage.migration import is_older, migrate
from app.storage.stores import make_migration

UP_TO_DATE = "Databasen er, som dette program kender den: der er intet at gøre."


async def run(settings: Settings, *, dry_run: bool) -> str:
    """What there is to tell. Raises `StoreUnusable` and `StoreBusy`."""
    migration = make_migration(settings)
    try:
        await migration.open()
        if not await is_older(migration):
            judged = 0 if dry_run else await _judge(settings)
            return f"{judged} poster har fået deres adgang bedømt." if judged else UP_TO_DATE
        left = await migration.left()
        if dry_run:
            return f"Prøvekørsel: {left} poster skal skrives om. Stands tjenesten, tag en kopi, og kør klynge migrate."
        with _shown(left) as on_moved:
            await migrate(migration, now, on_moved)
        await _judge(settings)
        return f"{left} poster er skrevet om. Databasen er nu, som dette program kender den."
    finally:
        await migration.close()


async def _judge(settings: Settings) -> int:
    """Who may see the records of an older store, which said nothing of it. Cut off, it is completed by the next run."""
    async with opened(settings) as store:
        return await AccessReview(store, Writer(store, now), now).judge_migrated()


@contextmanager
def _shown(total: int) -> Iterator[Callable[[int], None]]:
    """A bar, on a terminal only."""
    console = Console(stderr=True)
    with Progress(
        BarColumn(), MofNCompleteColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=total)

        def on_moved(moved: int) -> None:
            progress.update(task, advance=moved)

        yield on_moved
