"""Funding: one pot of klyngemidler, who got what, what is set aside, and what was printed about it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.domain.vocabulary import AgreementStatus, PartyPolicy, PotPolicy, StatedWhat
from app.schemas.fields import (
    PARTS,
    Amount,
    BreaksRule,
    Code,
    Day,
    Flag,
    Id,
    Line,
    Name,
    PositiveAmount,
    SignedAmount,
    Text,
    Year,
)
from app.schemas.shared import Decided, Evidence, Part, Resource, ServerOwned, Shape


class Policy(Shape):
    """What a write may do: `pot` over the whole pot, `party` over one party (a negative balance is lawful)."""

    pot: PotPolicy = "block"
    party: PartyPolicy = "allow"


class Share(Shape):
    """One party's part of a grant."""

    party_id: Id
    amount_dkk: Amount


class YearAmount(Shape):
    """What of a grant is for one year."""

    year: Year
    amount_dkk: Amount | None = None


class Grant(Part):
    """What the cluster received. `amount_dkk` as stated; null if only the shares are."""

    amount_dkk: Amount | None = None
    shares: Annotated[list[Share], Field(default_factory=list, max_length=PARTS)]
    years: Annotated[list[YearAmount], Field(default_factory=list, max_length=50)]
    evidence: Evidence | None = None


class Release(Shape):
    """Money set aside that is to be used otherwise, while the table still shows it."""

    amount_dkk: Amount | None = None
    approximate: Flag = False
    candidate_initiative_ids: Annotated[list[Id], Field(default_factory=list, max_length=PARTS)]
    decided: Decided | None = None


class Allocation(Part):
    """What is set aside for an initiative. Null amount: the cell is blank, which is not 0."""

    initiative_id: Id
    party_id: Id | None = None
    amount_dkk: Amount | None = None
    status: AgreementStatus = "approved"
    approximate: Annotated[list[Code], Field(default_factory=list, max_length=10)]
    released: Annotated[list[Release], Field(default_factory=list, max_length=PARTS)]
    decided: Decided | None = None
    evidence: Evidence | None = None


class Transfer(Part):
    """Money moved between parties; never new money."""

    from_party_id: Id
    to_party_id: Id
    amount_dkk: PositiveAmount
    status: AgreementStatus = "approved"
    decided: Decided | None = None
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _two_parties(self) -> Self:
        if self.from_party_id == self.to_party_id:
            raise BreaksRule("parties_equal", "a transfer is between two different parties")
        return self


class CarryOver(Part):
    """Unspent money moved to a later year. Null amount: not stated."""

    from_year: Year
    to_year: Year
    party_id: Id | None = None
    amount_dkk: Amount | None = None
    status: AgreementStatus = "approved"
    decided: Decided | None = None
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.to_year <= self.from_year:
            raise BreaksRule("years_out_of_order", "to_year must be after from_year")
        return self


class Criterion(Shape):
    """What the money may be used for."""

    text: Text
    decided: Decided | None = None


class Statement(Part):
    """One printed amount about the pot, also an unreadable one. Append-only."""

    what: StatedWhat
    initiative_id: Id | None = None
    party_id: Id | None = None
    years: Annotated[list[Year], Field(default_factory=list, max_length=50)]
    printed: Line
    amount_dkk: SignedAmount | None = None
    unit_printed: Line | None = None
    approximate: Flag = False
    as_of: Day | None = None
    evidence: Evidence | None = None


class FundingCreate(Shape):
    """A pot: the money of one cluster for one set of grant years."""

    cluster_id: Id
    name: Name
    grant_years: Annotated[list[Year], Field(min_length=1, max_length=50)]
    party_ids: Annotated[list[Id], Field(default_factory=list, max_length=PARTS)]
    policy: Policy = Field(default_factory=Policy)
    closed_on: Day | None = None
    grants: Annotated[list[Grant], Field(default_factory=list, max_length=PARTS)]
    allocations: Annotated[list[Allocation], Field(default_factory=list, max_length=5 * PARTS)]
    transfers: Annotated[list[Transfer], Field(default_factory=list, max_length=PARTS)]
    carry_overs: Annotated[list[CarryOver], Field(default_factory=list, max_length=PARTS)]
    criteria: Annotated[list[Criterion], Field(default_factory=list, max_length=PARTS)]
    stated: Annotated[list[Statement], Field(default_factory=list, max_length=20 * PARTS)]


class FundingUpdate(FundingCreate, ServerOwned):
    """A pot as it is to be. What was read may be sent back: what the server owns is taken if it is unchanged."""


class FundingRead(FundingCreate, Resource):
    """A pot: the money of one cluster for one set of grant years."""


class FundingSummary(Shape):
    """A pot in a list."""

    id: Id
    version: int
    cluster_id: Id
    name: Name
    grant_years: list[Year]
    closed_on: Day | None
    created_at: str
    updated_at: str
