"""Holds every answer of a test against the OpenAPI document."""

import json
import re
from functools import cache, reduce
from operator import getitem
from typing import Any

from httpx import Response
from jsonschema import Draft202012Validator

from app.config import Settings
from app.main import openapi_text

_PLAIN_HEADERS = {
    "access-control-allow-origin",
    "access-control-expose-headers",
    "cache-control",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-resource-policy",
    "referrer-policy",
    "strict-transport-security",
    "vary",
    "x-content-type-options",
}
"""Every answer may have them, and no client acts by them."""
DOCUMENT: dict[str, Any] = json.loads(openapi_text(Settings()))
_PATHS = {
    re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)) + "$"): operations
    for template, operations in DOCUMENT["paths"].items()
}


@cache
def _validator(reference: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": reference, "components": DOCUMENT["components"]})


def _operation(response: Response) -> dict[str, Any] | None:
    path, method = response.request.url.path, response.request.method.lower()
    for pattern, operations in _PATHS.items():
        if pattern.match(path):
            found: dict[str, Any] | None = operations.get(method)
            return found
    return None


def answers_of(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By status; those that are kept by name as they are there."""
    return {status: _resolved(answer) for status, answer in operation["responses"].items()}


def _resolved(place: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in place:
        return place
    _, *path = place["$ref"].split("/")
    found: dict[str, Any] = reduce(getitem, path, DOCUMENT)
    return found


async def hold(response: Response) -> None:
    """The operation declares the status, its headers, and the shape of the body."""
    operation = _operation(response)
    if operation is None:
        return
    declared = answers_of(operation).get(str(response.status_code))
    assert declared is not None, f"{operation['operationId']} does not declare {response.status_code}"
    _hold_headers(response, declared["headers"])
    await response.aread()
    content = declared.get("content")
    if content is None:
        assert response.content == b""
        return
    media_type = response.headers["content-type"].partition(";")[0]
    assert media_type in content
    schema = content[media_type]["schema"]
    if "$ref" in schema:
        _validator(schema["$ref"]).validate(response.json())


def _hold_headers(response: Response, declared: dict[str, Any]) -> None:
    """What is declared as always there is there, and nothing is there that is not declared."""
    always = {name.lower() for name, header in declared.items() if _resolved(header)["required"]}
    sent = {name for name in response.headers if name not in _PLAIN_HEADERS}
    assert always <= sent <= {name.lower() for name in declared}, (response.status_code, response.request.url.path)
