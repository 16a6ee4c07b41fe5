"""Forums: the bodies that meet."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.domain.vocabulary import ForumLevel
from app.schemas.fields import PARTS, BreaksRule, Cvr, Day, Id, MunicipalityCode, Name
from app.schemas.shared import NameVariant, Resource, ServerOwned, Shape


class Organisation(Shape):
    """The body a forum belongs to when it is not a cluster's: municipal committees meet too."""

    name: Name
    municipality_code: MunicipalityCode | None = None
    cvr: Cvr | None = None


class ForumCreate(Shape):
    """Belongs to a cluster or to an organisation: exactly one of the two."""

    cluster_id: Id | None = None
    organisation: Organisation | None = None
    name: Name
    name_variants: Annotated[list[NameVariant], Field(default_factory=list, max_length=PARTS)]
    level: ForumLevel | None = None
    parent_id: Id | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.cluster_id is None) == (self.organisation is None):
            raise BreaksRule("not_one_owner", "give either cluster_id or organisation")
        return self


class ForumUpdate(ForumCreate, ServerOwned):
    """A forum as it is to be. What was read may be sent back: what the server owns is taken if it is unchanged."""


class ForumRead(ForumCreate, Resource):
    """A body that meets. It belongs to a cluster or to an organisation."""


class ForumSummary(Shape):
    """A forum in a list."""

    id: Id
    version: int
    cluster_id: Id | None
    name: Name
    level: ForumLevel | None
    parent_id: Id | None
    valid_from: Day | None
    valid_to: Day | None
    created_at: str
    updated_at: str
