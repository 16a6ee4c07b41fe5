"""What a source sends: the members it has, and references by its own names. Shapes made from those of a replace."""

import re
import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic.fields import FieldInfo

from app.schemas.fields import Code, Id, Name, OfForm
from app.schemas.patches import Patch
from app.schemas.shared import NeverNull, Shape

Path = tuple[str, ...]
"""Where a reference stands below a shape; `*` is each element of a list."""

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_UNPRINTABLE = re.compile(f"[{_CONTROLS}\ud800-\udfff\ufffd]")
_FORM = rf"^[^{_CONTROLS}\uFFFD]*[^\s{_CONTROLS}\uFFFD][^{_CONTROLS}\uFFFD]*$"


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("must be UTF-8 without control characters")
    return text


SourceCode = Annotated[Code, AfterValidator(_printable), OfForm(_FORM)]
SourceId = Annotated[Name, AfterValidator(_printable), OfForm(_FORM)]


class SourceQuery(BaseModel):
    """The source key of a resource: the name that another system has for it."""

    model_config = ConfigDict(extra="forbid")

    system: Annotated[SourceCode, Field(description="The other system", examples=["esdh"])]
    kind: Annotated[SourceCode, Field(description="What the other system calls it", examples=["sag"])]
    id: Annotated[SourceId, Field(description="Any text without control characters", examples=["24/1017"])]


class SourceName(Shape):
    """The name that another system has for a resource."""

    system: SourceCode
    kind: SourceCode
    id: SourceId


class SourceReference(Shape):
    """Another resource by the name that a source has for it, in place of its id."""

    source: SourceName


_id = TypeAdapter(Id).validate_python


def _either(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
    """The fault of what was meant, without those of the other form."""
    return SourceReference.model_validate(value) if isinstance(value, dict) else _id(value)


Reference = Annotated[Id | SourceReference, WrapValidator(_either)]


def upsert_of(shape: type[Shape], name: str, references: Iterable[Path]) -> type[Patch]:
    """The shape with every member optional and references of either form. What is below is sent whole."""
    below = _by_first(references)
    fields: dict[str, Any] = {}
    for field_name, field in shape.model_fields.items():
        referring = _field_type(field, below.get(field_name, []))
        default = Field(
            default=None, alias=field.alias, description=field.description, json_schema_extra=field.json_schema_extra
        )
        nullable = Annotated[referring | None, NeverNull()] if field.is_required() else referring | None
        fields[field_name] = (nullable, default)
    doc = f"{shape.__name__.removesuffix('Update')} as a source has it. What is left out stays; null empties a member."
    made: type[Patch] = create_model(name, __base__=Patch, __doc__=doc, **fields)
    return made


def _by_first(paths: Iterable[Path]) -> dict[str, list[Path]]:
    grouped: dict[str, list[Path]] = {}
    for first, *rest in paths:
        grouped.setdefault(first, []).append(tuple(rest))
    return grouped


def _field_type(field: FieldInfo, paths: list[Path]) -> Any:
    """A reference has the limits of its own type, every other member those of the field."""
    limits = [] if () in paths else field.metadata
    return _annotated(_referring(field.annotation, paths), limits)


def _annotated(annotation: Any, limits: Iterable[Any]) -> Any:
    for limit in limits:
        annotation = Annotated[annotation, limit]
    return annotation


def _referring(annotation: Any, paths: list[Path]) -> Any:
    """The type with references of either form where the paths lead."""
    if not paths:
        return annotation
    if get_origin(annotation) in (Union, types.UnionType):
        [option] = [option for option in get_args(annotation) if option is not types.NoneType]
        return _referring(option, paths) | None
    if () in paths:
        return Reference
    if get_origin(annotation) is Annotated:
        inner, *limits = get_args(annotation)
        return _annotated(_referring(inner, paths), limits)
    if get_origin(annotation) is list:
        [element] = get_args(annotation)
        return types.GenericAlias(list, (_referring(element, [path[1:] for path in paths]),))
    return _shape_with_references(annotation, paths)


def _shape_with_references(shape: type[Shape], paths: list[Path]) -> type[Shape]:
    """A subclass whose references take either form."""
    fields: dict[str, Any] = {}
    for field_name, below in _by_first(paths).items():
        field = shape.model_fields[field_name]
        factory = field.default_factory
        default: dict[str, Any] = {"default_factory": factory} if factory else {"default": field.default}
        fields[field_name] = (_field_type(field, below), Field(description=field.description, **default))
    made: type[Shape] = create_model(f"{shape.__name__}Upsert", __base__=shape, __doc__=shape.__doc__, **fields)
    return made
