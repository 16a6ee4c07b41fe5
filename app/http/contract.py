"""What OpenAPI says of errors, and of headers that routes read or send by themselves."""

from collections.abc import Mapping
from typing import Any

from app.schemas.problems import Problem

Responses = dict[int | str, dict[str, Any]]

MEANINGS: Mapping[int, tuple[str, str]] = {
    400: ("BadRequest", "Malformed: not HTTP, not JSON, not a cursor, not an ETag"),
    401: ("Unauthorized", "No valid token"),
    403: ("Forbidden", "The token lacks a scope"),
    404: ("NotFound", "No such resource"),
    406: ("NotAcceptable", "Not in the media type that was asked for"),
    408: ("RequestTimeout", "The request did not arrive in time"),
    409: ("Conflict", "A rule says no; see the findings"),
    410: ("Gone", "Deleted; the tombstone is in the problem"),
    412: ("PreconditionFailed", "Changed in the meantime"),
    413: ("ContentTooLarge", "The body is too large"),
    415: ("UnsupportedMediaType", "A media type that is not read here"),
    416: ("RangeNotSatisfiable", "The file has no such bytes"),
    422: ("UnprocessableContent", "The input does not hold; each fault has a pointer"),
    428: ("PreconditionRequired", "If-Match is missing"),
    429: ("TooManyRequests", "Too many calls in too short a time"),
    431: ("RequestHeaderFieldsTooLarge", "The address and headers are too large"),
    500: ("InternalServerError", "Something failed"),
    503: ("ServiceUnavailable", "Too busy, or not reachable behind; try again"),
}
"""Of each status that is a problem: its name among the answers of OpenAPI, and what it means."""


def errors(*statuses: int) -> Responses:
    """These statuses and those that every operation of the API has, each a problem."""
    return open_errors(*statuses, 401, 403, 406, 429)


def open_errors(*statuses: int) -> Responses:
    """These statuses and those of any request, each a problem: for operations that ask nobody who they are."""
    return {status: {"model": Problem, "description": MEANINGS[status][1]} for status in sorted({*statuses, *_OF_ANY})}


_OF_ANY = (400, 408, 431, 500, 503)
"""What a request is answered before it is known what it asks for, and where the service or its store fails."""


_BODY = (400, 409, 413, 415, 422)
_CONDITION = (400, 404, 409, 410, 412, 422, 428)
NOT_MODIFIED: Responses = {304: {"description": "The caller has this representation"}}
READ_ERRORS: Responses = {**NOT_MODIFIED, **errors(404, 410)}
LIST_ERRORS: Responses = errors(400, 422)
CREATE_ERRORS: Responses = errors(*_BODY, 410)
CHANGE_ERRORS: Responses = errors(*_BODY, *_CONDITION)
DELETE_ERRORS: Responses = errors(*_CONDITION)
PART_ADD_ERRORS: Responses = errors(*_BODY, 404, 410)
STEP_ERRORS: Responses = errors(400, 404, 409, 410, 412, 422)
BY_SOURCE_ERRORS: Responses = errors(*_BODY)
WITHDRAW_ERRORS: Responses = errors(404, 409, 422)
RESTORE_ERRORS: Responses = errors(400, 404, 409, 412, 422, 428)


def headers(*names: str) -> dict[str, Any]:
    """What an answer says of headers that are among those of the document."""
    return {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names}}


def header_parameters(descriptions: Mapping[str, str]) -> dict[str, Any]:
    """What OpenAPI says of headers that a route reads by itself; none is required."""
    texts = {"in": "header", "required": False, "schema": {"type": "string"}}
    return {"parameters": [{"name": name, "description": text, **texts} for name, text in descriptions.items()]}


READ_HEADERS = header_parameters({"If-None-Match": "An ETag; where it is still the current one the answer is 304"})
