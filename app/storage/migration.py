"""Bringing a store that an older program wrote to the shape that this one knows."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.errors import StoreBusy, StoreUnusable
from app.services.leases import LeaseKeeper, Leases
from app.storage.envelope import MIGRATING, STORE_SHAPE

BATCH = 200
"""Records moved in one step. What a kill costs is one of them."""

LEASE_SECONDS = 30.0


class Migration(LeaseKeeper, Protocol):
    """A store under migration. Every step may be repeated; the steps of two processes at once do no harm."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def shape(self) -> int:
        """0 where there is no store, `MIGRATING` + the shape it leads to while a migration is under way."""

    async def left(self) -> int:
        """How many records and entries of the log are still to be rewritten."""

    async def begin(self) -> None:
        """From here on no program opens the store before `finish`."""

    async def move(self, limit: int) -> int:
        """Rewrites some, at most so many, and returns how many; 0 where none is left."""

    async def finish(self) -> None: ...


async def is_older(migration: Migration) -> bool:
    """Whether there is something to do. Raises `StoreUnusable` for a store that is newer than the program."""
    shape = await migration.shape()
    if shape > STORE_SHAPE and shape != MIGRATING + STORE_SHAPE:
        raise StoreUnusable(f"the store has shape {shape}, this program knows {STORE_SHAPE}")
    return shape not in (0, STORE_SHAPE)


async def migrate(
    migration: Migration,
    clock: Callable[[], datetime],
    on_moved: Callable[[int], None],
    *,
    batch: int = BATCH,
    lease_seconds: float = LEASE_SECONDS,
) -> None:
    """From any older shape to the present one. Killed anywhere, it is completed by running it again.

    Raises `StoreBusy` where another process is at it.
    """
    await migration.begin()
    async with Leases(migration, clock, lease_seconds).hold("migration") as is_free:
        if not is_free:
            raise StoreBusy("another process is migrating this store, or one was killed a moment ago; try again later")
        while moved := await migration.move(batch):
            on_moved(moved)
        await migration.finish()
