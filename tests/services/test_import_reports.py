"""The reports of ended import jobs go after a time; what an import remembers does not."""

import shutil
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from app.config import Settings
from app.errors import Deleted
from app.services.import_documents import SourceFile
from app.services.leases import Leases
from app.services.letting_go import Tally
from app.services.ports import Query, SortKey, Store
from app.services.retention import RULES, Retention
from app.services.writing import Writer
from app.storage.stores import open_store
from tests.cli.minutes import FIRST, SECOND
from tests.interrupted import EVERY_WRITE, InterruptedStore
from tests.services.same_store import opened, state, take_in, tick
from tests.services.test_import_jobs import accepted, jobs_of, told
from tests.services.test_retention import never

FILES = tuple(SourceFile(name, text.encode()) for name, text in (("januar.txt", FIRST), ("februar.txt", SECOND)))
MOST_STEPS = 40


def later() -> datetime:
    """Ten days after the jobs."""
    return tick() + timedelta(days=10)


def retention(store: Store, clock: Callable[[], datetime] = later) -> Retention:
    days = dict.fromkeys(RULES, 0) | {"import_reports": 9}
    return Retention(store, Writer(store, clock), clock, Leases(store, clock, 15.0), days)


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    store = await open_store(Settings(database_url=sqlite_url))
    yield store
    await store.close()


async def carried_out(store: Store) -> str:
    jobs = jobs_of(store)
    id = await accepted(jobs, *FILES)
    await jobs.work(never)
    return id


async def reports(store: Store) -> list[str]:
    """Ids of the jobs that are there."""
    page = await store.find_page(Query("import", sort=(SortKey("created"),), limit=200))
    return [row.id for row in page.rows]


async def test_a_report_goes_and_the_same_files_are_known_all_the_same(store: Store) -> None:
    id = await carried_out(store)
    before, again, held = await reports(store), await take_in(store, *FILES), await state(store)
    trial = await retention(store).would_sweep()
    assert await reports(store) == before
    gone = await retention(store).work(never)
    assert gone["import_reports"] == trial["import_reports"]
    assert gone["import_reports"].count == 1
    assert gone["import_reports"].bytes > 0
    assert await reports(store) == [one for one in before if one != id]
    assert await store.list_blobs("imports/", "", 10) == ()
    assert await store.archived("import", id) == {}
    with pytest.raises(Deleted):
        await told(jobs_of(store), id)
    assert await take_in(store, *FILES) == again
    assert {one["state"] for one in again} == {"unchanged"}
    assert await state(store) == held
    assert (await retention(store).work(never))["import_reports"] == Tally()


async def test_a_report_of_today_and_a_job_under_way_stay(sqlite_store: Store) -> None:
    jobs = jobs_of(sqlite_store)
    id = await accepted(jobs, *FILES)
    assert (await retention(sqlite_store).work(never))["import_reports"] == Tally()
    await jobs.work(never)
    assert (await retention(sqlite_store, tick).work(never))["import_reports"] == Tally()
    assert (await told(jobs, id))["state"] == "completed"
    assert (await retention(sqlite_store).work(never))["import_reports"].count == 1


class CutOff(Exception):
    pass


def cut_off() -> None:
    raise CutOff


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_what_was_cut_off_at_any_write_is_completed_by_the_next_round(tmp_path: Path, moment: str) -> None:
    whole = await opened(tmp_path, "whole")
    id, held = await carried_out(whole), await state(whole)
    await whole.close()
    for step in count(1):
        shutil.copy(tmp_path / "whole.db", tmp_path / f"{step}.db")
        store = await opened(tmp_path, str(step))
        dying = InterruptedStore(store, step, moment, cut_off, EVERY_WRITE)
        cuts = []
        try:
            await retention(cast("Store", dying)).work(never)
        except CutOff:
            cuts.append(step)
            await retention(store).work(never)
        assert (await store.list_blobs("imports/", "", 10), id in await reports(store)) == ((), False)
        assert (await store.archived("import", id), await state(store)) == ({}, held)
        await store.close()
        if not cuts:
            assert step > 6
            return
        assert step < MOST_STEPS
