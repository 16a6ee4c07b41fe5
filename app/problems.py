"""The one table from errors to HTTP. Every error leaves as `application/problem+json`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from app.domain.exact_json import encode
from app.errors import (
    AlreadyExists,
    CursorInvalid,
    Deleted,
    DeletedByPerson,
    Fault,
    HiddenContent,
    IdempotencyKeyReused,
    InvalidInput,
    IssuerAway,
    KlyngeError,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    NotInReach,
    NotLocal,
    PartRemoved,
    RateLimited,
    RuleBroken,
    SourceTaken,
    StepOutOfOrder,
    StoreBusy,
    StoreUnusable,
    TooLarge,
    Unreadable,
    VersionConflict,
    VersionMissing,
    VersionNotKept,
)
from app.schemas.faults import invalid_input
from app.schemas.findings import findings_read

PROBLEM_TYPE = "application/problem+json"
log = logging.getLogger("klynge")


class PathUnknown(KlyngeError):
    code = "path_unknown"


class MethodNotAllowed(KlyngeError):
    """`allow` are the methods that the path has."""

    code = "method_not_allowed"

    def __init__(self, allow: tuple[str, ...]) -> None:
        super().__init__("this path does not have this method")
        self.allow = allow


class NotAcceptable(KlyngeError):
    code = "not_acceptable"


class UnsupportedMediaType(KlyngeError):
    """`accepted` are the media types that the operation reads."""

    code = "unsupported_media_type"

    def __init__(self, accepted: tuple[str, ...]) -> None:
        super().__init__(f"the body must be {' or '.join(accepted)}, in UTF-8 and not compressed")
        self.accepted = accepted


class PreconditionRequired(KlyngeError):
    code = "precondition_required"


class PreconditionInvalid(KlyngeError):
    code = "precondition_invalid"


class IdempotencyKeyInvalid(KlyngeError):
    code = "idempotency_key_invalid"


class PreconditionFailed(KlyngeError):
    """`etag` is the current one."""

    code = "version_conflict"

    def __init__(self, current: int | None, etag: str | None) -> None:
        super().__init__("somebody else changed it first; read it again and repeat the change")
        self.current, self.etag = current, etag


class RangeNotSatisfiable(KlyngeError):
    """`size_bytes` is the whole length."""

    code = "range_not_satisfiable"

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"there are {size_bytes} bytes")
        self.size_bytes = size_bytes


class Malformed(KlyngeError):
    code = "malformed_request"


class RequestTimeout(KlyngeError):
    code = "request_timeout"


class HeadTooLarge(KlyngeError):
    code = "head_too_large"


class ServerFull(KlyngeError):
    code = "server_full"


@dataclass(frozen=True, slots=True)
class Known:
    """How a class of error leaves: its status, its title, and what its facts add to the members and the headers."""

    status: int
    title: str
    members: Callable[[Any], Mapping[str, Any]] = lambda _: {}
    headers: Callable[[Any], Mapping[str, str]] = lambda _: {}


def _findings(error: RuleBroken) -> Mapping[str, Any]:
    return {"findings": [finding.model_dump() for finding in findings_read(error.findings)]}


def _hidden(error: HiddenContent) -> Mapping[str, Any]:
    fault = Fault(error.pointer, "hidden_content", "something in it is hidden from you")
    return {"errors": [asdict(fault)]}


def _tombstone(error: Deleted | DeletedByPerson) -> Mapping[str, Any]:
    return {"tombstone": {"merged_into": None, **error.tombstone}}


def _etag(error: PreconditionFailed) -> Mapping[str, str]:
    return {"ETag": error.etag} if error.etag else {}


def _challenge(error: NotAuthenticated) -> str:
    """RFC 6750, section 3: whoever sent no token is told only that one is wanted."""
    return "Bearer" if error.error is None else f'Bearer error="{error.error}", error_description="{error}"'


PROBLEMS: Mapping[type[KlyngeError], Known] = {
    Malformed: Known(400, "The request is malformed"),
    Unreadable: Known(400, "The body is not JSON as it must be", lambda e: {"line": e.line, "column": e.column}),
    CursorInvalid: Known(400, "Not a cursor of this list"),
    PreconditionInvalid: Known(400, "If-Match is malformed"),
    IdempotencyKeyInvalid: Known(400, "The Idempotency-Key is malformed"),
    NotAuthenticated: Known(401, "No valid token", headers=lambda e: {"WWW-Authenticate": _challenge(e)}),
    NotAllowed: Known(
        403,
        "The token lacks a scope",
        lambda e: {"missing_scope": e.missing},
        lambda e: {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{e.missing}"'},
    ),
    NotInReach: Known(403, "Outside the clusters or the source of the token"),
    HiddenContent: Known(403, "It would change what is hidden from you", _hidden),
    NotLocal: Known(403, "Only this machine is answered"),
    NotFound: Known(404, "Not found"),
    PathUnknown: Known(404, "No such path"),
    MethodNotAllowed: Known(405, "No such method here", headers=lambda e: {"Allow": ", ".join(e.allow)}),
    NotAcceptable: Known(406, "Not in this media type"),
    StepOutOfOrder: Known(409, "Not the next step", lambda e: {"allowed_steps": list(e.allowed)}),
    RuleBroken: Known(409, "A rule says no", _findings),
    AlreadyExists: Known(409, "It exists"),
    SourceTaken: Known(409, "The source key names another resource", lambda e: {"owner": e.owner}),
    DeletedByPerson: Known(409, "A person deleted it", _tombstone),
    Deleted: Known(410, "Deleted", _tombstone),
    PartRemoved: Known(410, "Deleted"),
    VersionNotKept: Known(410, "Kept no longer"),
    PreconditionFailed: Known(412, "Changed in the meantime", lambda e: {"current_version": e.current}, _etag),
    VersionConflict: Known(412, "Changed in the meantime", lambda e: {"current_version": e.current}),
    TooLarge: Known(413, "Too large", lambda e: {"limit_bytes": e.limit_bytes}),
    UnsupportedMediaType: Known(415, "Not a media type that is read here"),
    RangeNotSatisfiable: Known(
        416, "No such bytes", headers=lambda e: {"Content-Range": f"bytes */{e.size_bytes}", "Accept-Ranges": "bytes"}
    ),
    InvalidInput: Known(422, "The input does not hold", lambda e: {"errors": [asdict(fault) for fault in e.faults]}),
    IdempotencyKeyReused: Known(422, "The key belongs to another request"),
    PreconditionRequired: Known(428, "If-Match is required"),
    RequestTimeout: Known(408, "The request did not arrive in time"),
    RateLimited: Known(429, "Too many calls", headers=lambda e: {"Retry-After": str(e.retry_seconds)}),
    HeadTooLarge: Known(431, "The address and headers are too large"),
    ServerFull: Known(503, "Too many connections", headers=lambda _: {"Retry-After": "1"}),
    StoreBusy: Known(503, "Try again", headers=lambda _: {"Retry-After": "1"}),
    IssuerAway: Known(503, "Tokens cannot be judged now", headers=lambda e: {"Retry-After": str(e.retry_seconds)}),
    VersionMissing: Known(428, "If-Match is required", lambda e: {"current_version": e.current}),
    StoreUnusable: Known(503, "The store cannot be used"),
}
_UNKNOWN = Known(500, "Something failed")


def known(error: type[KlyngeError]) -> Known:
    """The entry of the class, or of the nearest one above it that has one."""
    return next((PROBLEMS[cls] for cls in error.__mro__ if cls in PROBLEMS), _UNKNOWN)


def titled(code: str) -> tuple[int, str]:
    """Status and title of a code. Raises `KeyError` for one that no error has."""
    return {error.code: (known(error).status, known(error).title) for error in every_error()}[code]


def every_error() -> tuple[type[KlyngeError], ...]:
    """The root and every class below it, each once."""
    found: dict[type[KlyngeError], None] = {KlyngeError: None}
    waiting = [KlyngeError]
    while waiting:
        below = waiting.pop().__subclasses__()
        found |= dict.fromkeys(below)
        waiting += below
    return tuple(found)


def problem_response(scope: Scope, error: KlyngeError) -> Response:
    entry = known(type(error))
    detail = "the input has faults" if isinstance(error, InvalidInput) else str(error) or entry.title
    members = {
        "type": f"/problems/{error.code}",
        "title": entry.title,
        "status": entry.status,
        "detail": detail if entry.status < 500 or isinstance(error, StoreBusy) else entry.title,
        "instance": quote(scope["path"])[:500],
        "code": error.code,
        "request_id": scope["state"]["request_id"],
        **{name: value for name, value in entry.members(error).items() if value is not None},
    }
    headers = {"Cache-Control": "no-store", **entry.headers(error)}
    return Response(encode(members), entry.status, headers, media_type=PROBLEM_TYPE)


def from_framework(error: HTTPException) -> KlyngeError:
    """What Starlette and FastAPI refuse by themselves; 405 is answered where the routes are known."""
    if error.status_code == 404:
        return PathUnknown("there is nothing at this path")
    if error.status_code < 500:
        return Malformed("the request could not be read")
    return KlyngeError()


def install(app: FastAPI) -> None:
    """Makes every error of the application leave as a problem."""
    app.add_exception_handler(KlyngeError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_framework)


async def _on_known(request: Request, error: Exception) -> Response:
    if not isinstance(error, KlyngeError):
        raise TypeError("registered for KlyngeError") from error
    if known(type(error)).status >= 500:
        log.error("%s in request %s", error.code, request.scope["state"]["request_id"])
    return problem_response(request.scope, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError("registered for RequestValidationError") from error
    return problem_response(request.scope, invalid_input(error.errors()))


async def _on_framework(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError("registered for HTTPException") from error
    if error.status_code == 405:
        return _other_method(request)
    return problem_response(request.scope, from_framework(error))


def _other_method(request: Request) -> Response:
    """OPTIONS, or a method that the path does not have."""
    allow = methods_of(request)
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(allow)})
    return problem_response(request.scope, MethodNotAllowed(allow))


def methods_of(request: Request) -> tuple[str, ...]:
    """Every method that some route has for the path of the request."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    methods = {
        method
        for route in routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    implied = {"OPTIONS", "HEAD"} if "GET" in methods else {"OPTIONS"}
    return tuple(sorted(methods | implied))
