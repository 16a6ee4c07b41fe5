"""What a deleted resource leaves behind."""

from pydantic import ConfigDict
from pydantic.config import JsonDict

from app.domain.vocabulary import DeletedReason
from app.schemas.fields import Id, Position, UtcInstant
from app.schemas.shared import Shape

EXAMPLE: JsonDict = {
    "id": "0190a000-0000-7000-8000-00000000000a",
    "version": 4,
    "created_at": "2031-01-10T08:00:00.000000Z",
    "updated_at": "2031-03-04T12:00:00.000000Z",
    "deleted_at": "2031-03-04T12:00:00.000000Z",
    "deleted_reason": "duplicate",
    "merged_into": "0190a000-0000-7000-8000-00000000000b",
}


class Tombstone(Shape):
    """A deleted resource in a list: nothing of its content. `merged_into`: the resource that took it over."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: Id
    version: Position
    created_at: UtcInstant
    updated_at: UtcInstant
    deleted_at: UtcInstant
    deleted_reason: DeletedReason
    merged_into: Id | None = None
