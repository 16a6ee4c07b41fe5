"""Who came in place of whom: told in a sentence, or marked at the name ("Ida Holm (stedfortræder for Bo Ahle)")."""

import re

from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import Substitution
from app.importers.referat.lines import Line
from app.importers.referat.people import Listed, People
from app.importers.referat.persons import LONGEST_PERSON_LINE, Person, read_person
from app.importers.referat.sentences import sentences

_CAME = r"(?:deltog|deltager|mødte|møder|var til stede)"
_INSTEAD = r"(?:i stedet for|på vegne af|som (?:suppleant|stedfortræder|substitut|vikar) for)"
_FORMS = (
    re.compile(rf"(?P<substitute>.{{3,250}}?),? (?:{_CAME} )?{_INSTEAD}\s+(?P<replaced>.{{3,250}})"),
    re.compile(rf"(?P<substitute>.{{3,250}}?),? {_CAME} for (?P<replaced>[A-ZÆØÅ].{{2,250}})"),
    re.compile(
        r"(?:I stedet for|På vegne af|(?:Som )?(?i:stedfortræder|suppleant|substitut|vikar) for) "
        rf"(?P<replaced>.{{3,250}}?)(?:: | {_CAME} )(?P<substitute>.{{3,250}})"
    ),
)
_STEMS = (
    *("stedet for", "vegne af", "suppleant for", "stedfortræder for", "substitut for", "vikar for"),
    *("deltog for", "deltager for", "mødte for", "møder for", "stede for"),
)
"""Words, casefolded, one of which each form has."""
_LONGEST_PRINTED = 2 * LONGEST_PERSON_LINE


def tells_of_substitution(line: Line) -> bool:
    return any(_persons_of(sentence) for sentence in _sentences(line))


def read_substitutions(lines: tuple[Line, ...], item_key: str | None, people: People) -> None:
    """Those told in sentences of the lines. `item_key` is null in the head."""
    for line in lines:
        for sentence in _sentences(line):
            if (persons := _persons_of(sentence)) is not None:
                evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED], agenda_item_id=item_key)
                _substitute(people, *persons, evidence)


def resolve_marked(people: People) -> None:
    """Those marked at a name of the list, once the list is whole."""
    for row in tuple(people):
        if row.person is not None and row.person.replaces is not None:
            _set(people, row.key, row.person.replaces, row.evidence)
        if row.person is not None and row.person.replaced_by is not None:
            _substitute(people, Person(row.person.replaced_by), row.person, row.evidence)


def _sentences(line: Line) -> list[str]:
    if not any(map(line.bare.casefold().__contains__, _STEMS)):
        return []
    return sentences(line.bare[:_LONGEST_PRINTED])


def _persons_of(sentence: str) -> tuple[Person, Person] | None:
    """Who came and who was replaced; null where one of them is no person."""
    for form in _FORMS:
        match = form.match(sentence)
        if match is None:
            continue
        substitute, replaced = read_person(match["substitute"]), read_person(match["replaced"])
        if substitute is not None and replaced is not None:
            return substitute, replaced
    return None


def _substitute(people: People, substitute: Person, replaced: Person, evidence: Evidence) -> None:
    own_key = people.mention(substitute.name, evidence)
    if own_key is None:
        own_key = key_text(substitute.name)
        people.add(Listed(own_key, substitute, evidence.text or "", evidence, "present", substitute.roles))
    _set(people, own_key, replaced.name, evidence)


def _set(people: People, own_key: str, replaced: str, evidence: Evidence) -> None:
    """Who was replaced without an afbud mark was away, and nobody says why: a contradiction in the list."""
    replaced_key = people.mention(replaced, evidence)
    people.row(own_key).substitutes_for = Substitution(replaced, replaced_key)
    if replaced_key is not None and people.row(replaced_key).attendance == "present":
        people.row(replaced_key).attendance = "away"
        people.contradiction(
            people.row(replaced_key), evidence, "opført som deltager uden afbud, men en anden deltog i stedet"
        )
