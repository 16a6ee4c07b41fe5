"""Words as the search compares them: one form for all spellings, and one stem for all endings.

The form: case and accents make no difference; aa is å, ä is æ, ö is ø, ü is y; æ, ø and å stay letters of their own.
The stem: Snowball's Danish stemmer until nothing changes any more, because once is not enough: it makes medicinboks of
medicinbokse, and medicinbok of medicinboks.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer.danish_stemmer import DanishStemmer

from app.domain.danish import fold

MIN_PREFIX = 2
"""A word of one letter is sought as it is, not as the start of another."""
LONGEST_WORD = 40
"""Letters of a word that are compared; what follows makes no difference."""
_REMEMBERED = 65_536
_WORD = re.compile(r"[^\W_]+")
_OTHER_LETTERS = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y"})
_KEPT = frozenset("æøå")

_SAYING_NOTHING = """
og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over
da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget ville jo
deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit sine vor mod disse hvis
din nogle hos blive mange ad bliver hendes været thi jer sådan
"""
STOP_WORDS = frozenset(_SAYING_NOTHING.split())
"""Snowball's list of Danish words that say nothing of what a text is about. They are neither kept nor sought."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text, which must be in NFC: where it stands, and its form."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """`is_prefix`: it may be the start of a longer word, because it is still being typed."""

    word: str
    stem: str
    is_prefix: bool = False


def tokens(text: str) -> Iterator[Token]:
    for found in _WORD.finditer(text):
        yield Token(found.start(), found.end(), search_form(found.group()))


def words_of(text: str) -> set[str]:
    """The different words of a text, without those that say nothing."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    chunks = set(plain.split())  # most are one word, and most come again
    return set().union(*map(_words_in, chunks)) - STOP_WORDS


def sought_words(q: str) -> tuple[SoughtWord, ...]:
    """What a person asks for: each word once, the last one as a prefix unless something was typed behind it."""
    text = unicodedata.normalize("NFC", q)
    found = {token.word: token.end for token in tokens(text) if token.word not in STOP_WORDS}
    return tuple(
        SoughtWord(word, stem(word), is_prefix=end == len(text) and len(word) >= MIN_PREFIX)
        for word, end in found.items()
    )


@lru_cache(_REMEMBERED)
def search_form(word: str) -> str:
    folded = fold(word).translate(_OTHER_LETTERS)
    plain = folded if folded.isascii() else "".join(map(_plain, folded))
    return plain.replace("aa", "å")[:LONGEST_WORD]


@lru_cache(_REMEMBERED)
def stem(word: str) -> str:
    """Of a word in its form. Each step takes letters off, so that there is an end."""
    stemmer = DanishStemmer()  # it keeps the word in itself, and threads may ask at once
    while (shorter := stemmer.stemWord(word)) != word:
        word = shorter
    return word


@lru_cache(_REMEMBERED)
def _words_in(chunk: str) -> tuple[str, ...]:
    return tuple(search_form(word) for word in _WORD.findall(chunk))


def _plain(letter: str) -> str:
    if letter in _KEPT:
        return letter
    return "".join(mark for mark in unicodedata.normalize("NFD", letter) if not unicodedata.combining(mark))
