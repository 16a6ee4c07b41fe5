"""What both stores make of a record before they write it, and how an old version is packed away."""

import zlib
from dataclasses import dataclass, replace
from typing import Any

from app.domain.audience import NOBODY
from app.errors import StoreUnusable, TooLarge
from app.services.ports import Body, Kind, Record
from app.services.summaries import summary
from app.storage import exact
from app.storage.keys import Keys, keys
from app.storage.search_terms import SearchTerms, search_terms

MAX_BODY_BYTES = 8_000_000
STORE_SHAPE = 7
"""Numbers the store's own layout: tables, collections, the names and meaning of keys. A newer one is not opened."""
MIGRATING = 1_000
"""Added to the shape that a migration leads to, while it is under way: such a store is opened by nobody."""
_ARCHIVE_LEVEL = 3


def check_shape(shape: int) -> None:
    """Raises `StoreUnusable` for a store that another program has shaped."""
    if shape == STORE_SHAPE:
        return
    if shape == MIGRATING + STORE_SHAPE:
        raise StoreUnusable("a migration of the store was cut off; complete it with: klynge migrate")
    advice = "; bring it up with: klynge migrate" if shape < STORE_SHAPE else ""
    raise StoreUnusable(f"the store has shape {shape}, this program knows {STORE_SHAPE}{advice}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A record with its canonical body, the same as JSON, its keys, its summary and what it is found by."""

    record: Record
    body: Body
    json: bytes
    keys: Keys
    summary: Body
    search: SearchTerms | None

    def list_of(self, key: str) -> list[Any]:
        """The values of a list-valued key."""
        values = self.keys[key]
        return values if isinstance(values, list) else [values]


def enclose(record: Record) -> Envelope:
    """Raises `TooLarge` for a body over 8 MB of JSON; `ValueError` and `TypeError` for one that is not exact JSON."""
    body: Body = exact.canonical(record.body)
    json = exact.encode(body)
    if len(json) > MAX_BODY_BYTES:
        raise TooLarge(MAX_BODY_BYTES)
    found = keys(record.kind, body, record.audience)
    row = exact.canonical(summary(record.kind, body))
    return Envelope(record, body, json, found, row, search_terms(record, found))


def unjudged(record: Record) -> Record:
    """Of a store that did not know who may see what: for nobody until it is judged; tombstones stay. What an older
    program judged hides no less than is hidden today, and stays until it is judged anew."""
    return replace(record, audience=NOBODY.text) if record.audience == "all" and not record.deleted else record


def check_succession(record: Record, previous: Record) -> None:
    """A replacing record is the next version of the same resource; anything else is a fault of the program."""
    if (record.kind, record.id, record.version) != (previous.kind, previous.id, previous.version + 1):
        raise ValueError("a replacing record is the next version of the one it replaces")


def version_id(kind: Kind, id: str, version: int) -> str:
    return f"{kind}:{id}:{version}"


def parts_of(record: Record) -> dict[str, Any]:
    """What the envelope says of the body's parts; members that say nothing are left out."""
    said = {"part_versions": dict(record.part_versions), "part_requests": dict(record.part_requests)}
    return {name: value for name, value in said.items() if value}


def pack(record: Record) -> bytes:
    """A version for the archive: the envelope without keys and summary, as compressed JSON."""
    envelope = {
        "shape": record.shape,
        "audience": record.audience,
        "deleted": record.deleted,
        "request_hash": record.request_hash,
        **parts_of(record),
        "body": exact.canonical(record.body),
    }
    return zlib.compress(exact.encode(envelope), _ARCHIVE_LEVEL)


def unpack(kind: Kind, id: str, version: int, packed: bytes) -> Record:
    return Record(kind=kind, id=id, version=version, **exact.decode(zlib.decompress(packed)))
