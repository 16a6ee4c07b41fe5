"""Of many that replace the same bytes at once one succeeds."""

import asyncio

import pytest

from app.config import Settings
from app.services.ports import Store


@pytest.fixture(params=["sqlite", "motor", "pymongo"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """Not on FerretDB, where several conditional replaces at once may all find what they ask for."""
    if request.param == "sqlite":
        return Settings(database_url=request.getfixturevalue("sqlite_url"))
    return Settings(database_url=request.getfixturevalue("mongodb_url"), mongodb_driver=request.param)


async def test_of_many_that_swap_the_same_bytes_one_succeeds(store: Store) -> None:
    for held in (None, b"first"):
        contents = [b"first"] if held is None else [bytes([letter]) * 9 for letter in b"abcdef"]
        swapped = await asyncio.gather(*(store.swap_blob("x", data, "text/plain", held) for data in contents))
        assert sum(swapped) == 1
        assert await store.get_blob("x") == (contents[swapped.index(True)], "text/plain")
