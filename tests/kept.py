"""All that a store keeps, to look for what is to stand nowhere."""

from collections.abc import AsyncIterator

from app.domain.exact_json import encode
from app.services.ports import KINDS, Query, SortKey, Store


async def kept(store: Store) -> AsyncIterator[tuple[str, bytes]]:
    """All that a store keeps, with where it stands."""
    for kind in KINDS:
        query = Query(kind, sort=(SortKey("created"),), limit=200, include_deleted=True)
        for row in (await store.find_page(query)).rows:
            yield f"{kind} {row.id} summary", encode(row.summary)
            for version in await store.versions(kind, row.id):
                record = await store.read_version(kind, row.id, version)
                assert record is not None
                yield f"{kind} {row.id} {version}", encode(record.body)
    for entry in await store.read_log(0, 5_000):
        yield f"log {entry.seq}", encode(entry.change)
    for key in await store.list_blobs("", "", 5_000):
        blob = await store.get_blob(key)
        assert blob is not None
        yield f"blob {key}", blob[0]


async def named_in(store: Store, *marks: str) -> list[str]:
    """Where one of the marks, in small letters, stands in what is kept."""
    return [
        f"{place}: {mark}"
        async for place, data in kept(store)
        for mark in marks
        if mark in (place + data.decode("utf-8", "replace")).casefold()
    ]
