"""The OpenAPI document: what FastAPI makes of the routes, with problems in their own media type and plain names."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.http.document_about import BEARER, DESCRIPTION, TAGS
from app.http.document_answers import HEADERS, complete_answers, give_examples, problem_answers
from app.http.document_parameters import complete_parameters
from app.http.document_shapes import complete_shapes
from app.http.entity import JSON
from app.http.links import add_links
from app.http.strict_route import MERGE_PATCH
from app.http.uploads import FORM_NAME, FORM_SHAPE
from app.schemas.shared import Shape


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Shapes that differ on the way in are `XInput`; on the way out they have the plain name."""
    text = json.dumps(
        get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=DESCRIPTION,
            openapi_version="3.1.0",
            routes=app.routes,
            tags=TAGS,
        )
    )
    document: dict[str, Any] = json.loads(text.replace('-Output"', '"').replace('-Input"', 'Input"'))
    _drop_framework_errors(document)
    components = document["components"]
    shapes = components["schemas"]
    shapes[FORM_NAME] = copy.deepcopy(FORM_SHAPE)
    _restore_examples(document)
    give_examples(shapes)
    complete_shapes(shapes)
    tagged = frozenset(name for name, shape in shapes.items() if _is_single(name, shape))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            complete_parameters(path, operation, shapes)
            complete_answers(method.upper(), operation, tagged)
            _accept_plain_json(operation)
    add_links(document)
    components["schemas"] = dict(sorted(shapes.items()))
    components |= {"responses": problem_answers(), "headers": dict(HEADERS)}
    components["securitySchemes"]["bearer"]["description"] = BEARER
    return document


def _is_single(name: str, shape: dict[str, Any]) -> bool:
    """Whether it is a resource or a part as it is read by itself."""
    return name.endswith("Version") or (name.endswith("Read") and "version" in shape["properties"])


def _accept_plain_json(operation: dict[str, Any]) -> None:
    """A merge patch may come as JSON too."""
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
