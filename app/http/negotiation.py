"""Which of several media types a caller gets, by `Accept` (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterator

from starlette.datastructures import Headers

from app.problems import NotAcceptable

_QUALITY = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)")


def preferred(headers: Headers, offered: tuple[str, ...]) -> str:
    """The one of `offered` that the caller likes best, of equals the first. Raises `NotAcceptable`."""
    accept = ",".join(headers.getlist("accept")) if "accept" in headers else "*/*"
    wanted = dict(_ranges(accept))
    qualities = {media_type: _quality(media_type, wanted) for media_type in offered}
    best = max(offered, key=lambda media_type: qualities[media_type])
    if qualities[best] == 0:
        raise NotAcceptable(f"there is {', '.join(offered)} here")
    return best


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Media ranges with their quality. What cannot be read asks for nothing."""
    for entry in accept.lower().split(","):
        name, *parameters = entry.replace(" ", "").replace("\t", "").split(";")
        stated = [match[1] for parameter in parameters if (match := _QUALITY.fullmatch(parameter))]
        yield name, float(stated[0]) if stated else 1.0


def _quality(media_type: str, wanted: dict[str, float]) -> float:
    """That of the most specific range that holds it."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in wanted:
            return wanted[name]
    return 0.0
