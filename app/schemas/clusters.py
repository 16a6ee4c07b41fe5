"""Clusters and their parties."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import ClosedItems, ClusterKind, PartyKind
from app.schemas.fields import PARTS, Cvr, Day, Id, MunicipalityCode, Name
from app.schemas.shared import NameVariant, Part, Resource, ServerOwned, Shape


class Party(Part):
    """Who holds or receives money. `member_ids` are the parties of a group."""

    name: Name
    name_variants: Annotated[list[NameVariant], Field(default_factory=list, max_length=PARTS)]
    kind: PartyKind = "other"
    member_ids: Annotated[list[Id], Field(default_factory=list, max_length=PARTS)]
    municipality_code: MunicipalityCode | None = None
    cvr: Cvr | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None


class ClusterCreate(Shape):
    """A cluster: one region's hospitals, the municipalities around them and general practice."""

    name: Name
    name_variants: Annotated[list[NameVariant], Field(default_factory=list, max_length=PARTS)]
    kind: ClusterKind = "sundhedsklynge"
    region: Name | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor_ids: Annotated[list[Id], Field(default_factory=list, max_length=100)]
    parties: Annotated[list[Party], Field(default_factory=list, max_length=PARTS)]
    closed_items: ClosedItems = "stub"


class ClusterUpdate(ClusterCreate, ServerOwned):
    """A cluster as it is to be. What was read may be sent back: what the server owns is taken if it is unchanged."""


class ClusterRead(ClusterCreate, Resource):
    """A cluster: one region's hospitals, the municipalities around them and general practice."""


class ClusterSummary(Shape):
    """A cluster in a list."""

    id: Id
    version: int
    name: Name
    kind: ClusterKind
    region: Name | None
    valid_from: Day | None
    valid_to: Day | None
    created_at: str
    updated_at: str
