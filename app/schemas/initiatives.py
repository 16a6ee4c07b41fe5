"""Initiatives: what a cluster does, by whom, for whom, and how it goes."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import InitiativeKind, InitiativeStatus, ParticipationStatus, Schedule, ScopeKind
from app.schemas.fields import PARTS, Amount, Code, Day, Flag, Id, Line, Name, Text
from app.schemas.shared import Evidence, FuzzyDate, NameVariant, Part, Resource, ServerOwned, Shape


class Person(Shape):
    """Somebody who leads an initiative or works on it."""

    name: Name | None = None
    title: Line | None = None
    organisation: Line | None = None
    participant_id: Id | None = None
    note: Line | None = None
    printed: Line | None = None


class Principle(Shape):
    """A target group, goal or principle, with the agreement whose words it uses."""

    text: Text
    agreement: Line | None = None
    evidence: Evidence | None = None


class ScopeSection(Shape):
    """What the initiative says of itself, under one heading."""

    kind: ScopeKind = "other"
    heading: Line | None = None
    text: Text | None = None
    evidence: Evidence | None = None


class Milestone(Shape):
    """What is to be reached, and when."""

    title: Line
    date: FuzzyDate | None = None
    text: Text | None = None
    done: Flag | None = None


class Participation(Shape):
    """How one party takes part."""

    party_id: Id
    status: ParticipationStatus = "unknown"
    text: Text | None = None


class StatusReport(Part):
    """How far an initiative was on one day, and what it had spent."""

    reported_on: Day | None = None
    schedule: Schedule = "unknown"
    text: Text | None = None
    stated_allocated_dkk: Amount | None = None
    spent_dkk: Amount | None = None
    forecast_dkk: Amount | None = None
    forecast_partial: Flag = False
    approximate: Annotated[list[Code], Field(default_factory=list, max_length=10)]
    printed: Annotated[list[Line], Field(default_factory=list, max_length=100)]
    note: Line | None = None
    evidence: Evidence | None = None


class InitiativeCreate(Shape):
    """What a cluster does, by whom, for whom, and how it goes."""

    cluster_id: Id
    kind: InitiativeKind = "initiative"
    code: Code | None = None
    parent_id: Id | None = None
    name: Name | None = Field(default=None, description="Null where only the code is known")
    name_variants: Annotated[list[NameVariant], Field(default_factory=list, max_length=PARTS)]
    status: InitiativeStatus = "proposed"
    responsible_forum_id: Id | None = None
    lead: Person | None = None
    project_group: Annotated[list[Person], Field(default_factory=list, max_length=PARTS)]
    target_groups: Annotated[list[Principle], Field(default_factory=list, max_length=PARTS)]
    goals: Annotated[list[Principle], Field(default_factory=list, max_length=PARTS)]
    principles: Annotated[list[Principle], Field(default_factory=list, max_length=PARTS)]
    sections: Annotated[list[ScopeSection], Field(default_factory=list, max_length=PARTS)]
    period: FuzzyDate | None = None
    milestones: Annotated[list[Milestone], Field(default_factory=list, max_length=PARTS)]
    participation: Annotated[list[Participation], Field(default_factory=list, max_length=PARTS)]
    status_reports: Annotated[list[StatusReport], Field(default_factory=list, max_length=PARTS)]
    evidence: Evidence | None = None


class InitiativeUpdate(InitiativeCreate, ServerOwned):
    """An initiative as it is to be. What was read may be sent back: what the server owns is taken if unchanged."""


class InitiativeRead(InitiativeCreate, Resource):
    """What a cluster does, by whom, for whom, and how it goes."""


class InitiativeSummary(Shape):
    """An initiative in a list."""

    id: Id
    version: int
    cluster_id: Id
    kind: InitiativeKind
    code: Code | None
    parent_id: Id | None
    name: Name | None
    status: InitiativeStatus
    responsible_forum_id: Id | None
    created_at: str
    updated_at: str
