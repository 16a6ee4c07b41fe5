"""What initiatives say about themselves that matters to a pot: name, status, end, and what they spent and forecast.

The newest known figure counts; a newer report without a figure does not undo an older one with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.danish import danish_sort_key
from app.domain.evidence import Evidence
from app.domain.identity import natural_order
from app.domain.pot import Pot, Wire, money, read_evidence
from app.domain.vocabulary import InitiativeStatus, StatedWhat


@dataclass(frozen=True, slots=True)
class Report:
    """A status report. `reported_on` is empty where the day is unknown, so that known days come later."""

    reported_on: str
    stated_allocated: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None
    forecast_partial: bool
    printed: tuple[str, ...]
    evidence: Evidence | None

    @property
    def is_about_money(self) -> bool:
        figures = (self.stated_allocated, self.spent, self.forecast)
        return bool(self.printed) or any(figure is not None for figure in figures)


@dataclass(frozen=True, slots=True)
class Initiative:
    """`ends_on` is the last day its period certainly bounds; null where open or unknown. `reports` oldest first."""

    id: str
    code: str | None
    name: str | None
    status: InitiativeStatus
    ends_on: str | None
    reports: tuple[Report, ...]

    @property
    def label(self) -> str:
        named = f"»{self.name}«" if self.name else None
        coded = f"indsats {self.code}" if self.code else None
        return " ".join(text for text in (coded, named) if text) or "en indsats uden navn"


@dataclass(frozen=True, slots=True)
class Figure:
    """A known amount, and where it was read. `partial`: it covers a part of the initiative only."""

    amount: Decimal
    partial: bool
    evidence: Evidence | None


def read_initiatives(bodies: Iterable[Wire]) -> Mapping[str, Initiative]:
    """By id."""
    return {body["id"]: _initiative(body) for body in bodies}


def in_code_order(initiatives: Iterable[Initiative]) -> list[Initiative]:
    """1, 1a, 2, 10a, 10b, and then those without a code by name."""
    return sorted(
        initiatives,
        key=lambda one: (one.code is None, natural_order(one.code or ""), danish_sort_key(one.name or ""), one.id),
    )


def spent_of(pot: Pot, initiative: Initiative) -> Figure | None:
    """The newest known spending: of the initiative's reports, and where they know none, of the pot's statements."""
    reported = [
        Figure(report.spent, partial=False, evidence=report.evidence)
        for report in initiative.reports
        if report.spent is not None
    ]
    return _last(reported) or _stated(pot, initiative, "spent")


def forecast_of(pot: Pot, initiative: Initiative) -> Figure | None:
    reported = [
        Figure(report.forecast, report.forecast_partial, report.evidence)
        for report in initiative.reports
        if report.forecast is not None
    ]
    return _last(reported) or _stated(pot, initiative, "forecast")


def _last(figures: Sequence[Figure]) -> Figure | None:
    return figures[-1] if figures else None


def _stated(pot: Pot, initiative: Initiative, what: StatedWhat) -> Figure | None:
    """Never partial: whether a figure covers a part only is known of reports alone."""
    rows = sorted(
        (row for row in pot.stated if row.what == what and row.initiative_id == initiative.id),
        key=lambda row: (row.as_of or "", row.index),
    )
    return _last([Figure(row.amount, partial=False, evidence=row.evidence) for row in rows if row.amount is not None])


def _initiative(body: Wire) -> Initiative:
    period = body.get("period") or {}
    reports = sorted((_report(row) for row in body.get("status_reports") or ()), key=lambda report: report.reported_on)
    return Initiative(
        id=body["id"],
        code=body.get("code"),
        name=body.get("name"),
        status=body.get("status") or "proposed",
        ends_on=None if period.get("open_end") else period.get("to"),
        reports=tuple(reports),
    )


def _report(row: Wire) -> Report:
    return Report(
        reported_on=row.get("reported_on") or "",
        stated_allocated=money(row.get("stated_allocated_dkk")),
        spent=money(row.get("spent_dkk")),
        forecast=money(row.get("forecast_dkk")),
        forecast_partial=bool(row.get("forecast_partial")),
        printed=tuple(row.get("printed") or ()),
        evidence=read_evidence(row.get("evidence")),
    )
