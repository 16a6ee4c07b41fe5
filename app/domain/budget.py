"""What a check of a pot has to say, and which writes it refuses.

The same findings come out of a dry run, a stored pot and an import, because all are computed from the funding body.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from app.domain.amounts import kroner
from app.domain.balance import PartyBalance, balance_parties
from app.domain.findings import Finding, Severity
from app.domain.pot import ZERO, Allocation, Grant, Pot, Statement, Wire, origin_of, read_pot, total
from app.domain.spending import read_initiatives
from app.domain.spending_findings import Case, spending_findings
from app.domain.statements import Names, evidence_of, statement_findings
from app.domain.vocabulary import PartyPolicy
from app.errors import BudgetExceeded

_PARTY_SEVERITY: Mapping[PartyPolicy, Severity] = MappingProxyType(
    {"block": "error", "warn": "warning", "allow": "info"}
)
_NOTHING: Mapping[str, Decimal] = MappingProxyType({})


def pot_findings(
    body: Wire,
    parties: Iterable[Wire],
    initiatives: Iterable[Wire],
    *,
    as_of: date,
    allocated_elsewhere: Mapping[str, Decimal] = _NOTHING,
) -> tuple[Finding, ...]:
    """Every finding of domain.md section 5 about this pot; paths are JSON Pointers into `body`.

    `body` is a funding body, `parties` its cluster's, `initiatives` the bodies that it names, all in wire form.
    `allocated_elsewhere` is what other pots have set aside, per initiative id: spending belongs to no single pot.
    """
    pot, known = read_pot(body), read_initiatives(initiatives)
    parties = tuple(parties)
    names = {party["id"]: party.get("name") or "ukendt part" for party in parties}
    names |= {id: initiative.label for id, initiative in known.items()}
    case = Case(pot, known, names, as_of, allocated_elsewhere)
    return (
        *_overallocated(pot, names),
        *_parties_overallocated(pot, balance_parties(pot, parties), names),
        *_remainder(pot),
        *_grant_splits(pot),
        *statement_findings(pot, names),
        *_empty_cells(pot, names),
        *_unattributed(pot),
        *_years_undistributed(pot),
        *spending_findings(case),
    )


def refusals(previous: Wire | None, proposed: Wire) -> tuple[Finding, ...]:
    """Why the policy of `proposed` refuses this write of a pot; empty where it may land.

    `previous` is null for a new pot. What is already overallocated may be written as long as it does not get worse.
    """
    after, before = read_pot(proposed), None if previous is None else read_pot(previous)
    found: list[Finding] = []
    if after.pot_policy == "block" and _excess(after) > (_excess(before) if before else ZERO):
        found += _overallocated(after, {})
    if after.party_policy == "block":
        allowed = _party_excesses(before) if before else {}
        worse = {id for id, excess in _party_excesses(after).items() if excess > allowed.get(id, ZERO)}
        parties = [one for one in balance_parties(after, ()) if one.party.id in worse]
        found += _parties_overallocated(after, parties, {})
    return tuple(found)


def check_budget(proposed: Wire, previous: Wire | None) -> None:
    """Raises `BudgetExceeded` with the findings of `refusals`. The hook of every write of a whole pot."""
    found = refusals(previous, proposed)
    if found:
        raise BudgetExceeded("the pot would be overallocated", found)


def _excess(pot: Pot) -> Decimal:
    """What is set aside beyond the grants; nulls count 0."""
    return max(ZERO, pot.allocated - (pot.granted or ZERO))


def _party_excesses(pot: Pot) -> dict[str, Decimal]:
    """Empty while party balances are unknown."""
    return {
        one.party.id: -one.balance for one in balance_parties(pot, ()) if one.balance is not None and one.balance < 0
    }


def _overallocated(pot: Pot, names: Names) -> Iterator[Finding]:
    if _excess(pot) == 0:
        return
    granted, allocated = pot.granted or ZERO, pot.allocated
    nulls = [one.path for one in pot.approved if one.amount is None]
    nulls += [grant.path for grant in pot.grants if grant.granted is None]
    known = f"tilskuddet er {kroner(granted)}" if pot.granted is not None else "der er ikke oplyst noget tilskud"
    unstated = [_cell(one, names) or one.path for one in pot.approved if one.amount is None]
    unstated += ["tilskuddet" for grant in pot.grants if grant.granted is None]
    counted = f" Beløb, der ikke er oplyst, tæller 0: {'; '.join(unstated)}." if unstated else ""
    yield Finding(
        "pot_overallocated",
        "error",
        f"Der er afsat {kroner(allocated)}, og {known}: {kroner(allocated - granted)} for meget.{counted}",
        paths=tuple([one.path for one in pot.approved if one.amount] + nulls),
        stated=granted,
        computed=allocated,
        difference=granted - allocated,
        where=evidence_of(grant.evidence for grant in pot.grants),
    )


def _cell(row: Allocation, names: Names) -> str:
    """ "indsats 3 »Søvn«, Solby Kommune"; empty where neither has a name."""
    return ", ".join(name for id in (row.initiative_id, row.party_id) if (name := names.get(id or "")))


def _parties_overallocated(pot: Pot, parties: Iterable[PartyBalance], names: Names) -> Iterator[Finding]:
    for one in parties:
        if one.balance is None or one.balance >= 0:
            continue
        rows = [row for row in pot.approved if row.party_id == one.party.id and row.amount]
        allocated = one.allocated or ZERO
        yield Finding(
            "party_overallocated",
            _PARTY_SEVERITY[pot.party_policy],
            f"{names.get(one.party.id, 'En part')} har fået afsat {kroner(-one.balance)} mere, end den råder over.",
            paths=tuple(row.path for row in rows),
            stated=allocated + one.balance,
            computed=allocated,
            difference=one.balance,
            where=evidence_of(row.evidence for row in rows),
        )


def _remainder(pot: Pot) -> Iterator[Finding]:
    if pot.granted is None or pot.granted <= pot.allocated:
        return
    rest = pot.granted - pot.allocated
    yield Finding(
        "unallocated_remainder",
        "info",
        f"{kroner(rest)} af tilskuddet for {_told(pot.grant_years)} på {kroner(pot.granted)} er ikke afsat.",
        paths=tuple(grant.path for grant in pot.grants),
        stated=pot.granted,
        computed=pot.allocated,
        difference=rest,
        where=evidence_of(grant.evidence for grant in pot.grants),
    )


def _grant_splits(pot: Pot) -> Iterator[Finding]:
    for grant in pot.grants:
        if grant.amount is None or not grant.shares or grant.amount == grant.shared:
            continue
        difference = grant.amount - grant.shared
        years = _told(tuple(sorted(grant.years)) or pot.grant_years)
        yield Finding(
            "grant_split_mismatch",
            "warning" if abs(difference) <= len(grant.shares) else "error",
            f"Parternes andele for {years} giver {kroner(grant.shared)}, "
            f"men tilskuddet er {kroner(grant.amount)}; "
            f"forskellen er {kroner(difference)}",
            paths=(f"{grant.path}/amount_dkk", *(f"{share.path}/amount_dkk" for share in grant.shares)),
            stated=grant.amount,
            computed=grant.shared,
            difference=difference,
            where=evidence_of([grant.evidence]),
        )


def _empty_cells(pot: Pot, names: Names) -> Iterator[Finding]:
    """A cell that prints something is not blank: where it could not be read, that is told of the printed amount."""
    if all(allocation.amount is None for allocation in pot.allocations):
        return
    printed = {_cell_of(row) for row in pot.stated if row.printed.strip()}
    blank = (one for one in pot.allocations if one.amount is None and _cell_of(one) not in printed)
    for rows in _by_statement(blank):
        told = "; ".join(
            ", ".join(names.get(id, "ukendt") for id in (row.initiative_id, row.party_id) if id) for row in rows
        )
        yield Finding(
            "empty_cell",
            "info",
            f"Der står intet beløb, hvor andre har et: {told}. Det regnes som 0, men er ikke oplyst.",
            paths=tuple(f"{row.path}/amount_dkk" for row in rows),
            where=evidence_of(row.evidence for row in rows),
        )


def _cell_of(row: Allocation | Statement) -> tuple[object, ...]:
    lines = row.evidence.lines if row.evidence else None
    return origin_of(row.evidence), lines, row.initiative_id, row.party_id


def _unattributed(pot: Pot) -> Iterator[Finding]:
    if not pot.unattributed:
        return
    amount = total([row.amount for row in pot.unattributed])
    yield Finding(
        "allocations_unattributed",
        "info",
        f"{kroner(amount or ZERO)} for {_told(pot.grant_years)} er afsat uden part, så parternes balancer kendes ikke.",
        paths=tuple(row.path for row in pot.unattributed),
        where=evidence_of(row.evidence for row in pot.unattributed),
    )


def _years_undistributed(pot: Pot) -> Iterator[Finding]:
    for grant in pot.grants:
        years = tuple(sorted(grant.years)) or pot.grant_years
        if len(years) > 1 and not _is_split(grant):
            yield Finding(
                "years_undistributed",
                "info",
                f"Tilskuddet dækker {_told(years)}, men er ikke delt på årene.",
                paths=(grant.path,),
                where=evidence_of([grant.evidence]),
            )


def _told(years: tuple[int, ...]) -> str:
    """ "2022 og 2023"."""
    return " og ".join(map(str, years))


def _is_split(grant: Grant) -> bool:
    return bool(grant.years) and all(amount is not None for amount in grant.years.values())


def _by_statement(rows: Iterable[Allocation]) -> list[list[Allocation]]:
    groups: dict[object, list[Allocation]] = defaultdict(list)
    for row in rows:
        groups[origin_of(row.evidence)].append(row)
    return list(groups.values())
