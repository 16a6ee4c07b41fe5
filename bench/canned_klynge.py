"""`canned.py` with what else Klynge asks of a database: several ids at once, the change log, and a search.

Nothing is stored or checked here either, and what `canned.py` answers by itself it answers here, whole documents for a
list included. Usage: python canned_klynge.py PORT RECORDS.jsonl CHANGES.jsonl, with canned.py's folder in PYTHONPATH.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import bson
import canned  # type: ignore[import-not-found]  # a peer, found by PYTHONPATH
import uvloop
from bson.raw_bson import RawBSONDocument

NAMESPACE = "x.y"


def _batch(documents: list[Any]) -> bytes:
    return bson.encode({"cursor": {"id": 0, "ns": NAMESPACE, "firstBatch": documents}, "ok": 1.0})


class Records(canned.Records):  # type: ignore[misc]  # the same
    """`changes` are the log's entries, `_id` from 1 on."""

    def __init__(self, path: str, changes: str) -> None:
        super().__init__(path)
        with Path(path).open(encoding="utf-8") as lines:
            self._whole = {doc["_id"]: RawBSONDocument(bson.encode(doc)) for doc in map(json.loads, lines)}
        self._passages = [_candidate(doc) for doc in self._whole.values() if "passages" in doc]
        self._log = [json.loads(line) for line in Path(changes).read_text(encoding="utf-8").splitlines()]
        self._searches: dict[int, bytes] = {}

    def answer(self, command: dict[str, Any]) -> bytes:
        if "find" not in command:
            return self._plain(command)
        limit, wanted = abs(command.get("limit", 0)) or 101, command["filter"].get("_id")
        if command["find"] == "log":
            return self._of_log(command, limit)
        if isinstance(wanted, dict) and "$in" in wanted:
            return _batch([self._whole[id] for id in wanted["$in"] if id in self._whole])
        if command.get("projection", {}).get("passages"):
            return self._searches.setdefault(limit, _batch(self._passages[:limit]))
        return self._plain(command)

    def _plain(self, command: dict[str, Any]) -> bytes:
        answered: bytes = super().answer(command)
        return answered

    def _of_log(self, command: dict[str, Any], limit: int) -> bytes:
        """The last entry, the entries behind a number, or none: no change is there that somebody asks for by its id."""
        if "_id" in command["filter"]:
            start = int(command["filter"]["_id"]["$gt"])
            return _batch(self._log[start : start + limit])
        return _batch(self._log[-1:] if command.get("sort", {}).get("_id") == -1 else [])


def _candidate(document: RawBSONDocument) -> dict[str, Any]:
    return {name: document[name] for name in ("_id", "version", "audience", "place", "passages")}


async def main(port: int, path: str, changes: str) -> None:
    records = Records(path, changes)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: canned.Wire(records), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
