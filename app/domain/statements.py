"""Findings about printed amounts: what `stated[]` says, token by token.

One printed token gives at most one finding: the rules go from the gravest to the mildest, and each looks only at
statements that no graver one has spoken of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from app.domain.amounts import kroner, near_misses, read_printed
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.pot import Pot, Statement
from app.domain.printed_totals import total_mismatches

Names = Mapping[str, str]
"""Ids of initiatives and parties -> what a message calls them."""

Quantity = tuple[str, str | None, str | None]


def statement_findings(pot: Pot, names: Names) -> list[Finding]:
    found: list[Finding] = []
    for rule in (_malformed, _unit_suspect, _mismatches, _contradictions, _changes):
        spoken_of = {path for finding in found for path in finding.paths}
        found += rule(pot, [row for row in pot.stated if row.path not in spoken_of], names)
    return found


def places(rows: Iterable[Statement]) -> tuple[Evidence, ...]:
    return evidence_of(row.evidence for row in rows)


def evidence_of(found: Iterable[Evidence | None]) -> tuple[Evidence, ...]:
    """Each place once, in order."""
    return tuple(dict.fromkeys(evidence for evidence in found if evidence is not None))


def subject(row: Statement, names: Names) -> str:
    """` til indsats 5 »…«, Engby Kommune`, or nothing where the statement is about the whole pot."""
    named = [names.get(id, "ukendt") for id in (row.initiative_id, row.party_id) if id]
    return f" til {', '.join(named)}" if named else ""


def _malformed(pot: Pot, fresh: Sequence[Statement], names: Names) -> Iterator[Finding]:
    for rows in _by_token(row for row in fresh if _fault(row) == "malformed"):
        yield Finding(
            "amount_malformed",
            "error",
            f"Beløbet »{rows[0].printed.strip()}«{subject(rows[0], names)} er ikke skrevet som et beløb "
            "(1.234.567 eller 1234567) og er ikke tolket.",
            paths=_paths(rows),
            where=places(rows),
            hint=_hint(pot, rows[0]),
        )


def _unit_suspect(_pot: Pot, fresh: Sequence[Statement], names: Names) -> Iterator[Finding]:
    for rows in _by_token(row for row in fresh if _fault(row) == "unit_suspect"):
        row = rows[0]
        unit = f" {row.unit}" if row.unit and row.unit not in row.printed else ""
        yield Finding(
            "unit_suspect",
            "warning",
            f"»{row.printed.strip()}{unit}«{subject(row, names)} er næppe den rigtige enhed; beløbet er ikke tolket.",
            paths=_paths(rows),
            where=places(rows),
        )


def _mismatches(pot: Pot, fresh: Sequence[Statement], names: Names) -> Iterator[Finding]:
    for row, printed, computed in total_mismatches(pot, fresh):
        yield Finding(
            "total_mismatch",
            "error",
            f"Den trykte sum{subject(row, names)} er {kroner(printed)}, men beløbene giver {kroner(computed)}; "
            f"forskellen er {kroner(printed - computed)}",
            paths=(row.path,),
            stated=printed,
            computed=computed,
            difference=printed - computed,
            where=places([row]),
        )


_WORDS = {
    "granted": "i tilskud",
    "share": "i andel",
    "allocated": "afsat",
    "spent": "brugt",
    "forecast": "i forventet forbrug",
    "row_total": "i alt",
    "column_total": "i alt",
    "grand_total": "afsat i alt",
    "balance": "i balance",
}
"""What an amount is of, behind it in a sentence."""


def _contradictions(pot: Pot, fresh: Sequence[Statement], names: Names) -> Iterator[Finding]:
    """Two exact amounts for the same thing at the same time. What stands once is no contradiction to itself."""
    alike: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for row in _exact(fresh):
        years = row.years or pot.grant_years
        alike[(_quantity(row), years, row.as_of or row.origin[:2])].append(row)
    for rows in alike.values():
        amounts = list(dict.fromkeys(row.amount for row in rows if row.amount is not None))
        if len(amounts) > 1:
            printed = " og ".join(kroner(amount) for amount in amounts)
            what = f" {_WORDS.get(rows[0].what, '')}".rstrip() + subject(rows[0], names)
            message = f"Der står både {printed}{what}, uden at det ene beløb er nyere end det andet."
            yield Finding("amount_contradiction", "warning", message, paths=_paths(rows), where=places(rows))


def _changes(_pot: Pot, fresh: Sequence[Statement], names: Names) -> Iterator[Finding]:
    """What the newest statement says of an allocation, where the one before said otherwise; one finding a document."""
    changed: dict[object, list[tuple[Statement, Statement]]] = defaultdict(list)
    for old, new in _newest_changes(fresh):
        changed[(new.origin, new.as_of)].append((old, new))
    for pairs in changed.values():
        yield _changed(pairs, names)


def _changed(pairs: Sequence[tuple[Statement, Statement]], names: Names) -> Finding:
    steps = [(old.amount or Decimal(0), new.amount or Decimal(0), new) for old, new in pairs]
    told = "; ".join(f"fra {kroner(old)} til {kroner(new)}{subject(row, names)}" for old, new, row in steps)
    old, new, _ = steps[0]
    single = len(steps) == 1
    return Finding(
        "allocation_changed",
        "info",
        f"En nyere opgørelse har ændret det afsatte: {told}.",
        paths=tuple(row.path for _, _, row in steps),
        stated=new if single else None,
        computed=old if single else None,
        difference=new - old if single else None,
        where=places(row for pair in pairs for row in pair),
    )


def _newest_changes(fresh: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    history: dict[Quantity, list[Statement]] = defaultdict(list)
    for row in _exact(fresh):
        if row.what == "allocated" and row.initiative_id and row.as_of:
            history[_quantity(row)].append(row)
    for rows in history.values():
        rows.sort(key=lambda row: (row.as_of or "", row.index))
        newest = rows[-1]
        before = [row for row in rows if row.as_of != newest.as_of]
        if before and before[-1].amount != newest.amount:
            yield before[-1], newest


def _exact(rows: Iterable[Statement]) -> list[Statement]:
    return [row for row in rows if row.amount is not None and not row.approximate]


def _quantity(row: Statement) -> Quantity:
    """What a statement is about. What is allocated without a party, or without an initiative, is a total."""
    totals = {"row_total": row.initiative_id, "column_total": row.party_id, "grand_total": "whole"}
    if totals.get(row.what):
        return ("allocated", row.initiative_id, row.party_id)
    return (row.what, row.initiative_id, row.party_id)


def _fault(row: Statement) -> str | None:
    reading = read_printed(row.printed, row.unit)
    return reading.fault if reading else None


def _by_token(rows: Iterable[Statement]) -> list[list[Statement]]:
    """Statements that were read from the same printed token of the same line stand together."""
    tokens: dict[object, list[Statement]] = defaultdict(list)
    for row in rows:
        evidence = row.evidence
        located = evidence is not None and evidence.document_id and evidence.lines
        tokens[(row.origin, row.line, row.printed) if located else row.index].append(row)
    return list(tokens.values())


def _hint(pot: Pot, row: Statement) -> str | None:
    """A well-formed amount of the same initiative that is one digit or a moved dot away."""
    if row.initiative_id is None:
        return None
    candidates = near_misses(row.printed)
    for other in pot.stated:
        if other.initiative_id == row.initiative_id and other.amount in candidates and _fault(other) is None:
            line = f" (linje {other.line})" if other.line else ""
            return f"Måske {kroner(other.amount)}: det beløb står for samme indsats{line}."
    allocated = (one.amount for one in pot.allocations if one.initiative_id == row.initiative_id)
    found = next((amount for amount in allocated if amount in candidates), None)
    return f"Måske {kroner(found)}: det beløb er afsat til samme indsats." if found else None


def _paths(rows: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(row.path for row in rows)
