"""Pieces of a blob, within and across the chunks it is kept in."""

import pytest

from app.services.ports import Store

PIECES = [(0, 10), (3, 4), (9, 1), (9, 50), (0, 0), (10, 5), (99, 5)]


@pytest.mark.parametrize(("start", "length"), PIECES)
async def test_a_piece_is_the_bytes_from_its_start(store: Store, start: int, length: int) -> None:
    data = bytes(range(10))
    await store.put_blob("x", data, "text/plain")
    assert await store.read_blob("x", start, length) == data[start : start + length]


async def test_a_piece_may_cross_chunks(store: Store) -> None:
    data = bytes(n % 251 for n in range(9_000_000))
    await store.put_blob("x", data, "text/plain")
    for start, length in ((3_999_990, 20), (4_000_000, 5), (7_999_999, 2), (8_999_999, 10), (0, 8_000_001)):
        assert await store.read_blob("x", start, length) == data[start : start + length]


async def test_nothing_is_read_of_what_is_not_there(store: Store) -> None:
    assert await store.read_blob("x", 0, 1) is None


async def test_an_empty_blob_has_no_bytes(store: Store) -> None:
    await store.put_blob("x", b"", "text/plain")
    assert await store.read_blob("x", 0, 10) == b""
