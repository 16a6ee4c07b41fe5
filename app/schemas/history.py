"""What happened to a resource: who, when, why, and what changed."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.fields import Flag, Position, UtcInstant
from app.schemas.pages import CursorPage
from app.schemas.queries import PageQuery
from app.schemas.shared import Shape, Source
from app.schemas.tombstones import Tombstone

PatchVerb = Literal["add", "remove", "replace", "move", "copy", "test"]


class PatchOperation(BaseModel):
    """One operation of RFC 6902; `from` at a move or copy, `value` at an add, replace or test."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    op: PatchVerb
    path: str = Field(description="JSON Pointer (RFC 6901)")
    from_: str | None = Field(default=None, alias="from")
    value: Any = None


_ENTRY: JsonDict = {
    "version": 2,
    "type": "meeting.updated",
    "at": "2031-03-04T12:00:00.000000Z",
    "actor": "sekretariat@fjordby.example",
    "reason": "Rettet efter mødet",
    "patch": [{"op": "replace", "path": "/title", "value": "Møde i Politisk Forum"}],
    "kept": True,
}


class HistoryEntry(Shape):
    """One version. `patch` makes it of the version before.

    It is null where there is none before, where the versions are withheld or not kept, and where it is too long; then
    `/history/{version}` has the body.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ENTRY]})

    version: Position
    type: Annotated[str, Field(examples=["meeting.updated"])]
    at: UtcInstant
    actor: str
    reason: Annotated[str | None, Field(description="What `Klynge-Reason` said")] = None
    patch: list[PatchOperation] | None = None
    kept: Annotated[
        Flag, Field(description="False: this version is kept no longer, because the resource was deleted long ago")
    ] = True


class HistoryQuery(PageQuery):
    pass


class HistoryPage(CursorPage[HistoryEntry]):
    """Versions, newest first."""


class TombstoneRead(Tombstone):
    """A version in which the resource was deleted."""

    model_config = ConfigDict(json_schema_extra={})

    sources: list[Source]
