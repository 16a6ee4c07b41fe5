"""Items open on their day, and what an older store kept is judged."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.access import READ, WRITE, Caller
from app.domain.audience import NOBODY, audience_in, sees
from app.schemas.meetings import MeetingCreate
from app.services.access_review import AccessReview
from app.services.ports import Body, Query, Record, SortKey, Store
from app.services.shown import seen_of
from app.services.writing import Act, Writer
from app.storage.envelope import unjudged

OUTSIDE = Caller("outside", frozenset({READ}))
WRITER = Caller("writer", frozenset({READ, WRITE}))
FORUM = "0190a000-0000-7000-8000-000000000009"
EVE, DAY = datetime(2031, 3, 3, 22, 59, tzinfo=UTC), datetime(2031, 3, 3, 23, 1, tzinfo=UTC)
"""A minute before and after midnight in Copenhagen."""


async def meeting(store: Store, **item: object) -> str:
    content = MeetingCreate.model_validate({"forum_id": FORUM, "agenda_items": [{"title": "Navn", **item}]})
    body = {**content.model_dump(), "status": "minutes_published"}
    return (await Writer(store, lambda: EVE).create("meeting", body, Act(OUTSIDE))).id


async def at(store: Store, now: datetime) -> int:
    return await AccessReview(store, Writer(store, lambda: now), lambda: now).open_due()


async def title(store: Store, id: str) -> str:
    record = await store.get("meeting", id)
    assert record is not None
    shown: str = seen_of(record, OUTSIDE)["agenda_items"][0]["title"]
    return shown


async def test_a_closed_item_opens_on_copenhagens_day_and_once(store: Store) -> None:
    id = await meeting(store, access="closed", closed_until={"on": "2031-03-04"})
    assert [await at(store, EVE), await title(store, id)] == [0, "Lukket punkt"]
    assert [await at(store, DAY), await title(store, id)] == [1, "Navn"]
    assert await at(store, DAY) == 0


async def test_an_item_that_waits_for_an_event_stays_closed_until_a_person_opens_it(store: Store) -> None:
    id = await meeting(store, access="closed", closed_until={"event": "Mødet er holdt"})
    assert [await at(store, DAY), await title(store, id)] == [0, "Lukket punkt"]
    await Writer(store, lambda: DAY).change("meeting", id, _opened, Act(OUTSIDE))
    assert await title(store, id) == "Navn"


def _opened(body: Body) -> Body:
    return {**body, "agenda_items": [{**body["agenda_items"][0], "access": "open"}]}


async def test_what_was_never_judged_is_for_nobody_until_it_is_and_keeps_its_version(store: Store) -> None:
    id = await meeting(store, access="open")
    judged = await store.get("meeting", id)
    assert judged is not None
    await store.judge(judged, NOBODY.text)
    assert [await _listed(store, hidden) for hidden in ("", "closed")] == [[], [id]]
    unjudged = await store.get("meeting", id)
    assert unjudged is not None
    assert not sees(unjudged.audience, OUTSIDE)
    review = AccessReview(store, Writer(store, lambda: EVE), lambda: EVE)
    assert [await review.judge_migrated(), await review.judge_migrated()] == [1, 0]
    assert await store.get("meeting", id) == judged
    assert await _listed(store, "") == [id]


async def test_what_an_older_program_took_for_closed_is_judged_anew_in_place(store: Store) -> None:
    id = await meeting(store, access="unknown")
    judged = await store.get("meeting", id)
    assert judged is not None
    older = f'[[],["{judged.body["agenda_items"][0]["id"]}"],[],false,null,null]'
    assert unjudged(replace(judged, audience=older)).audience == older
    await store.judge(judged, older)
    assert await _titles(store, id) == ["Lukket punkt", "Lukket punkt"]
    review = AccessReview(store, Writer(store, lambda: EVE), lambda: EVE)
    assert [await review.judge_migrated(), await review.judge_migrated()] == [1, 0]
    assert await store.get("meeting", id) == judged
    assert await _titles(store, id) == ["Lukket punkt", "Navn"]


async def _titles(store: Store, id: str) -> list[str]:
    """As one who reads is told, and one who writes as well."""
    record = await store.get("meeting", id)
    assert record is not None
    return [seen_of(record, caller)["agenda_items"][0]["title"] for caller in (OUTSIDE, WRITER)]


async def test_a_record_that_was_changed_meanwhile_keeps_its_audience(store: Store) -> None:
    id = await meeting(store, access="open")
    first = await store.get("meeting", id)
    assert first is not None
    await Writer(store, lambda: DAY).change("meeting", id, lambda body: {**body, "title": "Ny"}, Act(OUTSIDE))
    await store.judge(replace(first), NOBODY.text)
    now: Record | None = await store.get("meeting", id)
    assert now is not None
    assert audience_in(now.audience) != NOBODY


async def _listed(store: Store, hidden: str) -> list[str]:
    query = Query("meeting", equals={"hidden": hidden}, sort=(SortKey("created"),))
    return [row.id for row in (await store.find_page(query)).rows]
