"""What a job of several files keeps as blobs: which files it has, their bytes until it ends, what became of each.

The record of the job stays small, so that it can be written again and again. Small files share a blob.
"""

from collections.abc import Iterator, Sequence

from app.domain.exact_json import decode, encode
from app.importers.exports.xml import is_xml
from app.services.import_documents import SourceFile
from app.services.import_report import waiting_file
from app.services.ports import Body, Store

PIECE_BYTES = 4_000_000
"""Files are put together up to this size; a larger one has a blob of its own."""

_JSON, _BYTES = "application/json", "application/octet-stream"


def staged(job_id: str) -> str:
    """What the keys of a job's blobs begin with."""
    return f"imports/{job_id}/"


class Staging:
    """The blobs of one job. Every step may be repeated; what is kept first stays."""

    def __init__(self, store: Store, job_id: str) -> None:
        self._store = store
        self._names = f"{staged(job_id)}names"
        self._pieces = f"{staged(job_id)}bytes"
        self._told = f"{staged(job_id)}told"

    async def keep(self, files: Sequence[SourceFile]) -> None:
        """The names first, which say what there is to drop."""
        named = list(_placed(files))
        await self._store.put_blob(self._names, encode(named), _JSON)
        pieces: dict[int, list[bytes]] = {}
        for file, place in zip(files, named, strict=True):
            pieces.setdefault(place["piece"], []).append(file.data)
        for number, data in pieces.items():
            await self._store.put_blob(f"{self._pieces}/{number}", b"".join(data), _BYTES)

    async def name(self, names: Sequence[str]) -> None:
        """In place of `keep`, for files whose bytes are elsewhere."""
        named = [{"name": name, "sha256": None} for name in names]
        await self._store.replace_blob(self._names, encode(named), _JSON)

    async def files(self) -> list[Body]:
        """`name` and `sha256` of every file, in order, where its bytes are: `piece`, `start`, `length`; and `is_xml`
        where they are XML."""
        blob = await self._store.get_blob(self._names)
        found: list[Body] = decode(blob[0]) if blob else []
        return found

    async def bytes_of(self, file: Body) -> bytes | None:
        """Null where the job has ended."""
        return await self._store.read_blob(f"{self._pieces}/{file['piece']}", file["start"], file["length"])

    async def tell(self, number: int, told: Body) -> Body:
        """Keeps what became of a file, as an `ImportFile`, and returns what is kept: what was told first."""
        await self._store.put_blob(f"{self._told}/{number}", encode(told), _JSON)
        return await self.told_of(number) or told

    async def told_of(self, number: int) -> Body | None:
        blob = await self._store.get_blob(f"{self._told}/{number}")
        told: Body | None = decode(blob[0]) if blob else None
        return told

    async def told(self, done: int) -> list[Body]:
        """An `ImportFile` for every file; those from `done` on wait."""
        return [
            (await self.told_of(number) if number < done else None) or waiting_file(file["name"], file["sha256"])
            for number, file in enumerate(await self.files())
        ]

    async def drop_bytes(self) -> None:
        for piece in {file["piece"] for file in await self.files()}:
            await self._store.delete_blob(f"{self._pieces}/{piece}")

    async def drop(self) -> None:
        """All of a job that was never accepted."""
        await self.drop_bytes()
        await self._store.delete_blob(self._names)


def _placed(files: Sequence[SourceFile]) -> Iterator[Body]:
    piece = start = 0
    for file in files:
        length = len(file.data)
        if start and start + length > PIECE_BYTES:
            piece, start = piece + 1, 0
        place = {"name": file.name, "sha256": file.document_id, "piece": piece, "start": start, "length": length}
        yield {**place, "is_xml": True} if is_xml(file.data) else place
        start += length
