"""What the meeting resolved: the outcome of a decision section and of its points."""

import re

from app.domain.danish_dates import find_date
from app.domain.vocabulary import Outcome
from app.importers.document import Continuation, Decision, DecisionPoint, Recommendation
from app.importers.referat.lines import Line, paragraphs, printed, span

_CITED = r"(?<!tidligere )(?<!allerede )"
_PATTERNS: tuple[tuple[str, Outcome], ...] = (
    (r"\b(?:ikke (?:muligt )?at nå|(?:blev|nåede\w*) ikke (?:nået|behandlet)|nåede ikke)\b", "not_reached"),
    (r"\b(?:udsætte(?:s|r)|udsat|udsattes|udsatte (?:punktet|sagen|behandlingen)|udskydes|udskudt)\b", "postponed"),
    (r"\b(?:taget af dagsordenen|udgår|trukket tilbage|trækkes tilbage)\b", "withdrawn"),
    (
        r"\b(?:afvis(?:t|te|tes|er|es)|forkast(?:et|ede|er|es)|ikke (?:godkendt|godkendes|imødekommet))\b",
        "rejected",
    ),
    (r"\b(?:tiltr[åæ]d(?:te|er|t|es)?|tiltrådtes) .{0,40}?indstilling", "adopted"),
    (r"\bindstilling(?:en|erne)? (?:blev |er |)(?:tiltrådt|tiltrædes|fulgt|følges)", "adopted"),
    (r"\bgodkend(?:t|te|tes|er|es)\b", "approved"),
    (r"\bvedt(?:aget|og|ages|ager)\b", "approved"),
    (r"\b(?:til (?:efterretning|orientering)|noterede? sig|noterer sig|kvitter(?:er|ede))\b", "noted"),
    (r"\b(?:fuld |bred |)opbakning\b|\bbakke[rd]e? op\b|\bstøtte(?:r|de)\b", "supported"),
    (r"\b(?:oversend(?:es|t)|videresend(?:es|t)|henvis(?:es|t)) til\b", "referred"),
    (
        r"\b(?:drøftes|besluttes|beslutes|afgøres)(?: \w+){0,4} i (?:[A-ZÆØÅ]\w+ ){0,2}\w*(?:forum|udvalg|råd)",
        "referred",
    ),
    (r"\b(?:blev|er) (?:\w+ ){0,2}drøftet\b|\bdrøftede\b|\bdrøfter\b", "discussed"),
    (_CITED + r"\b(?:det blev |blev det |)\bbesluttet\b|\bbesluttede\b|\bbeslutter\b", "other"),
)
_OUTCOMES: tuple[tuple[re.Pattern[str], Outcome], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), outcome) for pattern, outcome in _PATTERNS
)
_CITATION = re.compile(
    r"^(?:som )?tidligere besluttet|\b(?:på|ved) (?:det |et |)(?:forrige|sidste|tidligere) møde|^ved godkendelse",
    re.IGNORECASE,
)
_NEXT_MEETING = re.compile(r"\bnæste møde(?: i ((?:[A-ZÆØÅ]\w+)(?: [A-ZÆØÅ]\w+)*))?")
_UNSETTLED: frozenset[Outcome] = frozenset({"postponed", "not_reached"})
_LOOK = 2_000


def outcome_of(text: str) -> Outcome:
    """The outcome the text states first; `none` where it decides nothing or cites what was decided before."""
    text = text[:_LOOK]
    if _CITATION.search(text):
        return "none"
    hits = [(match.start(), outcome) for pattern, outcome in _OUTCOMES if (match := pattern.search(text)) is not None]
    early = [outcome for _, outcome in hits if outcome in _UNSETTLED]
    return early[0] if early else min(hits, default=(0, "none"), key=lambda hit: hit[0])[1]


def read_decision(lines: tuple[Line, ...], recommendations: tuple[Recommendation, ...]) -> Decision:
    """One point for each paragraph or numbered line, with what belongs under it. The outcome of the whole is that of
    the first point that decides something; the points tell where there are several. What decides nothing has none."""
    numbers = {recommendation.number for recommendation in recommendations} - {None}
    points = tuple(_point(run, numbers) for run in _runs(lines))
    outcome: Outcome = next((point.outcome for point in points if point.outcome != "none"), "none")
    text = printed(lines)
    if outcome == "none":
        return Decision(text, outcome)
    return Decision(text, outcome, points, _continuation(text or "") if outcome in _UNSETTLED else None)


def _runs(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Paragraphs; a list goes with the line that leads up to it, across a blank line; a numbered line starts anew."""
    runs: list[list[Line]] = []
    for paragraph in paragraphs(lines):
        for index, line in enumerate(paragraph):
            starts = line.style == "numbered" and line.indent == 0
            starts = starts or (index == 0 and not (line.style == "bullet" and _takes_list(runs)))
            if starts or not runs:
                runs.append([line])
            else:
                runs[-1].append(line)
    return [run for run in runs if run[0].style != "rule"]


def _takes_list(runs: list[list[Line]]) -> bool:
    return bool(runs) and (runs[-1][-1].style == "bullet" or runs[-1][-1].bare.endswith(":"))


def _point(run: list[Line], numbers: set[str | None]) -> DecisionPoint:
    number = run[0].marker if run[0].style == "numbered" else None
    answers = (number,) if number is not None and number in numbers else ()
    text = printed(tuple(run)) or ""
    lead = "\n".join(line.bare for line in run if line.style != "bullet") or run[0].bare
    return DecisionPoint(text, outcome_of(lead), span(tuple(run)), number, answers)


def _continuation(text: str) -> Continuation | None:
    match = _NEXT_MEETING.search(text)
    if match is None:
        return None
    reading = find_date(text[match.end() : match.end() + 80])
    return Continuation(None if reading is None else reading.date, match[1])
