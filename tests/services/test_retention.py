"""What is kept for a time only is let go of: by one process, counted, and no more than that."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.domain.access import ADMIN, Caller
from app.services.access_log import ACCESS_LOG, AccessLog
from app.services.leases import Leases
from app.services.ports import Store
from app.services.retention import LEASE, RULES, Retention
from app.services.writing import Writer

ADMINISTRATOR = Caller("arkivar", frozenset({ADMIN}))


def now() -> datetime:
    return datetime(2031, 3, 5, tzinfo=UTC)


def never() -> bool:
    return False


def retention_over(store: Store, **days: int) -> Retention:
    kept: Mapping[str, int] = dict.fromkeys(RULES, 0) | days
    return Retention(store, Writer(store, now), now, Leases(store, now, 15.0), kept)


async def note(store: Store, *ages: int) -> None:
    """Entries of the access log, as many days old."""
    for age in ages:
        at = now() - timedelta(days=age)
        await AccessLog(store, lambda at=at: at).keep("a", "getMeeting", str(age), (), ())  # type: ignore[misc]  # bound at once


async def noted(store: Store) -> list[str]:
    entries = await AccessLog(store, now).entries(ADMINISTRATOR, "", None, 200, lambda _: True)
    return [str(one["request_id"]) for one in entries.items]


async def test_entries_of_the_access_log_are_kept_for_as_long_as_is_said(store: Store) -> None:
    await note(store, 200, 181, 179, 0)
    assert await retention_over(store, access_log=0).work(never) == {}
    told = await retention_over(store, access_log=180).would_sweep()
    assert (told["access_log"].count, await noted(store)) == (2, ["200", "181", "179", "0"])
    blobs = await store.get_blobs(await store.list_blobs(ACCESS_LOG, "", 2))
    told = await retention_over(store, access_log=180).work(never)
    assert (told["access_log"].count, told["access_log"].bytes) == (2, sum(map(len, blobs.values())))
    assert await noted(store) == ["179", "0"]
    assert (await retention_over(store, access_log=180).sweep())["access_log"].count == 0


async def test_while_one_process_is_at_it_another_does_nothing(store: Store) -> None:
    await note(store, 200)
    async with Leases(store, now, 15.0).hold(LEASE):
        assert await retention_over(store, access_log=180).work(never) == {}
    assert await noted(store) == ["200"]
