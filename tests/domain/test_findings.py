import pytest

from app.domain.advice import ADVICE, hint_of
from app.domain.findings import SEVERITIES, Finding, is_ok, usual_severity


def test_every_code_of_the_table_makes_a_finding_with_each_of_its_severities() -> None:
    for code, severities in SEVERITIES.items():
        for severity in severities:
            assert Finding(code, severity, "…").severity == severity


@pytest.mark.parametrize(("code", "severity"), [("no_such_code", "error"), ("row_ragged", "info")])
def test_a_code_or_severity_outside_the_table_is_refused(code: str, severity: str) -> None:
    with pytest.raises(ValueError, match=code):
        Finding(code, severity, "…")  # type: ignore[arg-type]  # the point of the test


def test_the_usual_severity_of_a_lawful_negative_party_balance_is_info() -> None:
    assert usual_severity("party_overallocated") == "info"


def test_findings_are_ok_until_one_is_an_error() -> None:
    empty_cell = Finding("empty_cell", "info", "…")
    assert is_ok((empty_cell,))
    assert not is_ok((empty_cell, Finding("total_mismatch", "error", "…")))


def test_there_is_advice_for_every_finding_there_is_and_its_own_hint_comes_first() -> None:
    assert set(ADVICE) == set(SEVERITIES)
    assert hint_of(Finding("empty_cell", "info", "…")) == ADVICE["empty_cell"]
    assert hint_of(Finding("empty_cell", "info", "…", hint="Ring.")) == "Ring."
