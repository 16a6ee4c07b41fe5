"""What was decided: the outcome that a text of a decision states, and the texts that state none."""

import re

from app.domain.danish_dates import MONTHS
from app.domain.vocabulary import Outcome
from app.importers.referat.sentences import sentences

_CITED = r"(?<!tidligere )(?<!allerede )"
_BODY = r"\w*(?:forum|udvalg|(?<!om)råd|bestyrelse|nævn)\w*"
_PATTERNS: tuple[tuple[str, str, Outcome], ...] = (
    (
        "ikke nåede",
        r"\b(?:ikke (?:muligt )?at nå|(?:blev|nåede\w*) ikke (?:nået|behandlet)|nåede?s? ikke)\b",
        "not_reached",
    ),
    ("udsæt udsat", r"\b(?:udsætte(?:s|r)|udsat|udsattes|udsatte (?:punktet|sagen|behandlingen))\b", "postponed"),
    ("udskyd udskudt genoptages", r"\b(?:udskydes|udskudt|genoptages)\b", "postponed"),
    (
        "dagsordenen udgår trukket trækkes",
        r"\b(?:taget af dagsordenen|udgår|trukket tilbage|trækkes tilbage)\b",
        "withdrawn",
    ),
    ("afvis forkast afsl", r"\b(?:afvis(?:t|te|tes|er|es)|forkast(?:et|ede|er|es)|afsl(?:ag|ås|ået|og))\b", "rejected"),
    (
        "ikke",
        r"\bikke (?:godkendt|godkendes|imødekommet|tiltrådt|vedtaget)\b",
        "rejected",
    ),
    ("tiltr", r"(?:^|: )tiltr[åæ]d(?:t|tes|es)\b|\b(?:blev|er) tiltrådt\b", "adopted"),
    (
        "indstilling forslaget",
        r"\b(?:tiltr[åæ]d(?:te|er|t|es)?|tilslutte(?:r|de) sig) .{0,40}?(?:indstilling|forslaget)",
        "adopted",
    ),
    ("indstilling", r"\b(?:følger|fulgte) .{0,40}?indstilling", "adopted"),
    ("indstilling", r"\bindstilling(?:en|erne)? (?:blev |er |)(?:tiltrådt|tiltrædes|fulgt|følges)", "adopted"),
    ("anbefales", r"(?:^|: )anbefales\b", "referred"),
    ("anbefale indstille", rf"\b(?:anbefale|indstille)[rd]e?(?: over for| til),? .{{0,40}}?{_BODY}", "referred"),
    ("anbefale indstille", rf"\b(?:anbefale|indstille)(?:[rd]e?|s),? at (?:\w+ )?{_BODY}", "referred"),
    ("indstilles", r"\bindstilles (?:\w+ ){0,3}?(?:godkend|vedt|tiltr)\w+", "referred"),
    ("godkend", r"\bgodkend(?:t|te|tes|er|es)\b", "approved"),
    (
        "vedt bevilge imødekom",
        r"\bvedt(?:aget|og|ages|ager|oges)\b|\bbevilge(?:t|s|r|de|des)\b|\bimødekom(?:met|mes|mer)\b",
        "approved",
    ),
    (
        "efterretning orientering notere kvitter",
        r"\b(?:til (?:efterretning|orientering)|noterede? sig|noterer sig|kvitter(?:er|ede))\b",
        "noted",
    ),
    ("orienteringen", r"\borienteringen(?: blev| er)? givet\b", "noted"),
    ("opbakning bakke støtte", r"\b(?:fuld |bred |)opbakning\b|\bbakke[rd]e? op\b|\bstøtte(?:r|de)\b", "supported"),
    ("bifald tilslutte", r"\bbifald(?:er|t|es)\b|\btilslutte(?:r|de) sig\b", "supported"),
    (
        "send henvis",
        r"\b(?:oversend(?:es|t)|videresend(?:es|t)|sendes (?:videre|tilbage)|henvis(?:es|t)) til\b",
        "referred",
    ),
    (
        "drøftes besl afgøres",
        rf"\b(?:drøftes|besluttes|beslutes|afgøres)(?: \w+){{0,4}} i (?:[A-ZÆØÅ]\w+ ){{0,2}}{_BODY}",
        "referred",
    ),
    ("valg udpeg", r"\b(?:valgte|(?:blev|er) (?:gen|ny)?valgt|udpegede|(?:blev|er) udpeget)\b", "other"),
    ("drøft", r"\bdrøftet\b|\bdrøfte(?:de|des|r)\b", "discussed"),
    ("beslut", _CITED + r"\b(?:det blev |blev det |)\bbesluttet\b|\bbesluttede\b|\bbeslutter\b", "other"),
)
"""Words one of which the pattern cannot do without (it is tried only where one stands), the pattern, its meaning."""
_OUTCOMES: tuple[tuple[re.Pattern[str], Outcome], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), outcome) for _, pattern, outcome in _PATTERNS
)
_STEMS = tuple((stem, place) for place, (stems, _, _) in enumerate(_PATTERNS) for stem in stems.split())
_MONTH = "|".join(MONTHS)
_CITATION = re.compile(
    r"^(?:som )?tidligere besluttet|\b(?:på|ved) (?:det |et |)(?:forrige|sidste|seneste|tidligere) møde"
    rf"|^ved godkendelse|^på mødet? (?:i .{{2,60}}? )?(?:(?:den|d\.) \d{{1,2}}\. |i )(?:{_MONTH})\b"
    rf"|^(?:den|d\.) \d{{1,2}}\. (?:{_MONTH}) (?:\d{{4}} )?(?:godkendte|besluttede|vedtog|tiltrådte|drøftede)",
    re.IGNORECASE,
)
"""What was decided before, by whomever: a decision that cites it decides nothing by that."""
_REMARK_BY_PARTY = re.compile(
    r"(?:PLO(?:-\w+)?|[Kk]ommunerne|[Rr]egionen|Region [A-ZÆØÅ]\w+|[A-ZÆØÅ]\w+ Kommune|Almen praksis|Psykiatrien)"
    r"(?: (?:og|samt) \w+){0,2} "
)
UNSETTLED: frozenset[Outcome] = frozenset({"postponed", "not_reached"})
_WEAK_BY_PARTY: frozenset[Outcome] = frozenset({"supported", "noted", "discussed"})
_LOOK = 2_000


def outcome_of(text: str) -> Outcome:
    """The outcome the text states first; `none` where it decides nothing, cites what was decided before, or tells what
    one party had to say. What was discussed and then decided in one sentence was decided."""
    found = [_of_sentence(sentence) for sentence in sentences(text[:_LOOK])]
    unsettled = [outcome for outcome in found if outcome in UNSETTLED]
    return next((outcome for outcome in (*unsettled, *found) if outcome != "none"), "none")


def _of_sentence(sentence: str) -> Outcome:
    folded = sentence.casefold()
    if _may_cite(folded) and _CITATION.search(sentence) is not None:
        return "none"
    tried = dict.fromkeys([place for stem, place in _STEMS if stem in folded])
    hits = [
        (match.start(), outcome)
        for pattern, outcome in map(_OUTCOMES.__getitem__, tried)
        if (match := pattern.search(sentence)) is not None
    ]
    early = [outcome for _, outcome in hits if outcome in UNSETTLED]
    firm = [hit for hit in hits if hit[1] != "discussed"] or hits
    outcome = early[0] if early else min(firm, default=(0, "none"), key=lambda hit: hit[0])[1]
    return "none" if outcome in _WEAK_BY_PARTY and _REMARK_BY_PARTY.match(sentence) is not None else outcome


def _may_cite(folded: str) -> bool:
    return "møde" in folded or "tidligere" in folded or folded.startswith(("ved godkendelse", "den ", "d. "))
