"""A drop in a temporary folder, and runs over it."""

import os
from pathlib import Path
from typing import Any

from app.cli.importing import now
from app.cli.syncing import Order, sync
from app.config import Settings
from app.domain.access import SCOPES, Caller
from app.services.catalogue import CATALOGUE
from app.services.resources import ResourceService
from app.services.sources import SourceService
from app.services.writing import Act, Writer
from app.storage.stores import open_store

SOURCE = "esdh"
LATER_NS = 10_000_000_000


def write(folder: Path, name: str, text: str) -> Path:
    """Written later than what stood there."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else None
    path.write_text(text, encoding="utf-8")
    if before is not None:
        os.utime(path, ns=(before + LATER_NS, before + LATER_NS))
    return path


async def tell_source(url: str, **settings: Any) -> None:
    """What the source says from now on."""
    store = await open_store(Settings(database_url=url))
    writer = Writer(store, now)
    try:
        service = SourceService(store, writer, ResourceService(store, writer, CATALOGUE["source"]), now)
        await service.put(SOURCE, settings, Act(Caller("test", frozenset(SCOPES))))
    finally:
        await store.close()


async def run(url: str, folder: Path, *, source: str = SOURCE, full: bool = False) -> dict[str, Any]:
    """An `ImportRun`."""
    settings = Settings(database_url=url, sync_settle_seconds=0)
    return await sync(settings, Order(folder, source, is_full=full))


def states(told: dict[str, Any]) -> dict[str, str]:
    return {file["name"]: file["state"] for file in told["files"]}
