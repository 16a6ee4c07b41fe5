"""A snippet: the part of a text around what was sought, in pieces, so that nobody has to escape or count anything."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.search_words import SoughtWord, Token, stem, tokens

BEFORE, LENGTH = 60, 240
"""Characters in front of the first hit, and in all, give or take a word."""
_MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool


def snippet(texts: Sequence[str], sought: tuple[SoughtWord, ...]) -> tuple[Piece, ...]:
    """Of the text that holds the most different words, where they stand closest together. Empty where none does.

    Runs of blanks and ends of lines are one blank.
    """
    best: tuple[int, str, list[tuple[Token, SoughtWord]], int] | None = None
    for text in (" ".join(unicodedata.normalize("NFC", text).split()) for text in texts):
        hits = [(token, word) for token in tokens(text) if (word := _hit(token, sought)) is not None][:_MOST_HITS]
        for first in range(len(hits)):
            different = len(
                {word for token, word in hits[first:] if token.end <= hits[first][0].start + LENGTH - BEFORE}
            )
            if best is None or different > best[0]:
                best = different, text, hits, first
    if best is None:
        return ()
    _, text, hits, first = best
    return _cut(text, [token for token, _ in hits], hits[first][0].start)


def _hit(token: Token, sought: tuple[SoughtWord, ...]) -> SoughtWord | None:
    own = stem(token.word)
    for word in sought:
        if token.word == word.word or own == word.stem or (word.is_prefix and token.word.startswith(word.word)):
            return word
    return None


def _cut(text: str, hits: list[Token], first: int) -> tuple[Piece, ...]:
    start, end = _start(text, first), _end(text, first)
    pieces: list[Piece] = [Piece("… ", is_hit=False)] if start > 0 else []
    at = start
    for hit in hits:
        if hit.start < at or hit.end > end:
            continue
        pieces += [Piece(text[at : hit.start], is_hit=False), Piece(text[hit.start : hit.end], is_hit=True)]
        at = hit.end
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), is_hit=False))
    return tuple(piece for piece in pieces if piece.text)


def _start(text: str, first: int) -> int:
    """The beginning of a word at most `BEFORE` characters in front of the first hit."""
    if first <= BEFORE:
        return 0
    blank = text.find(" ", first - BEFORE, first)
    return first if blank < 0 else blank + 1


def _end(text: str, first: int) -> int:
    """The end of a word so far behind the first hit that the snippet has its length."""
    limit = first + LENGTH - BEFORE
    if limit >= len(text):
        return len(text)
    blank = text.rfind(" ", first, limit)
    return limit if blank < 0 else blank
