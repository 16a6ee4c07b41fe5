"""Lines below or above an item's heading that say which case it is, which document, and who may see it."""

import re
from typing import Literal

from msgspec import Struct

from app.domain.vocabulary import Access
from app.importers.referat.lines import Line

IdKind = Literal["case_number", "document_number", "access", "officer", "label"]

_WORD = re.compile(r"[A-ZÆØÅ\d][\w./-]{3,39}")
_NO_CASE_NUMBER = re.compile(
    r"(?:19|20)\d\d[-/](?:19|20)?\d\d|\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d){1,2}|\d{1,3}(?:\.\d{3})+|\d{1,2}\.\d\d-\d{1,2}\.\d\d"
)
_SMALL_LETTERS = re.compile(r"[a-zæøå]{4}")
_CASE_LABEL = (
    r"(?:(?:acadre|esdh|sbsys|edoc)[ -]?)?(?:sags?\s?-?\s?(?:nr\.?|nummer|id|reference)|sag|j\.?\s?nr\.?"
    r"|journal\s?-?(?:nr\.?|nummer)|ref\.?|beh\.?\s?j\.?\s?nr\.?|acadre|sbsys|edoc)"
)
_CASE = re.compile(
    rf"[(\[]?\s*{_CASE_LABEL}\s*(?::|\.)?\s*(?P<value>[\w./-]{{3,40}}?)\s*[)\]]?\.?"
    r"(?:(?:\s{2,}|\t|\s[-–|]|[,;]).{0,120})?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[]\s*([\w./-]{4,40})\s*[)\]]")
_DOCUMENT = re.compile(r"(?:dok(?:ument)?\.?\s?-?(?:id|nr\.?|nummer))\s*:?\s*(?P<value>\d[\w./-]{2,39})", re.IGNORECASE)
_OFFICER = re.compile(
    r"(?:sags(?:behandler|ansvarlig)|forfatter|ansvarlig forvaltning|forvaltning)\s*:\s*.{0,100}", re.IGNORECASE
)
_LABEL = re.compile(rf"{_CASE_LABEL}\s*:?", re.IGNORECASE)
_CLOSED = re.compile(r"\(?lukket(?: punkt| dagsorden| sag)?\)?\s*(?:[:–-].*)?|.*\(lukket(?: punkt)?\)", re.IGNORECASE)
_OPEN = re.compile(r"\(?åbent?(?: punkt| dagsorden| sag)?\)?\s*(?:[:–-].*)?|.*\(åbent?(?: punkt)?\)", re.IGNORECASE)
_ACCESS = re.compile(r"\(?(lukket|åbent?)(?: punkt| dagsorden| dagsordenspunkt| sag)?\)?\.?", re.IGNORECASE)
_OF_ACCESS = frozenset("(lLåÅ")
_LABELLED = (
    *("(", "[", "acadre", "esdh", "sbsys", "edoc", "sag", "j", "ref", "dok", "beh"),
    *("forfatter", "ansvarlig", "forvaltning", "lukket", "åben"),
)
"""What a labelled line begins with, casefolded."""
_MARKS = frozenset("*_<#")
_LONGEST = 200
_YEARS = 4
_CASE_DIGITS = 4
_TITLE_TAIL = re.compile(
    rf"\s*(?:[-–,]\s*)?[(\[]?\s*(?:(?P<label>{_CASE_LABEL})\s*:?\s*)?(?P<value>[\w./-]{{4,40}}+)[)\]]?$", re.IGNORECASE
)


class Id(Struct, frozen=True):
    kind: IdKind
    value: str


def is_case_number(text: str) -> bool:
    """One word with digits and a hyphen, stroke or point between them, that is neither a date, a span of years nor a
    name ("DK2020-planen")."""
    return (
        " " not in text
        and _may_hold_case_number(text)
        and _WORD.fullmatch(text) is not None
        and _NO_CASE_NUMBER.fullmatch(text) is None
        and _SMALL_LETTERS.search(text) is None
    )


def _may_hold_case_number(text: str) -> bool:
    """Has the digits and a mark of one: looked at before any pattern, as hardly a line has."""
    return any(mark in text.rstrip(".") for mark in "-/.") and sum(map(str.isdigit, text)) >= _CASE_DIGITS


def read_id(line: Line) -> Id | None:
    """What a line of its own says, or null for any other line."""
    text = line.text.strip()
    if text[:1] in _MARKS:
        text = line.bare
    if not text or len(text) > _LONGEST:
        return None
    if is_case_number(text):
        return Id("case_number", text)
    bracketed = _BRACKETS.fullmatch(text) if text[0] in "([" else None
    if bracketed is not None and is_case_number(bracketed[1]):
        return Id("case_number", bracketed[1])
    return _labelled(text) if text.casefold().startswith(_LABELLED) else None


def _labelled(text: str) -> Id | None:
    match = _CASE.fullmatch(text)
    if match is not None and _holds_number(match["value"]):
        return Id("case_number", match["value"])
    if (match := _DOCUMENT.fullmatch(text)) is not None:
        return Id("document_number", match["value"])
    if _OFFICER.fullmatch(text) is not None:
        return Id("officer", text)
    if _LABEL.fullmatch(text) is not None:
        return Id("label", text)
    if (match := _ACCESS.fullmatch(text)) is not None:
        return Id("access", "closed" if match[1].casefold() == "lukket" else "open")
    return None


def _holds_number(value: str) -> bool:
    return sum(letter.isdigit() for letter in value) >= 3 and (value[-1].isalnum())


def is_access(text: str) -> bool:
    """Whether nothing else is said: "ÅBEN DAGSORDEN"."""
    return text[:1] in _OF_ACCESS and _ACCESS.fullmatch(text) is not None


def read_access(text: str) -> Access:
    """What is printed; a document without such marks says nothing."""
    folded = text.casefold()
    if "lukket" in folded and _CLOSED.fullmatch(text) is not None:
        return "closed"
    return "open" if "åben" in folded and _OPEN.fullmatch(text) is not None else "unknown"


def split_title(title: str) -> tuple[str, str | None, bool]:
    """A heading's title, the case number printed after it, and whether it certainly is one: it has a label, or stands
    apart and is too long for a year."""
    if not title or (title[-1] not in ")]0123456789" and not title[-1].isalpha()):
        return title, None, False
    last = title.rsplit(maxsplit=1)[-1:]
    match = _TITLE_TAIL.search(title) if last and _may_hold_case_number(last[0]) else None
    if match is None or match.start() == 0 or not is_case_number(match["value"]):
        return title, None, False
    digits = sum(letter.isdigit() for letter in match["value"])
    apart = title[match.start() : match.start("value")].strip()
    return title[: match.start()], match["value"], match["label"] is not None or (bool(apart) and digits > _YEARS)
