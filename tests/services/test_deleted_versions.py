"""What was deleted long ago leaves a tombstone, who did what when, and nothing of what it held."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.access import READ, Caller
from app.errors import Deleted, DeletedByPerson, NotFound, RestoreRefused, VersionNotKept
from app.schemas.fields import utc_text
from app.schemas.history import HistoryQuery
from app.services.by_source import BySourceService
from app.services.catalogue import CATALOGUE
from app.services.funding import At, FundingService
from app.services.history import HistoryService
from app.services.letting_go import Tally
from app.services.merging import MergeService
from app.services.ports import Body, Record, SourceKey, Store
from app.services.writing import Act, Writer
from tests.domain import pots
from tests.services.test_retention import ADMINISTRATOR, never, now, retention_over

ACT = Act(ADMINISTRATOR)
A, B, C = pots.uid("a"), pots.uid("b"), pots.uid("c")
WITHDRAWN = SourceKey("esdh", "klynge", "8")


def ago(days: int) -> Callable[[], datetime]:
    return lambda: now() - timedelta(days=days)


def wire(body: Any) -> Body:
    return CATALOGUE["cluster"].create.model_validate(body).model_dump()


async def cluster(store: Store, id: str, *, deleted: int | None = None, reason: str = "other") -> Record:
    """Created a hundred days ago, and changed; `deleted` so many days ago."""
    writer = Writer(store, ago(100))
    await writer.create("cluster", wire({"name": "Før"}), ACT, id=id)
    record = await writer.change("cluster", id, lambda body: {**body, "name": "Efter"}, ACT)
    return record if deleted is None else await Writer(store, ago(deleted)).delete("cluster", id, ACT, reason)


async def go(store: Store) -> Tally:
    return (await retention_over(store, deleted_versions=30).work(never))["deleted_versions"]


async def test_versions_go_and_the_tombstone_and_the_log_stay(store: Store) -> None:
    for id, deleted in ((A, 40), (B, 10), (C, None)):
        await cluster(store, id, deleted=deleted)
    sizes, last = await store.archived("cluster", A), await store.last_seq()
    trial = await retention_over(store, deleted_versions=30).would_sweep()
    assert await store.versions("cluster", A) == (1, 2, 3)
    assert await go(store) == trial["deleted_versions"] == Tally(2, sum(sizes.values()))
    assert [await store.versions("cluster", id) for id in (A, B, C)] == [(3,), (1, 2, 3), (1, 2)]
    assert (await store.last_seq(), await go(store)) == (last, Tally())


async def test_the_history_says_what_is_not_kept(store: Store) -> None:
    await cluster(store, A, deleted=40)
    await go(store)
    history = HistoryService(store)
    page = await history.page("cluster", A, HistoryQuery(), ADMINISTRATOR)
    assert [(one["version"], one["kept"], one["patch"]) for one in page.items] == [
        (3, True, None),
        (2, False, None),
        (1, False, None),
    ]
    assert (await history.version("cluster", A, 3, ADMINISTRATOR)).version == 3
    with pytest.raises(VersionNotKept):
        await history.version("cluster", A, 2, ADMINISTRATOR)
    with pytest.raises(NotFound):
        await history.version("cluster", A, 4, ADMINISTRATOR)


async def test_what_was_withheld_is_gone_for_a_reader_all_the_same(store: Store) -> None:
    await cluster(store, A, deleted=40, reason="privacy")
    await go(store)
    with pytest.raises(Deleted):
        await HistoryService(store).version("cluster", A, 1, Caller("læser", frozenset({READ})))


async def test_it_cannot_be_restored(store: Store) -> None:
    await cluster(store, A, deleted=40)
    await go(store)
    with pytest.raises(RestoreRefused):
        await MergeService(store, Writer(store, now)).restore("cluster", A, None, ACT)


async def test_a_source_says_again_what_it_withdrew(store: Store) -> None:
    def service(clock: Callable[[], datetime]) -> BySourceService:
        return BySourceService(store, Writer(store, clock), CATALOGUE["cluster"], clock)

    await service(ago(100)).upsert(WITHDRAWN, {"name": "Før"}, ACT)
    await service(ago(40)).withdraw(WITHDRAWN, ACT)
    assert (await go(store)).count == 1
    again = await service(now).upsert(WITHDRAWN, {"name": "Efter"}, ACT)
    found = await store.get("cluster", again.answer.id)
    assert found is not None
    assert (again.state, found.body["name"], found.version, found.deleted) == ("restored", "Efter", 3, False)
    CATALOGUE["cluster"].update.model_validate(found.body)
    assert (await service(now).upsert(WITHDRAWN, {"name": "Efter"}, ACT)).state == "unchanged"
    await Writer(store, ago(40)).delete("cluster", found.id, ACT, "other")
    await go(store)
    with pytest.raises(DeletedByPerson):
        await service(now).upsert(WITHDRAWN, {"name": "Efter"}, ACT)


async def test_what_was_merged_goes_with_what_it_was_merged_into(store: Store) -> None:
    writer = Writer(store, ago(100))
    for id in (A, B):
        content = CATALOGUE["participant"].create.model_validate({"name": "Birger Lundemose"})
        await writer.create("participant", content.model_dump(), ACT, id=id)
    await MergeService(store, Writer(store, ago(90))).merge("participant", A, B, None, ACT)
    assert (await go(store)).count == 0
    assert await store.versions("participant", A) == (1, 2)
    await Writer(store, ago(40)).delete("participant", B, ACT, "other")
    assert (await go(store)).count == 3
    assert await store.versions("participant", A) == (2,)


async def test_a_past_that_is_not_kept_is_no_past_before_the_pot(store: Store) -> None:
    writer = Writer(store, ago(100))
    content = wire({"name": "Sundhedsklynge Fjord", "parties": pots.PARTIES})
    await writer.create("cluster", content, ACT, id=pots.CLUSTER_ID)
    pot = CATALOGUE["funding"].create.model_validate(pots.pot()).model_dump()
    first = await writer.create("funding", pot, ACT)
    tombstone = await Writer(store, ago(40)).delete("funding", first.id, ACT, "withdrawn")
    await go(store)
    await Writer(store, now).revive(tombstone, first.body, ACT)
    service = FundingService(store, Writer(store, now), now)
    with pytest.raises(VersionNotKept):
        await service.balance(first.id, ADMINISTRATOR, At(utc_text(ago(50)())))
    with pytest.raises(NotFound):
        await service.balance(first.id, ADMINISTRATOR, At(utc_text(ago(200)())))
