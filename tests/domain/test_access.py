"""What is open, where several places say something of it."""

import pytest

from app.domain.access import Decided, decided_access
from app.domain.vocabulary import Access

SAID: list[tuple[tuple[Access, ...], tuple[Decided, ...], Decided]] = [
    (("open",), (), "open"),
    (("open", "open", "open"), ("closed",), "open"),
    (("open", "closed", "open"), ("open",), "closed"),
    (("unknown",), (), "closed"),
    (("unknown",), ("closed",), "closed"),
    (("unknown",), ("open",), "open"),
    (("unknown", "open"), ("open", "open"), "open"),
    (("unknown",), ("open", "closed"), "closed"),
    (("unknown", "closed"), ("open",), "closed"),
]


@pytest.mark.parametrize(("said", "unknown_means", "decided"), SAID)
def test_the_strictest_counts_and_unknown_is_closed_unless_every_document_means_it_open(
    said: tuple[Access, ...], unknown_means: tuple[Decided, ...], decided: Decided
) -> None:
    assert decided_access(said, unknown_means) == decided
