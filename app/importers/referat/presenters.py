"""Who presented an item: named only in running text ("… indledte punktet", "oplæg v. …")."""

import re

from app.domain.danish_titles import is_person_name, is_title_word
from app.domain.evidence import Evidence
from app.importers.document import Presenter
from app.importers.referat.blocks import SectionBlock
from app.importers.referat.lines import Line
from app.importers.referat.people import People
from app.importers.referat.sentences import sentences

_VERB = re.compile(
    r"\s(?:indledte|indleder|gennemgik|gennemgår|orienterede|orienterer|præsenterede|præsenterer|fremlagde|fremlægger"
    r"|redegjorde|redegør)\b"
)
_TALK_BY = re.compile(r"\b(?:oplæg|præsentation|orientering|indlæg|gennemgang) (?:v\.|v/|ved)\s*(?=[A-ZÆØÅ])")
_WILL_TELL = re.compile(
    r"(?:På mødet|Herefter|Derefter) (?:orienterer|præsenterer|gennemgår|giver|indleder)\s+(.{3,200})"
)
_WORTH_READING = ("indled", "gennemg", "orienter", "præsent", "freml", "redeg", "oplæg", "indlæg", "giver")
_LOOK = 200


def read_presenters(section: SectionBlock, item_key: str, people: People) -> tuple[Presenter, ...]:
    """In the order they are named, each once."""
    found: dict[str, Presenter] = {}
    for line in section.lines if section.mentions(_WORTH_READING) else ():
        if line.style not in {"plain", "bullet"} or not any(map(line.bare.__contains__, _WORTH_READING)):
            continue
        for sentence in sentences(line.bare):
            for name in _names_in(sentence, people, line):
                evidence = Evidence((line.number, line.number), sentence, agenda_item_id=item_key)
                participant = people.mention(name, evidence)
                known = participant or name
                found.setdefault(known, Presenter(name, sentence[:_LOOK], participant, evidence))
    return tuple(found.values())


def _names_in(sentence: str, people: People, line: Line) -> list[str]:
    verb = _VERB.search(sentence, 0, _LOOK)
    if verb is not None and (names := _names_before(sentence[: verb.start()])):
        return names
    by = _TALK_BY.search(sentence)
    if by is not None and (name := _leading_name(sentence[by.end() : by.end() + 100])) is not None:
        return [name]
    told = _WILL_TELL.match(sentence)
    if told is None:
        return []
    where = Evidence((line.number, line.number))
    parts = [part.strip(" .") for part in told[1].split(",")]
    return [part for part in parts if is_person_name(part) and people.mention(part, where) is not None]


def _names_before(subject: str) -> list[str]:
    """The names a sentence's subject consists of; empty where any part of it is not a name."""
    subject = subject.split(" fra ", maxsplit=1)[0]
    names = [_without_title(part.strip()) for part in re.split(r",| og ", subject)]
    return [name for name in names if name is not None] if None not in names else []


def _without_title(text: str) -> str | None:
    """ "Lægefaglig vicedirektør Ida Holm": the name after the title."""
    words = text.split()
    last_title = max((index for index, word in enumerate(words) if is_title_word(word)), default=-1)
    name = " ".join(words[last_title + 1 :])
    return name if is_person_name(name) else None


def _leading_name(text: str) -> str | None:
    words = re.split(r"[.,;(]", text)[0].split()[:5]
    for count in range(len(words), 1, -1):
        name = " ".join(words[:count])
        if is_person_name(name):
            return name
    return None
