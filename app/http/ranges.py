"""Parts of a representation: `Range` with one range of bytes (RFC 9110, section 14)."""

import re

from app.problems import RangeNotSatisfiable

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; null where the whole is served: no range, several, or none that can be
    read. Raises `RangeNotSatisfiable`."""
    match = _RANGE.fullmatch("".join(header.split())) if header is not None else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, stop = max(size - int(last), 0), size
    elif last != "" and int(last) < int(first):
        return None
    else:
        start, stop = int(first), size if last == "" else min(int(last) + 1, size)
    if start >= stop:
        raise RangeNotSatisfiable(size)
    return start, stop
