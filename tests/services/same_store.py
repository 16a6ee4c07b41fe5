"""What two stores must have in common that took in the same documents in different orders.

Left out: times and versions, and of a source entry which import wrote last (`checksum`, `imported_at`,
`applied_version`), because they tell what happened, not what is; the jobs, for the same reason.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Store
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.cli.contents import contents

Body = dict[str, Any]
ACT = Act(Caller("import", frozenset({ADMIN})))
_HISTORY = frozenset({"version", "applied_version", "checksum", "deleted_at"})


_ticks = count()


def tick() -> datetime:
    """A second later each time it is read."""
    return datetime(2024, 3, 1, tzinfo=UTC) + timedelta(seconds=next(_ticks))


async def opened(folder: Path, name: str) -> Store:
    return await open_store(Settings(database_url=f"sqlite:///{folder / name}.db"))


def imports_of(store: Store) -> ImportService:
    return ImportService(store, Writer(store, tick), tick)


async def take_in(store: Store, *files: SourceFile) -> list[Body]:
    """The reports."""
    service = imports_of(store)
    return [await service.apply(file, ACT) for file in files]


async def state(store: Store) -> dict[tuple[str, str], Any]:
    """Everything in the store but its history."""
    held = await contents(store)
    return {key: _without_history(body) for key, body in held.items() if key[0] != "import"}


def _without_history(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_history(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    body = {name: _without_history(content) for name, content in value.items() if name not in _HISTORY}
    if isinstance(body.get("sources"), list):
        body["sources"] = sorted(body["sources"], key=lambda entry: (entry["system"], entry["kind"], entry["id"]))
    return body
