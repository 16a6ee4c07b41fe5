"""Findings about what becomes of allocated money: spent, forecast, released, undecided, left over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.amounts import kroner
from app.domain.evidence import Evidence
from app.domain.findings import Finding, Severity
from app.domain.pot import ZERO, Allocation, Decision, Pot, Release, origin_of, total
from app.domain.spending import Figure, Initiative, forecast_of, in_code_order, spent_of
from app.domain.statements import Names, evidence_of


@dataclass(frozen=True, slots=True)
class Case:
    """A pot with the initiatives it names, on a day. `allocated_elsewhere`: by other pots, per initiative id."""

    pot: Pot
    initiatives: Mapping[str, Initiative]
    names: Names
    as_of: date
    allocated_elsewhere: Mapping[str, Decimal]

    def allocations_of(self, initiative: Initiative) -> tuple[Allocation, ...]:
        return tuple(row for row in self.pot.approved if row.initiative_id == initiative.id)

    def allocated_to(self, initiative: Initiative) -> Decimal | None:
        """By all pots; null where this one sets nothing known aside."""
        here = total([row.amount for row in self.allocations_of(initiative)])
        return None if here is None else here + self.allocated_elsewhere.get(initiative.id, ZERO)

    def paths_of(self, initiative: Initiative) -> tuple[str, ...]:
        return tuple(row.path for row in self.allocations_of(initiative))


def spending_findings(case: Case) -> list[Finding]:
    found = [*_released(case), *_undecided(case)]
    for initiative in in_code_order(case.initiatives.values()):
        found += _exceeded(case, initiative)
        found += _spend_unknown(case, initiative)
        found += _inactive(case, initiative)
        found += _increased_after_completion(case, initiative)
    return found + list(_carry_over_undecided(case))


def _released(case: Case) -> Iterator[Finding]:
    told_of = set()
    for row in case.pot.allocations:
        if row.released:
            told_of.add(row.initiative_id)
            freed = " og ".join(_freed(release) for release in row.released)
            yield _partly_released(case, row.initiative_id, freed, row.path, row.evidence)
    for said in case.pot.stated:
        if (
            said.what == "released"
            and said.initiative_id
            and said.initiative_id not in told_of
            and said.amount is not None
        ):
            freed = ("ca. " if said.approximate else "") + kroner(said.amount)
            yield _partly_released(case, said.initiative_id, freed, said.path, said.evidence)


def _freed(release: Release) -> str:
    if release.amount is None:
        return "et ukendt beløb"
    return ("ca. " if release.approximate else "") + kroner(release.amount)


def _partly_released(case: Case, initiative_id: str, freed: str, path: str, evidence: Evidence | None) -> Finding:
    name = case.names.get(initiative_id, "en ukendt indsats")
    message = f"Af det afsatte til {name} er {freed} frigivet til andet, men opgørelsen viser stadig det hele."
    return Finding("partly_released", "info", message, paths=(path,), where=evidence_of([evidence]))


def _undecided(case: Case) -> Iterator[Finding]:
    """One finding per statement and named decider. A decider named without a known decision is a warning (M20)."""
    groups: dict[tuple[object, str | None], list[Allocation]] = defaultdict(list)
    last_told = _last_told(case.pot)
    for row in case.pot.approved:
        for decider in dict.fromkeys(_undecided_by(row, last_told, case.as_of.isoformat())):
            groups[(origin_of(row.evidence), decider)].append(row)
    for (_, decider), rows in groups.items():
        severity: Severity = "info" if decider is None else "warning"
        told = (
            f"{decider} skal tage stilling, og dets beslutning kendes ikke" if decider else "beslutningen kendes ikke"
        )
        counted = "Ét afsat beløb" if len(rows) == 1 else f"{len(rows)} afsatte beløb"
        yield Finding(
            "allocation_undecided",
            severity,
            f"{counted} er opført som godkendt, men {told}.",
            paths=tuple(row.path for row in rows),
            where=evidence_of(row.evidence for row in rows),
        )


def _undecided_by(row: Allocation, last_told: Mapping[str | None, str], today: str) -> Iterator[str | None]:
    """Null: nobody knows who decides. Else the forum that is named as decider, of the row or of what it released.

    A decision is told as of the last day that its document speaks of; entered by a person, as of today.
    """
    if row.decided is None or not row.decided.is_known(last_told.get(row.decided.document_id, today)):
        yield _decider(row.decided)
    for release in row.released:
        decided = release.decided
        if decided and decided.names_forum and not decided.is_known(last_told.get(decided.document_id, today)):
            yield _decider(decided)


def _last_told(pot: Pot) -> dict[str | None, str]:
    """The last day that each document speaks of."""
    days: dict[str | None, str] = {}
    for row in pot.stated:
        if row.document_id and row.as_of:
            days[row.document_id] = max(row.as_of, days.get(row.document_id, ""))
    return days


def _decider(decided: Decision | None) -> str | None:
    if decided is None or not decided.names_forum:
        return None
    return decided.forum_name or "et andet forum"


def _exceeded(case: Case, initiative: Initiative) -> Iterator[Finding]:
    allocated, spent, forecast = (
        case.allocated_to(initiative),
        spent_of(case.pot, initiative),
        forecast_of(case.pot, initiative),
    )
    if allocated is None:
        return
    if spent and spent.amount > allocated:
        yield _more_than(case, initiative, "spent_exceeds_allocated", "brugt", spent, allocated)
    if forecast and not forecast.partial and forecast.amount > allocated:
        yield _more_than(case, initiative, "forecast_exceeds_allocated", "ventet brugt", forecast, allocated)


def _more_than(case: Case, initiative: Initiative, code: str, verb: str, figure: Figure, allocated: Decimal) -> Finding:
    return Finding(
        code,
        "warning",
        f"Til {initiative.label} er afsat {kroner(allocated)}, men {verb} {kroner(figure.amount)}",
        paths=case.paths_of(initiative),
        stated=figure.amount,
        computed=allocated,
        difference=figure.amount - allocated,
        where=evidence_of([figure.evidence]),
    )


def _spend_unknown(case: Case, initiative: Initiative) -> Iterator[Finding]:
    """The newest report that is about money gives neither what is spent nor what is forecast (M27). Where it says
    that nothing is set aside, there is nothing to spend."""
    newest = next((report for report in reversed(initiative.reports) if report.is_about_money), None)
    if newest is None or newest.spent is not None or newest.forecast is not None or newest.stated_allocated == 0:
        return
    message = f"Statusrapporten om {initiative.label} handler om penge, men siger ikke, hvad der er brugt."
    evidence = evidence_of([newest.evidence])
    yield Finding("spend_unknown", "info", message, paths=case.paths_of(initiative), where=evidence)


def _inactive(case: Case, initiative: Initiative) -> Iterator[Finding]:
    allocated, spent = case.allocated_to(initiative) or ZERO, spent_of(case.pot, initiative)
    used = spent.amount if spent else ZERO
    if initiative.status not in ("stopped", "paused") or allocated <= used:
        return
    state = "stoppet" if initiative.status == "stopped" else "sat på pause"
    known = f"{kroner(used)} er brugt" if spent else "forbruget kendes ikke"
    yield Finding(
        "allocation_to_inactive",
        "warning",
        f"{_capital(initiative.label)} er {state}, men der er afsat {kroner(allocated)}, og {known}.",
        paths=case.paths_of(initiative),
        stated=allocated,
        computed=used,
        difference=allocated - used,
        where=evidence_of(row.evidence for row in case.allocations_of(initiative)),
    )


def _increased_after_completion(case: Case, initiative: Initiative) -> Iterator[Finding]:
    """More is set aside by a decision or a statement from after the end than was known to be before it."""
    if initiative.status != "completed" or initiative.ends_on is None:
        return
    before, after = _stated_until(case, initiative), case.allocated_to(initiative) or ZERO
    late = [row for row in case.allocations_of(initiative) if _is_later(row, initiative.ends_on) and row.amount]
    if not late or after <= before:
        return
    yield Finding(
        "allocation_to_inactive",
        "warning",
        f"{_capital(initiative.label)} er afsluttet, men siden er der afsat mere: fra {kroner(before)} til "
        f"{kroner(after)}",
        paths=tuple(row.path for row in late),
        stated=after,
        computed=before,
        difference=after - before,
        where=evidence_of(row.evidence for row in late),
    )


def _is_later(row: Allocation, day: str) -> bool:
    return row.decided is not None and row.decided.on is not None and row.decided.on > day


def _stated_until(case: Case, initiative: Initiative) -> Decimal:
    """What is known to have been set aside when the initiative ended: decided by then, or stated as of then."""
    ends_on = initiative.ends_on or ""
    decided = total([row.amount for row in case.allocations_of(initiative) if not _is_later(row, ends_on)]) or ZERO
    stated = [
        row.amount
        for row in case.pot.stated
        if row.what in ("allocated", "row_total") and row.initiative_id == initiative.id and row.amount is not None
        if row.as_of is not None and row.as_of <= ends_on
    ]
    return max([decided, *stated])


def _carry_over_undecided(case: Case) -> Iterator[Finding]:
    """The last year the money may be used in is over, some is known to be unspent, and nobody decided about it."""
    pot = case.pot
    carried_to = [carried.to_year for carried in pot.carry_overs if carried.status == "approved"]
    last_year = max([*pot.grant_years, *carried_to], default=case.as_of.year)
    if pot.closed_on is not None or case.as_of.year <= last_year:
        return
    unspent = {one.id: _known_unspent(case, one) for one in case.initiatives.values() if not _goes_on(one, case.as_of)}
    left = in_code_order(case.initiatives[id] for id, amount in unspent.items() if amount > 0)
    if not left:
        return
    amount = sum((unspent[one.id] for one in left), ZERO)
    yield Finding(
        "carry_over_undecided",
        "warning",
        f"{last_year} er gået, og {kroner(amount)} er ikke brugt ({', '.join(one.label for one in left)}), "
        "men der er ikke besluttet nogen overførsel.",
        paths=tuple(path for one in left for path in case.paths_of(one)),
        computed=amount,
        where=evidence_of(figure.evidence for one in left if (figure := spent_of(pot, one))),
    )


def _known_unspent(case: Case, initiative: Initiative) -> Decimal:
    spent, allocated = spent_of(case.pot, initiative), case.allocated_to(initiative)
    return allocated - spent.amount if spent and allocated is not None else ZERO


def _goes_on(initiative: Initiative, as_of: date) -> bool:
    return initiative.ends_on is not None and initiative.ends_on > as_of.isoformat()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
