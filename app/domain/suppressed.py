"""Persons whose names are to stand nowhere, and how a text or a body is without them. Pure.

A name is known by keyed hashes of its forms alone: its letters, folded and without what stands between its words. So
"Holm, Lise", "LISE-HOLM" and a name that is broken over two lines are found, and its genitive.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

_JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_NO_JOINERS = dict.fromkeys(map(ord, _JOINERS))
_MARKUP = r"<[^<>]{0,200}>|&#?\w{1,10};"
_PIECES = re.compile(rf"(?P<markup>{_MARKUP})|[^\W_](?:[{_JOINERS}]*[^\W_])*")
_KEPT_BETWEEN = re.compile(rf"{_MARKUP}|\n")
_BETWEEN_LONGEST = 40
_PUNCTUATION_LONGEST = 2
_WORDS_LONGEST = 12
_RUNNING_SHORTEST = 5
_GENITIVE = "s"

_OF_A_PERSON: Mapping[str, Any] = {
    "title": None,
    "organisation": None,
    "represents": None,
    "political_party": None,
    "roles": [],
    "side": None,
    "group": None,
    "note": None,
    "printed": None,
    "also_printed": [],
}
"""Members of an attendee, a presenter or a lead that tell of the person, and what they are without."""

_MEMBERSHIP: Mapping[str, Any] = {"role": "member", "side": None, "valid_from": None, "valid_to": None}
T = TypeVar("T", bound=Struct)


class _Word(NamedTuple):
    start: int
    end: int
    letters: str


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms of names, or the hashes of those. `running` are looked for anywhere in a text, `whole` make up all of it.

    A name of one word is looked for as a whole alone: such words mean other things too.
    """

    running: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def forms_of(names: Iterable[str]) -> Forms:
    running, whole = set(), set()
    for name in names:
        words = [word.letters for word in _words(_composed(name))]
        letters = "".join(words)
        whole.add(letters)
        if len(words) > 1 and len(letters) >= _RUNNING_SHORTEST:
            running |= {letters, "".join((words[-1], *words[:-1]))}
    return Forms(frozenset(running), frozenset(whole) - running - {""})


def hash_of(letters: str, key: bytes) -> str:
    return hashlib.blake2b(letters.encode(), key=key, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class SuppressedPerson:
    """`ids` are those of the participant and of what was merged into it; `forms` are hashes, `lengths` their letters.

    `pseudonym` stands for the person.
    """

    ids: frozenset[str]
    pseudonym: str
    forms: Forms
    lengths: frozenset[int]


class Suppression:
    """All persons who are suppressed. `key` is that of the hashes."""

    def __init__(self, key: bytes, persons: tuple[SuppressedPerson, ...] = ()) -> None:
        self._by_id = {id: person for person in persons for id in person.ids}
        self._running = {form: person.pseudonym for person in persons for form in person.forms.running}
        self._whole = {form: person.pseudonym for person in persons for form in person.forms.whole}
        self._lengths = frozenset(length for person in persons for length in person.lengths)
        self._shortest, self._longest = min(self._lengths, default=0), max(self._lengths, default=0)
        self._hash = lru_cache(maxsize=65_536)(lambda letters: hash_of(letters, key))

    def __bool__(self) -> bool:
        return bool(self._by_id)

    @property
    def forms(self) -> frozenset[str]:
        """The hashes of all forms."""
        return frozenset(self._running) | frozenset(self._whole)

    def text(self, text: str) -> str:
        """With a pseudonym in place of each name. Lines stay lines, and markup between words stays."""
        if len(text) < self._shortest or not self._lengths:
            return text
        composed = _composed(text)
        words = list(_words(composed))
        pieces: list[str] = []
        at = number = 0
        while number < len(words):
            count, pseudonym = self._name_at(composed, words, number)
            if pseudonym is None:
                number += 1
                continue
            named = words[number : number + count]
            pieces += [composed[at : named[0].start], _named(composed, named, pseudonym)]
            at, number = named[-1].end, number + count
        return "".join((*pieces, composed[at:])) if pieces else text

    def value(self, value: Any) -> Any:
        """JSON, or structs, without the names, and without what else is told of the person where one is pointed to."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            seen = {name: self.value(child) for name, child in value.items()}
            person = self._by_id.get(str(value.get("participant_id")))
            return seen if person is None else _anonymous(seen, person.pseudonym)
        if isinstance(value, list | tuple):
            return type(value)(self.value(child) for child in value)
        return self.struct(value) if isinstance(value, Struct) else value

    def struct(self, value: T) -> T:
        """The same of what an importer hands over."""
        now = {field.name: self.value(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **now)

    def body(self, kind: str, id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A resource's body, or the part of it that a document told. A participant who is suppressed has little left.

        What is told of a person is told as "member of the forum": when, as what and for whom is left out.
        """
        seen: dict[str, Any] = self.value(body)
        person = self._by_id.get(id) if kind == "participant" else None
        if person is None or "name" not in seen:
            return seen
        blank: dict[str, Any] = {"name": person.pseudonym, "name_variants": [], "title": None, "organisation": None}
        blank |= {"political_party": None, "memberships": _memberships(seen.get("memberships") or [])}
        return {name: blank.get(name, value) for name, value in seen.items()}

    def _whole_name(self, words: list[_Word]) -> str | None:
        letters = "".join(word.letters for word in words[: _WORDS_LONGEST + 1])
        if len(words) > _WORDS_LONGEST or len(letters) not in self._lengths:
            return None
        return self._whole.get(self._hash(letters))

    def _name_at(self, text: str, words: list[_Word], first: int) -> tuple[int, str | None]:
        """The longest name that begins with this word: of how many words it is, and what stands for it."""
        whole = self._whole_name(words) if first == 0 else None
        if whole is not None:
            return len(words), whole
        found: tuple[int, str | None] = (0, None)
        letters = ""
        for count in range(1, min(_WORDS_LONGEST, len(words) - first) + 1):
            word = words[first + count - 1]
            if count > 1 and not _is_joined(text[words[first + count - 2].end : word.start]):
                break
            letters += word.letters
            if len(letters) > self._longest + len(_GENITIVE):
                break
            pseudonym = self._running_name(letters)
            if pseudonym is not None:
                found = count, pseudonym
        return found

    def _running_name(self, letters: str) -> str | None:
        for ending in ("", _GENITIVE):
            name = letters.removesuffix(ending)
            if f"{name}{ending}" == letters and len(name) in self._lengths:
                pseudonym = self._running.get(self._hash(name))
                if pseudonym is not None:
                    return f"{pseudonym}{ending}"
        return None


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _words(text: str) -> Iterator[_Word]:
    for piece in _PIECES.finditer(text):
        if piece["markup"] is None:
            yield _Word(piece.start(), piece.end(), piece[0].casefold().translate(_NO_JOINERS))


def _is_joined(between: str) -> bool:
    """Whether two words with this between them may be parts of one name."""
    bare = re.sub(_MARKUP, "", between) if "<" in between or "&" in between else between
    return len(bare) <= _BETWEEN_LONGEST and len(bare.strip().strip("_")) <= _PUNCTUATION_LONGEST


def _named(text: str, words: list[_Word], pseudonym: str) -> str:
    """What is put in place of these words: in small letters where they are, with the lines and the markup between."""
    said = text[words[0].start : words[-1].end]
    gaps = (text[one.end : following.start] for one, following in pairwise(words))
    kept = "".join(mark for gap in gaps for mark in _KEPT_BETWEEN.findall(gap))
    return f"{pseudonym.casefold() if said == said.casefold() else pseudonym}{kept}"


def _anonymous(seen: dict[str, Any], pseudonym: str) -> dict[str, Any]:
    blank = {name: value for name, value in _OF_A_PERSON.items() if name in seen}
    if "name" in seen:
        blank["name"] = pseudonym
    evidence = seen.get("evidence")
    if isinstance(evidence, dict) and "text" in evidence:
        blank["evidence"] = {**evidence, "text": None}
    return seen | blank


def _memberships(held: list[Any]) -> list[Any]:
    forums = dict.fromkeys(one["forum_id"] for one in held)
    return [{"forum_id": id, **_MEMBERSHIP, "on_behalf_of": None} for id in forums]
