"""Shapes of merge patches, made from the shapes they patch: every member optional, null removes it."""

import operator
import types
from functools import cache, reduce
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.schemas.shared import NeverNull, Shape


class Patch(BaseModel):
    model_config = ConfigDict(extra="forbid", serialize_by_alias=True, validate_by_alias=True, validate_by_name=False)


@cache
def patch_of(shape: type[Shape], name: str) -> type[Patch]:
    """Objects below are patched as well; lists are replaced whole."""
    fields: dict[str, Any] = {}
    for field_name, field in shape.model_fields.items():
        patched = _patched(field.annotation)
        limited = Annotated[(patched, *field.metadata)] if field.metadata else patched
        default = Field(
            default=None,
            alias=field.alias,
            description=field.description,
            json_schema_extra=field.json_schema_extra,
        )
        fields[field_name] = (
            Annotated[limited | None, NeverNull()] if field.is_required() else limited | None,
            default,
        )
    made: type[Patch] = create_model(
        name, __base__=Patch, __doc__=f"A JSON Merge Patch of {shape.__name__.removesuffix('Update')}.", **fields
    )
    return made


def _patched(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return reduce(operator.or_, (_patched(option) for option in get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return patch_of(annotation, f"{annotation.__name__}Patch")
    return annotation
