"""Same or not the same: natural keys of resources, and names that belong together.

A natural key is kept in `sources` as (system `klynge`, kind `natural_key`, id = the text from here). Keys are built on
normalised text, so "Sundhedsklynge  Øst" and "sundhedsklynge-øst" are one.
"""

import re
import unicodedata
from collections.abc import Iterable, Set
from datetime import date
from functools import lru_cache

SYSTEM = "klynge"
KIND = "natural_key"

_HYPHENS = "-‐‑‒–—|"
_NOT_WORDS = re.compile(r"[\W_]+")
_EDGE = " .,;:!?\"'”“„’‘()[]*_"
_REMEMBERED_UP_TO = 100


def key_text(text: str) -> str:
    """NFC, casefold, hyphens and runs of blanks to one blank, punctuation at the edges off."""
    return _short_key(text) if len(text) <= _REMEMBERED_UP_TO else _key(text)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    for hyphen in _HYPHENS:
        if hyphen in folded:
            folded = folded.replace(hyphen, " ")
    return " ".join(folded.split()).strip(_EDGE)


_short_key = lru_cache(maxsize=1_024)(_key)
"""A document names the same bodies, persons and titles again and again."""


def text_words(text: str) -> str:
    """The words of running text with one blank between and around, so that a whole name can be looked for in it."""
    return f" {_NOT_WORDS.sub(' ', unicodedata.normalize('NFC', text).casefold()).strip()} "


def cluster_key(region: str | None, name: str) -> str:
    return f"{key_text(region or '')}|{key_text(name)}"


def forum_key(owner: str, name: str) -> str:
    """`owner` is the key of the cluster, or the normalised name of the organisation."""
    return f"{owner}|{key_text(name)}"


def owner_of(natural_key: str) -> str:
    """The key that a key begins with: of a forum's or a person's, the cluster's or organisation's."""
    return natural_key.rpartition("|")[0]


def are_apart(one: Set[str], other: Set[str]) -> bool:
    """Whether both are known and have nothing in common: clusters with such municipalities are never one."""
    return bool(one and other) and not one & other


def meeting_key(forum: str, day: date, ordinal: int = 1) -> str:
    """`ordinal` counts the forum's meetings of that day from 1."""
    return f"{forum}|{day.isoformat()}|{ordinal}"


def participant_key(owner: str, name: str) -> str:
    """`owner` is the key of the cluster, or the normalised name of the organisation."""
    return f"{owner}|{key_text(name)}"


def initiative_key(cluster: str, code: str | None, name: str | None) -> str:
    """By code where there is one, else by name. Raises `ValueError` where both are null."""
    label = code or name
    if label is None:
        raise ValueError("an initiative has a code or a name")
    return f"{cluster}|{key_text(label)}"


def funding_key(cluster: str, years: Iterable[int]) -> str:
    return f"{cluster}|{'+'.join(str(year) for year in sorted(years))}"


def edits_at_most(one: str, other: str, limit: int) -> bool:
    """Whether at most `limit` inserted, dropped or changed letters turn one text into the other.

    Costs O(len * limit): only the diagonal band that can still be within the limit is computed. Of `limit` + 1 parts of
    the one, so many changes leave one whole, so that most texts are told apart without any of that.
    """
    if abs(len(one) - len(other)) > limit:
        return False
    size = len(one) // (limit + 1)
    if not any(one[part * size : (part + 1) * size] in other for part in range(limit + 1)):
        return False
    previous = {column: column for column in range(min(len(other), limit) + 1)}
    for row, letter in enumerate(one, 1):
        current: dict[int, int] = {}
        for column in range(max(0, row - limit), min(len(other), row + limit) + 1):
            if column == 0:
                current[0] = row
                continue
            change = previous.get(column - 1, limit + 1) + (letter != other[column - 1])
            insert = current.get(column - 1, limit + 1) + 1
            drop = previous.get(column, limit + 1) + 1
            current[column] = min(change, insert, drop)
        if min(current.values()) > limit:
            return False
        previous = current
    return previous.get(len(other), limit + 1) <= limit


def words_in_order(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether all words of `short` stand in `full`, in the same order."""
    rest = iter(full)
    return all(word in rest for word in short)


def one_letter_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names have the same words but for one letter in one word."""
    if len(one) != len(other):
        return False
    unlike = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    return len(unlike) == 1 and edits_at_most(*unlike[0], 1)


def natural_order(code: str) -> tuple[tuple[int, str], ...]:
    """Sort key of codes and numbers: 2 < 2a < 10 < 10a, 2.9 < 2.10."""
    parts: list[tuple[int, str]] = [
        (int(digits[:18]) if digits else -1, letters.casefold())
        for digits, letters in re.findall(r"(\d*)([^\d.]*)\.?", code)
    ]
    return tuple(part for part in parts if part != (-1, ""))
