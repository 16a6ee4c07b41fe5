"""Keyed additions of parts that are cut off anywhere."""

from typing import Any, cast

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import InvalidInput, StoreBusy
from app.schemas.meetings import AgendaItem, Attendee, MeetingCreate
from app.services.idempotency import keyed_request
from app.services.part_kinds import PART_KINDS
from app.services.parts import PartService
from app.services.ports import Change, Record, Store
from app.services.writing import Act, Writer
from tests.interrupted import InterruptedStore
from tests.services.clocks import noon

ACT = Act(Caller("person", frozenset({ADMIN})))
ITEM = AgendaItem.model_validate({"title": "Økonomi", "sections": [{"kind": "summary", "text": "A"}]})
REQUEST = keyed_request(ACT.caller, "/v1/meetings/m/agenda-items", "key", ITEM.model_dump())


def fail() -> None:
    raise StoreBusy("cut off")


def service(store: Store) -> PartService:
    return PartService(store, Writer(store, noon), PART_KINDS["agenda_items"])


async def meeting(store: Store) -> str:
    content = MeetingCreate.model_validate({"forum_id": "0190a000-0000-7000-8000-000000000001"}).model_dump()
    return (await Writer(store, noon).create("meeting", content, ACT)).id


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_keyed_addition_cut_off_at_any_step_is_done_once(store: Store, moment: str) -> None:
    id = await meeting(store)
    failing = InterruptedStore(store, 1, moment, fail)
    with pytest.raises(StoreBusy):
        await service(cast("Store", failing)).add(id, ITEM, ACT, REQUEST)
    added = await service(store).add(id, ITEM, ACT, REQUEST)
    assert (added.is_replayed, added.answer.id, added.answer.version) == (moment == "after", REQUEST.id, 2)
    found = await store.get("meeting", id)
    assert found is not None
    assert [item["id"] for item in found.body["agenda_items"]] == [REQUEST.id]
    assert found.version == 2


class Overtaken:
    """The store, in which everybody named has left the meeting right before the first replace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_first = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def replace(self, record: Record, previous: Record, change: Change) -> None:
        if self._is_first:
            self._is_first = False
            await Writer(self._store, noon).change("meeting", record.id, lambda body: {**body, "attendees": []}, ACT)
        await self._store.replace(record, previous, change)


async def test_who_stands_in_for_somebody_removed_at_the_same_moment_is_refused(store: Store) -> None:
    attendees = PART_KINDS["attendees"]
    id = await meeting(store)
    regular = await PartService(store, Writer(store, noon), attendees).add(
        id, Attendee.model_validate({"name": "Ada Holm"}), ACT
    )
    substitute = Attendee.model_validate({"substitutes_for": {"attendee_id": regular.answer.id}})
    overtaken = cast("Store", Overtaken(store))
    with pytest.raises(InvalidInput) as refused:
        await PartService(overtaken, Writer(overtaken, noon), attendees).add(id, substitute, ACT)
    faults = [(fault.pointer, fault.code) for fault in refused.value.faults]
    assert faults == [("/substitutes_for/attendee_id", "reference_unknown")]
    found = await store.get("meeting", id)
    assert found is not None
    assert found.body["attendees"] == []
