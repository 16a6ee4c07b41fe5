"""Danish text: when two texts are the same word, and in which order a Dane expects them."""

import re
import unicodedata

_DIGITS = re.compile(r"\d+")
_DIGIT_WIDTH = 12
_BLANKS = re.compile(r"[\s‐-―-]+")
_AFTER_Z = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y"})


def fold(text: str) -> str:
    """NFC and casefold: equal for texts that differ only in case or in how their letters are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def danish_sort_key(text: str) -> str:
    """A text whose order by code point is Danish order: æ, ø, å after z; aa as å; 2.9 before 2.10; no case, no accents.

    Digits are padded to 12 places; the three last letters become the three ASCII characters after z.
    """
    letters = fold(text).replace("aa", "å").translate(_AFTER_Z)
    plain = "".join(mark for mark in unicodedata.normalize("NFD", letters) if not unicodedata.combining(mark))
    spaced = _BLANKS.sub(" ", plain).strip()
    return _DIGITS.sub(lambda digits: digits.group().zfill(_DIGIT_WIDTH), spaced)
