"""Amounts in running text. They yield statements only, and need a unit beside the number."""

import re

from msgspec import Struct

from app.domain.danish_numbers import AmountReading, find_amounts
from app.domain.vocabulary import StatedWhat
from app.importers.referat.lines import Line
from app.importers.referat.sentences import sentences

_KRONER = re.compile(r"kr|kroner|dkk", re.IGNORECASE)
_ABOUT_THE_POT = re.compile(r"midler|\bpulje|fordel|dispon|udmønt", re.IGNORECASE)
_NAMES_THE_POT = re.compile(r"klyngemidler|udviklingsmidler", re.IGNORECASE)
_PART_OF_POT = re.compile(
    r"\s+(?:kr\.?\s+)?af (?:de )?(?:\w+ )?(?:disponerede|afsatte|tildelte|overskydende|resterende)"
    r"(?: \w+)?[ -]*\w*midler",
    re.IGNORECASE,
)
_IS_FREED = re.compile(r"\b(?:skal|kan) (?:.{0,120} )?(?:om)?fordeles|frigi|tilbagefør|overskydende", re.IGNORECASE)
_WORD_PATTERNS: tuple[tuple[str, StatedWhat], ...] = (
    (r"omfordel", "redistributed"),
    (r"forvent", "forecast"),
    (r"\b(?:for)?brugt|\banvendt|\bforbrug", "spent"),
    (r"afsat|tildel|dispon|bevilg|\bfordel|udmønt", "allocated"),
    (r"tilskud|modtag|andel|udgør|til rådighed", "granted"),
)
_WORDS: tuple[tuple[re.Pattern[str], StatedWhat], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), what) for pattern, what in _WORD_PATTERNS
)
_LEFT_OVER = re.compile(
    r"\b(?:mindreforbrug|merforbrug|rest\w*|uforbrugt\w*|overskud\w*|underskud)\b[^,.;]{0,40}$", re.IGNORECASE
)
_ONLY_WANTED = re.compile(r"\b(?:foreslå\w*|indstille[rs]|(?:an)?søge[rs]|(?:an)?søgt|ønske[rs]?)\b", re.IGNORECASE)
_RATE = re.compile(r"\s*(?:pr\.|per|om (?:året|måneden|ugen)|årligt|i timen)(?!\w)", re.IGNORECASE)
_NATIONAL = re.compile(
    r"\bcentrale midler|\bpå landsplan|\bnationale? pulje|\bi hele landet"
    r"|\b(?:alle|samtlige|landets) (?:\w+ )?klynger\b|\bklyngerne\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\bregeringen|\bstaten\b|\bfolketing|\bfinanslov|\b\w*ministeri|\bKL\b|\bDanske Regioner"
    r"|\baftale(?:n)? (?:om|mellem)",
    re.IGNORECASE,
)
_OF_THE_CLUSTER = re.compile(r"\bklyngens?\b|\bklyngemidler|\budviklingsmidler|\w+klyngen\b", re.IGNORECASE)
_NOTHING_SPENT = re.compile(
    r"\bikke (?:har |er |blevet )?(?:anvendt|brugt|forbrugt) (?:\w+ ){0,2}?\w*midler\w*"
    r"|\b\w*midler(?:ne)?(?: (?!der\b|som\b)\w+){0,4}? ikke (?:er |blevet )*(?:anvendt|brugt|forbrugt)\b"
    r"|\b(?:intet|ikke noget) forbrug\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:hvis|såfremt|risiko)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_UNIT_STEMS = ("kr", "mio", "mia", "dkk", "midler")
"""Words, casefolded, one of which stands beside every number that counts."""
_BEFORE = 160


class ProseAmount(Struct, frozen=True):
    """An amount with the sentence it stands in. `freed_from_pot`: set aside before, and to be used otherwise."""

    reading: AmountReading
    what: StatedWhat
    sentence: str
    line: Line

    @property
    def in_kroner(self) -> bool:
        """Whether kr. stands beside the number, not mio. alone."""
        return self.reading.unit is not None and _KRONER.search(self.reading.unit) is not None


def amounts_of_line(line: Line, *, beside_money_table: bool) -> tuple[ProseAmount, ...]:
    """The amounts about the pot in one line. Beside a money table mio. alone is a unit, too; elsewhere the line must
    name klyngemidler or udviklingsmidler, and kr. must stand beside the number."""
    if not _may_hold_amount(line.bare):
        return ()
    if not beside_money_table and _NAMES_THE_POT.search(line.bare) is None:
        return ()
    found: list[ProseAmount] = []
    for sentence in filter(_may_hold_amount, sentences(line.bare)):
        for reading in find_amounts(sentence) if not _is_national(sentence) else ():
            after = sentence[reading.span[1] : reading.span[1] + 100]
            part = _PART_OF_POT.match(after) is not None
            if not _counts(reading, sentence, part=part, beside_money_table=beside_money_table):
                continue
            what = what_is_stated(reading, sentence, part=part)
            if reading.amount is None or not _is_about_other_money(reading, sentence, what):
                found.append(ProseAmount(reading, what or _unsaid(sentence), sentence, line))
    return tuple(found)


def _may_hold_amount(text: str) -> bool:
    """Looked at before any pattern, as most sentences hold none."""
    return any(map(text.casefold().__contains__, _UNIT_STEMS)) and _DIGIT.search(text) is not None


def _is_about_other_money(reading: AmountReading, sentence: str, what: StatedWhat | None) -> bool:
    """A rate, what is left or only wanted, and an amount of which nothing says that it is the pot's."""
    before, after = sentence[: reading.span[0]], sentence[reading.span[1] :]
    if _RATE.match(after) is not None or _LEFT_OVER.search(before) is not None:
        return what != "redistributed"
    if _ONLY_WANTED.search(sentence) is not None and what == "allocated":
        return True
    return what is None and not _NAMES_THE_POT.search(sentence)


def _unsaid(sentence: str) -> StatedWhat:
    """What an amount is that no verb speaks of: the pot's own, where the pot is named."""
    return "granted" if _NAMES_THE_POT.search(sentence) is not None else "allocated"


def _is_national(sentence: str) -> bool:
    """Whether the money is the state's, or all clusters', and not this one's."""
    if _NATIONAL.search(sentence) is not None:
        return True
    return _STATE.search(sentence) is not None and _OF_THE_CLUSTER.search(sentence) is None


def nothing_spent(line: Line) -> tuple[tuple[str, str], ...]:
    """Sentences that say nothing is spent yet, each with the words that say so; a condition says nothing."""
    if "ikke" not in line.bare and "ntet" not in line.bare:
        return ()
    return tuple((sentence, words) for sentence in sentences(line.bare) if (words := _words_of_nothing(sentence)))


def says_nothing_is_spent(text: str) -> bool:
    return any(_words_of_nothing(sentence) for sentence in sentences(text))


def _words_of_nothing(sentence: str) -> str | None:
    found = _NOTHING_SPENT.search(sentence)
    return None if found is None or _CONDITION.search(sentence) is not None else found.group()


def _counts(reading: AmountReading, sentence: str, *, part: bool, beside_money_table: bool) -> bool:
    if reading.unit is None:
        return part and beside_money_table
    if _KRONER.search(reading.unit):
        return True
    return beside_money_table and _ABOUT_THE_POT.search(sentence) is not None


def what_is_stated(reading: AmountReading, sentence: str, *, part: bool = False) -> StatedWhat | None:
    """By the verb nearest before the number, else the first after it; what is freed and what is moved go first. Null
    where no verb says it."""
    if part and _IS_FREED.search(sentence):
        return "released"
    before = sentence[max(0, reading.span[0] - _BEFORE) : reading.span[0]]
    for pattern, what in _WORDS[:2]:
        if pattern.search(before):
            return what
    nearest = max(
        ((match.start(), what) for pattern, what in _WORDS for match in pattern.finditer(before)),
        default=None,
        key=lambda hit: hit[0],
    )
    if nearest is not None:
        return nearest[1]
    after = sentence[reading.span[1] : reading.span[1] + _BEFORE]
    return next((what for pattern, what in _WORDS if pattern.search(after)), None)
