"""`python dying_migration.py URL STEPS`: migrates two records a step, and kills itself behind so many steps."""

import asyncio
import os
import signal
import sys

from app.cli.importing import now
from app.config import Settings
from app.storage.migration import migrate
from app.storage.stores import make_migration


async def main(url: str, steps: int) -> None:
    migration = make_migration(Settings(database_url=url))
    await migration.open()
    left = steps

    def on_moved(_: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    await migrate(migration, now, on_moved, batch=2, lease_seconds=0.01)
    await migration.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
