"""Pieces of a blob, within and across the chunks it is kept in, and blobs that are replaced."""

import asyncio

import pytest

from app.services.ports import Store
from app.storage import mongodb_blobs

CHUNK_BYTES = 1_000

PIECES = [(0, 10), (3, 4), (9, 1), (9, 50), (0, 0), (10, 5), (99, 5)]


@pytest.mark.parametrize(("start", "length"), PIECES)
async def test_a_piece_is_the_bytes_from_its_start(store: Store, start: int, length: int) -> None:
    data = bytes(range(10))
    await store.put_blob("x", data, "text/plain")
    assert await store.read_blob("x", start, length) == data[start : start + length]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongodb_blobs, "CHUNK_BYTES", CHUNK_BYTES)


@pytest.mark.usefixtures("small_chunks")
async def test_a_piece_may_cross_chunks(store: Store) -> None:
    data = bytes(n % 251 for n in range(2_250))
    await store.put_blob("x", data, "text/plain")
    for start, length in ((990, 20), (1_000, 5), (1_999, 2), (2_248, 10), (0, 2_001)):
        assert await store.read_blob("x", start, length) == data[start : start + length]


async def test_nothing_is_read_of_what_is_not_there(store: Store) -> None:
    assert await store.read_blob("x", 0, 1) is None


async def test_an_empty_blob_has_no_bytes(store: Store) -> None:
    await store.put_blob("x", b"", "text/plain")
    assert await store.read_blob("x", 0, 10) == b""


@pytest.mark.usefixtures("small_chunks")
async def test_a_blob_that_is_being_replaced_is_old_or_new_at_every_moment(store: Store) -> None:
    contents = [bytes([number]) * (CHUNK_BYTES + 1) for number in range(12)]
    await store.put_blob("x", contents[0], "text/plain")

    async def replace() -> None:
        for data in contents[1:]:
            await store.replace_blob("x", data, "text/plain")

    replacing = asyncio.create_task(replace())
    while not replacing.done():
        held = await store.get_blob("x")
        assert held is not None
        assert held[0] in contents
        assert await store.read_blob("x", CHUNK_BYTES, 1) is not None
    await replacing
    assert await store.get_blob("x") == (contents[-1], "text/plain")


async def test_replacing_a_blob_that_is_not_there_puts_it(store: Store) -> None:
    await store.replace_blob("x", b"new", "text/plain")
    assert await store.get_blob("x") == (b"new", "text/plain")


async def test_of_many_that_replace_a_blob_at_once_one_is_kept_whole(store: Store) -> None:
    contents = [bytes([number]) * 9 for number in range(8)]
    await asyncio.gather(*(store.replace_blob("x", data, "text/plain") for data in contents))
    held = await store.get_blob("x")
    assert held is not None
    assert held[0] in contents


async def test_a_blob_is_swapped_where_it_still_holds_what_was_read(store: Store) -> None:
    assert await store.swap_blob("x", b"one", "text/plain", None)
    assert not await store.swap_blob("x", b"two", "text/plain", None)
    assert not await store.swap_blob("x", b"two", "text/plain", b"other")
    assert await store.get_blob("x") == (b"one", "text/plain")
    assert await store.swap_blob("x", b"two", "text/html", b"one")
    assert await store.get_blob("x") == (b"two", "text/html")
    assert not await store.swap_blob("y", b"two", "text/plain", b"one")
    assert await store.get_blob("y") is None


async def test_many_blobs_are_got_at_once_without_those_that_are_not_there(store: Store) -> None:
    contents = {"x": b"one", "y": b"", "z": bytes(2 * CHUNK_BYTES + 1)}
    for key, data in contents.items():
        await store.put_blob(key, data, "text/plain")
    assert await store.get_blobs(("x", "y", "z", "w")) == contents
    assert await store.get_blobs(()) == {}
    with pytest.raises(ValueError, match="200"):
        await store.get_blobs(tuple(map(str, range(201))))
