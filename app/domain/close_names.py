"""Names that are close but not equal: perhaps one person, body or initiative written in two ways.

Only a person can say. Every rule is symmetrical.
"""

from app.domain.identity import edits_at_most, key_text

_LONG_WORD = 4
_SMALL_WORDS = frozenset(
    {"af", "de", "den", "det", "for", "fra", "hos", "i", "med", "mellem", "og", "om", "på", "samt", "til", "ved"}
)


def close_person_names(one: str, other: str) -> bool:
    """One letter's difference in a word of four letters or more, a middle name dropped, or names given as initials.

    First and last name must both be there.
    """
    left, right = _words(one), _words(other)
    if left == right or min(len(left), len(right)) < 2:
        return False
    return _one_letter(left, right) or _shortened(left, right) or _shortened(right, left)


def close_titles(one: str, other: str) -> bool:
    """The same words but for one letter in one of them, or for a small word ("hos", "for")."""
    left, right = _words(one), _words(other)
    if left == right:
        return False
    if _one_letter(left, right):
        return True
    return len(left) > 1 and _without_small(left) == _without_small(right)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in key_text(name).replace(".", " ").replace(",", " ").split() if word)


def _one_letter(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    if len(left) != len(right):
        return False
    unlike = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(unlike) == 1 and min(map(len, unlike[0])) >= _LONG_WORD and edits_at_most(*unlike[0], 1)


def _shortened(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether first and last name agree, the first perhaps as an initial, and what is between is in the full name."""
    if short[-1] != full[-1] or len(short) > len(full) or not _stands_for(short[0], full[0]):
        return False
    middle = list(full[1:-1])
    for word in short[1:-1]:
        place = next((at for at, whole in enumerate(middle) if _stands_for(word, whole)), None)
        if place is None:
            return False
        middle = middle[place + 1 :]
    return True


def _stands_for(word: str, whole: str) -> bool:
    return word == whole or (len(word) == 1 and whole.startswith(word))


def _without_small(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _SMALL_WORDS)
