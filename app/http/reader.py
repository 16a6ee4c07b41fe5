"""The one strict reader: bytes of a request in, a JSON value out. What it lets through can be stored and served.

Numbers come out as int or Decimal, exactly. FastAPI's own reader takes NaN, repeated names and half surrogates, and
fails on deep nesting.
"""

import json
import re
from collections.abc import AsyncGenerator
from decimal import Decimal, InvalidOperation
from typing import Any, Never

from starlette.requests import ClientDisconnect, Request

from app.errors import TooLarge, Unreadable
from app.problems import Malformed, UnsupportedMediaType

MAX_DEPTH = 64
_CONTAINERS = frozenset({dict, list})
MAX_DIGITS = 60
_STRUCTURE = b'"[]{}'
_REST = bytes(set(range(256)) - set(_STRUCTURE))
_STRINGS = re.compile(rb'"[^"]*"')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL = re.compile("[\x7f-\x9f]")
_SUSPECT_ESCAPE = re.compile(r"\\(?:[bf]|u(?:00[01789]|[dD][89a-fA-F]))")
"""Every escape that may stand for what is forbidden, and some that do not."""


def check_media_type(request: Request, accepted: tuple[str, ...]) -> None:
    """Raises `UnsupportedMediaType` for another type, another charset than UTF-8, or a compressed body."""
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [
        value.strip(' "') for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "charset"
    ]
    compressed = request.headers.get("content-encoding", "identity").lower() != "identity"
    if media_type.strip() not in accepted or compressed or any(charset != "utf-8" for charset in charsets):
        raise UnsupportedMediaType(accepted)


async def body_chunks(request: Request, limit_bytes: int) -> AsyncGenerator[bytes, None]:
    """Raises `TooLarge` as soon as the length is known or passed, whatever the header says."""
    stated = request.headers.get("content-length", "0")
    if stated.isdecimal() and int(stated[:20]) > limit_bytes:
        raise TooLarge(limit_bytes)
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit_bytes:
                raise TooLarge(limit_bytes)
            yield chunk
    except ClientDisconnect as exc:
        raise Malformed("the body ended early") from exc


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Raises `TooLarge`."""
    return b"".join([chunk async for chunk in body_chunks(request, limit_bytes)])


def read_json(data: bytes) -> Any:
    """Raises `Unreadable` with the place where it is known."""
    if not data.strip():
        raise Unreadable("the body is empty")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise Unreadable("the body is not UTF-8") from exc
    try:
        value = json.loads(
            text, object_pairs_hook=_members, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
        )
    except json.JSONDecodeError as exc:
        if _depth(text[: exc.pos].encode()) > MAX_DEPTH:
            raise _too_deep() from exc
        raise Unreadable("the body is not JSON", exc.lineno, exc.colno) from exc
    except RecursionError as exc:
        raise _too_deep() from exc
    _check_depth(value)
    if _is_suspect(data, text):
        _check_text(value)
    return value


def _too_deep() -> Unreadable:
    return Unreadable(f"nested deeper than {MAX_DEPTH} levels")


def _check_depth(value: Any) -> None:
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        if not level:
            return
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if type(child) in _CONTAINERS
        ]
    if level:
        raise _too_deep()


def _is_suspect(data: bytes, text: str) -> bool:
    """Whether a text in the JSON may hold what is forbidden. JSON itself refuses control characters but in escapes,
    and what they leave (DEL and U+0080 to U+009F) begins with one of two bytes."""
    may_hold_control = (b"\x7f" in data or b"\xc2" in data) and _CONTROL.search(text) is not None
    return may_hold_control or ("\\" in text and _SUSPECT_ESCAPE.search(text) is not None)


def _depth(data: bytes) -> int:
    """How deep brackets nest outside strings, in what stands before the first error of a text that is no JSON."""
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    deepest = level = 0
    for byte in _STRINGS.sub(b"", unescaped.translate(None, _REST)):
        level += 1 if byte in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("an object has two members of one name")
    return members


def _decimal(digits: str) -> Decimal:
    try:
        number = Decimal(digits) if len(digits) <= MAX_DIGITS else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise Unreadable(f"a number has more than {MAX_DIGITS} digits")
    return number


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Unreadable(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)


def _constant(_: str) -> Never:
    raise Unreadable("NaN and Infinity are not JSON")


def _check_text(value: Any) -> None:
    """No half surrogates, and no control characters but line breaks and tabs, in texts or names."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if _FORBIDDEN.search(item):
                raise Unreadable("a text has control characters or half a surrogate pair")
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.keys()
            waiting += item.values()
