"""What the meeting resolved: the outcome of a decision section and of its points."""

import re

from app.domain.danish_dates import MONTHS, find_date
from app.domain.vocabulary import Outcome
from app.importers.document import Continuation, Decision, DecisionPoint, Recommendation
from app.importers.referat.lines import Line, paragraphs, printed, span
from app.importers.referat.sections import SENTENCE_END
from app.importers.referat.sentences import sentences

_CITED = r"(?<!tidligere )(?<!allerede )"
_BODY = r"\w*(?:forum|udvalg|råd|bestyrelse|nævn)\w*"
_PATTERNS: tuple[tuple[str, Outcome], ...] = (
    (r"\b(?:ikke (?:muligt )?at nå|(?:blev|nåede\w*) ikke (?:nået|behandlet)|nåede ikke)\b", "not_reached"),
    (
        r"\b(?:udsætte(?:s|r)|udsat|udsattes|udsatte (?:punktet|sagen|behandlingen)|udskydes|udskudt|genoptages)\b",
        "postponed",
    ),
    (r"\b(?:taget af dagsordenen|udgår|trukket tilbage|trækkes tilbage)\b", "withdrawn"),
    (
        r"\b(?:afvis(?:t|te|tes|er|es)|forkast(?:et|ede|er|es)|afsl(?:ag|ås|ået|og)"
        r"|ikke (?:godkendt|godkendes|imødekommet|tiltrådt|vedtaget))\b",
        "rejected",
    ),
    (
        r"^tiltr[åæ]d(?:t|tes|es)\b|\b(?:blev|er) tiltrådt\b"
        r"|\b(?:tiltr[åæ]d(?:te|er|t|es)?|tilslutte(?:r|de) sig|følger|fulgte) .{0,40}?(?:indstilling|forslaget)",
        "adopted",
    ),
    (r"\bindstilling(?:en|erne)? (?:blev |er |)(?:tiltrådt|tiltrædes|fulgt|følges)", "adopted"),
    (
        rf"^anbefales\b|\b(?:anbefale|indstille)[rd]e?(?: over for| til),? .{{0,40}}?{_BODY}"
        rf"|\b(?:anbefale|indstille)[rd]e?,? at (?:\w+ )?{_BODY}",
        "referred",
    ),
    (r"\bgodkend(?:t|te|tes|er|es)\b", "approved"),
    (r"\bvedt(?:aget|og|ages|ager|oges)\b|\bbevilge(?:t|s|r|de|des)\b|\bimødekom(?:met|mes|mer)\b", "approved"),
    (
        r"\b(?:til (?:efterretning|orientering)|noterede? sig|noterer sig|kvitter(?:er|ede))\b"
        r"|\borienteringen(?: blev| er)? givet\b",
        "noted",
    ),
    (
        r"\b(?:fuld |bred |)opbakning\b|\bbakke[rd]e? op\b|\bstøtte(?:r|de)\b|\bbifald(?:er|t|es)\b"
        r"|\btilslutte(?:r|de) sig\b",
        "supported",
    ),
    (r"\b(?:oversend(?:es|t)|videresend(?:es|t)|sendes (?:videre|tilbage)|henvis(?:es|t)) til\b", "referred"),
    (rf"\b(?:drøftes|besluttes|beslutes|afgøres)(?: \w+){{0,4}} i (?:[A-ZÆØÅ]\w+ ){{0,2}}{_BODY}", "referred"),
    (r"\bdrøftet\b|\bdrøfte(?:de|des|r)\b", "discussed"),
    (_CITED + r"\b(?:det blev |blev det |)\bbesluttet\b|\bbesluttede\b|\bbeslutter\b", "other"),
)
_OUTCOMES: tuple[tuple[re.Pattern[str], Outcome], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), outcome) for pattern, outcome in _PATTERNS
)
_CITATION = re.compile(
    r"^(?:som )?tidligere besluttet|\b(?:på|ved) (?:det |et |)(?:forrige|sidste|seneste|tidligere) møde|^ved godkendelse"
    rf"|^(?:den|d\.) \d{{1,2}}\. (?:{'|'.join(MONTHS)}) (?:\d{{4}} )?(?:godkendte|besluttede|vedtog|tiltrådte|drøftede)"
    rf"|^på mødet? (?:i .{{2,60}}? )?(?:(?:den|d\.) \d{{1,2}}\. |i )(?:{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
"""What was decided before, by whomever: a decision that cites it decides nothing by that."""
_REMARK_BY_PARTY = re.compile(
    r"(?:PLO(?:-\w+)?|[Kk]ommunerne|[Rr]egionen|Region [A-ZÆØÅ]\w+|[A-ZÆØÅ]\w+ Kommune|Almen praksis|Psykiatrien)"
    r"(?: (?:og|samt) \w+){0,2} "
)
_NEXT_MEETING = re.compile(
    r"\b(?:(?:næste|kommende|følgende) |(?:et |det |)(?:ekstraordinært |ordinære |)(?=mødet? (?:i|den|d\.|\()))mødet?"
    r"(?: i ((?:[A-ZÆØÅ]\w+)(?: [A-ZÆØÅ]\w+)*))?"
)
_SUB_HEADING_AT_MOST = 80
_POINT_NUMBER = re.compile(
    r"(?:ad|vedr\.|(?:indstillingens |indstillings)?(?:pkt|punkt))\.? ?(?:pkt\.? |punkt )?(\d{1,2})\b *[:.)–-]",
    re.IGNORECASE,
)
_UNSETTLED: frozenset[Outcome] = frozenset({"postponed", "not_reached"})
_WEAK_BY_PARTY: frozenset[Outcome] = frozenset({"supported", "noted", "discussed"})
_LOOK = 2_000


def outcome_of(text: str) -> Outcome:
    """The outcome the text states first; `none` where it decides nothing, cites what was decided before, or tells what
    one party had to say. What was discussed and then decided in one sentence was decided."""
    found = [_of_sentence(sentence) for sentence in sentences(text[:_LOOK])]
    unsettled = [outcome for outcome in found if outcome in _UNSETTLED]
    return next((outcome for outcome in (*unsettled, *found) if outcome != "none"), "none")


def _of_sentence(sentence: str) -> Outcome:
    if _CITATION.search(sentence) is not None:
        return "none"
    hits = [
        (match.start(), outcome) for pattern, outcome in _OUTCOMES if (match := pattern.search(sentence)) is not None
    ]
    early = [outcome for _, outcome in hits if outcome in _UNSETTLED]
    firm = [hit for hit in hits if hit[1] != "discussed"] or hits
    outcome = early[0] if early else min(firm, default=(0, "none"), key=lambda hit: hit[0])[1]
    return "none" if outcome in _WEAK_BY_PARTY and _REMARK_BY_PARTY.match(sentence) is not None else outcome


def read_decision(lines: tuple[Line, ...], recommendations: tuple[Recommendation, ...]) -> Decision:
    """One point for each paragraph or numbered line, with what belongs under it. The outcome of the whole is that of
    the first point that decides something; the points tell where there are several. What decides nothing has none."""
    numbers = tuple(row.number for row in recommendations if row.number is not None)
    points = tuple(_point(run, numbers) for run in _runs(lines))
    outcome: Outcome = next((point.outcome for point in points if point.outcome != "none"), "none")
    text = printed(lines)
    if outcome == "none":
        return Decision(text, outcome)
    return Decision(text, outcome, points, _continuation(text or "") if outcome in _UNSETTLED else None)


def _runs(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Paragraphs; a list goes with the line that leads up to it, across a blank line; a sub-heading goes with the
    paragraph below it; a numbered line starts anew."""
    runs: list[list[Line]] = []
    for paragraph in paragraphs(lines):
        for index, line in enumerate(paragraph):
            if not runs or _number_of(line) is not None or (index == 0 and not _goes_on(runs[-1], line)):
                runs.append([line])
            else:
                runs[-1].append(line)
    return [run for run in runs if run[0].style != "rule"]


def _goes_on(run: list[Line], line: Line) -> bool:
    if line.style == "bullet":
        return run[-1].style == "bullet" or run[-1].bare.endswith(":")
    return _is_sub_heading(run[-1])


def _is_sub_heading(line: Line) -> bool:
    text = line.bare
    if line.style != "plain" or len(text) > _SUB_HEADING_AT_MOST or text.endswith(SENTENCE_END):
        return False
    return text[:1].isupper() and outcome_of(text) == "none"


def _number_of(line: Line) -> str | None:
    """The printed number of a point: "1. …", "Ad 1: …", "Pkt. 1: …"."""
    if line.style == "numbered" and line.indent == 0:
        return line.marker
    match = _POINT_NUMBER.match(line.text.strip()) if line.style in {"plain", "item"} else None
    return None if match is None else match[1]


def _point(run: list[Line], numbers: tuple[str, ...]) -> DecisionPoint:
    number = _number_of(run[0])
    text = printed(tuple(run)) or ""
    lead = "\n".join(line.bare for line in run if line.style != "bullet") or run[0].bare
    outcome = outcome_of(lead)
    answers: tuple[str, ...] = numbers if outcome == "adopted" else ()
    if number is not None:
        answers = (number,) if number in numbers and outcome != "none" else ()
    return DecisionPoint(text, outcome, span(tuple(run)), number, answers)


def _continuation(text: str) -> Continuation | None:
    match = _NEXT_MEETING.search(text)
    if match is None:
        return None
    reading = find_date(text[match.end() : match.end() + 80])
    return Continuation(None if reading is None else reading.date, match[1])
