"""Who is new in the forum: "… deltager for første gang", "Ida Holm indtræder i Chefforum som ny medformand fra …"."""

import re
from collections.abc import Iterator

from app.domain.danish_titles import is_person_name, is_title_word, party_kind
from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.domain.vocabulary import Role, Side
from app.importers.document import Attendee
from app.importers.referat.blocks import ItemBlock
from app.importers.referat.lines import Line
from app.importers.referat.people import People
from app.importers.referat.persons import role_named
from app.importers.referat.sentences import sentences

_FIRST_TIME = re.compile(r"\b(?:deltager|deltog|er med|var med) for første gang\b[^.;]{0,80}")
_ENTERS = re.compile(
    r"(?P<who>.{3,150}?) "
    r"(?P<note>(?:indtræder|indtrådte|er indtrådt|tiltræder|tiltrådte|er tiltrådt) i (?P<forum>.{2,60}?) "
    r"som (?:ny(?:t|e)? )?(?P<role>\w+)(?: fra (?P<organisation>[A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ][\w-]+){0,3}))?)"
)
_PARTS = re.compile(r",\s*(?:idet |og |samt )?| (?:idet|og|samt) ")
_LONGEST_LINE = 1_000


def read_newcomers(
    blocks: tuple[ItemBlock, ...], item_keys: tuple[str, ...], people: People, names: frozenset[str]
) -> tuple[Attendee, ...]:
    """Notes it with those who are listed; gives those who are not: members of whom no list says that they were there.

    `names` are normalised names of the forum: who enters another one is none of its newcomers.
    """
    found: dict[str, Attendee] = {}
    for line, key in _lines(blocks, item_keys):
        where = Evidence((line.number, line.number), line.bare[:_LONGEST_LINE], agenda_item_id=key)
        for sentence in sentences(line.bare[:_LONGEST_LINE]):
            _note_first_time(sentence, people, where)
            person = _entering(sentence, people, where, names)
            if person is not None:
                found.setdefault(person.key, person)
    return tuple(found.values())


def _lines(blocks: tuple[ItemBlock, ...], item_keys: tuple[str, ...]) -> Iterator[tuple[Line, str]]:
    for block, key in zip(blocks, item_keys, strict=True):
        for section in block.sections:
            for line in section.lines:
                if line.style == "plain" and (" første gang" in line.bare or " som ny" in line.bare):
                    yield line, key


def _note_first_time(sentence: str, people: People, where: Evidence) -> None:
    match = _FIRST_TIME.search(sentence)
    if match is None:
        return
    for part in _PARTS.split(sentence[: match.start()]):
        key = people.mention(part.strip(), where) if is_person_name(part.strip()) else None
        if key is not None:
            people.row(key).note = match.group().strip(" ,")


def _entering(sentence: str, people: People, where: Evidence, names: frozenset[str]) -> Attendee | None:
    match = _ENTERS.match(sentence)
    role = None if match is None else role_named(match["role"])
    if match is None or role is None or (names and key_text(match["forum"]) not in names):
        return None
    words = match["who"].split()
    last_title = max((at for at, word in enumerate(words) if is_title_word(word)), default=-1)
    name = " ".join(words[last_title + 1 :])
    if not is_person_name(name):
        return None
    known = people.mention(name, where)
    if known is not None:
        people.row(known).note = match["note"]
        return None
    organisation: str | None = match["organisation"]
    title = words[last_title] if last_title >= 0 else None
    return Attendee(
        key_text(name),
        key_text(name),
        name,
        sentence,
        title,
        organisation,
        roles=(role,),
        side=_side(role, organisation),
        evidence=where,
    )


def _side(role: Role, organisation: str | None) -> Side | None:
    if role not in {"chair", "co_chair"}:
        return None
    kind = party_kind(organisation or "")
    return "regional" if kind == "region" else "municipal" if kind == "municipality" else None
