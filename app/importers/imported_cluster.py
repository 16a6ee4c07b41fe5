"""Cluster, forum, persons and initiatives of an imported document. References are local keys, see `document.py`."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

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


class NameVariant(Struct, frozen=True):
    text: str
    evidence: Evidence | None = None
    rule: str | None = None


class Party(Struct, frozen=True):
    key: str
    name: str
    kind: PartyKind
    name_variants: tuple[NameVariant, ...] = ()


class Cluster(Struct, frozen=True):
    natural_key: str
    name: str
    kind: ClusterKind
    region: str | None = None
    name_variants: tuple[NameVariant, ...] = ()
    parties: tuple[Party, ...] = ()
    key: str = CLUSTER_REF


class Organisation(Struct, frozen=True):
    name: str


class Forum(Struct, frozen=True):
    """Belongs to the cluster or to an organisation: one of the two is null."""

    natural_key: str
    name: str
    level: ForumLevel | None = None
    name_variants: tuple[NameVariant, ...] = ()
    cluster_ref: str | None = CLUSTER_REF
    organisation: Organisation | None = None
    key: str = FORUM_REF


class Membership(Struct, frozen=True):
    forum_ref: str
    role: Role
    side: Side | None = None
    on_behalf_of: str | None = None


class Participant(Struct, frozen=True):
    key: str
    natural_key: str
    name: str
    title: str | None = None
    organisation: str | None = None
    political_party: str | None = None
    name_variants: tuple[NameVariant, ...] = ()
    memberships: tuple[Membership, ...] = ()


class Person(Struct, frozen=True):
    """Somebody named with an initiative, who need not be an attendee."""

    name: str | None = None
    title: str | None = None
    organisation: str | None = None
    participant_ref: str | None = None
    note: str | None = None
    printed: str | None = None


class Principle(Struct, frozen=True):
    text: str
    agreement: str | None = None
    evidence: Evidence | None = None


class ScopeSection(Struct, frozen=True):
    kind: ScopeKind
    heading: str | None
    text: str | None
    evidence: Evidence | None = None


class Milestone(Struct, frozen=True):
    title: str
    date: FuzzyDate | None = None
    text: str | None = None


class Participation(Struct, frozen=True):
    party_ref: str
    status: ParticipationStatus
    text: str


class StatusReport(Struct, frozen=True):
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


class Initiative(Struct, frozen=True):
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
