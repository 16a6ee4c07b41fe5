"""The meetings that all services under measurement hold, in the peers' form and in Klynge's."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.schemas.clusters import ClusterRead
from app.schemas.forums import ForumRead
from app.schemas.meetings import MeetingCreate, MeetingRead
from app.services.ports import Change, Record
from app.services.writing import derived_id, new_id, with_part_ids
from app.storage.envelope import enclose
from app.storage.mongodb_documents import document_of

PEERS = Path(os.environ.get("KLYNGE_PEERS", Path(__file__).parents[2] / "shared" / "bench"))
CLUSTER_ID, FORUM_ID = derived_id("bench", "cluster"), derived_id("bench", "forum")
NOW = "2026-01-01T00:00:00.000000Z"
_HEAD: dict[str, Any] = {"version": 1, "created_at": NOW, "updated_at": NOW, "sources": []}
_encode = msgspec.json.Encoder(decimal_format="number").encode

Meeting = dict[str, Any]


def make_meetings(count: int) -> list[Meeting]:
    """In the peers' form."""
    command = [sys.executable, "meetings.py", str(count)]
    out = subprocess.run(command, cwd=PEERS, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def write_lines(path: Path, documents: Iterator[Any]) -> Path:
    path.write_bytes(b"".join(_encode(document) + b"\n" for document in documents))
    return path


def content_of(meeting: Meeting) -> Meeting:
    """The same meeting as a client of Klynge sends it: without what the server sets."""
    return {"forum_id": FORUM_ID} | {name: meeting[name] for name in meeting if name in MeetingCreate.model_fields}


def records(meetings: list[Meeting]) -> Iterator[Record]:
    """Klynge's records of the same meetings, same ids, every member of the shape present; first what they name."""
    cluster = ClusterRead.model_validate({**_HEAD, "id": CLUSTER_ID, "name": "Sundhedsklynge Fjordby"}).model_dump()
    forum = ForumRead.model_validate({**_HEAD, "id": FORUM_ID, "cluster_id": CLUSTER_ID, "name": "Styregruppen"})
    yield Record(kind="cluster", id=CLUSTER_ID, version=1, body=cluster)
    yield Record(kind="forum", id=FORUM_ID, version=1, body=forum.model_dump())
    for meeting in meetings:
        body = MeetingRead.model_validate({**meeting, **_HEAD, "forum_id": FORUM_ID}).model_dump()
        yield Record(kind="meeting", id=meeting["id"], version=1, body=with_part_ids(body))


def change_of(record: Record) -> Change:
    return Change(new_id(), f"{record.kind}.created", record.kind, record.id, 1, NOW, "bench", None, None, None, "all")


def documents(meetings: list[Meeting]) -> Iterator[Any]:
    """What Klynge would have stored in MongoDB, the meetings first."""
    named: list[Any] = []
    held: list[Any] = []
    for record in records(meetings):
        (held if record.kind == "meeting" else named).append(document_of(enclose(record), []))
    yield from (*held, *named)
