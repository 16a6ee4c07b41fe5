"""The words of a `q`, wherever one is asked."""

from app.domain.search_words import SoughtWord, sought_words
from app.errors import Fault, InvalidInput
from app.schemas.search import MAX_WORDS


def asked_words(q: str) -> tuple[SoughtWord, ...]:
    """None where `q` says nothing. Raises `InvalidInput` for too many."""
    words = sought_words(q)
    if len(words) > MAX_WORDS:
        raise InvalidInput((Fault("?q", "too_many_words", f"has more than {MAX_WORDS} words"),))
    return words
