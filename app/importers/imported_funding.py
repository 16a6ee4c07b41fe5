"""The pots of an imported document. References are local keys; `document.py` says how."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.danish_dates import FuzzyDate
from app.domain.evidence import Evidence
from app.domain.vocabulary import AgreementStatus, StatedWhat
from app.importers.imported_cluster import CLUSTER_REF


class Decided(Struct, frozen=True):
    forum_name: str | None = None
    on: FuzzyDate | None = None
    forum_ref: str | None = None
    agenda_item: str | None = None
    evidence: Evidence | None = None


class Share(Struct, frozen=True):
    party_ref: str
    amount_dkk: Decimal


class YearAmount(Struct, frozen=True):
    year: int
    amount_dkk: Decimal | None = None


class Grant(Struct, frozen=True):
    key: str
    amount_dkk: Decimal | None
    shares: tuple[Share, ...] = ()
    years: tuple[YearAmount, ...] = ()
    evidence: Evidence | None = None


class Release(Struct, frozen=True):
    amount_dkk: Decimal | None
    approximate: bool = False
    candidate_initiative_refs: tuple[str, ...] = ()
    decided: Decided | None = None


class Allocation(Struct, frozen=True):
    key: str
    initiative_ref: str
    party_ref: str | None
    amount_dkk: Decimal | None
    status: AgreementStatus = "approved"
    approximate: tuple[str, ...] = ()
    released: tuple[Release, ...] = ()
    decided: Decided | None = None
    evidence: Evidence | None = None


class CarryOver(Struct, frozen=True):
    key: str
    from_year: int
    to_year: int
    party_ref: str | None = None
    amount_dkk: Decimal | None = None
    status: AgreementStatus = "approved"
    decided: Decided | None = None
    evidence: Evidence | None = None


class Criterion(Struct, frozen=True):
    text: str
    decided: Decided | None = None


class Statement(Struct, frozen=True):
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


class Funding(Struct, frozen=True):
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
