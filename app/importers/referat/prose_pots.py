"""What running text says of whole pots: grants with the parties' shares, money carried over, criteria for its use."""

import re

from msgspec import Struct

from app.domain.danish_dates import find_years
from app.domain.danish_numbers import AmountReading, find_amounts
from app.importers.referat.lines import Line
from app.importers.referat.sentences import sentences

GRANT_STEMS = ("fordelt", "heraf")
CARRY_OVER_STEMS = ("verfør",)
CRITERIA_STEMS = ("kriterier",)
"""Words without which a text says nothing of the kind."""
_POT = r"(?:klynge|udviklings)midler(?:ne)?"
_YEARS_OF_POT = re.compile(
    rf"\b{_POT}\s+(?:(?:fra|for|i)\s+(?:året |årene )?)?((?:20\d\d)(?:(?:\s*[+,–-]\s*|\s+og\s+)20\d\d)*)\b",
    re.IGNORECASE,
)
_GRANT = re.compile(r"\b(?:andel|tilskud|modtager|udgør)\b", re.IGNORECASE)
_SPLIT = re.compile(r"\b(?:fordelt med|heraf|fordelt på)\b", re.IGNORECASE)
_TO_PARTY = re.compile(r"\s*til\s+(kommunerne|regionen|Region [A-ZÆØÅ]\w+|[A-ZÆØÅ][\w-]+ [Kk]ommune)\b")
_EACH_YEAR = re.compile(r"\bhvert af årene\b|\bhvert år\b|\bårligt?\b", re.IGNORECASE)
_CARRIED = re.compile(
    rf"\b{_POT}\b|\bmidlerne\b|\brestbeløb(?:et)?\b|\bmindreforbrug(?:et)?\b|\buforbrugte\b", re.IGNORECASE
)
_CARRIES = re.compile(r"\boverfør(?:t|es|te|sel)\b", re.IGNORECASE)
_FROM_YEAR = re.compile(r"\bfra (20\d\d)\b")
_TO_YEAR = re.compile(r"\btil (20\d\d)\b")
_IS_DONE = re.compile(r"\boverført\b", re.IGNORECASE)
_CRITERIA = re.compile(r"\bkriterier\b.*\b(?:midler\w*|puljen?)\b.*:$", re.IGNORECASE)


class ProseGrant(Struct, frozen=True):
    """What a cluster receives, the same in each of `years`; `shares` are pairs of a party's name and its part."""

    years: tuple[int, ...]
    amount: AmountReading
    shares: tuple[tuple[str, AmountReading], ...]
    line: Line
    sentence: str


class ProseCarryOver(Struct, frozen=True):
    from_year: int | None
    to_year: int
    is_done: bool
    line: Line
    sentence: str
    amount: AmountReading | None = None


def years_of_pot(text: str) -> tuple[int, ...]:
    """The years a text gives to the pot ("udviklingsmidler fra 2022"), ascending."""
    return tuple(sorted({year for match in _YEARS_OF_POT.finditer(text) for year in find_years(match[1])}))


def find_grants(line: Line) -> tuple[ProseGrant, ...]:
    """Sentences that say what the cluster's share is and how the parties divide it."""
    if "kr" not in line.bare or _SPLIT.search(line.bare) is None:
        return ()
    found: list[ProseGrant] = []
    told = sentences(line.bare)
    for index, sentence in enumerate(told):
        split = _SPLIT.search(sentence)
        if split is None or _GRANT.search(sentence) is None:
            continue
        amounts = [reading for reading in find_amounts(sentence) if reading.unit is not None]
        whole = [reading for reading in amounts if reading.span[1] <= split.start() and reading.amount is not None]
        shares = tuple(
            (match[1], reading)
            for reading in amounts
            if reading.span[0] >= split.start() and (match := _TO_PARTY.match(sentence, reading.span[1])) is not None
        )
        years = find_years(sentence) or (find_years(" ".join(told[:index])) if _EACH_YEAR.search(sentence) else ())
        if whole and len(shares) > 1 and years and (len(years) == 1 or _EACH_YEAR.search(sentence)):
            found.append(ProseGrant(years, whole[-1], shares, line, sentence))
    return tuple(found)


def find_carry_overs(line: Line) -> tuple[ProseCarryOver, ...]:
    if "verfør" not in line.bare or _CARRIES.search(line.bare) is None:
        return ()
    found: list[ProseCarryOver] = []
    for sentence in sentences(line.bare):
        to_year = _TO_YEAR.search(sentence)
        if to_year is None or _CARRIES.search(sentence) is None or _CARRIED.search(sentence) is None:
            continue
        from_year = _FROM_YEAR.search(sentence)
        start = None if from_year is None else int(from_year[1])
        amounts = [reading for reading in find_amounts(sentence) if reading.unit is not None and reading.amount]
        amount = amounts[0] if len(amounts) == 1 and not amounts[0].approximate else None
        is_done = _IS_DONE.search(sentence) is not None
        found.append(ProseCarryOver(start, int(to_year[1]), is_done, line, sentence, amount))
    return tuple(found)


def find_criteria(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The bullets right below a line that announces criteria for the use of the money."""
    found: list[str] = []
    is_open = False
    for line in lines:
        if line.style in {"bullet", "numbered"} and is_open:
            found.append(line.bare)
        else:
            is_open = line.bare.endswith(":") and _CRITERIA.search(line.bare) is not None
    return tuple(found)
