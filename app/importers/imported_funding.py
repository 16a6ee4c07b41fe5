"""The pots of an imported document. References are local keys; `document.py` says how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.danish_dates import FuzzyDate
from app.domain.evidence import Evidence
from app.domain.vocabulary import AgreementStatus, StatedWhat
from app.importers.imported_cluster import CLUSTER_REF


@dataclass(frozen=True, slots=True)
class Decided:
    forum_name: str | None = None
    on: FuzzyDate | None = None
    forum_ref: str | None = None
    agenda_item: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Share:
    party_ref: str
    amount_dkk: Decimal


@dataclass(frozen=True, slots=True)
class YearAmount:
    year: int
    amount_dkk: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    key: str
    amount_dkk: Decimal | None
    shares: tuple[Share, ...] = ()
    years: tuple[YearAmount, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Release:
    amount_dkk: Decimal | None
    approximate: bool = False
    candidate_initiative_refs: tuple[str, ...] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    key: str
    initiative_ref: str
    party_ref: str | None
    amount_dkk: Decimal | None
    status: AgreementStatus = "approved"
    approximate: tuple[str, ...] = ()
    released: tuple[Release, ...] = ()
    decided: Decided | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class CarryOver:
    key: str
    from_year: int
    to_year: int
    party_ref: str | None = None
    amount_dkk: Decimal | None = None
    status: AgreementStatus = "approved"
    decided: Decided | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    text: str
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One printed amount about the pot. `amount_dkk` is null where it is unreadable or its unit is suspect."""

    key: str
    what: StatedWhat
    printed: str
    amount_dkk: Decimal | None
    initiative_ref: str | None = None
    party_ref: str | None = None
    years: tuple[int, ...] = ()
    unit_printed: str | None = None
    approximate: bool = False
    as_of: date | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """One pot. `natural_key` is null, and `grant_years` empty, where the document names no year."""

    natural_key: str | None
    name: str
    grant_years: tuple[int, ...]
    party_refs: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    carry_overs: tuple[CarryOver, ...] = ()
    stated: tuple[Statement, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    cluster_ref: str = CLUSTER_REF
