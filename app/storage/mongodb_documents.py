"""Records as MongoDB documents, and the one place where the drivers' errors become Klynge's.

The envelope: `{_id, kind, shape, version, audience, mark, keys, summary, pending, request_hash, parts, deleted, body}`.
What can be found has `place`, `passages` and `search` (`mongodb_search.py`). While something is pending there is
`unpublished`: the instant of its first change, which a sparse index finds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import bson
from bson.codec_options import CodecOptions, TypeCodec, TypeDecoder, TypeRegistry
from bson.int64 import Int64
from bson.raw_bson import RawBSONDocument
from cachetools import LRUCache
from pymongo import errors

from app.errors import StoreBusy, StoreUnusable, TooLarge
from app.services.ports import Change, Kind, Mark, Record, Row
from app.storage import exact
from app.storage.envelope import MAX_BODY_BYTES, Envelope, parts_of
from app.storage.mongodb_search import search_members
from app.storage.query import Checked

Document = dict[str, Any]

_AUTHENTICATION_FAILED = 18
_TRANSIENT_CODES = frozenset({6, 7, 24, 50, 64, 89, 91, 112, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436})
"""Host unreachable, lock and time limits, write concern not met in time, write conflict, shutdown, no primary."""


class KronerCodec(TypeCodec):
    """Decimal as double and back, exact for what `exact.canonical` lets through (its docstring has the proof)."""

    python_type = Decimal
    bson_type = float

    def transform_python(self, value: Decimal) -> float:
        return float(value)

    def transform_bson(self, value: float) -> Decimal:
        return Decimal(repr(value))


class WholeDecoder(TypeDecoder):
    """The driver's int64 as int."""

    bson_type = Int64

    def transform_bson(self, value: Int64) -> int:
        return int(value)


EXACT: CodecOptions[Document] = CodecOptions(type_registry=TypeRegistry([KronerCodec(), WholeDecoder()]))
"""Writes Decimal, reads Decimal and int."""
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
"""Reads without opening: what a document holds is decoded when it is asked for."""
_REMEMBERED_BYTES = 64_000_000
_remembered: LRUCache[tuple[str, int, str], bytes] = LRUCache(_REMEMBERED_BYTES, getsizeof=len)


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except errors.DocumentTooLarge as error:
        raise TooLarge(MAX_BODY_BYTES) from error
    except (errors.ConnectionFailure, errors.WaitQueueTimeoutError, errors.WTimeoutError) as error:
        raise StoreBusy("the database cannot be reached, or does not confirm in time") from error
    except errors.ConfigurationError:
        raise StoreUnusable("KLYNGE_DATABASE_URL names no host that MongoDB's driver takes") from None
    except errors.OperationFailure as error:
        if error.code == _AUTHENTICATION_FAILED:
            raise StoreUnusable("the database does not take the user of KLYNGE_DATABASE_URL") from error
        if error.code in _TRANSIENT_CODES:
            raise StoreBusy("the database is busy") from error
        raise


def json_of(document: RawBSONDocument) -> bytes:
    """A record's body as JSON. Numbers are read as the driver has them: their JSON is the same digits.

    A version of a record is not changed once written, so its JSON is kept, as much as `_REMEMBERED_BYTES` holds. When
    it was written is in the key: a database put back from a copy is read anew.
    """
    key = document["_id"], document["version"], document["keys"]["updated"]
    json = _remembered.get(key)
    if json is None:
        json = exact.encode(bson.decode(document["body"].raw))
        if len(json) < _REMEMBERED_BYTES // 100:
            _remembered[key] = json
    return json


def document_of(envelope: Envelope, pending: list[Document]) -> Document:
    record = envelope.record
    document: Document = {
        "_id": record.id,
        "kind": record.kind,
        "shape": record.shape,
        "version": record.version,
        "audience": record.audience,
        "deleted": record.deleted,
        "request_hash": record.request_hash,
        "parts": parts_of(record),
        "mark": mark_text(str(envelope.keys["created"]), record.id),
        "keys": envelope.keys,
        "summary": envelope.summary,
        "pending": pending,
        "body": envelope.body,
        **search_members(envelope.search),
    }
    return document | {"unpublished": pending[0]["at"]} if pending else document


def record_of(kind: Kind, document: Document) -> Record:
    return Record(
        kind=kind,
        id=document["_id"],
        version=document["version"],
        body=document["body"],
        audience=document["audience"],
        shape=document["shape"],
        deleted=document["deleted"],
        request_hash=document["request_hash"],
        **document["parts"],
    )


def record_in(kind: Kind, document: RawBSONDocument) -> Record:
    """As `record_of`, opening no more than a record is made of."""
    return record_of(kind, {**document, "body": opened(document["body"]), "parts": opened(document["parts"])})


def opened(part: RawBSONDocument) -> Document:
    return bson.decode(part.raw, EXACT)


def row_of(checked: Checked, document: RawBSONDocument) -> Row:
    return Row(
        id=document["_id"],
        version=document["version"],
        audience=document["audience"],
        deleted=document["deleted"],
        summary=opened(document["summary"]),
        position=tuple(document["keys"][sort.key] for sort in checked.order),
    )


ROW_FIELDS = dict.fromkeys(("version", "audience", "deleted", "summary", "keys"), 1)
"""The projection of a list: no bodies; the keys, which are small, for the position."""


MARK_FIELDS = {"_id": 0, "mark": 1, "version": 1, "audience": 1}
"""All of them in the index, so that no document is opened."""


def mark_of(document: Document) -> Mark:
    created, id = document["mark"].split(" ", 1)
    return Mark(id, document["version"], document["audience"], created)


def mark_text(created: str, id: str) -> str:
    """`mark`: where a record stands in the order of creation, as one text."""
    return f"{created} {id}"


def pending_of(change: Change) -> Document:
    return asdict(change)


def change_of(pending: Document) -> Change:
    return Change(**pending)
