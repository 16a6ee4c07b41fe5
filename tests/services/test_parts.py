"""Keyed additions of parts that are cut off anywhere."""

from typing import cast

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import StoreBusy
from app.schemas.meetings import AgendaItem, MeetingCreate
from app.services.idempotency import keyed_request
from app.services.part_kinds import PART_KINDS
from app.services.parts import PartService
from app.services.ports import Store
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
