"""Cluster, forum, persons and initiatives of an imported document. References are local keys, see `document.py`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.danish_dates import FuzzyDate
from app.domain.evidence import Evidence
from app.domain.vocabulary import (
    ClusterKind,
    ForumLevel,
    InitiativeKind,
    InitiativeStatus,
    ParticipationStatus,
    PartyKind,
    Role,
    Schedule,
    ScopeKind,
    Side,
)
from app.importers.imported_meeting import FORUM_REF

CLUSTER_REF = "cluster"


@dataclass(frozen=True, slots=True)
class NameVariant:
    text: str
    evidence: Evidence | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    key: str
    name: str
    kind: PartyKind
    name_variants: tuple[NameVariant, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    natural_key: str
    name: str
    kind: ClusterKind
    region: str | None = None
    name_variants: tuple[NameVariant, ...] = ()
    parties: tuple[Party, ...] = ()
    key: str = CLUSTER_REF


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str


@dataclass(frozen=True, slots=True)
class Forum:
    """Belongs to the cluster or to an organisation: one of the two is null."""

    natural_key: str
    name: str
    level: ForumLevel | None = None
    name_variants: tuple[NameVariant, ...] = ()
    cluster_ref: str | None = CLUSTER_REF
    organisation: Organisation | None = None
    key: str = FORUM_REF


@dataclass(frozen=True, slots=True)
class Membership:
    forum_ref: str
    role: Role
    side: Side | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    key: str
    natural_key: str
    name: str
    title: str | None = None
    organisation: str | None = None
    political_party: str | None = None
    name_variants: tuple[NameVariant, ...] = ()
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named with an initiative, who need not be an attendee."""

    name: str | None = None
    title: str | None = None
    organisation: str | None = None
    participant_ref: str | None = None
    note: str | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Principle:
    text: str
    agreement: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class ScopeSection:
    kind: ScopeKind
    heading: str | None
    text: str | None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    title: str
    date: FuzzyDate | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    party_ref: str
    status: ParticipationStatus
    text: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a meeting was told of an initiative. `printed` are the amounts as they stand, unreadable ones too."""

    reported_on: date | None
    schedule: Schedule
    text: str
    stated_allocated_dkk: Decimal | None = None
    spent_dkk: Decimal | None = None
    forecast_dkk: Decimal | None = None
    forecast_partial: bool = False
    approximate: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    note: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    """`name` is null where the document names only the code (a parent that has no row of its own)."""

    key: str
    natural_key: str
    kind: InitiativeKind
    code: str | None
    name: str | None
    status: InitiativeStatus
    parent_ref: str | None = None
    responsible_forum_ref: str | None = None
    name_variants: tuple[NameVariant, ...] = ()
    lead: Person | None = None
    project_group: tuple[Person, ...] = ()
    target_groups: tuple[Principle, ...] = ()
    goals: tuple[Principle, ...] = ()
    principles: tuple[Principle, ...] = ()
    sections: tuple[ScopeSection, ...] = ()
    period: FuzzyDate | None = None
    milestones: tuple[Milestone, ...] = ()
    participation: tuple[Participation, ...] = ()
    status_reports: tuple[StatusReport, ...] = ()
    evidence: Evidence | None = None
