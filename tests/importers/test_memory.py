"""How much memory the reader takes; what is allocated is the same in every run."""

import pytest

from app.importers.sniff import read_document
from bench.large_minutes import KINDS, large_minutes
from bench.parsing import GOAL_MEMORY, peak_times_file


@pytest.mark.parametrize("kind", KINDS)
def test_large_minutes_take_at_most_twenty_times_their_bytes(kind: str) -> None:
    assert peak_times_file(large_minutes(kind, 200_000)) <= GOAL_MEMORY


@pytest.mark.parametrize("kind", KINDS)
def test_the_large_minutes_that_are_measured_are_read_as_minutes(kind: str) -> None:
    document = read_document("large.txt", large_minutes(kind, 50_000))
    assert document.meeting is not None
    assert len(document.meeting.agenda_items) > 5
    assert len(document.meeting.attendees) > 20
    assert bool(document.funding) == (kind == "money")
