"""Sources: the systems that write here, how each is to be read, and when one last succeeded."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StrictInt, model_validator
from pydantic.config import JsonDict

from app.domain.vocabulary import Attendance
from app.schemas.fields import WHOLE, BreaksRule, Code, Count, Flag, Id, Name, UtcInstant
from app.schemas.pages import Page
from app.schemas.patches import patch_of
from app.schemas.queries import ListQuery
from app.schemas.shared import Resource, ServerOwned, Shape
from app.schemas.tombstones import Tombstone

RemovedAtOnce = Annotated[
    StrictInt,
    Field(ge=0, le=100_000, description="Where more files than this are gone at once, none is withdrawn"),
    WHOLE,
]


class AttendanceCode(Shape):
    """What the source writes for an attendance, and what it means."""

    code: Code
    attendance: Attendance


class SourceCreate(Shape):
    """`system` is the name that the sources of resources carry."""

    system: Code
    name: Name | None = None
    cluster_id: Id | None = None
    forum_ids: Annotated[list[Id], Field(default_factory=list, max_length=200)]
    unknown_means: Literal["open", "closed"] = Field(
        default="closed", description="What `unknown` access in what comes from it means"
    )
    removes_missing: Flag = Field(
        default=False,
        description="Whether `klynge sync --full` withdraws what was imported from files that are gone from its folder",
    )
    removes_at_most: RemovedAtOnce = 10
    attendance_codes: Annotated[list[AttendanceCode], Field(default_factory=list, max_length=100)]
    last_success_at: Annotated[
        UtcInstant | None, Field(description="When a whole run of it last succeeded, as it told itself")
    ] = None

    @model_validator(mode="after")
    def _distinct_codes(self) -> Self:
        if len({one.code for one in self.attendance_codes}) < len(self.attendance_codes):
            raise BreaksRule("code_repeated", "attendance_codes has a code twice")
        return self


class SourceUpdate(SourceCreate, ServerOwned):
    """A source as it is to be."""


class SourceSettings(Shape):
    """What a PUT may send: a member that is left out stays."""

    name: Name | None = None
    cluster_id: Id | None = None
    forum_ids: Annotated[list[Id], Field(default_factory=list, max_length=200)]
    unknown_means: Literal["open", "closed"] = "closed"
    removes_missing: Flag = False
    removes_at_most: RemovedAtOnce = 10
    attendance_codes: Annotated[list[AttendanceCode], Field(default_factory=list, max_length=100)]
    last_success_at: UtcInstant | None = None


_SUMMARY: JsonDict = {
    "id": "0190a000-0000-7000-8000-00000000000a",
    "version": 7,
    "system": "esdh-nord",
    "name": "ESDH i Nordkommune",
    "cluster_id": "0190a000-0000-7000-8000-00000000000c",
    "forum_ids": ["0190a000-0000-7000-8000-00000000000b"],
    "unknown_means": "closed",
    "removes_missing": False,
    "removes_at_most": 10,
    "attendance_codes": [{"code": "A", "attendance": "excused"}],
    "last_success_at": "2025-03-04T12:00:00.000000Z",
    "last_success_age_seconds": 240,
    "created_at": "2031-01-10T08:00:00.000000Z",
    "updated_at": "2031-03-04T12:00:00.000000Z",
}
SourceUpsert = patch_of(SourceSettings, "SourceUpsert")


class SourceRead(SourceCreate, Resource):
    """A system that writes here. `system` is the name that the sources of resources carry."""


class SourceSummary(Shape):
    """A source in a list, with the age of its last success."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SUMMARY]})

    id: Id
    version: int
    system: Code
    name: Name | None
    cluster_id: Id | None
    forum_ids: list[Id]
    unknown_means: Literal["open", "closed"]
    removes_missing: Flag
    removes_at_most: RemovedAtOnce
    attendance_codes: list[AttendanceCode]
    last_success_at: UtcInstant | None
    last_success_age_seconds: Annotated[
        Count | None, Field(description="Null where it never told of a success: whether it still runs is not known")
    ]
    created_at: str
    updated_at: str


class SourceListQuery(ListQuery):
    sort: Literal["system", "-system", "last_success_at", "-last_success_at", "updated_at", "-updated_at"] = "system"
    system: Code | None = None
    cluster: Id | None = None


class SourcePage(Page[SourceSummary | Tombstone]):
    """Sources; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""
