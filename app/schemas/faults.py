"""From pydantic's errors to faults: JSON Pointers and messages of our own, which never hold a value that was sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import Fault, FaultCode, InvalidInput
from app.schemas.fields import BreaksRule

MAX_FAULTS = 100
_POINTER_LENGTH = 500

_MESSAGES: Mapping[str, tuple[FaultCode, str]] = {
    "missing": ("required", "is required"),
    "extra_forbidden": ("unknown_member", "is not a member here"),
    "string_type": ("wrong_type", "must be text"),
    "bool_type": ("wrong_type", "must be true or false"),
    "bool_parsing": ("wrong_type", "must be true or false"),
    "int_type": ("wrong_type", "must be a whole number"),
    "int_parsing": ("wrong_type", "must be a whole number"),
    "int_from_float": ("wrong_type", "must be a whole number"),
    "list_type": ("wrong_type", "must be a list"),
    "tuple_type": ("wrong_type", "must be a list"),
    "dict_type": ("wrong_type", "must be an object"),
    "model_type": ("wrong_type", "must be an object"),
    "model_attributes_type": ("wrong_type", "must be an object"),
    "literal_error": ("not_in_list", "must be one of {expected}"),
    "string_too_long": ("too_long", "must have at most {max_length} characters"),
    "string_too_short": ("too_short", "must have at least {min_length} characters"),
    "string_pattern_mismatch": ("wrong_form", "must match {pattern}"),
    "too_long": ("too_long", "must have at most {max_length} elements"),
    "too_short": ("too_short", "must have at least {min_length} elements"),
    "greater_than": ("out_of_range", "must be more than {gt}"),
    "greater_than_equal": ("out_of_range", "must be at least {ge}"),
    "less_than": ("out_of_range", "must be less than {lt}"),
    "less_than_equal": ("out_of_range", "must be at most {le}"),
    "value_error": ("invalid", "{error}"),
}
SCHEMA_CODES = frozenset(code for code, _ in _MESSAGES.values()) | {"unknown_parameter"}
"""Codes of what the schema forbids. Every other code names a rule beyond it."""


def invalid_input(errors: Iterable[Mapping[str, Any]]) -> InvalidInput:
    """At most `MAX_FAULTS` of pydantic's `errors()`, as one `InvalidInput`."""
    return InvalidInput(tuple(_fault(error) for _, error in zip(range(MAX_FAULTS), errors, strict=False)))


def escaped(name: object) -> str:
    """A reference token of RFC 6901."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _fault(error: Mapping[str, Any]) -> Fault:
    place, *path = error["loc"] or ("",)
    code, message = _MESSAGES.get(error["type"], ("invalid", "is not valid"))
    broken = error.get("ctx", {}).get("error")
    if isinstance(broken, BreaksRule):
        code = broken.code
    if place in ("query", "header", "path") and path:
        if error["type"] == "extra_forbidden":
            code, message = "unknown_parameter", "is not a parameter here"
        return Fault(f"{'?' if place == 'query' else ''}{path[0]}"[:_POINTER_LENGTH], code, _filled(message, error))
    if place != "body":
        path = list(error["loc"])
    return Fault("".join(f"/{escaped(step)}" for step in path)[:_POINTER_LENGTH], code, _filled(message, error))


def _filled(message: str, error: Mapping[str, Any]) -> str:
    """The message with the limits of the schema. `error` is a ValueError that `schemas` raised, without the value."""
    return message.format_map(error.get("ctx") or {})
