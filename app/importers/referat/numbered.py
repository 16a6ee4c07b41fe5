"""The forms in which a number leads a heading. A document uses one of them for all of its items."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.vocabulary import Access
from app.importers.referat.ids import is_access
from app.importers.referat.lines import Line

Family = Literal["punkt", "marked", "dotted", "numbered", "bracketed", "ad", "bare", "alone"]
""" "Punkt 2: …", "2 (Åben) …", "2.14 …", "2. …", "2) …", "Ad 2 …", "2 …", and "2" with the title on the next line."""

_MARKED = re.compile(
    r"(?:(?:punkt|pkt\.?|sag)\s+)?(?P<number>\d{1,4}(?:\.\d{1,4})?[a-z]?)[.:]?\s*\((?P<access>åbent?|lukket)\)\s*[-–:]?\s*(?P<title>.*)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(\d{1,3}\.\d{1,3})\.?:?\s+(\S.{1,300})")
_BARE = re.compile(r"(\d{1,3}[a-z]?)(?::\s*|\s+[-–]\s+|\s+)(\S[^\t]{1,300})")
_AD = re.compile(r"Ad\.? (\d{1,3}[a-z]?)(?:\s*[.:)]|\s+[-–](?=\s))?\s+(\S[^\t]{1,300})", re.IGNORECASE)
_ALONE = re.compile(r"(\d{1,3})[.):]?")
_ADS = frozenset({"Ad", "AD"})
_LETTER = re.compile(r"[A-ZÆØÅÉÜÖÄ»«”“\"'(\[§\d]")


class Marked(Struct, frozen=True):
    """A line "2 (Åben) Status": the heading of an item, with its access."""

    number: str
    access: Access
    title: str


def read_marked(line: Line) -> Marked | None:
    if "(" not in line.text[:30]:
        return None
    text = f"{line.marker}. {line.bare}" if line.style in {"numbered", "item"} and line.bare[:1] == "(" else line.bare
    match = _MARKED.fullmatch(text) or _MARKED.fullmatch(line.text.strip())
    if match is None:
        return None
    return Marked(match["number"], "closed" if match["access"].casefold() == "lukket" else "open", match["title"])


def may_lead(line: Line) -> bool:
    """Whether the line begins with a number: only then is it a heading in any form."""
    return line.style in {"item", "numbered"} or line.bare[:1].isdigit() or line.bare[:2] in _ADS


def headings_of(line: Line) -> Iterator[tuple[Family, Line]]:
    """The line as a heading in each of the forms it may be one in: number as marker, title as `bare`."""
    if line.style == "item":
        own = read_marked(line) if line.bare[:1] == "(" else None
        title = line.bare if own is None else own.title
        yield "punkt", replace(line, bare="" if is_access(title) else title)
        return
    if line.style not in {"plain", "numbered", "row"}:
        return
    text = line.bare
    if text[:2] in _ADS and line.style == "plain" and (match := _AD.fullmatch(text)) and _may_be_title(match[2]):
        yield "ad", replace(line, style="item", bare=match[2], marker=match[1])
    if line.style != "numbered" and not text[:1].isdigit():
        return
    marked = read_marked(line)
    if marked is not None:
        yield "marked", replace(line, style="item", bare=marked.title, marker=marked.number)
    if line.style == "numbered":
        if not line.indent and _may_be_title(line.bare):
            family: Family = (
                "bracketed" if line.text.lstrip(" *_<#")[len(line.marker or "") :][:1] == ")" else "numbered"
            )
            yield family, replace(line, style="item", bare=line.bare if marked is None else marked.title)
    elif (match := _DOTTED.fullmatch(text)) is not None:
        if line.style == "plain" and _may_be_title(match[2]):
            yield "dotted", replace(line, style="item", bare=match[2], marker=match[1])
    elif (match := _BARE.fullmatch(text)) is not None and _may_be_title(match[2]):
        yield "bare", replace(line, style="item", bare=match[2].strip(), marker=match[1])
    elif (match := _ALONE.fullmatch(text)) is not None:
        yield "alone", replace(line, style="item", bare="", marker=match[1])


def _may_be_title(text: str) -> bool:
    return _LETTER.match(text) is not None


def numbered_heading(line: Line) -> Line | None:
    """The line as the heading of an item, if it could be one."""
    return next((heading for family, heading in headings_of(line) if family != "alone" and heading.bare), None)
