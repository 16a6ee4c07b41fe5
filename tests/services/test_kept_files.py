"""Files of attachments are kept before anything speaks of them, as they were read, and never all at hand."""

import hashlib
import tracemalloc
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from app.config import Settings
from app.domain.access import Caller
from app.importers.document import AttachedFile
from app.importers.drop import Files
from app.schemas.fields import utc_text
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.kept_files import file_key, keep_files
from app.services.pieces import PIECE_BYTES, has_size, pieces
from app.services.ports import Query, SortKey, Store
from app.services.suppressions import NOBODY
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.importers.exports.exported import PUBLICATION_FILES, on_disk, publication
from tests.interrupted import InterruptedStore
from tests.services.test_imports import Clock

ACT = Act(Caller("sync", frozenset()))
LARGE_BYTES = 30_000_000
TEXT_KIND = "text/plain"


class Drop(Files):
    """Gives what is there now; `later` is what a file has become after it was first read. Counts what was read."""

    def __init__(self, files: dict[str, bytes], later: dict[str, bytes | None] | None = None) -> None:
        super().__init__(files)
        self._later = later or {}
        self.read_paths: list[str] = []

    def read(self, path: str) -> bytes | None:
        is_again = path in self.read_paths
        self.read_paths.append(path)
        return self._later[path] if is_again and path in self._later else super().read(path)


def of(drop: Drop) -> SourceFile:
    return SourceFile("Publication41.xml", on_disk(publication()), system="esdh", drop=drop)


async def take(store: Store, drop: Drop) -> dict[str, Any]:
    return await ImportService(store, Writer(store, Clock()), Clock()).apply(of(drop), ACT)


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def told_of(path: str, data: bytes) -> AttachedFile:
    return AttachedFile(path, sum_of(data), len(data), TEXT_KIND)


async def test_every_file_that_the_export_has_is_kept_with_its_media_type(store: Store) -> None:
    await take(store, Drop(PUBLICATION_FILES))
    there = {data for name, data in PUBLICATION_FILES.items() if name.lower().endswith(".pdf")}
    for data in there:
        assert await store.get_blob(file_key(sum_of(data))) == (data, "application/pdf")


@pytest.mark.parametrize("later", [b"%PDF-X.X", b"", None])
async def test_a_file_that_is_another_by_now_is_left_out_and_told_of(store: Store, later: bytes | None) -> None:
    report = await take(store, Drop(PUBLICATION_FILES, {r"Enclosures\2.pdf": later}))
    [told] = [one["message"] for one in report["findings"] if "mens eksporten blev læst" in one["message"]]
    assert "»2.pdf«" in told
    assert report["state"] == "created"
    assert await store.get_blob(file_key(sum_of(PUBLICATION_FILES["Enclosures/2.pdf"]))) is None
    assert later is None or await store.get_blob(file_key(sum_of(later))) is None
    assert await store.get_blob(file_key(sum_of(PUBLICATION_FILES["Enclosures/5.pdf"]))) is not None


async def test_a_file_that_is_kept_is_not_read_for_its_bytes_again(store: Store) -> None:
    drop = Drop({"a.txt": b"first", "b.txt": b""})
    files = (told_of("a.txt", b"first"), told_of("b.txt", b""))
    assert await keep_files(store, files, drop, NOBODY) == ()
    assert await keep_files(store, files, drop, NOBODY) == ()
    assert drop.read_paths == ["a.txt", "b.txt"]


async def test_a_file_that_is_kept_is_young_again(store: Store) -> None:
    drop, files = Drop({"a.txt": b"first"}), (told_of("a.txt", b"first"),)
    await keep_files(store, files, drop, NOBODY)
    between = utc_text(datetime.now(UTC))
    assert await store.old_blobs(between, "", "", 1) != ()
    await keep_files(store, files, drop, NOBODY)
    assert await store.old_blobs(between, "", "", 1) == ()


class CutOff(Exception):
    pass


def cut_off() -> None:
    raise CutOff


@pytest.mark.parametrize("step", [1, 2, 6])
async def test_an_import_that_is_killed_while_it_keeps_files_has_written_nothing_that_speaks_of_them(
    store: Store, step: int
) -> None:
    dying = cast("Store", InterruptedStore(store, step, "after", cut_off))
    with pytest.raises(CutOff):
        await take(dying, Drop(PUBLICATION_FILES))
    for kind in ("meeting", "document", "import"):
        assert not (await store.find_page(Query(cast("Any", kind), sort=(SortKey("created"),)))).rows
    assert (await take(store, Drop(PUBLICATION_FILES)))["state"] == "created"
    assert await store.get_blob(file_key(sum_of(PUBLICATION_FILES["Enclosures/5.pdf"]))) is not None


@pytest.mark.parametrize(("size", "is_it"), [(4, False), (5, True), (6, False), (0, False)])
async def test_a_blob_has_the_size_it_has(store: Store, size: int, *, is_it: bool) -> None:
    await store.put_blob("x", b"12345", TEXT_KIND)
    await store.put_blob("empty", b"", TEXT_KIND)
    assert await has_size(store, "x", size) is is_it
    assert await has_size(store, "empty", size) is (size == 0)
    assert not await has_size(store, "absent", size)


@pytest.mark.parametrize(("start", "stop"), [(0, 10), (0, 12), (3, 4), (4, 8), (5, 11), (11, 12), (7, 7)])
async def test_pieces_are_the_range_and_end_where_those_of_the_store_do(
    store: Store, monkeypatch: pytest.MonkeyPatch, start: int, stop: int
) -> None:
    monkeypatch.setattr("app.services.pieces.PIECE_BYTES", 4)
    await store.put_blob("x", bytes(range(12)), TEXT_KIND)
    found = [piece async for piece in pieces(store, "x", start, stop)]
    assert b"".join(found) == bytes(range(12))[start:stop]
    assert all(len(piece) <= 4 and piece[0] // 4 == piece[-1] // 4 for piece in found)


class Lazy(Files):
    """Files that are made when they are read."""

    def read(self, path: str) -> bytes | None:
        return path[0].encode() * LARGE_BYTES


async def test_large_files_are_kept_one_after_the_other_and_sent_in_pieces(sqlite_url: str) -> None:
    """MongoDB's chunks are as large as a piece; here it is the embedded store that must not read a blob whole."""
    store = await open_store(Settings(database_url=sqlite_url))
    files = tuple(AttachedFile(name, sum_of(name.encode() * LARGE_BYTES), LARGE_BYTES, TEXT_KIND) for name in "abc")
    tracemalloc.start()
    try:
        assert await keep_files(store, files, Lazy(), NOBODY) == ()
        kept_peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        tracemalloc.start()
        total = 0
        async for piece in pieces(store, file_key(files[1].sha256), 0, LARGE_BYTES):
            total += len(piece)
        sent_peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        await store.close()
    assert total == LARGE_BYTES
    assert kept_peak < 2.5 * LARGE_BYTES  # one that is done is let go of while the next is being read
    assert sent_peak < 4 * PIECE_BYTES
