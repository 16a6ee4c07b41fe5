"""The list of contents before the first item: with page numbers, or the same headings that come again below."""

from bisect import bisect_left

from app.domain.identity import key_text, natural_order
from app.importers.referat.ids import split_title
from app.importers.referat.lines import Line
from app.importers.referat.numbered import numbered_heading
from app.importers.referat.sections import contents_entry
from app.importers.referat.sentences import ends_sentence

_HEAD_AT_MOST = 2_000
_HEADED_WITHIN = 9
_COMPARED = 25
_BEGINNING = 25
_OF_HEADS = frozenset({"indhold", "referat", "åbne punkter", "lukkede punkter", "åbne sager", "lukkede sager"})
"""Words of a head that are headings of sections below it."""
_LABELS = frozenset({"indhold", "indholdsfortegnelse", "dagsorden", "dagsordenspunkter", "punkter", "oversigt"})
_LONGEST = 320


def contents_lines(lines: tuple[Line, ...]) -> dict[int, str]:
    """Title by index of its line. A list without page numbers is one whose titles, at least half, come again."""
    found: dict[int, str] = {}
    run: dict[int, str] = {}
    last, number = -1, ""
    for index, line in enumerate(lines[:_HEAD_AT_MOST]):
        if line.is_blank:
            continue
        if line.heads is not None and line.bare.casefold().rstrip(": ") not in _OF_HEADS:
            break
        if (paged := contents_entry(line.text)) is not None:
            found[index] = _without_number(paged)
        elif (heading := numbered_heading(line)) is not None:
            if run and not (
                _adjoin(lines, last, index) and natural_order(number) < natural_order(heading.marker or "")
            ):
                found |= _listed(run, lines)
                run = {}
            run[index] = heading.bare
            last, number = index, heading.marker or ""
    return found | _listed(run, lines)


def _adjoin(lines: tuple[Line, ...], one: int, other: int) -> bool:
    """Nothing between but blank lines, and lines that a long title of the list may go on in."""
    between = [line for line in lines[one + 1 : other] if not line.is_blank]
    return not between or (len(between) == 1 and not lines[one + 1].is_blank and not ends_sentence(between[0].bare))


def _listed(run: dict[int, str], lines: tuple[Line, ...]) -> dict[int, str]:
    if not run:
        return {}
    if len(run) == 1 and not _is_labelled(lines, min(run)):
        return run if _heads_below(lines, min(run)) else {}
    below = "\n".join(line.text for line in lines[max(run) + 1 :] if len(line.text) <= _LONGEST)
    again = sum(title[:_COMPARED].strip() in below for title in run.values())
    return run if 2 * again >= len(run) else {}


def _heads_below(lines: tuple[Line, ...], index: int) -> bool:
    """Whether the one line of the list, which has no "Punkt", comes again right below as the heading of the item."""
    listed = numbered_heading(lines[index])
    if listed is None or lines[index].style == "item":
        return False
    below = [line for line in lines[index + 1 : index + _HEADED_WITHIN] if not line.is_blank][:2]
    again = (heading for line in below if (heading := numbered_heading(line)) is not None)
    return any(one.marker == listed.marker and one.bare.startswith(listed.bare) for one in again)


def _is_labelled(lines: tuple[Line, ...], first: int) -> bool:
    above = next((line for line in reversed(lines[:first]) if not line.is_blank), None)
    return above is not None and above.bare.casefold().rstrip(": ") in _LABELS


def _without_number(text: str) -> str:
    head, _, rest = text.strip().partition(" ")
    if not rest and "\t" in text:
        head, _, rest = text.strip().partition("\t")
    return rest.strip() if rest and head.rstrip(".):").replace(".", "").isdecimal() else text.strip()


def title_keys(contents: dict[int, str]) -> tuple[str, ...]:
    """The titles, normalised, in order."""
    return tuple(sorted({key for title in contents.values() if (key := key_text(title))}))


def is_listed(title: str, keys: tuple[str, ...]) -> bool:
    """Whether the title, or a longer one that begins with it, is among the sorted keys; a case number after it is no
    part of it."""
    return _is_key(key_text(title), keys) or (
        title[-1:] in {")", "]"} and _is_key(key_text(split_title(title)[0]), keys)
    )


def _is_key(key: str, keys: tuple[str, ...]) -> bool:
    at = bisect_left(keys, key)
    return (
        bool(key)
        and at < len(keys)
        and (keys[at] == key or (len(key) >= _BEGINNING and keys[at].startswith(key + " ")))
    )
