"""The OpenAPI document: what FastAPI makes of the routes, with problems in their own media type and plain names."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.http.entity import JSON
from app.http.links import add_links
from app.http.strict_route import MERGE_PATCH
from app.problems import PROBLEM_TYPE
from app.schemas.shared import Shape, without_null

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FRAMEWORK_ERROR = {"$ref": "#/components/schemas/HTTPValidationError"}


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Shapes that differ on the way in are `XInput`; on the way out they have the plain name."""
    text = json.dumps(
        get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            openapi_version="3.1.0",
            routes=app.routes,
        )
    )
    document: dict[str, Any] = json.loads(text.replace('-Output"', '"').replace('-Input"', 'Input"'))
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    add_links(document)
    _drop_framework_errors(document)
    _restore_examples(document)
    return document


def _complete(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = without_null(parameter["schema"])
        if parameter["name"] == "If-Match" and "428" in operation["responses"] and "201" not in operation["responses"]:
            parameter["required"] = True
    unserved = operation["responses"].get("422", {}).get("content", {}).get(JSON, {}).get("schema")
    if unserved == _FRAMEWORK_ERROR:
        del operation["responses"]["422"]
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if status >= "400" and content.get(JSON, {}).get("schema") == _PROBLEM:
            response["content"] = {PROBLEM_TYPE: {"schema": _PROBLEM}}
    accepted = operation.get("requestBody", {}).get("content", {})
    if MERGE_PATCH in accepted:
        accepted[JSON] = accepted[MERGE_PATCH]


def _drop_framework_errors(document: dict[str, Any]) -> None:
    """FastAPI's own shapes of errors are never served."""
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)


def _restore_examples(document: dict[str, Any]) -> None:
    """FastAPI drops nulls from examples, which then lack members that an answer has."""
    schemas = document["components"]["schemas"]
    for shape in _shapes_below(Shape):
        extra = shape.model_config.get("json_schema_extra")
        if shape.__name__ in schemas and isinstance(extra, dict) and "examples" in extra:
            schemas[shape.__name__]["examples"] = extra["examples"]


def _shapes_below(shape: type[Shape]) -> Iterator[type[Shape]]:
    for below in shape.__subclasses__():
        yield below
        yield from _shapes_below(below)
