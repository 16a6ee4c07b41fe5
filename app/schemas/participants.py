"""Participants: persons, and the forums they are members of."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import Role, Side
from app.schemas.fields import PARTS, Day, Id, Letter, Name
from app.schemas.shared import NameVariant, Resource, ServerOwned, Shape


class Membership(Shape):
    """A person's place in one forum."""

    forum_id: Id
    role: Role = "member"
    side: Side | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    on_behalf_of: Name | None = None


class ParticipantCreate(Shape):
    """A person, and the forums they are in."""

    name: Name
    name_variants: Annotated[list[NameVariant], Field(default_factory=list, max_length=PARTS)]
    title: Name | None = None
    organisation: Name | None = None
    political_party: Letter | None = None
    memberships: Annotated[list[Membership], Field(default_factory=list, max_length=PARTS)]


class ParticipantUpdate(ParticipantCreate, ServerOwned):
    """A participant as they are to be. What was read may be sent back: what the server owns is taken if it is
    unchanged."""


class ParticipantRead(ParticipantCreate, Resource):
    """A person, and the forums they are in."""


class ParticipantSummary(Shape):
    """A participant in a list."""

    id: Id
    version: int
    name: Name
    title: Name | None
    organisation: Name | None
    political_party: Letter | None
    created_at: str
    updated_at: str
