"""Query parameters of the lists. Unknown ones are refused; `sort` names a field, `-` in front turns it round."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.vocabulary import ClusterKind, ForumLevel, InitiativeKind, InitiativeStatus, MeetingStatus
from app.schemas.fields import IN_DIGITS, AskedFlag, Day, Id, MunicipalityCode, UtcInstant
from app.schemas.imports import ImportState

PAGE_LIMIT = 200
Start = Annotated[str, Field(max_length=200, description="The start of the name, in any case")]
Exactly = Annotated[str, Field(max_length=500)]


class PageQuery(BaseModel):
    """Where in a list, and how much of it."""

    model_config = ConfigDict(extra="forbid", validate_by_alias=True, validate_by_name=False)

    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT, description="Rows of a page"), IN_DIGITS] = 50
    cursor: Annotated[str | None, Field(max_length=4_000, description="`next_cursor` of the page before")] = None


class ListQuery(PageQuery):
    count: Annotated[AskedFlag, Field(description="Adds `total`, which costs a count of the whole list")] = False
    updated_since: Annotated[
        UtcInstant | None,
        Field(
            description=(
                "What changed at this time or later, and the tombstone of all that was deleted since: "
                "a tombstone has no members left that the other filters could ask for"
            )
        ),
    ] = None


class ClusterQuery(ListQuery):
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
    kind: ClusterKind | None = None
    region: Exactly | None = None
    name: Start | None = None


class ForumQuery(ListQuery):
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
    cluster: Id | None = None
    level: ForumLevel | None = None
    parent: Id | None = None
    municipality_code: MunicipalityCode | None = None
    name: Start | None = None


class ParticipantQuery(ListQuery):
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
    organisation: Exactly | None = None
    forum: Id | None = None
    name: Start | None = None


class MeetingQuery(ListQuery):
    sort: Literal["starts_at", "-starts_at", "date", "-date", "title", "-title", "updated_at", "-updated_at"] = "-date"
    forum: Id | None = None
    cluster: Id | None = None
    status: MeetingStatus | None = None
    from_: Annotated[Day | None, Field(alias="from", description="First day in Copenhagen")] = None
    to: Annotated[Day | None, Field(description="Last day in Copenhagen, inclusive")] = None
    case_number: Exactly | None = None
    participant: Id | None = None


class InitiativeQuery(ListQuery):
    sort: Literal["code", "-code", "name", "-name", "updated_at", "-updated_at"] = "code"
    cluster: Id | None = None
    kind: InitiativeKind | None = None
    status: InitiativeStatus | None = None
    parent: Id | None = None
    code: Exactly | None = None
    forum: Annotated[Id | None, Field(description="The responsible forum")] = None


class ImportQuery(ListQuery):
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at"] = "-created_at"
    state: ImportState | None = None


class FundingQuery(ListQuery):
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
    cluster: Id | None = None
    year: Annotated[int | None, Field(ge=1900, le=2200, description="A grant year"), IN_DIGITS] = None
