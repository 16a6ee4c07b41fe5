"""Bodies as JSON with exact numbers, the same bytes from every store.

A body's numbers are int or Decimal. SQLite keeps JSON text, where a number is its digits. MongoDB keeps BSON: whole
numbers as int64, others as double, because some servers that speak the protocol refuse Decimal128, and because
a double is exact enough: two different decimals of at most 15 significant digits never share a double, and the
shortest text of a double (`repr`) is the decimal it was made from. Amounts have at most 14 digits
(|x| <= 999 999 999 999.99). `canonical` holds the line: what could not come back exactly is refused on the way in.
"""

from decimal import Decimal
from typing import Any

import msgspec

MAX_DIGITS = 15
MAX_PLACES = 4
"""Below 0.0001 a double's shortest text may need an exponent, and the two stores' bytes would differ."""
_MAX_INT = 2**63 - 1
_AS_IT_IS = frozenset({str, bool, type(None)})
_MEMBERS_REMEMBERED = 4_096
_members: set[str] = set()
"""Names that were held against the rules; the same few come again and again."""


def _plain(value: Any) -> int:
    if isinstance(value, int):  # BSON's int64
        return int(value)
    raise TypeError(f"JSON does not hold {type(value).__name__}")


_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=_plain)
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def canonical(value: Any) -> Any:
    """The same JSON value with each number in its one form: whole numbers int, others Decimal without trailing zeros.

    Raises `TypeError` for what is not exact JSON (a float, a date), `ValueError` for a number out of bounds or a
    member name with NUL.
    """
    if isinstance(value, dict):
        if not value.keys() <= _members:
            _add_members(value)
        return {name: item if type(item) in _AS_IT_IS else canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [item if type(item) in _AS_IT_IS else canonical(item) for item in value]
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Decimal):
        return _exact(value)
    if isinstance(value, int):
        return _bounded(value)
    raise TypeError(f"a stored body holds exact JSON values, not {type(value).__name__}")


def encode(value: Any) -> bytes:
    """JSON in UTF-8 of a canonical value."""
    return _encoder.encode(value)


def decode(data: bytes | str) -> Any:
    """Numbers come back as int or Decimal."""
    return _decoder.decode(data)


def _add_members(value: dict[Any, Any]) -> None:
    for name in value:
        if not isinstance(name, str):
            raise TypeError("member names are text")
        if "\0" in name:
            raise ValueError("a member name holds NUL")
        if len(_members) < _MEMBERS_REMEMBERED:
            _members.add(name)


def _bounded(number: int) -> int:
    if abs(number) > _MAX_INT:
        raise ValueError("a whole number is beyond 64 bits")
    return int(number)  # a driver's own kind of int is one too


def _exact(number: Decimal) -> int | Decimal:
    if not number.is_finite():
        raise ValueError("a number is not finite")
    short = number.normalize()
    _, digits, exponent = short.as_tuple()
    if (
        isinstance(exponent, str)
        or exponent < -MAX_PLACES
        or len(digits) > MAX_DIGITS
        or short.adjusted() >= MAX_DIGITS
    ):
        raise ValueError(f"a number has more than {MAX_DIGITS} digits or {MAX_PLACES} decimals")
    return int(short) if exponent >= 0 else short
