"""What users of comparable systems complain of: each complaint that is about the API has a test with its code."""

from pathlib import Path

from tests.docs.test_fact_codes import codes_of

TESTS = Path(__file__).parents[1]
PAINS = {f"P{number}" for number in range(1, 42)} | {f"D{number}" for number in range(1, 9)}


def test_every_pain_is_answered_by_a_test_that_carries_its_code() -> None:
    held = {code for path in TESTS.rglob("test_*.py") for code in codes_of(path.read_text(encoding="utf-8"))}
    assert PAINS - held == set()
