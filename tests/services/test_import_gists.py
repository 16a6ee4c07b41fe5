"""A gist tells what all sayings tell, in whatever order they come, are read again and are completed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.import_gists import ENDS, Gist, gist_of, packed, unpacked
from app.services.import_said import Saying, telling, together

TITLES = (*"AAAAAAA", "B", None)


def saying(day: int, title: str | None, reading: int = 1, at: int = 0, **members: Any) -> Saying:
    """Of one person, by the minutes of a day; every reading of a document is a job of its own."""
    document = f"{day:04}"
    evidence = {"document_id": document}
    variants = [{"text": f"{title} Holm", "evidence": evidence}] if title else []
    content = {"name": "Ada Holm", "title": title, "name_variants": variants, "memberships": []}
    return Saying((document,), document, "participant", content, job=f"{day}/{reading}", at=f"{at:06}", **members)


def last_readings(sayings: Iterable[Saying]) -> list[Saying]:
    said = sorted(sayings, key=lambda one: one.at)
    last = {one.document_id: one.job for one in said}
    return [one for one in said if last[one.document_id] == one.job]


def tell(sayings: Iterable[Saying], completed: set[str]) -> list[Any]:
    """What those of completed jobs say together, and what all do."""
    last = last_readings(sayings)
    return [together(one for one in last if one.job in completed), together(last)]


_first = st.permutations(range(1, 15)).flatmap(
    lambda days: st.tuples(*(st.tuples(st.just(day), st.sampled_from(TITLES), st.just(1)) for day in days))
)
_again = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(TITLES), st.integers(2, 3)),
    max_size=12,
    unique_by=lambda one: (one[0], one[2]),
)


@settings(max_examples=150)
@given(first=_first, again=_again, data=st.data())
def test_what_a_gist_tells_is_what_everything_that_was_said_tells(
    first: tuple[tuple[int, str | None, int], ...], again: list[tuple[int, str | None, int]], data: st.DataObject
) -> None:
    jobs: list[Saying] = []
    completed: set[str] = set()
    gist = Gist()
    for at, (day, title, reading) in enumerate((*first, *again)):
        jobs.append(saying(day, title, reading, at))
        gist = gist.with_(jobs[-1])
        late = data.draw(st.integers(0, 9))
        completed |= {jobs[-1].job} if late else {one.job for one in jobs[:-1]}
        if data.draw(st.booleans()):
            gist = unpacked(packed(gist), "participant").with_completed(completed)
        now = gist.with_completed(completed)
        kept = last_readings([*now.settled, *now.pending])
        if now.is_known(kept):
            assert tell(kept, completed) == tell(jobs, completed)
        else:
            gist = gist_of(jobs, completed)


def test_a_gist_keeps_a_few_at_each_end_of_those_that_are_alike() -> None:
    gist = Gist()
    for day in (*range(50, 100), *range(1, 50)):
        gist = gist.with_(saying(day, "A")).with_completed({f"{day}/1"})
    kept = sorted(one.document_id for one in gist.settled)
    assert kept == [f"{day:04}" for day in (*range(1, ENDS + 1), *range(100 - ENDS, 100))]
    assert gist.is_known(gist.settled)
    assert gist == gist_of((saying(day, "A") for day in range(1, 100)), {f"{day}/1" for day in range(1, 100)})


def test_a_gist_knows_too_little_when_all_of_an_end_are_read_otherwise() -> None:
    days = range(1, 20)
    gist = gist_of((saying(day, "A") for day in days), {f"{day}/1" for day in days})
    for day in range(1, ENDS + 1):
        assert gist.is_known(gist.settled)
        gist = gist.with_(saying(day, "B", reading=2, at=1)).with_completed({f"{day}/2"})
    assert not gist.is_known(gist.settled)


def test_what_a_job_under_way_says_stands_beside_what_its_document_said_before() -> None:
    before, again = saying(1, "A"), saying(1, "B", reading=2, at=1)
    gist = gist_of([before], {before.job}).with_(again)
    assert (list(gist.settled), gist.pending) == ([before], (again,))
    assert gist.with_(again) is gist
    assert list(gist.with_completed({again.job}).settled) == [again]


def test_an_older_reading_that_is_completed_late_changes_nothing() -> None:
    older, newer = saying(1, "A"), saying(1, "B", reading=2, at=1)
    gist = Gist().with_(older).with_(newer).with_completed({newer.job}).with_completed({older.job})
    assert [*gist.settled, *gist.pending] == [newer]


def test_of_those_that_say_the_same_but_for_evidence_the_first_and_the_last_tell() -> None:
    days = [saying(1, "A"), saying(2, "B"), saying(3, "A"), saying(4, "A"), saying(5, "B")]
    assert [one.document_id[-1] for one in telling(reversed(days))] == ["1", "2", "4", "5"]
    added = replace(days[2], is_addition=True)
    assert added in telling([*days[:2], added, *days[3:]])


def test_two_documents_about_money_never_say_the_same() -> None:
    pots = [Saying((str(day),), f"{day:064}", "funding", {"name": "Pulje"}) for day in range(1, 4)]
    assert telling(pots) == pots
