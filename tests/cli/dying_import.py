"""An import that kills its own process at a numbered step of the write path: `url step before|after file…`.

Prints the number of steps and ends with 0 where it is through before the step comes.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import cast

from app.cli.importing import ACT, now
from app.config import Settings
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Store
from app.services.writing import Writer
from app.storage.stores import open_store
from tests.interrupted import InterruptedStore


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, step: int, moment: str, paths: list[Path]) -> None:
    store = await open_store(Settings(database_url=url))
    dying = InterruptedStore(store, step, moment, die)
    wrapped = cast("Store", dying)
    service = ImportService(wrapped, Writer(wrapped, now), now)
    for path in paths:
        await service.apply(SourceFile(path.name, path.read_bytes()), ACT)
    await store.close()
    sys.stdout.write(f"{dying.steps}\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], [Path(name) for name in sys.argv[4:]]))
