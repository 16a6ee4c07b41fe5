"""Findings: what a reader of minutes or a check of a pot has to say. The codes here are the codes of the docs."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from app.domain.evidence import Evidence

Severity = Literal["error", "warning", "info"]

_ERROR: tuple[Severity, ...] = ("error",)
_WARNING: tuple[Severity, ...] = ("warning",)
_INFO: tuple[Severity, ...] = ("info",)

MONEY_SEVERITIES: Mapping[str, tuple[Severity, ...]] = MappingProxyType(
    {
        "pot_overallocated": _ERROR,
        "party_overallocated": ("info", "warning", "error"),
        "unallocated_remainder": _INFO,
        "total_mismatch": _ERROR,
        "grant_split_mismatch": ("error", "warning"),
        "amount_malformed": _ERROR,
        "unit_suspect": _WARNING,
        "amount_contradiction": _WARNING,
        "allocation_changed": _INFO,
        "empty_cell": _INFO,
        "partly_released": _INFO,
        "allocations_unattributed": _INFO,
        "spent_exceeds_allocated": _WARNING,
        "forecast_exceeds_allocated": _WARNING,
        "spend_unknown": _INFO,
        "allocation_to_inactive": _WARNING,
        "allocation_undecided": ("info", "warning"),
        "years_undistributed": _INFO,
        "carry_over_undecided": _WARNING,
    }
)
"""Findings about a pot, each with the severities it may have; the first is the usual one."""

READING_SEVERITIES: Mapping[str, tuple[Severity, ...]] = MappingProxyType(
    {
        "possible_duplicate": ("warning", "info"),
        "conflict_with_edit": _WARNING,
        "text_unplaced": _WARNING,
        "date_invalid": _ERROR,
        "date_year_missing": ("info", "warning"),
        "weekday_mismatch": _ERROR,
        "number_missing": _ERROR,
        "number_repeated": _ERROR,
        "row_ragged": _ERROR,
        "party_unknown": _WARNING,
        "attachment_missing": _WARNING,
        "attendance_contradiction": _WARNING,
        "title_differs": _INFO,
        "heading_missing": _WARNING,
        "format_unknown": _ERROR,
        "text_absent": ("error", "warning", "info"),
    }
)
"""Findings about how a document was read or how it meets what is stored."""

SEVERITIES: Mapping[str, tuple[Severity, ...]] = MappingProxyType({**MONEY_SEVERITIES, **READING_SEVERITIES})
"""Every code there is."""


class Finding(Struct, frozen=True):
    """One thing a person should know. `message` is Danish and says what was read, what was expected, and where.

    `paths` are JSON Pointers into what was checked; `stated`, `computed` and `difference` (stated - computed) are
    kroner. Raises `ValueError` for a code or a severity the table does not have.
    """

    code: str
    severity: Severity
    message: str
    paths: tuple[str, ...] = ()
    stated: Decimal | None = None
    computed: Decimal | None = None
    difference: Decimal | None = None
    where: tuple[Evidence, ...] = ()
    hint: str | None = None

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES.get(self.code, ()):
            raise ValueError(f"no finding {self.code} with severity {self.severity}")


def usual_severity(code: str) -> Severity:
    """The severity a finding has where nothing says otherwise. Raises `KeyError` for an unknown code."""
    return SEVERITIES[code][0]


def is_ok(findings: Iterable[Finding]) -> bool:
    """True where no finding is an error."""
    return all(finding.severity != "error" for finding in findings)
