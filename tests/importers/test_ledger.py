"""Every non-blank line belongs to exactly one field or to `unplaced`."""

import pytest

from app.importers.document import ImportedDocument
from tests.corpus import corpus_file
from tests.importers.ledger import mutated, printed, rebuilt, share_without_a_place, shuffled, structure
from tests.importers.minutes import SAMPLES, read

DOCUMENTS = ["000", "001", *sorted(path.name for path in SAMPLES.glob("*.txt"))]
MUTATIONS = 200


def text_of(name: str) -> str:
    return (SAMPLES / name if name.endswith(".txt") else corpus_file(name)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_text_can_be_put_together_again_from_the_fields(name: str) -> None:
    document = read(text_of(name))
    assert rebuilt(document) == printed(document)


@pytest.mark.parametrize("name", [*DOCUMENTS, "004"])
def test_at_most_two_lines_in_a_hundred_are_other_or_unplaced(name: str) -> None:
    share = share_without_a_place(read(text_of(name)))
    print(f"{name}: {share:.2%} of the lines in other or unplaced")
    assert share <= 0.02


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("seed", range(3))
def test_shuffled_lines_give_another_structure_and_still_a_whole_ledger(name: str, seed: int) -> None:
    text = text_of(name)
    document = read(shuffled(text, seed))
    assert structure(document) != structure(read(text))
    assert rebuilt(document) == printed(document)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".txt")])
def test_mutated_minutes_never_raise_and_keep_every_line(name: str) -> None:
    text = text_of(name)
    for seed in range(MUTATIONS):
        document = read(mutated(text, seed))
        assert rebuilt(document) == printed(document), seed
        assert keys_are_unique(document), seed


def keys_are_unique(document: ImportedDocument) -> bool:
    meeting = document.meeting
    items = () if meeting is None else meeting.agenda_items
    groups = [
        [item.key for item in items],
        [attachment.key for item in items for attachment in item.attachments],
        [attendee.key for attendee in (() if meeting is None else meeting.attendees)],
        [initiative.key for initiative in document.initiatives],
        *[[grant.key for grant in pot.grants] for pot in document.funding],
        *[[allocation.key for allocation in pot.allocations] for pot in document.funding],
        *[[row.key for row in pot.stated] for pot in document.funding],
    ]
    return all(len(keys) == len(set(keys)) for keys in groups)


def test_reading_twice_gives_the_same() -> None:
    text = text_of(DOCUMENTS[-1])
    assert read(text) == read(text)
