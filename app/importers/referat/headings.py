"""Where items begin: the headings of items told apart from list lines and sentences that look alike.

No line is a heading by itself. All lines that could be one are gathered by the form of their number; each has a weight
by what stands around it (a case number, the heading of a section, the list of contents); the form whose numbers make
the weightiest run through the document is the form of its items.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from app.domain.vocabulary import SectionKind
from app.importers.referat.contents import contents_lines, is_listed, title_keys
from app.importers.referat.heading_runs import DURATION, Candidate, heaviest_run
from app.importers.referat.ids import is_access, read_id, split_title
from app.importers.referat.labels import begins_section
from app.importers.referat.lines import Line, trimmed
from app.importers.referat.numbered import Family, headings_of, may_lead, read_marked
from app.importers.referat.sections import SENTENCE_END
from app.importers.referat.sentences import ends_sentence
from app.importers.referat.titles import is_usual_title, title_below, title_lines, title_part

_MINUTES = re.compile(
    r"\b\w*(?:referat|protokol|dagsorden|mødeindkaldelse|mødedato)\b|\bmøde(?:t)? (?:i|den)\b", re.IGNORECASE
)
_FAMILIES: tuple[Family, ...] = ("punkt", "marked", "dotted", "numbered", "bracketed", "ad", "bare", "alone")
_LINES_BETWEEN_BLANKS = 25
_BELOW = 12
_LONGEST_TITLE_LINE = 120
_TITLE_LINES = 5
_NO_LIST_HERE: frozenset[SectionKind | None] = frozenset({"recommendation", "decision", "earlier_decisions"})
_LISTED, _WITH_ID, _WITH_SECTION, _IN_LIST = 4.0, 3.0, 2.0, -3.0


class Heading(Struct, frozen=True):
    """`line` has the number as marker and the whole title as `bare`; `first` and `end` are the indexes of the block's
    first line (the heading's, or a case number's above it) and of the first line after the title."""

    index: int
    line: Line
    first: int
    end: int


class _Run(Struct, frozen=True):
    family: Family
    score: float
    chosen: list[Candidate]


def _is_better(new: _Run, best: _Run) -> bool:
    """What the word "Punkt" begins with is only overruled by headings that begin before it, "1. (Åben) …" also by more
    headings, and numbers alone overrule others where most of them are firm."""
    if new.score <= best.score:
        return False
    if new.family == "alone" and 2 * sum(one.firmness > 0 for one in new.chosen) <= len(new.chosen):
        return False
    is_earlier = new.chosen[0].index < best.chosen[0].index
    if best.family == "marked":
        return is_earlier or len(new.chosen) > len(best.chosen)
    return is_earlier or best.family != "punkt"


def item_headings(lines: tuple[Line, ...], page_starts: frozenset[int]) -> tuple[Heading, ...]:
    """The heading of each item, in the style `item`."""
    contents = contents_lines(lines)
    listed = title_keys(contents)
    dense = _is_dense(lines)
    breaks = page_starts
    if dense:
        page_starts = frozenset(line.number for line in lines)
    best: _Run | None = None
    found = _candidates(lines, page_starts, contents, listed)
    for family in _FAMILIES:
        own = found.get(family)
        if not own or (family != "punkt" and not _is_minutes(lines[: own[0].index])):
            continue
        _weigh(own, lines, listed)
        chosen = _chosen(own, len(listed)) if family == "punkt" else heaviest_run(own)
        run = _Run(family, sum(one.weight for one in chosen), chosen)
        if chosen and (best is None or _is_better(run, best)):
            best = run
    return () if best is None else tuple(_headings(best.chosen, lines, listed, breaks, dense=dense))


def _headings(
    chosen: list[Candidate],
    lines: tuple[Line, ...],
    listed: tuple[str, ...],
    page_starts: frozenset[int],
    *,
    dense: bool,
) -> Iterator[Heading]:
    above = [_id_above(lines, one.index) for one in chosen]
    is_above = sum(at is not None for at in above) > sum(_is_id_below(lines, one.index) for one in chosen)
    width = max((len(one.line.text.rstrip()) for one in chosen), default=0)
    for one, at in zip(chosen, above, strict=True):
        further = title_lines(lines, one.index, one.line, width, listed, page_starts, dense=dense)
        title = " ".join(filter(None, (one.line.bare, *(title_part(lines[place]) for place in further))))
        title = title or _only_access(lines[one.index])
        text = "\n".join((one.line.text, *(lines[place].text for place in further)))
        first = at if is_above and at is not None else one.index
        yield Heading(one.index, replace(one.line, bare=title, text=text), first, (further or (one.index,))[-1] + 1)


def _only_access(line: Line) -> str:
    """ "Punkt 4: Lukket punkt" with no other title is called so."""
    return line.bare if line.style == "item" and line.bare[:1].isalpha() and is_access(line.bare) else ""


def _is_minutes(head: tuple[Line, ...]) -> bool:
    return any(_MINUTES.search(line.bare[:200]) for line in head)


def _candidates(
    lines: tuple[Line, ...], page_starts: frozenset[int], contents: dict[int, str], listed: tuple[str, ...]
) -> dict[Family, list[Candidate]]:
    found: dict[Family, list[Candidate]] = defaultdict(list)
    inside: SectionKind | None = None
    seen: dict[Family, set[str]] = {family: set() for family in _FAMILIES}
    for index, line in enumerate(lines):
        if line.is_blank or index in contents:
            continue
        if (kind := begins_section(line)) is not None:
            inside = kind if found else None
            for kinds in seen.values():
                kinds.add(kind)
            continue
        forms = list(headings_of(line)) if may_lead(line) and _stands_free(lines, index, page_starts) else []
        if not forms:
            continue
        firmness, kind_below = _firmness(lines, index, forms[0][1])
        for family, heading in forms:
            title = heading.bare or title_below(lines, index)
            own = 2 if listed and is_listed(title, listed) else firmness
            if title or family != "alone":
                known = frozenset(seen[family])
                found[family].append(Candidate(index, heading, title, own, inside, kind_below, known))
            if firmness:
                seen[family] = set()
        if firmness:
            inside = None
    return found


def _is_dense(lines: tuple[Line, ...]) -> bool:
    """Printed without blank lines between paragraphs: then no heading can stand after one."""
    printed = trimmed(lines)
    return [line.style for line in printed].count("blank") * _LINES_BETWEEN_BLANKS < len(printed)


def _stands_free(lines: tuple[Line, ...], index: int, page_starts: frozenset[int]) -> bool:
    if index == 0 or lines[index - 1].is_blank or lines[index].number in page_starts:
        return True
    return _id_above(lines, index) is not None


def _below(lines: tuple[Line, ...], index: int) -> Line | None:
    return next((line for line in lines[index + 1 : index + _BELOW] if not line.is_blank), None)


def _id_above(lines: tuple[Line, ...], index: int) -> int | None:
    """Index of a case number's line, the next one above."""
    at = next((at for at in range(index - 1, max(-1, index - _BELOW), -1) if not lines[at].is_blank), None)
    own = None if at is None else read_id(lines[at])
    return at if own is not None and own.kind == "case_number" else None


def _is_id_below(lines: tuple[Line, ...], index: int) -> bool:
    below = _below(lines, index)
    said = None if below is None else read_id(below)
    return said is not None and said.kind == "case_number"


def _firmness(lines: tuple[Line, ...], index: int, heading: Line) -> tuple[int, str | None]:
    """By what stands below, across the lines that the title may go on in."""
    if _id_above(lines, index) is not None or split_title(heading.bare)[2]:
        return 2, None
    below = [line for line in lines[index + 1 : index + _BELOW] if not line.is_blank][:_TITLE_LINES]
    if not below:
        return 1, None
    for place, line in enumerate(below):
        if (
            read_id(line) is not None
            or split_title(line.bare)[2]
            or ((marked := read_marked(line)) and marked.number == heading.marker)
        ):
            return 2, None
        kind = begins_section(line)
        if kind is not None:
            return 1, kind
        is_apart = place == 0 and lines[index + 1].is_blank and bool(heading.bare)
        if is_apart or line.style != "plain" or len(line.text) > _LONGEST_TITLE_LINE:
            break
    return 0, None


def _weigh(found: list[Candidate], lines: tuple[Line, ...], listed: tuple[str, ...]) -> None:
    kinds = [one.index for one in found]
    for place, one in enumerate(found):
        after = kinds[place + 1] if place + 1 < len(found) else len(lines)
        one.weight = _weight(one, lines, after, listed)


def _weight(one: Candidate, lines: tuple[Line, ...], after: int, listed: tuple[str, ...]) -> float:
    title = one.title
    if listed and is_listed(title, listed):
        return _LISTED
    if one.firmness == 2:
        weight = _WITH_ID
    elif one.below is not None:
        weight = _WITH_SECTION
    elif one.firmness == 1:
        weight = 0.0
    else:
        weight = (
            1.0 if any(begins_section(line) for line in lines[one.index + 1 : min(after, one.index + 400)]) else -1.0
        )
    if is_usual_title(title):
        weight = max(weight, 1.0)
    if DURATION.search(title):
        weight += _WITH_ID
    if one.inside in _NO_LIST_HERE and weight < _WITH_ID:
        weight -= 1
    if title.endswith(SENTENCE_END):
        weight -= 1
    if one.firmness == 0 and _is_in_list(one, lines):
        weight += _IN_LIST
    return weight


def _is_in_list(one: Candidate, lines: tuple[Line, ...]) -> bool:
    """The line right below or above is numbered too."""
    beside = (lines[at] for at in (one.index - 1, one.index + 1) if 0 <= at < len(lines))
    return any(line.style in {"numbered", "bullet"} for line in beside)


def _chosen(found: list[Candidate], listed: int) -> list[Candidate]:
    """Sentences that begin with "Punkt 1:" inside a decision are not headings."""
    last_firm = {one.line.marker: one.index for one in found if one.firmness == 2}
    chosen: list[Candidate] = []
    for one in found:
        if not _is_text(one, chosen, last_firm, listed):
            chosen.append(one)
    return chosen


def _is_text(one: Candidate, chosen: list[Candidate], last_firm: dict[str | None, int], listed: int) -> bool:
    if one.firmness == 2 or not chosen or one.inside is None:
        return False
    if last_firm.get(one.line.marker, -1) > one.index:
        return True
    if 0 < listed <= len(last_firm):
        return True
    if one.order <= chosen[-1].order:
        return one.below not in one.seen
    return ends_sentence(one.line.bare) and one.inside in _NO_LIST_HERE and bool(last_firm)
