"""What the meeting resolved: a decision section, its points, and where what was put off goes on."""

import re

from app.domain.danish_dates import find_due
from app.domain.vocabulary import Outcome
from app.importers.document import Continuation, Decision, DecisionPoint
from app.importers.referat.lines import Line, paragraphs, printed, span
from app.importers.referat.outcomes import UNSETTLED, outcome_of
from app.importers.referat.sections import SENTENCE_END

_NEXT_MEETING = re.compile(
    r"\b(?:(?:næste|kommende|følgende) |(?:et |det |)(?:ekstraordinært |ordinære |)(?=mødet? (?:i|den|d\.|\()))mødet?"
    r"(?: i ((?:[A-ZÆØÅ]\w+)(?: [A-ZÆØÅ]\w+)*))?"
    r"|\b(?:udsættes|udsat|udskydes|udskudt|genoptages) til (?:den |d\. )?(?=\d)"
)
_SUB_HEADING_AT_MOST = 80
_POINT_NUMBER = re.compile(
    r"(?:ad|vedr\.|(?:indstillingens |indstillings)?(?:pkt|punkt))\.? ?(?:pkt\.? |punkt )?(\d{1,2})\b *[:.)–-]",
    re.IGNORECASE,
)


def read_decision(lines: tuple[Line, ...], numbers: tuple[str, ...]) -> Decision:
    """`numbers` are those of the recommendations. One point for each paragraph or numbered line, with what belongs
    under it. The outcome of the whole is that of
    the first point that decides something; the points tell where there are several. What decides nothing has none."""
    points = tuple(_point(run, numbers) for run in _runs(lines))
    outcome: Outcome = next((point.outcome for point in points if point.outcome != "none"), "none")
    text = printed(lines)
    if outcome == "none":
        return Decision(text, outcome)
    return Decision(text, outcome, points, _continuation(text or "") if outcome in UNSETTLED else None)


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
    reading = find_due(text[match.end() : match.end() + 80])
    return Continuation(None if reading is None else reading.date, match[1])
