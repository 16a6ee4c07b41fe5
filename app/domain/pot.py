"""A funding body as frozen values for the rules: money as `Decimal`, each part with its JSON Pointer into the body.

Read from wire bodies (`schemas/funding.py`); a member that is absent counts as null or empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.evidence import Evidence
from app.domain.vocabulary import AgreementStatus, PartyPolicy, PotPolicy, StatedWhat

ZERO = Decimal(0)

Wire = Mapping[str, Any]
Origin = tuple[str | None, ...]
"""The statement that parts were read from together: document, meeting and agenda item."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, or is to decide; `on` is the earliest day, `document_id` the document that says so."""

    forum_name: str | None
    names_forum: bool
    linked: bool
    on: str | None
    document_id: str | None

    def is_known(self, told_on: str) -> bool:
        """False while a decider is named and nobody knows that it decided. `told_on` is the day of who says so: what
        was still to come then was planned (M20)."""
        return self.linked or (self.on is not None and self.on <= told_on)


@dataclass(frozen=True, slots=True)
class Share:
    path: str
    party_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Grant:
    """`years` holds each year's amount, null where it is not stated."""

    path: str
    amount: Decimal | None
    shares: tuple[Share, ...]
    years: Mapping[int, Decimal | None]
    evidence: Evidence | None

    @property
    def shared(self) -> Decimal:
        return sum((share.amount for share in self.shares), ZERO)

    @property
    def granted(self) -> Decimal | None:
        """As stated, else the sum of the shares; null where neither is known."""
        if self.amount is not None:
            return self.amount
        return self.shared if self.shares else None


@dataclass(frozen=True, slots=True)
class Release:
    amount: Decimal | None
    approximate: bool
    decided: Decision | None


@dataclass(frozen=True, slots=True)
class Allocation:
    path: str
    initiative_id: str
    party_id: str | None
    amount: Decimal | None
    status: AgreementStatus
    released: tuple[Release, ...]
    decided: Decision | None
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Transfer:
    path: str
    from_party_id: str
    to_party_id: str
    amount: Decimal
    status: AgreementStatus


@dataclass(frozen=True, slots=True)
class CarryOver:
    path: str
    from_year: int
    to_year: int
    status: AgreementStatus


@dataclass(frozen=True, slots=True)
class Statement:
    """One printed amount. `line` is its first line in the document, 0 where unknown; `index` its place in `stated`."""

    path: str
    index: int
    what: StatedWhat
    initiative_id: str | None
    party_id: str | None
    years: tuple[int, ...]
    printed: str
    amount: Decimal | None
    unit: str | None
    approximate: bool
    as_of: str | None
    evidence: Evidence | None

    @property
    def line(self) -> int:
        return self.evidence.lines[0] if self.evidence and self.evidence.lines else 0

    @property
    def document_id(self) -> str | None:
        return self.evidence.document_id if self.evidence else None

    @property
    def meeting_id(self) -> str | None:
        return self.evidence.meeting_id if self.evidence else None

    @property
    def origin(self) -> Origin:
        return origin_of(self.evidence) or (self.as_of,)

    @property
    def unreadable(self) -> bool:
        return self.amount is None and bool(self.printed.strip())


@dataclass(frozen=True, slots=True)
class Pot:
    """`approved` are the allocations that bind money; proposed ones and proposed transfers move nothing.

    `stated` has of each meeting what the print of its minutes says that came last.
    """

    grant_years: tuple[int, ...]
    party_ids: tuple[str, ...]
    pot_policy: PotPolicy
    party_policy: PartyPolicy
    closed_on: str | None
    grants: tuple[Grant, ...]
    allocations: tuple[Allocation, ...]
    transfers: tuple[Transfer, ...]
    carry_overs: tuple[CarryOver, ...]
    stated: tuple[Statement, ...]

    @property
    def approved(self) -> tuple[Allocation, ...]:
        return tuple(allocation for allocation in self.allocations if allocation.status == "approved")

    @property
    def granted(self) -> Decimal | None:
        """Null where no grant has a known amount."""
        return total(grant.granted for grant in self.grants)

    @property
    def allocated(self) -> Decimal:
        return total(allocation.amount for allocation in self.approved) or ZERO

    @property
    def unattributed(self) -> tuple[Allocation, ...]:
        """Approved money that carries no party. While there is any, no party's balance is known."""
        return tuple(one for one in self.approved if one.party_id is None and one.amount)


def total(amounts: Iterator[Decimal | None] | Sequence[Decimal | None]) -> Decimal | None:
    """The sum with nulls as 0; null where all are null."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None


def origin_of(evidence: Evidence | None) -> Origin | None:
    """Null where nothing says where it was read."""
    if evidence is None:
        return None
    origin = (evidence.document_id, evidence.meeting_id, evidence.agenda_item_id)
    return origin if any(origin) else None


def read_pot(body: Wire) -> Pot:
    policy = body.get("policy") or {}
    return Pot(
        grant_years=tuple(sorted(body.get("grant_years") or ())),
        party_ids=tuple(body.get("party_ids") or ()),
        pot_policy=policy.get("pot") or "block",
        party_policy=policy.get("party") or "allow",
        closed_on=body.get("closed_on"),
        grants=tuple(_grant(path, part) for path, part in _rows(body, "grants")),
        allocations=tuple(_allocation(path, part) for path, part in _rows(body, "allocations")),
        transfers=tuple(_transfer(path, part) for path, part in _rows(body, "transfers")),
        carry_overs=tuple(_carry_over(path, part) for path, part in _rows(body, "carry_overs")),
        stated=_of_latest_prints([_statement(index, part) for index, part in enumerate(body.get("stated") or ())]),
    )


def read_evidence(evidence: Wire | None) -> Evidence | None:
    if evidence is None:
        return None
    lines = evidence.get("lines")
    return Evidence(
        lines=(lines[0], lines[1]) if lines else None,
        text=evidence.get("text"),
        document_id=evidence.get("document_id"),
        meeting_id=evidence.get("meeting_id"),
        agenda_item_id=evidence.get("agenda_item_id"),
    )


def money(value: Any) -> Decimal | None:
    """An amount of a wire body (int or Decimal) as `Decimal`; null stays null."""
    return None if value is None else Decimal(value)


def _amount(value: Any) -> Decimal:
    return Decimal(value)


def _rows(body: Wire, collection: str, prefix: str = "") -> Iterator[tuple[str, Wire]]:
    for index, part in enumerate(body.get(collection) or ()):
        yield f"{prefix}/{collection}/{index}", part


def _grant(path: str, part: Wire) -> Grant:
    return Grant(
        path=path,
        amount=money(part.get("amount_dkk")),
        shares=tuple(
            Share(place, share["party_id"], _amount(share["amount_dkk"]))
            for place, share in _rows(part, "shares", prefix=path)
        ),
        years={row["year"]: money(row.get("amount_dkk")) for row in part.get("years") or ()},
        evidence=read_evidence(part.get("evidence")),
    )


def _allocation(path: str, part: Wire) -> Allocation:
    return Allocation(
        path=path,
        initiative_id=part["initiative_id"],
        party_id=part.get("party_id"),
        amount=money(part.get("amount_dkk")),
        status=part.get("status") or "approved",
        released=tuple(_release(row) for row in part.get("released") or ()),
        decided=_decision(part.get("decided")),
        evidence=read_evidence(part.get("evidence")),
    )


def _release(row: Wire) -> Release:
    return Release(money(row.get("amount_dkk")), bool(row.get("approximate")), _decision(row.get("decided")))


def _decision(decided: Wire | None) -> Decision | None:
    if decided is None:
        return None
    return Decision(
        forum_name=decided.get("forum_name"),
        names_forum=bool(decided.get("forum_name") or decided.get("forum_id")),
        linked=bool(decided.get("meeting_id") or decided.get("agenda_item_id")),
        on=(decided.get("on") or {}).get("from"),
        document_id=(decided.get("evidence") or {}).get("document_id"),
    )


def _transfer(path: str, part: Wire) -> Transfer:
    return Transfer(
        path, part["from_party_id"], part["to_party_id"], _amount(part["amount_dkk"]), part.get("status") or "approved"
    )


def _carry_over(path: str, part: Wire) -> CarryOver:
    return CarryOver(path, part["from_year"], part["to_year"], part.get("status") or "approved")


def _of_latest_prints(rows: Sequence[Statement]) -> tuple[Statement, ...]:
    """Without what an earlier print of the same meeting's minutes said: the print that came last is the corrected one.
    All of them stay in `stated`."""
    latest = {row.meeting_id: row.document_id for row in rows if row.meeting_id}
    return tuple(row for row in rows if row.meeting_id is None or row.document_id == latest[row.meeting_id])


def _statement(index: int, part: Wire) -> Statement:
    return Statement(
        path=f"/stated/{index}",
        index=index,
        what=part["what"],
        initiative_id=part.get("initiative_id"),
        party_id=part.get("party_id"),
        years=tuple(sorted(part.get("years") or ())),
        printed=part.get("printed") or "",
        amount=money(part.get("amount_dkk")),
        unit=part.get("unit_printed"),
        approximate=bool(part.get("approximate")),
        as_of=part.get("as_of"),
        evidence=read_evidence(part.get("evidence")),
    )
