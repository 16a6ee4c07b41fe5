"""Who decides, or decided, about money: the meeting itself, or another one that the text names (M20, M25)."""

import re

from msgspec.structs import replace

from app.domain.danish_dates import FuzzyDate, find_fuzzy
from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import FORUM_REF, Decided
from app.importers.referat.lines import Line
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.sentences import sentences

_FORUM_NAME = (
    r"(?P<forum>(?:(?:[Pp]olitiske?|[Ff]agligt?e?|[Ss]trategiske?|[Oo]perationelle?|[Aa]dministrative?|[Tt]værgående)"
    r"(?: og)? )*(?:(?i:\w*(?:forum(?:met)?|udvalg(?:et)?|styregruppen?|klyngen|direktion(?:en)?|klyngeledelsen?))"
    r"|[A-ZÆØÅ]\w*råd(?:et)?|niveau))"
)
_FORUM = rf"{_FORUM_NAME}(?![\w-])"
_HAS_DECIDED = r"(?:godkendte|besluttede|vedtog|tiltrådte|bevilgede|tildelte)"
_WAS_DECIDED = r"(?:er |blev |blevet |var )?(?:godkendt|besluttet|vedtaget|tiltrådt|bevilget)"
_DECISIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_HAS_DECIDED} (?:det |den )?{_FORUM}",
        rf"{_FORUM} (?:har )?(?:\w+ ){{0,2}}?(?:{_HAS_DECIDED}|{_WAS_DECIDED})\b",
        rf"\b{_WAS_DECIDED} (?:\w+ ){{0,3}}?(?:af|i) (?:det |den )?{_FORUM}",
    )
)
_IS_TO_DECIDE = r"(?:tager? stilling|beslutter?|afgøre?r?|godkender?)"
_LAID_BEFORE = r"(?:forelægges|sendes til|indstilles til|afventer|behandles (?:på|i))"
_DECIDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_FORUM} (?:\w+ ){{0,2}}?{_IS_TO_DECIDE}\b",
        rf"\b(?:skal|vil|kan) (?:det |den )?{_FORUM} (?:\w+ ){{0,2}}?{_IS_TO_DECIDE}\b",
        rf"\b{_LAID_BEFORE} (?:\w+ ){{0,3}}?{_FORUM_NAME}s?(?![\w-])",
    )
)
_DECISION_STEMS = ("godkendt", "beslutte", "vedt", "tiltrådt", "bevilge", "tildelte")
_DECIDER_STEMS = (
    "stilling",
    "beslutte",
    "afgør",
    "godkende",
    "forelægges",
    "sendes",
    "indstilles",
    "venter",
    "behandles",
)
"""Words that `_DECISIONS` and `_DECIDERS` cannot do without."""
MONEY_STEMS = ("midler", "pulje", "beløb")
_MONEY = re.compile(r"midler|\bpulje|\bbeløb", re.IGNORECASE)
_SHARES_OUT = re.compile(
    r"\b(?:(?:fordel|udmønt|tildel|disponer|uddel)(?:ing|ning|e|te|t)|bevilling|anvendelse)\w*", re.IGNORECASE
)
_ONLY_PLANNED = re.compile(r"\b(?:plan|kriterier|proces|principper|model|status|oplæg)\b", re.IGNORECASE)
_LEFT_OVER = re.compile(r"overskyd|resterende|uforbrugt|ufordelt|ikke forbrugt|tilbageværende", re.IGNORECASE)
_NEAR = 60


def _may_be_about_money(text: str) -> bool:
    """Looked at before any pattern, as most lines are about something else."""
    return "idler" in text or "ulje" in text or "eløb" in text


def told_decision(sentence: str) -> Decided | None:
    """The forum that a sentence says has decided about money, and when; null where it says no such thing."""
    if not any(map(sentence.__contains__, _DECISION_STEMS)) or _MONEY.search(sentence) is None:
        return None
    found = next((match for pattern in _DECISIONS if (match := pattern.search(sentence)) is not None), None)
    return None if found is None else Decided(found["forum"], find_fuzzy(sentence))


def told_sharing(line: Line, item_key: str) -> tuple[tuple[str, Decided], ...]:
    """Sentences by which a forum has shared the pot out on a day that is told, each with who decided it and when."""
    if not _may_be_about_money(line.bare) or _SHARES_OUT.search(line.bare) is None:
        return ()
    found: list[tuple[str, Decided]] = []
    for sentence in sentences(line.bare):
        told = told_decision(sentence) if _is_about_sharing(sentence) else None
        if told is not None and told.on is not None and told.on.from_ is not None:
            where = Evidence((line.number, line.number), sentence, agenda_item_id=item_key)
            found.append((sentence, replace(told, evidence=where)))
    return tuple(found)


def _is_about_sharing(sentence: str) -> bool:
    return _SHARES_OUT.search(sentence) is not None and not _LEFT_OVER.search(sentence) and _decider(sentence) is None


def own_decision(item: MoneyItem) -> Decided | None:
    """This meeting's, where it was asked to share the money out and did; a status or a plan shares nothing out."""
    asked = [line.bare for line in item.asked] or [item.title]
    shares = (text for text in asked if _SHARES_OUT.search(text) and not _ONLY_PLANNED.search(text))
    return Decided(forum_ref=FORUM_REF, agenda_item=item.key) if item.is_agreed and any(shares) else None


def decider_of(item: MoneyItem, own: frozenset[str], *, left_over: bool) -> Decided | None:
    """The other forum that the item says is to decide about the money, and its meeting where that is named.

    `own` are names of the body that met. `left_over`: also where only money that is left is to be decided about.
    """
    for line in item.text:
        for sentence in sentences(line.bare) if _may_be_about_money(line.bare) else ():
            name = _decider(sentence)
            if name is None or key_text(name) in own or _MONEY.search(sentence) is None:
                continue
            if left_over or _LEFT_OVER.search(sentence) is None:
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
                return Decided(name, _meeting_day(item, name), evidence=where)
    return None


def _decider(sentence: str) -> str | None:
    if not any(map(sentence.__contains__, _DECIDER_STEMS)):
        return None
    found = next((match for pattern in _DECIDERS if (match := pattern.search(sentence)) is not None), None)
    return None if found is None else found["forum"].removesuffix("s")


def _meeting_day(item: MoneyItem, name: str) -> FuzzyDate | None:
    meeting = re.compile(rf"\b{re.escape(name)}s? møde\b(.{{0,{_NEAR}}})", re.IGNORECASE)
    told = next((found for line in item.text if (found := meeting.search(line.bare)) is not None), None)
    return None if told is None else find_fuzzy(told[1])
