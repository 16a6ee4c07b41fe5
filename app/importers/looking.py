"""The texts that may be read in a file of any kind, to look for something in them."""

from html import unescape
from typing import Any

from app.domain.exact_json import decode
from app.importers.sniff import read_document

LIMIT_BYTES = 20_000_000
"""Of plain text, which is read whole."""

_TEXT_HEAD = 4_096


def texts_in(name: str, data: bytes) -> tuple[Any, ...]:
    """What importers read in it, what stands in the bytes, and what its JSON says; none where nothing can be read."""
    read = read_document(name, data, LIMIT_BYTES)
    told = (name, read.text) if read.text else ()
    return (*told, *plain_texts(data, is_text=bool(read.text)))


def plain_texts(data: bytes, *, is_text: bool) -> tuple[Any, ...]:
    """What stands in the bytes, and what their JSON says. `is_text`: importers have read a text in them."""
    if b"\0" in data[:_TEXT_HEAD]:
        return ()
    try:
        plain = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        plain = data.decode("cp1252", errors="replace") if is_text else ""
    return (unescape(plain), *_json(plain)) if plain else ()


def _json(plain: str) -> list[Any]:
    if not plain.lstrip().startswith(("{", "[")):
        return []
    try:
        return [decode(plain.encode())]
    except (ValueError, RecursionError):
        return []
