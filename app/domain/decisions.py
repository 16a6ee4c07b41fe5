"""The decisions in a meeting's body: which of its items decide, on what, and whether one is the one that is sought."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.domain.search_words import SoughtWord, stem, words_of

Wire = Mapping[str, Any]


def deciding_items(meeting: Wire) -> Iterator[tuple[int, Wire]]:
    """Items that have a decision section, each with its place in the meeting from 0."""
    items: list[Wire] = meeting.get("agenda_items") or []
    return ((place, item) for place, item in enumerate(items) if item.get("decision"))


def outcomes_of(item: Wire) -> tuple[str, ...]:
    """Of the decision as a whole, then those that only its points have."""
    decision = item["decision"]
    return tuple(dict.fromkeys([decision["outcome"], *(point["outcome"] for point in decision.get("points") or ())]))


def initiatives_of(item: Wire) -> tuple[str, ...]:
    """Ids that the item names, then those that only points of its decision name."""
    points = (item.get("decision") or {}).get("points") or ()
    named = [*(item.get("initiative_ids") or ()), *(id for point in points for id in point.get("initiative_ids") or ())]
    return tuple(dict.fromkeys(named))


def holds_words(item: Wire, sought: Collection[SoughtWord]) -> bool:
    """Whether the item's title and what was decided have each of the words, as `/search` compares them."""
    decision = item["decision"]
    texts = [item.get("title"), decision.get("text"), *(point.get("text") for point in decision.get("points") or ())]
    known = words_of(" ".join(text for text in texts if text))
    return all(_is_among(word, known) for word in sought)


def _is_among(sought: SoughtWord, known: Collection[str]) -> bool:
    if sought.word in known or any(stem(word) == sought.stem for word in known):
        return True
    return sought.is_prefix and any(word.startswith(sought.word) for word in known)
