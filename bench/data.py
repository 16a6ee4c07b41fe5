"""The meetings that all services under measurement hold, in the peers' form and in Klynge's."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.schemas.meetings import MeetingRead
from app.services.ports import Record
from app.services.writing import derived_id, with_part_ids

PEERS = Path(os.environ.get("KLYNGE_PEERS", Path(__file__).parents[2] / "shared" / "bench"))
FORUM_ID = derived_id("bench", "forum")
NOW = "2026-01-01T00:00:00.000000Z"


def write_peer_meetings(path: Path, count: int) -> list[str]:
    """Writes the meetings, a line each, as the peers load them. Returns their ids."""
    with path.open("wb") as out:
        subprocess.run([sys.executable, "meetings.py", str(count)], cwd=PEERS, stdout=out, check=True)
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["id"] for line in lines]


def record_of(meeting: dict[str, Any]) -> Record:
    """The same meeting as a Klynge record: same id, same content, every member of the shape present."""
    server_owned = {"created_at": NOW, "updated_at": NOW, "sources": [], "forum_id": FORUM_ID}
    body = MeetingRead.model_validate({**meeting, **server_owned}).model_dump()
    return Record(kind="meeting", id=meeting["id"], version=1, body=with_part_ids(body))


def records(path: Path) -> list[Record]:
    with path.open(encoding="utf-8") as lines:
        return [record_of(json.loads(line)) for line in lines]
