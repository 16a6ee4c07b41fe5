"""Parts that are read and changed one by one: their shapes, with the version that the resource's body does not show."""

from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.schemas.fields import Code, Id, Position
from app.schemas.pages import CursorPage
from app.schemas.shared import Part, Shape

_VERSION = "The version of the resource in which this part was added or last changed"


class PartQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NumberedQuery(PartQuery):
    number: Annotated[Code | None, Field(description="As printed; several may have it")] = None


@cache
def part_read_of(shape: type[Part]) -> type[Shape]:
    fields: dict[str, Any] = {"id": (Id, ...), "version": (Position, Field(description=_VERSION))}
    made: type[Shape] = create_model(f"{shape.__name__}Read", __base__=shape, __doc__=shape.__doc__, **fields)
    return made


@cache
def part_update_of(shape: type[Part]) -> type[Part]:
    """Takes what was read; the version may be repeated and not changed."""
    version = Field(default=None, description=_VERSION, json_schema_extra={"readOnly": True})
    fields: dict[str, Any] = {"version": (Position | None, version)}
    made: type[Part] = create_model(f"{shape.__name__}Update", __base__=shape, __doc__=shape.__doc__, **fields)
    return made


@cache
def part_page_of(shape: type[Part]) -> type[BaseModel]:
    """All of them: `next_cursor` is null."""
    read: Any = part_read_of(shape)
    return create_model(f"{shape.__name__}Page", __base__=CursorPage[read], __doc__=part_page_of.__doc__)
