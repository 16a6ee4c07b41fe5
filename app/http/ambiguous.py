"""Heads in which two readers could see two requests. A proxy in front and this service must never do so.

uvicorn's parser refuses two lengths, a length beside chunks, folded and odd headers by itself; these it takes.
"""

from collections.abc import Sequence
from typing import Any


def is_ambiguous(parser: Any, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """`parser` is httptools', at the end of a head; names of `headers` are in lower case."""
    version, method = parser.get_http_version(), parser.get_method()
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    return (
        not _is_known(version, codings)
        or not _names_one_host(version, headers)
        or method == b"CONNECT"
        or (parser.should_upgrade() and (bool(codings) or _has_length(headers)))
    )


def _is_known(version: str, codings: list[bytes]) -> bool:
    """RFC 9112, sections 6.1 and 7: chunks are the only coding that is undone here, and newer than HTTP/1.0."""
    return version in ("1.0", "1.1") and codings in ([], [b"chunked"] if version == "1.1" else [])


def _names_one_host(version: str, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """RFC 9112, section 3.2."""
    hosts = [name for name, _ in headers].count(b"host")
    return hosts == 1 or (hosts == 0 and version == "1.0")


def _has_length(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """A body behind what asks for another protocol is skipped by the parser, which then reads it as a request."""
    return any(name == b"content-length" and value.strip() != b"0" for name, value in headers)
