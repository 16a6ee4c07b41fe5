"""What an import asks of the store does not grow with the imports before it."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Query, SortKey, Store
from app.services.suppressions import SUPPRESSED
from app.services.writing import Writer
from tests.cli.minutes import minutes
from tests.services.same_store import ACT, opened, state, take_in, tick

MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august")
WEEKDAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")


def of_week(number: int, title: str = "Fjordby Kommune (medformand)") -> SourceFile:
    """Minutes without money of one committee's meetings, always with the same people."""
    day = date(2024, 1, 1) + timedelta(weeks=number)
    text = minutes(f"{day:%d-%m-%Y}", f"{WEEKDAYS[day.weekday()]} d. {day.day}. {MONTHS[day.month - 1]} {day.year}", ())
    return SourceFile(f"{day}.txt", text.replace("Fjordby Kommune (medformand)", title).encode())


class CountingStore:
    """`calls` by verb; `got_bytes` are those of gists and of what jobs keep."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()
        self.got_bytes = 0

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._store, name)

        async def counted(*args: Any) -> Any:
            self.calls[name] += args != (SUPPRESSED,)  # asked for once in a while, however many imports there are
            result = await verb(*args)
            if name == "get_blobs":
                self.got_bytes += sum(map(len, result.values()))
            return result

        return counted


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened_store = await opened(tmp_path, "store")
    yield opened_store
    await opened_store.close()


async def test_the_thirtieth_import_asks_no_more_of_the_store_than_the_twentieth(store: Store) -> None:
    calls: list[Counter[str]] = []
    bytes_: list[int] = []
    for number in range(30):
        counting = CountingStore(store)
        wrapped = cast("Store", counting)
        report = await ImportService(wrapped, Writer(wrapped, tick), tick).apply(of_week(number), ACT)
        assert report["state"] == "created"
        calls.append(counting.calls)
        bytes_.append(counting.got_bytes)
    assert calls[-1] == calls[19]
    assert bytes_[-1] <= bytes_[19] * 1.01
    assert calls[-1]["get_blob"] == 0
    assert calls[-1]["claim_source"] == 1


async def test_a_store_without_gists_is_read_by_what_its_jobs_keep(store: Store, tmp_path: Path) -> None:
    """As an earlier release left it."""
    files = [of_week(number) for number in range(12)]
    late = of_week(5, "Fjordby Kommune, direktør")
    await take_in(store, *files)
    for kind in ("forum", "cluster", "participant"):
        page = await store.find_page(Query(cast("Any", kind), sort=(SortKey("name_sort"),)))
        for row in page.rows:
            assert await store.get_blob(f"gist/{kind}/{row.id}") is not None
            await store.delete_blob(f"gist/{kind}/{row.id}")
    await take_in(store, late)
    other = await opened(tmp_path, "other")
    await take_in(other, *files, late)
    assert await state(store) == await state(other)
    await other.close()
