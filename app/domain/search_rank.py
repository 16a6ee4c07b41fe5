"""How well a passage answers: one pure function, so that every store gives the same hits in the same order.

Of each word the best place and form count, and a passage has the sum over its words. Title stands above decision above
text; within a place the word itself stands above its stem above the start of a word. What stands in the title that a
passage stands under, or elsewhere in the same record, counts a little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from app.domain.passages import Passage, PassageKind
from app.domain.search_words import SoughtWord, stem, words_of

_FORMS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"title": (100, 90, 80), "decision": (50, 45, 40), "text": (25, 22, 20), "context": (6, 5, 4)}
)
"""Points for the word itself, its stem, the start of a word; by place, the best first."""
_LEAST_OWN = 20
"""The points of a word that stands in the passage itself; a hit has at least one."""
_ELSEWHERE = 1
_CONTEXTS = 256
_KIND_ORDER: tuple[PassageKind, ...] = ("initiative", "meeting", "agenda_item", "decision")
"""Of equal passages; then the newest comes first."""


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """The words and stems of a passage by place (and `context`), the best place first: each between blanks, so that a
    word is found whole."""

    kind: PassageKind
    id: str
    words: dict[str, str]
    stems: dict[str, str]

    def points(self, sought: "_Sought") -> int:
        """0 where the word is not here. Places come the best first."""
        for place, words in self.words.items():
            exact, stemmed, started = _FORMS[place]
            if sought.word in words:
                return exact
            if sought.stem in self.stems[place]:
                return stemmed
            if sought.start is not None and sought.start in words:
                return started
        return 0


@dataclass(frozen=True, slots=True)
class _Sought:
    """A sought word as it stands between blanks; `start` is null where the word must be whole."""

    word: str
    stem: str
    start: str | None


class Rank(NamedTuple):
    """The lesser comes first. `record` keeps the hits of one record together where nothing else tells them apart."""

    lack: int
    kind: int
    age: int
    record: str
    number: int


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: Rank
    passage: IndexedPassage


def indexed(passage: Passage) -> IndexedPassage:
    by_place = {place: _forms(" ".join(texts)) for place, texts in passage.texts.items()}
    by_place["context"] = _forms_again(passage.context)  # type: ignore[index]  # beside the places of its own
    return IndexedPassage(
        passage.kind,
        passage.id,
        {place: words for place, (words, _) in by_place.items() if words},
        {place: stems for place, (_, stems) in by_place.items() if stems},
    )


def _forms(text: str) -> tuple[str, str]:
    """The words and the stems of a text, each between blanks; '' where there is none."""
    words = words_of(text)
    return (_joined(words), _joined(set(map(stem, words)))) if words else ("", "")


_forms_again = lru_cache(_CONTEXTS)(_forms)
"""What passages stand under is a title, the same for many."""


def ranked(
    record: str, recency: int, found: Sequence[IndexedPassage], sought: tuple[SoughtWord, ...], kinds: frozenset[str]
) -> list[Ranked]:
    """The hits of one record: the passages of these kinds that hold every word, else the one that holds most.

    `recency` is greater for newer records. None where a word is nowhere in the record.
    """
    between = [_Sought(f" {one.word} ", f" {one.stem} ", f" {one.word}" if one.is_prefix else None) for one in sought]
    points = [[passage.points(one) for one in between] for passage in found]
    if not all(any(own) for own in zip(*points, strict=True)):
        return []
    hits = [
        (own, Ranked(_rank(own, passage.kind, recency, record, number), passage))
        for number, (passage, own) in enumerate(zip(found, points, strict=True))
        if passage.kind in kinds and max(own) >= _LEAST_OWN
    ]
    whole = [hit for own, hit in hits if all(own)]
    return whole or sorted((hit for _, hit in hits), key=lambda hit: hit.rank)[:1]


def _rank(points: list[int], kind: PassageKind, recency: int, record: str, number: int) -> Rank:
    return Rank(-sum(own or _ELSEWHERE for own in points), _KIND_ORDER.index(kind), -recency, record, number)


def _joined(words: set[str]) -> str:
    return f" {' '.join(words)} "
