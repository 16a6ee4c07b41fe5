"""Keyed creates that are cut off anywhere."""

from typing import cast

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import StoreBusy
from app.schemas.clusters import ClusterCreate
from app.services.catalogue import CATALOGUE
from app.services.idempotency import keyed_request
from app.services.ports import Query, SortKey, Store
from app.services.resources import ResourceService
from app.services.writing import Act, Writer
from tests.interrupted import InterruptedStore
from tests.services.clocks import noon

ACT = Act(Caller("person", frozenset({ADMIN})))
CONTENT = ClusterCreate.model_validate({"name": "Fjordby", "parties": [{"name": "Nord"}]})


def fail() -> None:
    raise StoreBusy("cut off")


def service(store: Store) -> ResourceService:
    return ResourceService(store, Writer(store, noon), CATALOGUE["cluster"])


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_keyed_create_cut_off_at_any_step_is_done_once(store: Store, moment: str) -> None:
    request = keyed_request(ACT.caller, "/v1/clusters", "key", CONTENT.model_dump())
    failing = InterruptedStore(store, 1, moment, fail)
    with pytest.raises(StoreBusy):
        await service(cast("Store", failing)).create_once(CONTENT, request, ACT)
    created = await service(store).create_once(CONTENT, request, ACT)
    assert (created.is_replayed, created.answer.id) == (moment == "after", request.id)
    await store.publish_pending()
    assert [entry.change.id for entry in await store.read_log(0, 10)] == [request.id]
    page = await store.find_page(Query("cluster", sort=(SortKey("name_sort"),)))
    assert [row.id for row in page.rows] == [request.id]
