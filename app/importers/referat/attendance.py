"""Who was there: the list of attendees with its groups, guests, afbud, and substitutes named in running text."""

import re

from app.domain.danish_titles import has_title_word
from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.domain.vocabulary import Attendance, Role
from app.importers.document import ItemReference
from app.importers.referat.attendee_groups import ABSENT, PRESENT, Group, group_of, labelled_without_colon
from app.importers.referat.blocks import Blocks, SectionBlock
from app.importers.referat.cells import head_parts
from app.importers.referat.lines import Line
from app.importers.referat.people import Listed, People
from app.importers.referat.person_runs import read_run
from app.importers.referat.persons import LONGEST_PERSON_LINE, Person, read_person
from app.importers.referat.sections import contents_entry
from app.importers.referat.substitutes import read_substitutions, resolve_marked, tells_of_substitution

_LIST_TITLES = frozenset(
    {"deltagere", "deltagerne", "mødedeltagere", "deltagerliste", "deltagerlisten", "fremmøde", "fremmødte", "afbud"}
)
_BESIDE_LIST_TITLES = frozenset(
    {"velkomst", "præsentation", "præsentationsrunde", "gæster", "fraværende", "til", "mødet", "stede", "og"}
)
_LONGEST_PRINTED = 2 * LONGEST_PERSON_LINE
_ALL_BUT = re.compile(
    r"Alle\b[^.]{0,80}?\b(?:mødt|til stede|deltog|mødte|fremmødte?)\b"
    r"(?:,? (?:undtagen|undtaget|bortset fra|på nær|med undtagelse af)\s+(?P<names>[^.]+?)"
    r"(?:,? (?:der|som) [^.]*)?)?\.?$"
)
_WERE_AWAY = re.compile(
    r"(?P<names>[A-ZÆØÅ][^.:]{3,300}?) (?:(?:havde|har) (?:meldt|sendt) afbud|var (?:fraværende|ikke til stede))\.?$"
)
_AWAY_WORDS = ("afbud", "fraværende", "ikke til stede")
_WERE_THERE = re.compile(
    r"(?:(?:I|På|Ved) mødet (?:deltog|deltager|mødte)|(?:Til stede|Tilstede|Mødt) (?:var|er)|Deltagere(?:ne)? var"
    r"|Der deltog)"
    r":?\s+(?P<names>(?-i:[A-ZÆØÅ]).{3,600}?)\.?",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?P<name>\S.{1,80}?)\s*(?:\t+|:|,|\s[-–]|\|)\s*(?P<state>til ?stede|mødt|fremmødt|deltog|deltager|ja|x"
    r"|(?:meldt )?afbud|fraværende|ikke til ?stede|nej)\.?",
    re.IGNORECASE,
)
_STATE_ENDS = ("stede", "mødt", "deltog", "deltager", "ja", "x", "afbud", "fraværende", "nej")
_THERE = frozenset({"til stede", "tilstede", "mødt", "fremmødt", "deltog", "deltager", "ja", "x"})
_COLUMNS = frozenset({"navn", "fremmøde", "status", "deltager", "parti", "til stede", "medlem", "bemærkning"})
_ABSENT = re.compile(r"(?:Fraværende|Afbud|(?:Ikke|Ej) til stede)(?: ved punktet)?:?\s+(?=[A-ZÆØÅ])(.*)")


def read_attendance(blocks: Blocks, item_keys: tuple[str, ...]) -> People:
    """`item_keys` are the keys of the items, in the same order. Who is listed in the head or as an item of its own was
    there; who is named as absent under an item was away for that item."""
    people = People()
    _read_head(blocks.head, people)
    lists = [_is_list_title(item.heading.bare) for item in blocks.items]
    for position, (item, key, is_list) in enumerate(zip(blocks.items, item_keys, lists, strict=True)):
        for section in item.sections if is_list or (position == 0 and not people) else ():
            _read_list(section, key, people, whole=is_list and section.kind in {"presentation", "other"})
    for section in blocks.items[0].sections if people else ():
        for line in section.lines:
            named = labelled_without_colon(line.bare) if line.style == "plain" and len(line.bare) < 100 else None
            if named is not None and named[1].role in {"moderator", "minute_taker"}:
                _read_run(line, named[2], named[1], None, people)
    resolve_marked(people)
    read_substitutions(blocks.head, None, people)
    for item, key, is_list in zip(blocks.items, item_keys, lists, strict=True):
        for section in item.sections:
            if is_list or section.kind in {"decision", "absentees"}:
                read_substitutions(section.lines, key, people)
                _read_absences(section, ItemReference(key, item.heading.marker or ""), people)
    return people


def _read_head(lines: tuple[Line, ...], people: People) -> None:
    """Lists in the head begin with a label ("Deltagere:", "Afbud Ida Holm, Bo Ahle") and end with any other line."""
    group: Group | None = None
    label: str | None = None
    for line in (part for whole in lines for part in _parts(whole)):
        if line.is_blank:
            continue
        if group is not None and (stated := _stated(line)) is not None:
            _read_run(line, stated, group, label, people)
        elif contents_entry(line.text) is not None:
            group = None
        elif (there := _WERE_THERE.fullmatch(line.bare[:_LONGEST_PRINTED])) is not None:
            _read_run(line, there["names"], Group(), None, people)
        elif tells_of_substitution(line):
            continue
        elif (named := _labelled(line) or labelled_without_colon(line.bare)) is not None:
            group = named[1]
            label = named[0] if group.printed else None
            _read_run(line, named[2], group, label, people)
        elif group_of(line.bare) is not None or (group is not None and line.bare.endswith(":")):
            group = _group_heading(line) or Group()
            label = line.bare.rstrip(": ") if group.printed else None
        elif not _read_prose(line, people) and group is not None:
            group = group if _read_run(line, line.bare, group, label, people) else None


def _parts(line: Line) -> tuple[Line, ...]:
    """A row of a header table: a list of attendees with its label, the rest of the one above (no label), or else only
    those of its cells that hold a label with persons."""
    if line.style != "row":
        return (line,)
    if _stated(line) is not None or _is_column_heads(line):
        return () if _is_column_heads(line) else (line,)
    parts = head_parts(line)
    first = line.cells[0].strip()
    if first == "" or group_of(first) is not None:
        return parts
    return tuple(part for part in parts if _labelled(part) is not None)


def _is_column_heads(line: Line) -> bool:
    return {cell.strip().casefold() for cell in line.cells if cell.strip()} <= _COLUMNS


def _stated(line: Line) -> str | None:
    """ "Ida Holm: til stede", "Bo Ahle<tab>Afbud": the name, with its afbud in parentheses; null for any other line."""
    text = line.bare[:_LONGEST_PRINTED]
    match = _STATE.fullmatch(text) if text.casefold().removesuffix(".").endswith(_STATE_ENDS) else None
    if match is None or not read_run(match["name"]):
        return None
    state = match["state"].casefold()
    return match["name"] if state in _THERE else f"{match['name']} ({'ikke til stede' if state == 'nej' else state})"


def _read_run(line: Line, text: str, group: Group, label: str | None, people: People) -> bool:
    """One person or a run of persons; false where the text is none. "Afbud: Ingen" tells that nobody was away."""
    if _tells_nobody(text, group):
        people.told = True
        return False
    evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED])
    persons = read_run(text)
    for person in persons:
        known = people.mention(person.name, evidence) if group.role is not None else None
        if known is not None and group.role is not None:
            people.row(known).roles = tuple(dict.fromkeys((*people.row(known).roles, group.role)))
        else:
            people.add(_row(person, person.printed or line.bare[:_LONGEST_PRINTED], evidence, group, label))
    return bool(persons)


def _tells_nobody(text: str, group: Group) -> bool:
    return group.attendance != "present" and key_text(text) in {"ingen", "ingen afbud", "ingen fraværende"}


def _read_prose(line: Line, people: People) -> bool:
    """ "Alle var mødt, undtagen Ida Holm", "Bo Ahle havde meldt afbud": who was away, where the text alone says so."""
    text = line.bare[:_LONGEST_PRINTED]
    match = _ALL_BUT.match(text) or (_WERE_AWAY.match(text) if any(map(text.__contains__, _AWAY_WORDS)) else None)
    persons = () if match is None or match["names"] is None else read_run(match["names"])
    if match is None or (match["names"] is not None and not persons):
        return False
    attendance: Attendance = "away"
    if "afbud" in line.bare.casefold():
        attendance = "excused"
    elif "fraværende" in line.bare.casefold():
        attendance = "absent"
    evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED])
    people.told = True
    for person in persons:
        people.add(_row(person, person.printed or person.name, evidence, Group(None, attendance), None))
    return True


def _read_absences(section: SectionBlock, item: ItemReference, people: People) -> None:
    """ "Fraværende: Ida Holm" under an item. Of who is in no list, nothing is known of the other items."""
    for line in section.lines:
        named = _ABSENT.fullmatch(line.bare[:_LONGEST_PRINTED]) if section.kind == "decision" else None
        text = named[1] if named is not None else line.bare if section.kind == "absentees" else ""
        if not text:
            continue
        people.told = people.told or _tells_nobody(text, ABSENT)
        for person in read_run(text):
            evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED], agenda_item_id=item.ref)
            key = people.mention(person.name, evidence)
            if key is None:
                key = key_text(person.name)
                people.add(_row(person, line.bare[:_LONGEST_PRINTED], evidence, Group(None, "unknown"), None))
            if people.row(key).attendance in {"present", "unknown"}:
                people.row(key).absent_for.append(item)


def _is_list_title(title: str) -> bool:
    """ "Mødedeltagere", "Velkomst og deltagere"; not "Udpegning af deltagere til kurset"."""
    folded = title.casefold()
    if "delt" not in folded and "frem" not in folded and "afbud" not in folded:
        return False
    words = set(key_text(title).replace(",", " ").split())
    return not words.isdisjoint(_LIST_TITLES) and words <= _LIST_TITLES | _BESIDE_LIST_TITLES


def _read_list(section: SectionBlock, item_key: str, people: People, *, whole: bool) -> None:
    """`whole`: all of the section is the list. Else the list begins with the name of a group ("Gæster:") and ends with
    the first other sentence."""
    in_list = whole
    group, label = PRESENT, None
    for line in section.lines:
        if line.is_blank:
            continue
        heading = _group_heading(line)
        if heading is not None:
            group, in_list = heading, True
            label = line.bare.rstrip(": ") if heading.printed else None
        elif (labelled := _labelled(line)) is not None:
            _read_labelled(line, *labelled, item_key, people)
        elif in_list:
            in_list = _read_row(line, group, label, item_key, people) or whole


def _group_heading(line: Line) -> Group | None:
    if line.style != "plain" or len(line.bare) > 60:
        return None
    known = group_of(line.bare)
    if known is None and line.bare.endswith(":") and len(line.bare.split()) <= 3:
        return Group()
    return known


def _labelled(line: Line) -> tuple[str, Group, str] | None:
    """ "Afbud: Ida Holm og Bo Ahle": label, group, and what stands after the label."""
    label, colon, rest = line.bare.partition(":")
    group = group_of(label) if colon and len(label) <= 60 else None
    return None if group is None or not rest.strip() else (label.strip(), group, rest.strip())


def _read_labelled(line: Line, label: str, group: Group, rest: str, item_key: str, people: People) -> None:
    evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED], agenda_item_id=item_key)
    persons = read_run(rest)
    for person in persons:
        people.add(_row(person, line.bare[:_LONGEST_PRINTED], evidence, group, label if group.printed else None))
    people.told = people.told or _tells_nobody(rest, group)
    if not persons and not _tells_nobody(rest, group):
        people.unread(evidence)


def _read_row(line: Line, group: Group, label: str | None, item_key: str, people: People) -> bool:
    """Adds the person of the line; tells whether the list goes on."""
    if tells_of_substitution(line):
        return True
    evidence = Evidence((line.number, line.number), line.bare[:_LONGEST_PRINTED], agenda_item_id=item_key)
    person = read_person(line.bare)
    if person is not None:
        people.add(_row(person, line.bare, evidence, group, label))
        return True
    if len(line.bare) <= 100 and has_title_word(line.bare) and not line.bare.endswith("."):
        key = key_text(line.bare)
        roles: tuple[Role, ...] = (group.role,) if group.role else ("member",)
        people.add(Listed(key, None, line.bare, evidence, group.attendance, roles, label, line.bare))
        return True
    if line.bare.endswith((".", "!", "?")):
        return False
    people.unread(evidence)
    return True


def _row(person: Person, printed: str, evidence: Evidence, group: Group, label: str | None) -> Listed:
    own = person.roles if group.role is None or group.role in person.roles else (group.role, *person.roles)
    attendance = group.attendance if person.attendance == "present" else person.attendance
    roles: tuple[Role, ...] = own or (() if person.replaces else ("member",))
    return Listed(key_text(person.name), person, printed, evidence, attendance, roles, label)
