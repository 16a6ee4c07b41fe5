"""Holds every answer of a test against the OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from httpx import Response
from jsonschema import Draft202012Validator

from app.config import Settings
from app.main import openapi_text

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


async def hold(response: Response) -> None:
    """The operation declares the status, and the body is of the shape declared for it."""
    operation = _operation(response)
    if operation is None:
        return
    declared = operation["responses"].get(str(response.status_code))
    assert declared is not None, f"{operation['operationId']} does not declare {response.status_code}"
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
