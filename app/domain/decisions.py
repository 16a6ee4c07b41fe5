"""The decisions in a meeting's body: which of its items decide, on what, and whether one is the one that is sought."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.domain.identity import text_words

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


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text_words(text).split())


def holds_words(item: Wire, words: Collection[str]) -> bool:
    """Whether each of the words begins a word of the item's title or of what was decided."""
    decision = item["decision"]
    texts = [item.get("title"), decision.get("text"), *(point.get("text") for point in decision.get("points") or ())]
    known = text_words(" ".join(text for text in texts if text))
    return all(f" {word}" in known for word in words)
