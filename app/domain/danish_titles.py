"""General Danish words by which a line about a person is told apart: names, titles, organisations. No real names."""

import re

from app.domain.vocabulary import PartyKind

_TITLES = (
    *("direktør", "chef", "formand", "forkvinde", "forperson", "leder", "læge", "mester", "konsulent", "medlem"),
    *("fuldmægtig", "sygeplejerske", "rådgiver", "sekretær", "koordinator", "professor", "rektor", "terapeut"),
    *("farmaceut", "jordemoder", "rådmand", "medarbejder", "planlægger", "repræsentant", "assistent", "analytiker"),
    *("udvikler", "psykolog", "overlærer", "inspektør"),
)
_ENDINGS = ("", "en", "er", "ere", "erne", "n", "s")
_TITLE_WORD = re.compile(rf"\w*(?:{'|'.join(_TITLES)})(?:{'|'.join(_ENDINGS)})")
_TITLE_TAILS = frozenset(f"{title}{ending}"[-4:] for title in _TITLES for ending in _ENDINGS)
"""The last four letters of every title word: most words are told apart by these alone."""
_ACTING = frozenset({"kons.", "konst.", "kst.", "konstitueret", "fg.", "fungerende", "vice"})
_MUNICIPALITY = re.compile(r"[A-ZÆØÅ][\w-]*\s+[Kk]ommuner?")
_REGION = re.compile(r"Region\s+[A-ZÆØÅ][\w-]*")
_PLO = re.compile(r"PLO(?:[-‐–][A-ZÆØÅ]\w*)?(?![\w-])")
_IN_PLO = re.compile(r"\b(?:af|for|fra|i) (PLO(?:[-‐–][A-ZÆØÅ]\w*)?)(?![\w-])|\b(PLO)-[a-zæøå]")
_QUALITY_UNIT = re.compile(r"(?:[A-ZÆØÅ][a-zæøå]*-?)K(?:AP|ap)|KAP-[A-ZÆØÅ]\w*")
"""Kvalitet i almen praksis: the unit of a region that is neither the region nor PLO."""
_PATIENTS = re.compile(r"\w*(?:patientinddragelse|brugerråd|pårørenderåd)\w*|Danske Patienter", re.IGNORECASE)
_BODY = re.compile(
    r"(?i:\w*psykiatri(?:en)?)|(?i:\w*(?:patientinddragelse|brugerråd|pårørenderåd)\w*)"
    r"|\w+(?:udvalget|udvalg|rådet|foreningen|forening|nævnet|selskabet|styrelsen|ministeriet)"
)
_BODY_STEM = re.compile(r"psykiatri|patientinddragelse|råd|udvalg|forening|nævnet|selskabet|styrelsen|ministeriet")
_GROUP = re.compile(r"(?:kommunerne|regionen|de \w+ kommuner)", re.IGNORECASE)
_LINKS = frozenset({"i", "for", "fra", "ved", "på", "og", "af", "til", "med"})
_PARTICLES = frozenset({"von", "van", "de", "der", "den", "af", "du", "la", "el", "al", "bin", "zu", "til", "i"})
_BODY_PARTS = ("klynge", "forum", "udvalg", "sundhedsråd", "hospital", "sygehus")
_BODY_ENDINGS = ("", "n", "en", "et")
_BODY_PART = re.compile(rf"\w*(?:{'|'.join(_BODY_PARTS)})(?:{'|'.join(_BODY_ENDINGS)})|kommunes?|region")
_BODY_TAILS = frozenset(
    [f"{part}{ending}"[-3:] for part in _BODY_PARTS for ending in _BODY_ENDINGS] + ["une", "nes", "ion"]
)
_NAME_WORD = re.compile(r"[A-ZÆØÅÁÉÍÓÚÜÖÄ][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?")


def is_title_word(word: str) -> bool:
    folded = word.casefold()
    if folded in _ACTING:
        return True
    folded = folded.strip(",.;:()")
    return folded[-4:] in _TITLE_TAILS and _TITLE_WORD.fullmatch(folded) is not None


def has_title_word(text: str) -> bool:
    return any(map(is_title_word, text.split())) or (
        "-" in text and any(map(is_title_word, text.replace("-", " ").split()))
    )


def is_person_name(text: str) -> bool:
    """Two to seven words that begin with a capital, none of them a title or part of an organisation's name."""
    words = text.split()
    if not 2 <= len(words) <= 7 or len(text) > 100:
        return False
    if _NAME_WORD.fullmatch(words[0]) is None or _NAME_WORD.fullmatch(words[-1]) is None:
        return False
    if not all(word in _PARTICLES or _NAME_WORD.fullmatch(word) for word in words[1:-1]):
        return False
    return not (any(map(_is_body_part, words)) or has_title_word(text) or _is_organisation(text, text.split(" ", 1)[0]))


def _is_body_part(word: str) -> bool:
    folded = word.casefold()
    return folded[-3:] in _BODY_TAILS and _BODY_PART.fullmatch(folded) is not None


def looks_like_organisation(text: str) -> bool:
    return organisation_start(text) == 0


def organisation_start(text: str) -> int | None:
    """Where, in a text without commas, the name of an organisation begins that goes on to its end; null where none
    certainly does. "Solby Kommune" 0, "Borgmester Solby Kommune" 11, "praktiserende læge i Solby Kommune" null."""
    words = text.split(" ")
    last_title = next((index for index in range(len(words) - 1, -1, -1) if is_title_word(words[index])), None)
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
    folded = text.casefold()
    if folded.endswith(("kommuner", "kommunerne", "regionen")) and _GROUP.fullmatch(text):
        return True
    if not text[:1].isupper():
        return False
    if "hospital" in folded or "sygehus" in folded or _PLO.match(text) or _REGION.match(text):
        return True
    if "kommune" in folded and _MUNICIPALITY.fullmatch(text):
        return True
    return _BODY_STEM.search(folded) is not None and _BODY.fullmatch(first) is not None


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
    folded = organisation.casefold()
    if "hospital" in folded or "sygehus" in folded:
        return "hospital"
    if _QUALITY_UNIT.fullmatch(organisation):
        return "other"
    return "patients" if _PATIENTS.search(organisation) else None


def named_region(text: str) -> str | None:
    """The region a text names ("Psykiatrien i Region Fjordland"), or null."""
    match = _REGION.search(text)
    return None if match is None else match.group()


def general_practice_body(organisation: str) -> str | None:
    """What a GP represents ("PLO-K" of "PLO-K Solby Kommune", "PLO-Fjord" of "Medlem af PLO-Fjord"), or null."""
    match = (_PLO.match(organisation) or _IN_PLO.search(organisation)) if "PLO" in organisation else None
    return None if match is None else next(group for group in (*match.groups(), match.group()) if group)
