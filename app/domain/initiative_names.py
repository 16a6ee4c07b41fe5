"""Whether two printed names are one initiative's: what may differ between them, and what may not."""

import re
from functools import lru_cache

from msgspec import Struct

from app.domain.identity import edits_at_most, key_text

_TAIL = re.compile(r"\s*\(([^()]{1,100})\)\s*$")
_EMPHASIS = re.compile(r"\*([^*]{3,300})\*")
_CAPITALS = re.compile(r"(?<![\w-])[A-ZÆØÅ]{2,8}(?![\w-])")
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
    )
    if number > 1
}
_QUOTES = str.maketrans("", "", "\"'”“„»«’‘,")
_SMALL_WORDS = frozenset(
    {"for", "hos", "i", "og", "på", "af", "til", "med", "om", "den", "det", "de", "en", "et", "der"}
)
_LONG_WORD = 6
_SHORTEST_BEGINNING = 3
_SHARED_BEGINNING = 5


class NameForms(Struct, frozen=True):
    """`plain` is the name without emphasis; `variants` other names inside it: a trailing "(…)", an emphasised title.

    `words` are those of each form for comparing; `capitals` the words all in capitals.
    """

    plain: str
    variants: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    capitals: frozenset[str]


@lru_cache(maxsize=512)
def name_forms(printed: str) -> NameForms:
    plain = " ".join(printed.replace("*", "").split())
    tail = _TAIL.search(plain)
    shorter = plain if tail is None else plain[: tail.start()]
    titles = tuple(" ".join(title.split()) for title in _EMPHASIS.findall(printed))
    forms = (shorter, *(title for title in titles if title != shorter))
    variants = (*((shorter, tail[1]) if tail is not None else ()), *forms[1:])
    capitals = frozenset(_CAPITALS.findall(plain)) if plain != plain.upper() else frozenset()
    return NameForms(plain, variants, tuple(words for form in forms if (words := _words(form))), capitals)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_NUMBER_WORDS.get(word, word) for word in key_text(name).translate(_QUOTES).split())


def equal_names(one: NameForms, other: NameForms) -> bool:
    """Equal, but for number words, and one letter in a long word."""
    return any(len(left) == len(right) and _begins(left, right) for left in one.words for right in other.words)


def one_begins_other(one: NameForms, other: NameForms) -> bool:
    return any(
        min(len(left), len(right)) >= _SHORTEST_BEGINNING and _begins(left, right)
        for left in one.words
        for right in other.words
    )


def close_names(one: NameForms, other: NameForms) -> bool:
    """Close, and not the same: one word of three or more differs, or they begin with the same five words."""
    return any(_is_close(left, right) for left in one.words for right in other.words)


def _is_close(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    if len(left) > _SHARED_BEGINNING < len(right) and left[:_SHARED_BEGINNING] == right[:_SHARED_BEGINNING]:
        return True
    ours, theirs = (tuple(word for word in words if word not in _SMALL_WORDS) for words in (left, right))
    unlike = sum(a != b for a, b in zip(ours, theirs, strict=False))
    return len(ours) == len(theirs) > 2 and ours[0] == theirs[0] and unlike <= 1


def beginning_of(name: str) -> str | None:
    """The first five words of a long name, as they would be met in running text; null where it has fewer."""
    words = key_text(name).split()
    return " ".join(words[:_SHARED_BEGINNING]) if len(words) >= _SHARED_BEGINNING else None


def _begins(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the shorter is the beginning of the longer, word by word; one long word may differ by one letter."""
    unlike = [(a, b) for a, b in zip(left, right, strict=False) if a != b]
    if not unlike:
        return True
    return len(unlike) == 1 and min(map(len, unlike[0])) >= _LONG_WORD and edits_at_most(*unlike[0], 1)
