"""What a deleted resource leaves behind."""

from app.domain.vocabulary import DeletedReason
from app.schemas.fields import Id, Position, UtcInstant
from app.schemas.shared import Shape


class Tombstone(Shape):
    """A deleted resource in a list: nothing of its content. `merged_into`: the resource that took it over."""

    id: Id
    version: Position
    created_at: UtcInstant
    updated_at: UtcInstant
    deleted_at: UtcInstant
    deleted_reason: DeletedReason
    merged_into: Id | None = None
