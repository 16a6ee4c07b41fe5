"""Shapes used everywhere: what every resource has, and evidence, decisions, fuzzy dates and names."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.domain.vocabulary import DatePart, DatePrecision, YearFrom
from app.schemas.fields import (
    ROWS,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Line,
    LineRange,
    Name,
    Position,
    Sha256,
    Text,
    Url,
    UtcInstant,
)

_ABOUT = ("title", "description", "default", "examples", "readOnly")


def _or_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    null = {"type": "null"}
    if null in schema.get("anyOf", ()):
        return schema
    about = {name: schema[name] for name in _ABOUT if name in schema}
    return {"anyOf": [{name: item for name, item in schema.items() if name not in about}, null], **about}


def without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The other forms of a schema that takes null too; any other schema as it is."""
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if not options:
        return schema
    about = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**options[0], **about} if len(options) == 1 else {"anyOf": options, **about}


class NeverNull:
    """Says in the schema that a member which may be left out may not be null. The whole is checked later on."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return without_null(handler(core))


class Shape(BaseModel):
    """Input and output alike: unknown members are refused, absent means null or empty."""

    model_config = ConfigDict(
        extra="forbid",
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        """Null members are dropped, so that those without a null form get their default; unknown ones are refused."""
        if not isinstance(value, dict) or None not in value.values():
            return value
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: item for name, item in value.items() if item is not None or name not in optional}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Input says of every member that may be absent that it may be null as well."""
        schema = handler(core)
        if handler.mode == "validation":
            shape = handler.resolve_ref_schema(schema)
            members = shape.get("properties", {})
            for name in members.keys() - set(shape.get("required", ())):
                members[name] = _or_null(members[name])
        return schema


class Source(Shape):
    """Where a resource is known under which name. A (system, kind, id) names at most one resource of a kind."""

    system: Code
    kind: Code
    id: Name
    url: Url | None = None
    checksum: Sha256 | None = None
    imported_at: UtcInstant | None = None
    applied_version: Count | None = Field(default=None, description="Version that the last import from it wrote")


class Evidence(Shape):
    """Where it was read."""

    document_id: Sha256 | None = None
    meeting_id: Id | None = None
    agenda_item_id: Id | None = None
    lines: LineRange | None = None
    text: Text | None = None


class FuzzyDate(Shape):
    """A date as far as it is known. `from` and `to` are days that certainly bound it."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    precision: DatePrecision = "unknown"
    part: DatePart | None = None
    open_end: Flag = False
    year_from: YearFrom | None = None
    text: Line | None = None


class Decided(Shape):
    """Who decided. Any member may be null: the meeting that decided is often not in the store."""

    forum_id: Id | None = None
    forum_name: Name | None = None
    on: FuzzyDate | None = None
    meeting_id: Id | None = None
    agenda_item_id: Id | None = None
    evidence: Evidence | None = None


class NameVariant(Shape):
    """Another spelling that was met, and the rule that joined it."""

    text: Name
    evidence: Evidence | None = None
    rule: Code | None = None


class Part(Shape):
    """A part of a resource that has an identity of its own. Without an id the server gives one."""

    id: Id | None = None
    source_ids: Annotated[list[Name], Field(default_factory=list, max_length=50)]


class ServerOwned(Shape):
    """What the server alone sets. Sent back unchanged it is accepted; changed it is refused with `read_only`."""

    id: Annotated[Id | None, Field(json_schema_extra={"readOnly": True})] = None
    version: Annotated[Position | None, Field(json_schema_extra={"readOnly": True})] = None
    created_at: Annotated[UtcInstant | None, Field(json_schema_extra={"readOnly": True})] = None
    updated_at: Annotated[UtcInstant | None, Field(json_schema_extra={"readOnly": True})] = None
    sources: Annotated[list[Source] | None, Field(max_length=5 * ROWS, json_schema_extra={"readOnly": True})] = None


class Resource(Shape):
    """What every resource has."""

    id: Id
    version: Position
    created_at: UtcInstant
    updated_at: UtcInstant
    sources: list[Source]
