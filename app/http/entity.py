"""Single resources over HTTP: their ETags, conditional reads, and the condition of a change."""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from app.dependencies import is_anonymous
from app.domain.exact_json import encode
from app.errors import VersionConflict
from app.problems import NotAcceptable, PreconditionFailed, PreconditionInvalid, PreconditionRequired
from app.services.resources import Answer

JSON = "application/json"
STATE = "Klynge-State"
"""The header that says what an upsert did."""

CACHING = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept"}
_PRIVATE = tuple((name.lower().encode(), value.encode()) for name, value in CACHING.items())
_ACCEPTED = ("application/json", "application/*", "*/*")
_TAG = re.compile(r'"(\d{1,15})(?:\.[\w-]{1,40})?"', re.ASCII)


@lru_cache(maxsize=64)
def _view(shape: int, media_type: str, is_redacted: bool, is_anonymous: bool, survivor: str) -> str:  # noqa: FBT001 - facts of a representation, not options
    return hashlib.sha256(f"{shape} {media_type} {is_redacted} {is_anonymous} {survivor}".encode()).hexdigest()[:8]


def etag_of(
    version: int,
    shape: int = 1,
    *,
    media_type: str = JSON,
    is_redacted: bool = False,
    is_anonymous: bool = False,
    survivor: str = "",
) -> str:
    """`"<version>.<view>"`: the view tells apart representations of one version.

    `survivor` is the id of what answers in the place of a resource that was merged into it: its version may be one
    that the other has had as well.
    """
    return f'"{version}.{_view(shape, media_type, is_redacted, is_anonymous, survivor)}"'


def _etag(answer: Answer) -> str:
    """For who wrote it, and so has a token."""
    return etag_of(answer.version, answer.shape, is_redacted=answer.is_redacted)


def check_accept(headers: Headers) -> None:
    """Raises `NotAcceptable` where JSON is not among what the caller takes."""
    accept = headers.get("accept")
    if accept is None or accept in ("*/*", JSON):
        return
    for entry in accept.lower().split(","):
        name, *parameters = entry.replace(" ", "").split(";")
        if name in _ACCEPTED and not any(re.fullmatch(r"q=0(\.0*)?", parameter) for parameter in parameters):
            return
    raise NotAcceptable(f"there is {JSON} here")


class EntityResponse(Response):
    """JSON bytes with the headers of a representation, which are put together without Starlette's encoding of each."""

    def __init__(self, answer: Answer, etag: str, status: int = 200, location: str | None = None) -> None:
        self.status_code = status
        self.background = None
        self.body = answer.json
        self.raw_headers = [
            (b"content-length", b"%d" % len(answer.json)),
            (b"content-type", b"application/json"),
            (b"etag", etag.encode("ascii")),
            *_PRIVATE,
        ]
        if location is not None:
            self.raw_headers.append((b"location", location.encode("ascii")))


def read_response(request: Request, answer: Answer, asked_id: str) -> Response:
    """200, or 304 where the caller has this very representation."""
    etag = etag_of(
        answer.version,
        answer.shape,
        is_redacted=answer.is_redacted,
        is_anonymous=is_anonymous(request),
        survivor="" if answer.id == asked_id else answer.id,
    )
    return not_modified(etag) if is_known(request.headers, etag) else EntityResponse(answer, etag)


def is_known(headers: Headers, etag: str) -> bool:
    """Whether If-None-Match lists it, by weak comparison, as RFC 9110 wants it there."""
    if "if-none-match" not in headers:
        return False
    listed = ",".join(headers.getlist("if-none-match")).split(",")
    tags = [tag.strip().removeprefix("W/") for tag in listed]
    return "*" in tags or etag in tags


def not_modified(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": etag, **CACHING})


def changed_response(answer: Answer) -> Response:
    return EntityResponse(answer, _etag(answer))


def created_response(path: str, answer: Answer) -> Response:
    return EntityResponse(answer, _etag(answer), 201, f"{path}/{answer.id}")


def accepted_response(path: str, answer: Answer, headers: Mapping[str, str]) -> Response:
    """202: it is stored and will be done."""
    response = EntityResponse(answer, _etag(answer), 202, f"{path}/{answer.id}")
    response.headers.update(headers)
    return response


def upserted_response(path: str, answer: Answer, state: str) -> Response:
    """201 for what is new, else 200; `Klynge-State` says what the request did."""
    response = created_response(path, answer) if state == "created" else changed_response(answer)
    response.headers[STATE] = state
    return response


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Any wire value, or a shape. Amounts stay exact numbers."""
    value = content.model_dump() if isinstance(content, BaseModel) else content
    return Response(encode(value), status, {**CACHING, **(headers or {})}, JSON)


def expected_version(if_match: str | None) -> int | None:
    """The version that a change is meant for; null for `*`. Raises what the header lacks."""
    stated = condition(if_match)
    if stated is None:
        raise PreconditionRequired("send If-Match with the ETag that you read, or *")
    return None if stated == "*" else stated


def condition(if_match: str | None) -> int | Literal["*"] | None:
    """The version in If-Match, or `*`; null without the header. Raises `PreconditionInvalid`."""
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return "*"
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise PreconditionInvalid('If-Match takes one strong ETag as it was served ("<version>.<view>"), or *')
    return int(tag[1])


def stale(conflict: VersionConflict) -> PreconditionFailed:
    etag = None if conflict.current is None else etag_of(conflict.current)
    return PreconditionFailed(conflict.current, etag)
