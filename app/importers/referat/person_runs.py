"""Several persons in one run of text: "Ida Holm (C), Bo Ahle og Ib Ege", or with titles and without separators."""

import re

from msgspec.structs import replace

from app.domain.danish_titles import (
    general_practice_body,
    has_title_word,
    is_person_name,
    is_title_word,
    looks_like_organisation,
)
from app.importers.referat.persons import Person, read_person

_SEPARATOR = re.compile(r"\s*(?:[;,]|\bog\b|\bsamt\b)\s*")
_PARENTHESES = re.compile(r"\s*\([^()]{1,60}\)")
_BEFORE_STATE = re.compile(r"\s[-–:]\s*(?=afbud|fraværende)")
_PLAIN_NAME = re.compile(r"[A-ZÆØÅÁÉÍÓÚÜÖÄ][\w.'’-]*(?: (?:[A-ZÆØÅÁÉÍÓÚÜÖÄ][\w.'’-]*|[a-zæøå]{2,4})){0,5}")
_LONGEST_RUN = 20_000
_SURELY = 2
_PRACTICE = frozenset({"almen praksis", "plo", "praksis"})


def read_run(text: str) -> tuple[Person, ...]:
    """The persons of a labelled run. Names alone, with their marks in parentheses, are separated by commas and "og";
    with titles and organisations, a person begins where a title begins inside a segment."""
    text = text[:_LONGEST_RUN].strip(" .\t")
    owner, colon, rest = text.partition(":")
    if colon and rest.strip() and (looks_like_organisation(owner.strip()) or owner.strip().casefold() in _PRACTICE):
        return tuple(_of(person, owner.strip()) for person in read_run(rest))
    if ";" in text and "i stedet" not in text:
        return tuple(person for part in text.split(";") if part.strip() for person in read_run(part))
    parts = [part for part in _split_outside_parentheses(text) if part]
    if parts and all(_is_name_alone(part) for part in parts):
        return tuple(person for part in parts if (person := _named(part)) is not None)
    chunks = _by_names(parts) or _chunks(text)
    found = [read_person(chunk) for chunk in chunks]
    return tuple(replace(person, printed=chunk) for person, chunk in zip(found, chunks, strict=True) if person)


def _by_names(parts: list[str]) -> list[str]:
    """ "Ida Holm (A), formand, Bo Ahle (V), Ib Ege (C)": each name begins a person, where several surely do. Null for
    any other run: a title or an organisation may look like one name."""
    if len(parts) <= _SURELY:
        return []
    bare = [_PARENTHESES.sub("", part).strip() for part in parts]
    names = [at for at, part in enumerate(bare) if is_person_name(part)]
    is_followed = any(at + 1 < len(bare) and has_title_word(bare[at + 1]) for at in names[1:])
    if not names or names[0] != 0 or not (len(names) > _SURELY or (len(names) > 1 and is_followed)):
        return []
    ends = [*names[1:], len(parts)]
    return [", ".join(parts[start:end]) for start, end in zip(names, ends, strict=True)]


def _split_outside_parentheses(text: str) -> list[str]:
    hidden = _PARENTHESES.sub(lambda match: "\x00" * len(match.group()), text) if "(" in text else text
    parts, start = [], 0
    for match in _SEPARATOR.finditer(hidden):
        parts.append(text[start : match.start()].strip())
        start = match.end()
    parts.append(text[start:].strip())
    return parts if hidden != text or len(parts) > 1 else [text]


def _is_name_alone(part: str) -> bool:
    bare = _PARENTHESES.sub("", part).strip() if "(" in part else part.strip()
    name = _BEFORE_STATE.split(bare)[0].strip(" .")
    if is_person_name(name):
        return True
    words = name.split()
    return (
        2 <= len(words) <= 6
        and _PLAIN_NAME.fullmatch(name) is not None
        and not any(map(is_title_word, words))
        and not looks_like_organisation(name)
    )


def _of(person: Person, organisation: str) -> Person:
    """ "Solby Kommune: Ida Holm, direktør": whose she is, where nothing else says it."""
    if person.organisation is not None:
        return person
    return replace(person, organisation=organisation, represents=general_practice_body(organisation))


def _named(part: str) -> Person | None:
    person = read_person(part)
    if person is None:
        bare = _PARENTHESES.sub("", part).strip(" .")
        person = Person(_BEFORE_STATE.split(bare)[0].strip())
    return replace(person, printed=part)


def _chunks(text: str) -> list[str]:
    """The run cut where a person's title begins in the middle of a segment, after the name before it."""
    chunks: list[str] = []
    current: list[str] = []
    for segment in text.split(","):
        words = segment.split()
        start = 0
        for index in range(1, len(words)):
            if begins_title(words, index) and index > start:
                current.append(" ".join(words[start:index]))
                if any(_holds_name(part) for part in current):
                    chunks.append(", ".join(current))
                    current, start = [], index
                else:
                    current.pop()
        if words[start:]:
            current.append(" ".join(words[start:]))
    return [*chunks, ", ".join(current)] if current else chunks


def begins_title(words: list[str], index: int) -> bool:
    """ "Chef", or "Sygeplejefaglig" before "direktør": a title in the middle of a segment begins with a capital."""
    word = words[index]
    if not word[:1].isupper() or words[index - 1] in {"i", "for", "af", "og", "til"}:
        return False
    if is_title_word(word):
        return not (index > 0 and words[index - 1][:1].isupper() and words[index - 1].endswith("faglig"))
    following = words[index + 1] if index + 1 < len(words) else ""
    return following[:1].islower() and is_title_word(following)


def _holds_name(part: str) -> bool:
    if is_person_name(part):
        return True
    words = part.split()
    return any(is_person_name(" ".join(words[at:])) for at in range(1, len(words) - 1))
