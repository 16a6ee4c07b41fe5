"""General Danish words by which a line about a person is told apart: names, titles, organisations. No real names."""

import re

from app.domain.vocabulary import PartyKind

_TITLE_WORD = re.compile(
    r"(?:\w*(?:direktør|chef|formand|forkvinde|forperson|leder|læge|mester|konsulent|medlem|fuldmægtig|sygeplejerske"
    r"|rådgiver|sekretær|koordinator|professor|rektor|terapeut|farmaceut|jordemoder|rådmand|medarbejder|planlægger"
    r"|repræsentant|assistent|analytiker|udvikler|psykolog|overlærer|inspektør)(?:en|er|ere|erne|n|s)?)",
    re.IGNORECASE,
)
_ACTING = frozenset({"kons.", "konst.", "kst.", "konstitueret", "fg.", "fungerende", "vice"})
_MUNICIPALITY = re.compile(r"[A-ZÆØÅ][\w-]*\s+[Kk]ommuner?")
_REGION = re.compile(r"Region\s+[A-ZÆØÅ][\w-]*")
_HOSPITAL = re.compile(r"\w*(?:hospital|sygehus)\w*", re.IGNORECASE)
_PSYCHIATRY = re.compile(r"\w*psykiatri(?:en)?", re.IGNORECASE)
_PLO = re.compile(r"PLO(?:[-‐–]\w+)?(?![\w-])")
_PATIENTS = re.compile(r"\w*(?:patientinddragelse|brugerråd|pårørenderåd)\w*|Danske Patienter", re.IGNORECASE)
_BODY = re.compile(r"\w+(?:udvalget|udvalg|rådet|foreningen|forening|nævnet|selskabet|styrelsen|ministeriet)")
_GROUP = re.compile(r"(?:kommunerne|regionen|de \w+ kommuner)", re.IGNORECASE)
_LINKS = frozenset({"i", "for", "fra", "ved", "på", "og", "af", "til", "med"})
_PARTICLES = frozenset({"von", "van", "de", "der", "den", "af", "du", "la", "el", "al", "bin", "zu", "til", "i"})
_BODY_PART = re.compile(
    r"\w*(?:klynge|forum|udvalg|sundhedsråd|hospital|sygehus)(?:n|en|et)?|kommunes?|region", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[A-ZÆØÅÁÉÍÓÚÜÖÄ][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?")


def is_title_word(word: str) -> bool:
    return word.casefold() in _ACTING or _TITLE_WORD.fullmatch(word.strip(",.;:()")) is not None


def has_title_word(text: str) -> bool:
    return any(is_title_word(word) for part in text.split() for word in (part, *part.split("-")))


def is_person_name(text: str) -> bool:
    """Two to seven words that begin with a capital, none of them a title or part of an organisation's name."""
    words = text.split()
    if not 2 <= len(words) <= 7 or len(text) > 100 or looks_like_organisation(text):
        return False
    if any(_BODY_PART.fullmatch(word) for word in words):
        return False
    first_and_last = _NAME_WORD.fullmatch(words[0]) and _NAME_WORD.fullmatch(words[-1])
    inner = all(_NAME_WORD.fullmatch(word) or word in _PARTICLES for word in words[1:-1])
    return bool(first_and_last) and inner and not has_title_word(text)


def looks_like_organisation(text: str) -> bool:
    return organisation_start(text) == 0


def organisation_start(text: str) -> int | None:
    """Where, in a text without commas, the name of an organisation begins that goes on to its end; null where none
    certainly does. "Solby Kommune" 0, "Borgmester Solby Kommune" 11, "praktiserende læge i Solby Kommune" null."""
    words = text.split(" ")
    last_title = max((index for index, word in enumerate(words) if is_title_word(word)), default=None)
    if last_title is None or _PLO.match(text):
        return 0 if _is_organisation(text, words[0]) else None
    tail = words[last_title + 1 :]
    if not tail or tail[0].casefold() in _LINKS:
        return None
    for size in (2, len(tail)):
        name = " ".join(tail[-size:])
        before = words[-size - 1].casefold() if size < len(words) else ""
        if before not in _LINKS and _is_organisation(name, tail[-size] if size <= len(tail) else ""):
            return len(text) - len(name)
    return None


def _is_organisation(text: str, first: str) -> bool:
    if _GROUP.fullmatch(text):
        return True
    if not text[:1].isupper():
        return False
    if _PLO.match(text) or _MUNICIPALITY.fullmatch(text) or _REGION.match(text) or _HOSPITAL.search(text):
        return True
    return any(pattern.fullmatch(first) is not None for pattern in (_PSYCHIATRY, _PATIENTS, _BODY))


def party_kind(organisation: str) -> PartyKind | None:
    """The kind of party an organisation certainly is, or null."""
    if _PLO.match(organisation):
        return "general_practice"
    if _MUNICIPALITY.fullmatch(organisation):
        return "municipality"
    if _REGION.fullmatch(organisation):
        return "region"
    if _GROUP.fullmatch(organisation):
        return "region" if organisation.casefold() == "regionen" else "group"
    if _HOSPITAL.search(organisation):
        return "hospital"
    return "patients" if _PATIENTS.search(organisation) else None


def named_region(text: str) -> str | None:
    """The region a text names ("Psykiatrien i Region Fjordland"), or null."""
    match = _REGION.search(text)
    return None if match is None else match.group()


def general_practice_body(organisation: str) -> str | None:
    """What a GP represents ("PLO-K" of "PLO-K Solby Kommune"), or null."""
    match = _PLO.match(organisation)
    return None if match is None else match.group()
