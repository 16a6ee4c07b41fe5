"""A kept file as an answer: whole or the range that was asked for, never shown by a browser, saved under its name."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from app.http.attachment import disposition
from app.http.contract import Responses, header_parameters, headers
from app.http.entity import CACHING, is_known, not_modified
from app.http.ranges import byte_range

BYTES = "application/octet-stream"
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
RANGE_HEADERS = header_parameters(
    {
        "If-None-Match": "An ETag; where it is still the current one the answer is 304",
        "Range": "One range of bytes, such as `bytes=0-999` or `bytes=-500`; several are answered with the whole",
        "If-Range": "An ETag; where it is no longer the current one `Range` is not heeded",
    }
)
NEVER_RUN = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}

Pieces = Callable[[int, int], AsyncIterator[bytes]]
"""The bytes from the first number up to the second."""


def file_answers(what: str, whole: Mapping[str, Any], parts: Mapping[str, Any]) -> Responses:
    """200 and 206 with their contents by media type, as OpenAPI tells of them."""
    named = headers("Accept-Ranges", "Content-Disposition")
    return {
        200: {"description": what, "content": dict(whole), **named},
        206: {"description": "The range of bytes that was asked for", "content": dict(parts), **named},
    }


def file_response(
    asked: Headers, etag: str, *, media_type: str, name: str, size_bytes: int, pieces: Pieces
) -> Response:
    """200, 206, or 304 where the caller has it. Raises `RangeNotSatisfiable`."""
    if is_known(asked, etag):
        return not_modified(etag)
    is_same = asked.get("if-range", etag) == etag
    found = byte_range(asked.get("range"), size_bytes) if is_same else None
    start, stop = found or (0, size_bytes)
    told = {
        **CACHING,
        **NEVER_RUN,
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Type": media_type,
        "Content-Disposition": disposition(name),
        "Content-Length": str(stop - start),
    }
    if found is not None:
        told["Content-Range"] = f"bytes {start}-{stop - 1}/{size_bytes}"
    return StreamingResponse(pieces(start, stop), 206 if found else 200, told)
