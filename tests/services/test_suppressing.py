"""Taking a person out, cut off at every write, by a reader in between, and of files nobody can read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.errors import NotInReach
from app.services import suppressing
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Query, SortKey, Store
from app.services.suppressing import SuppressingService
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.cli.minutes import FIRST
from tests.interrupted import InterruptedStore
from tests.kept import named_in

NAME, MARK = "Birger Lundemose", "lundemose"
ACT = Act(Caller("arkivar", frozenset({ADMIN})), reason="bad om det")


def now() -> datetime:
    return datetime(2031, 3, 5, tzinfo=UTC)


def service_over(store: Store) -> SuppressingService:
    return SuppressingService(store, Writer(store, now), now, Leases(store, now, 15.0))


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = await open_store(Settings(database_url=sqlite_url))
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppressing, "SETTLE_SECONDS", 0.0)


async def take(store: Store, name: str, data: bytes) -> None:
    await ImportService(store, Writer(store, now), now).apply(SourceFile(name, data, "open"), ACT)


async def person(store: Store, name: str) -> str:
    page = await store.find_page(Query("participant", sort=(SortKey("name"),)))
    return next(row.id for row in page.rows if row.summary["name"] == name)


class CutOff(Exception):
    pass


def cut_off() -> None:
    raise CutOff


def never() -> bool:
    return False


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_what_was_cut_off_at_any_write_is_completed_by_the_next(sqlite_store: Store, moment: str) -> None:
    await take(sqlite_store, "referat.txt", FIRST.encode())
    id = await person(sqlite_store, NAME)
    await service_over(sqlite_store).suppress(id, (), ACT)
    cuts = 0
    for step in range(1, 40, 3):
        dying = InterruptedStore(sqlite_store, step, moment, cut_off)
        try:
            await service_over(cast("Store", dying)).work(never)
        except CutOff:
            cuts += 1
            continue
        break
    await service_over(sqlite_store).work(never)
    told = await service_over(sqlite_store).read(id, ACT.caller)
    assert cuts > 3
    assert told["state"] == "completed"
    assert await named_in(sqlite_store, MARK) == []


async def test_an_import_that_began_before_and_ends_after_is_looked_at_again(sqlite_store: Store) -> None:
    """Its process knows of the suppression only when it is through."""
    await take(sqlite_store, "referat.txt", FIRST.encode())
    id = await person(sqlite_store, NAME)
    writer = Writer(sqlite_store, now)
    before = await writer.suppressions.current()
    assert not before
    await service_over(sqlite_store).suppress(id, (), ACT)
    await service_over(sqlite_store).work(never)
    assert await named_in(sqlite_store, MARK) == []
    other = FIRST.replace("15-01-2024", "12-02-2024").replace("15. januar", "12. februar")
    await ImportService(sqlite_store, writer, now).apply(SourceFile("andet.txt", other.encode(), "open"), ACT)
    assert await named_in(sqlite_store, MARK) != []
    assert (await service_over(sqlite_store).read(id, ACT.caller))["state"] == "accepted"
    await service_over(sqlite_store).work(never)
    assert await named_in(sqlite_store, MARK) == []


async def test_what_is_asked_for_again_while_it_is_looked_for_begins_anew(sqlite_store: Store) -> None:
    await take(sqlite_store, "referat.txt", FIRST.encode())
    id = await person(sqlite_store, NAME)
    service, asked = service_over(sqlite_store), 0
    await service.suppress(id, (), ACT)

    class Again:
        """The store, by which the person is asked for again in the middle of the blobs."""

        def __getattr__(self, name: str) -> Any:
            return getattr(sqlite_store, name)

        async def list_blobs(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
            nonlocal asked
            asked += 1
            if asked == 1:
                await service.suppress(id, ("Lundemosen, B.",), ACT)
            return await sqlite_store.list_blobs(prefix, after, limit)

    other = service_over(cast("Store", Again()))
    await other.work(never)
    assert (await service.read(id, ACT.caller))["state"] == "accepted"
    await other.work(never)
    assert (await service.read(id, ACT.caller))["state"] == "completed"
    assert await named_in(sqlite_store, MARK) == []


async def test_files_are_looked_into_and_those_nobody_can_read_are_counted(sqlite_store: Store) -> None:
    await take(sqlite_store, "referat.txt", FIRST.encode())
    await sqlite_store.put_blob("file/a", f"Oplæg af {NAME}".encode(), "text/plain")
    await sqlite_store.put_blob("file/b", "Oplæg af en anden".encode(), "text/plain")
    await sqlite_store.put_blob("file/c", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png")
    id = await person(sqlite_store, NAME)
    service = service_over(sqlite_store)
    await service.suppress(id, (), ACT)
    await service.work(never)
    told = await service.read(id, ACT.caller)
    assert await sqlite_store.list_blobs("file/", "", 10) == ("file/b", "file/c")
    assert (told["counts"]["files"], told["unread_files"]) == (1, 1)


async def test_who_is_limited_cannot_suppress(sqlite_store: Store) -> None:
    await take(sqlite_store, "referat.txt", FIRST.encode())
    id = await person(sqlite_store, NAME)
    for limits in ({"clusters": frozenset({"x"})}, {"source": "esdh"}):
        caller = Caller("arkivar", frozenset({ADMIN}), **limits)
        with pytest.raises(NotInReach):
            await service_over(sqlite_store).suppress(id, (), Act(caller))
    assert await sqlite_store.get_blob("suppressed") is None


async def test_the_database_file_holds_no_trace(sqlite_store: Store, sqlite_url: str) -> None:
    await take(sqlite_store, "referat.txt", FIRST.encode())
    id = await person(sqlite_store, NAME)
    service = service_over(sqlite_store)
    await service.suppress(id, (), ACT)
    await service.work(never)
    await sqlite_store.close()
    data = await asyncio.to_thread(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes)
    assert MARK not in data.decode("utf-8", "replace").casefold()
