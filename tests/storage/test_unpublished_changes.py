"""MongoDB: a change is read from the record while the log does not have it yet, and never twice."""

from dataclasses import asdict

import pytest

from app.config import Settings
from app.services.ports import Store
from app.storage.mongodb import MongoDBStore
from tests.storage.records import change, meeting, put, put_next


@pytest.fixture(params=["motor", "pymongo"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)


async def test_what_is_pending_is_there_before_and_after_it_moves(store: Store) -> None:
    assert isinstance(store, MongoDBStore)
    first = meeting("a")
    await put(store, first)
    second = await put_next(store, first, title="To")
    unpublished = {"pending": [asdict(change(second, "updated"))], "unpublished": "2026"}
    database = store.client.get_default_database()
    await database["log"].delete_many({"change.version": 2})
    await database["meeting"].update_one({"_id": "a"}, {"$set": unpublished})
    for _ in range(2):
        assert [one.version for one in await store.read_changes("meeting", "a", None, 9)] == [2, 1]
        assert [one.version for one in await store.read_changes("meeting", "a", 2, 9)] == [1]
        await store.publish_pending()
