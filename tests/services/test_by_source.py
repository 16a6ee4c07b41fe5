"""Upserts that are cut off anywhere, and upserts at once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, cast

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import DeletedByPerson, StoreBusy
from app.services.by_source import BySourceService
from app.services.catalogue import CATALOGUE
from app.services.ports import Body, Kind, Record, SourceKey, Store
from app.services.writing import Act, Writer, derived_id
from tests.interrupted import InterruptedStore
from tests.services.clocks import noon

ACT = Act(Caller("script", frozenset({ADMIN})))
MOST_STEPS = 20


def fail() -> None:
    raise StoreBusy("cut off")


def service(store: Store) -> BySourceService:
    return BySourceService(store, Writer(store, noon), CATALOGUE["cluster"], noon)


def key(id: str) -> SourceKey:
    return SourceKey("esdh", "enhed", id)


async def upsert(store: Store, source: SourceKey, sent: Body) -> str:
    return (await service(store).upsert(source, sent, ACT)).state


async def count_of_changes(store: Store, source: SourceKey) -> int:
    found = await store.find_by_source("cluster", source)
    await store.publish_pending()
    log = await store.read_log(0, 1000)
    return sum(entry.change.id == found.id for entry in log) if found else 0


Prepare = Callable[[Store, SourceKey], Awaitable[object]]


async def nothing(store: Store, source: SourceKey) -> None:
    return None


async def there(store: Store, source: SourceKey) -> None:
    await upsert(store, source, {"name": "Før"})


async def withdrawn(store: Store, source: SourceKey) -> None:
    await there(store, source)
    await service(store).withdraw(source, ACT)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(("prepare", "writes"), [(nothing, 1), (there, 2), (withdrawn, 3)])
async def test_an_upsert_cut_off_at_any_step_is_completed_by_sending_it_again(
    store: Store, moment: str, prepare: Prepare, writes: int
) -> None:
    sent = {"name": "Efter", "parties": [{"name": "Nord", "kind": "municipality"}]}
    for step in range(1, MOST_STEPS):
        source = key(f"{moment} {step}")
        await prepare(store, source)
        failing = InterruptedStore(store, step, moment, fail)
        try:
            await upsert(cast("Store", failing), source, sent)
        except StoreBusy:
            await upsert(store, source, sent)
        else:
            assert failing.steps == step - 1
            return
        found = await store.find_by_source("cluster", source)
        assert found is not None
        assert found.id == derived_id("cluster", *asdict(source).values())
        assert (found.version, found.body["name"], found.deleted) == (writes, "Efter", False)
        assert await upsert(store, source, sent) == "unchanged"
        assert await count_of_changes(store, source) == writes
    pytest.fail("the upsert never came to its end")


async def test_16_at_once_make_one_record_and_one_change(store: Store) -> None:
    sent: Body = {"name": "Fjordby", "parties": [{"name": "Nord"}, {"name": "Syd"}]}
    states = await asyncio.gather(*(upsert(store, key("1"), sent) for _ in range(16)))
    assert sorted(states) == ["created"] + ["unchanged"] * 15
    assert await count_of_changes(store, key("1")) == 1


async def test_of_upserts_and_a_withdrawal_at_once_none_is_half_done(store: Store) -> None:
    await there(store, key("1"))
    ended = await asyncio.gather(
        *(upsert(store, key("1"), {"region": f"R{n}"}) for n in range(4)), service(store).withdraw(key("1"), ACT)
    )
    found = await store.find_by_source("cluster", key("1"))
    assert found is not None
    assert found.deleted == ("restored" not in ended)
    assert await count_of_changes(store, key("1")) == found.version


class Overtaken:
    """The store, in which a person deletes the cluster right after it was first looked up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_first = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def find_by_source(self, kind: Kind, source: SourceKey) -> Record | None:
        found = await self._store.find_by_source(kind, source)
        if found is not None and self._is_first:
            self._is_first = False
            await Writer(self._store, noon).delete(kind, found.id, ACT, "withdrawn")
        return found


async def test_a_source_does_not_revive_what_a_person_deleted_in_between(store: Store) -> None:
    await there(store, key("1"))
    with pytest.raises(DeletedByPerson):
        await upsert(cast("Store", Overtaken(store)), key("1"), {"name": "Efter"})
