"""Each threat on the page about security has a test, and the test is there."""

from tests.docs.pages import CHECKOUT, table
from tests.docs.test_contract import named, names


def test_every_threat_has_tests_that_are_there() -> None:
    rows = table(CHECKOUT / "docs" / "security.md", "Threat").rows
    missing = [name for row in rows for name in names(row[2]) or [f"none for {row[0]}"] if named(name)[1] is None]
    assert (missing, len(rows) > 20) == ([], True)
