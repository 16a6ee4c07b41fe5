"""Cursors: opaque texts that say where in a list one is. Each belongs to one list, its filters and one audience."""

import base64
import binascii
import hashlib

import msgspec

from app.domain.access import Caller
from app.errors import CursorInvalid
from app.schemas.queries import PageQuery
from app.services.ports import KeyValue

_DIGEST_LENGTH = 16
_NOT_DECIDING = {"limit", "cursor", "count"}
_decode = msgspec.json.Decoder(list[str | int]).decode


def digest(list_name: str, asked: PageQuery, caller: Caller) -> str:
    """Of everything that decides which rows a list has, and in which order; not of where in it one is."""
    sent = asked.model_dump(exclude=_NOT_DECIDING, exclude_none=True, by_alias=True)
    clusters = None if caller.clusters is None else sorted(caller.clusters)
    audience = [sorted(caller.scopes), clusters]
    bound = msgspec.json.encode([list_name, sorted(sent.items()), audience])
    return hashlib.sha256(bound).hexdigest()[:_DIGEST_LENGTH]


def cursor_after(position: tuple[KeyValue, ...], digest: str) -> str:
    """`position` is that of the last row of a page."""
    return base64.urlsafe_b64encode(msgspec.json.encode([digest, *position])).decode("ascii").rstrip("=")


def position_in(cursor: str, digest: str) -> tuple[KeyValue, ...]:
    """Raises `CursorInvalid` for what is no cursor, or one of another list, order or audience."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        stated, *position = _decode(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, msgspec.MsgspecError, ValueError) as exc:
        raise CursorInvalid("this is no cursor") from exc
    if stated != digest:
        raise CursorInvalid("this cursor belongs to another list, order or caller")
    return tuple(position)
