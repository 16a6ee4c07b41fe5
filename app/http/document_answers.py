"""The answers of an operation in the OpenAPI document: problems by name, and every header."""

from collections.abc import Mapping
from typing import Any

from app.http.contract import MEANINGS, headers
from app.http.entity import JSON
from app.problems import PROBLEM_TYPE, titled
from app.schemas.examples import examples
from app.schemas.tombstones import EXAMPLE as TOMBSTONE

Answer = dict[str, Any]
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FRAMEWORK_ERROR = {"$ref": "#/components/schemas/HTTPValidationError"}
_EXAMPLES: Mapping[int, tuple[str, dict[str, Any]]] = {
    400: ("cursor_invalid", {}),
    401: ("not_authenticated", {}),
    403: ("not_allowed", {"missing_scope": "klynge:write"}),
    404: ("not_found", {}),
    406: ("not_acceptable", {}),
    408: ("request_timeout", {}),
    409: ("step_out_of_order", {"allowed_steps": ["publish-agenda", "cancel"]}),
    410: ("gone", {"tombstone": {**TOMBSTONE, "sources": []}}),
    412: ("version_conflict", {"current_version": 4}),
    413: ("too_large", {"limit_bytes": 10_000_000}),
    415: ("unsupported_media_type", {}),
    416: ("range_not_satisfiable", {}),
    422: (
        "invalid_input",
        {"errors": [{"pointer": "/agenda_items/0/title", "code": "required", "message": "is required"}]},
    ),
    428: ("precondition_required", {}),
    429: ("rate_limited", {}),
    431: ("head_too_large", {}),
    500: ("internal_error", {}),
    503: ("store_busy", {}),
}
_DONE = {
    "GET": "As it is now",
    "POST": "It is done; this is how it is now",
    "PUT": "It is changed; this is how it is now",
    "PATCH": "It is changed; this is how it is now",
    "DELETE": "It is deleted",
}
"""Where FastAPI says `Successful Response`."""


def _header(description: str, schema: Mapping[str, Any] | None = None, *, required: bool = True) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": "string", **(schema or {})}}


HEADERS: Mapping[str, dict[str, Any]] = {
    "Accept-Ranges": _header("`bytes`: parts of it may be asked for with `Range`", required=False),
    "Content-Disposition": _header("The name to save it under", required=False),
    "Content-Location": _header("Path of what answers, where that is not the path that was asked", required=False),
    "Content-Range": _header("Which bytes these are, of how many"),
    "ETag": _header(
        "`<version>.<view>` in quotes, for `If-Match` and `If-None-Match`; of an attachment's file its SHA-256"
    ),
    "Idempotency-Replayed": _header(
        "`true` where an earlier request with this key did the work; the body is as it is now",
        {"enum": ["true"]},
        required=False,
    ),
    "Klynge-State": _header(
        "What the request did: `created`, `updated`, `restored`, or `unchanged`, which wrote nothing",
        {"enum": ["created", "updated", "restored", "unchanged"]},
    ),
    "Location": _header("Path of what is new"),
    "Retry-After": _header("Seconds to wait", required=False),
    "WWW-Authenticate": _header("`Bearer`, with what is wrong with the token or which scope it lacks (RFC 6750)"),
    "X-Request-ID": _header("As it was sent, or made here; it stands in the audit and in problems"),
}
_ON_STATUS: Mapping[str, tuple[str, ...]] = {
    "201": ("Location",),
    "206": ("Content-Range",),
    "304": ("ETag",),
    "401": ("WWW-Authenticate",),
    "416": ("Accept-Ranges", "Content-Range"),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}


def problem_answers() -> dict[str, Answer]:
    """Each status that is a problem, by its name."""
    return {name: _problem_answer(status, text) for status, (name, text) in MEANINGS.items()}


def _problem_answer(status: int, text: str) -> Answer:
    code, members = _EXAMPLES[status]
    title = titled(code)[1]
    example = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": text,
        "instance": "/v1/meetings",
        "code": code,
        "request_id": "3f0c2a4de1b54c1f8a7e9d6b5c4a3f2e",
        **members,
    }
    content = {PROBLEM_TYPE: {"schema": _PROBLEM, "example": example}}
    answer = {"description": text, **_headers(str(status)), "content": content}
    if status == 403:
        answer["headers"]["WWW-Authenticate"] = _header("`Bearer` with the scope that the token lacks", required=False)
    if status == 412:
        answer["headers"]["ETag"] = _header("Of what is there now; missing where nothing is", required=False)
    return answer


def _headers(status: str, *more: str) -> dict[str, Any]:
    return headers(*sorted({"X-Request-ID", *_ON_STATUS.get(status, ()), *more}))


def complete_answers(method: str, operation: dict[str, Any], tagged: frozenset[str]) -> None:
    """`tagged` are the shapes that carry an ETag."""
    answers = operation["responses"]
    if answers.get("422", {}).get("content", {}).get(JSON, {}).get("schema") == _FRAMEWORK_ERROR:
        del answers["422"]
    located = set(answers.get("200", {}).get("headers", {})) & {"Content-Location"}
    for status, answer in answers.items():
        if status >= "400":
            answers[status] = {"$ref": f"#/components/responses/{MEANINGS[int(status)][0]}"}
            continue
        if answer["description"] == "Successful Response":
            answer["description"] = _DONE[method]
        shape = answer.get("content", {}).get(JSON, {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        has_tag = shape in tagged or ("304" in answers and status in ("200", "206"))
        more = {*answer.get("headers", {}), *(["ETag"] if has_tag else []), *(located if status == "304" else [])}
        answer.update(_headers(status, *more))
    operation["responses"] = dict(sorted(answers.items()))


def give_examples(schemas: dict[str, Any]) -> None:
    for name, example in examples().items():
        schemas[name].setdefault("examples", [example])
