"""One line about one person: name, title, organisation, party letter, role, afbud."""

import re

from msgspec import Struct, field

from app.domain.danish_titles import (
    general_practice_body,
    has_title_word,
    is_person_name,
    is_title_word,
    looks_like_organisation,
    organisation_start,
)
from app.domain.vocabulary import Attendance, Role, Side

_GROUPS = re.compile(r"\(([^()]{1,60})\)|\*\*([^*]{1,40})\*\*")
_DASHED = re.compile(
    r"(?:\s[-–:]\s*|,\s*|:\s*|\s(?=(?:med|(?:har |havde )?meldt) afbud))"
    r"((?:(?:sendt|med|(?:har |havde )?meldt) )?afbud|fraværende|ikke til stede|(?:næst|med)?formand"
    r"|ordstyrer|referent)\s*$",
    re.IGNORECASE,
)
_DASHED_ENDS = ("afbud", "fraværende", "ikke til stede", "formand", "ordstyrer", "referent")
_PARTY_LETTER = re.compile(r"[A-ZÆØÅ]|SF|EL|LA|DD|KD|RV|DF")
_ROLE_WORDS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"(?:med|næst)formand|(?:med|næst)forperson"), "co_chair"),
    (re.compile(r"formand|forperson|forkvinde"), "chair"),
    (re.compile(r"ordstyrer|mødeleder"), "moderator"),
    (re.compile(r"referent"), "minute_taker"),
    (re.compile(r"sekretariat|sekretær"), "secretariat"),
    (re.compile(r"gæst"), "guest"),
)
_SIDES: tuple[tuple[re.Pattern[str], Side], ...] = (
    (re.compile(r"\bregional"), "regional"),
    (re.compile(r"\bkommunal"), "municipal"),
)
_ABSENCE: tuple[tuple[re.Pattern[str], Attendance], ...] = (
    (re.compile(r"\bafbud\b"), "excused"),
    (re.compile(r"\bfravær(?:ende)?\b"), "absent"),
    (re.compile(r"\bikke (?:til stede|mødt)\b"), "away"),
)
_IN_PLACE_OF = re.compile(
    r"(?:(?:som )?(?:stedfortræder|suppleant|substitut|vikar) for|i stedet for|på vegne af|for)\s+(.+)", re.IGNORECASE
)
_PLACE_TAKEN_BY = re.compile(
    r"(?:(?:stedfortræder|suppleant|substitut|vikar)(?: er)?|i stedet(?: for)?(?: deltog)?|erstattet af):?\s+(.+)"
    r"|[-–,;:]\s*((?-i:[A-ZÆØÅ])[^-–,;:]{3,60}?) (?:deltog|deltager|mødte|møder)(?: i stedet| for \w+)?$",
    re.IGNORECASE,
)
_AWAY_AND_WHO_CAME = re.compile(
    r"\s*[-–,:]\s*(?:(?:sendt|meldt) )?afbud\s*[-–,;]\s*([^,;()]{3,60}?)"
    r"(?: \([^()]{1,20}\))? (?:deltog|deltager|mødte|møder) i stedet\.?$",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s[-–]\s")
_ONLY_FOR_ITEMS = re.compile(
    r"\s*,?\s*\b(?:deltog|deltager|kun)?\s*(?:under|ved|til|i)\s+(?:punkt|pkt\.?)\s+(.*)$", re.IGNORECASE
)
_ITEMS_MARK = re.compile(
    r"(?:(?:deltog|deltager|kun) )*(?:(?:under|ved|til|i|på) )?(?:punkt|pkt\.?) (\d[\d ,a-zog–-]*)", re.IGNORECASE
)
_ITEM_NUMBERS = re.compile(r"\b(\d{1,3}[a-z]?)\b(?:\s*[-–]\s*(\d{1,3})\b)?")
_LONGEST_SPAN = 50
_SIDE_ROLE = re.compile(r"(regional|kommunal) (sekretær|medformand|formand|næstformand)", re.IGNORECASE)
_SIDE_LETTERS = frozenset("RrKk")
LONGEST_PERSON_LINE = 300


class Person(Struct, frozen=True):
    """`item_numbers` are the items a guest was there for; empty means the whole meeting. `replaces` is the name of the
    person somebody came in place of, `replaced_by` that of who came instead."""

    name: str
    title: str | None = None
    organisation: str | None = None
    represents: str | None = None
    political_party: str | None = None
    roles: tuple[Role, ...] = ()
    side: Side | None = None
    attendance: Attendance = "present"
    item_numbers: tuple[str, ...] = ()
    note: str | None = None
    printed: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None


class _Marks(Struct):
    """What stands in parentheses and between asterisks: it means party, role or afbud depending on content."""

    political_party: str | None = None
    roles: list[Role] = field(default_factory=list)
    side: Side | None = None
    attendance: Attendance = "present"
    notes: list[str] = field(default_factory=list)
    organisation: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    items: str = ""

    def take(self, content: str) -> None:
        if _PARTY_LETTER.fullmatch(content):
            self.political_party = content
            return
        if (replaced := _IN_PLACE_OF.fullmatch(content)) is not None and is_person_name(replaced[1].strip()):
            self.replaces = replaced[1].strip()
            return
        if (items := _ITEMS_MARK.fullmatch(content)) is not None:
            self.items = items[1]
            return
        taken = _PLACE_TAKEN_BY.search(content)
        if taken is not None and is_person_name(name := (taken[1] or taken[2]).strip(" .")):
            self.replaced_by = name
            content = content[: taken.start()].strip(" ,;–-")
        folded = content.casefold()
        absence = next((meaning for pattern, meaning in _ABSENCE if pattern.search(folded)), None)
        role = next((meaning for pattern, meaning in _ROLE_WORDS if pattern.search(folded)), None)
        side = next((meaning for pattern, meaning in _SIDES if pattern.search(folded)), None)
        if absence is None and role is None and content:
            if self.organisation is None and looks_like_organisation(content):
                self.organisation = content
            else:
                self.notes.append(content)
        self.attendance = absence or self.attendance
        self.side = side or self.side
        if role is not None and role not in self.roles:
            self.roles.append(role)


def role_named(word: str) -> Role | None:
    """The role a word names: "medformand", "sekretær", "medlem"."""
    folded = word.casefold()
    if folded.startswith("medlem"):
        return "member"
    return next((role for pattern, role in _ROLE_WORDS if pattern.search(folded)), None)


def read_person(text: str) -> Person | None:
    """The person of a line, or null where no part of it is certainly a name."""
    if len(text) > LONGEST_PERSON_LINE:
        return None
    marks = _Marks()
    if "i stedet" in text:
        text = _AWAY_AND_WHO_CAME.sub(r" (afbud, \1 deltog i stedet)", text)
    folded = text.casefold()
    if folded.rstrip().endswith(_DASHED_ENDS) and (dashed := _DASHED.search(text)) is not None:
        marks.take(dashed[1])
        text = text[: dashed.start()]
    bare = text
    if "(" in text or "**" in text:
        for match in _GROUPS.finditer(text):
            marks.take((match[1] or match[2]).strip())
        bare = _GROUPS.sub(" ", text)
    items = _ONLY_FOR_ITEMS.search(bare) if "punkt" in folded or "pkt" in folded else None
    if items is not None:
        bare = bare[: items.start()]
    segments = [" ".join(part.split()) for part in _after_name(bare.strip(" .*")).split(",")]
    person = _from_segments([segment for segment in segments if segment])
    if person is None:
        return None
    numbers = _item_numbers(marks.items or (items[1] if items is not None else ""))
    return Person(
        person.name,
        person.title,
        person.organisation or marks.organisation,
        person.represents or general_practice_body(marks.organisation or ""),
        political_party=marks.political_party,
        roles=tuple(dict.fromkeys((*marks.roles, *person.roles))),
        side=marks.side or person.side,
        attendance=marks.attendance,
        item_numbers=numbers,
        note=", ".join(marks.notes) or None,
        replaces=marks.replaces,
        replaced_by=marks.replaced_by,
    )


def _after_name(text: str) -> str:
    """ "Ida Holm - Socialdirektør": a dash behind the name is as good as a comma."""
    parts = _DASH.split(text, maxsplit=1) if "-" in text or "–" in text else [text]
    return ", ".join(parts) if len(parts) > 1 and is_person_name(parts[0].strip()) else text


def _item_numbers(text: str) -> tuple[str, ...]:
    """ "3, 5a og 7-9" is 3, 5a, 7, 8 and 9."""
    numbers: list[str] = []
    for first, last in _ITEM_NUMBERS.findall(text):
        if last and first.isdecimal() and 0 < int(last) - int(first) <= _LONGEST_SPAN:
            numbers.extend(str(number) for number in range(int(first), int(last) + 1))
        else:
            numbers.append(first)
    return tuple(dict.fromkeys(numbers))


def _from_segments(segments: list[str]) -> Person | None:
    roles = tuple(role for segment in segments if (role := _side_role(segment)) is not None)
    segments = [segment for segment in segments if _side_role(segment) is None]
    at = next((index for index, segment in enumerate(segments) if is_person_name(segment)), None)
    if at is None:
        segments = [part for segment in segments for part in _split_before_name(segment)]
        at = next((index for index, segment in enumerate(segments) if is_person_name(segment)), None)
    if at is None:
        return None
    rest = segments[:at] + segments[at + 1 :]
    title, organisation = split_title(rest)
    represents = next((body for part in rest if (body := general_practice_body(part)) is not None), None)
    side = next((side for _, side in roles), None)
    return Person(segments[at], title, organisation, represents, roles=tuple(role for role, _ in roles), side=side)


def _side_role(segment: str) -> tuple[Role, Side | None] | None:
    """ "Regional sekretær": a segment that is nothing but a role with its side."""
    match = _SIDE_ROLE.fullmatch(segment) if segment[:1] in _SIDE_LETTERS else None
    if match is None:
        return None
    side: Side = "regional" if match[1].casefold() == "regional" else "municipal"
    return next(role for pattern, role in _ROLE_WORDS if pattern.search(match[2].casefold())), side


def _split_before_name(segment: str) -> list[str]:
    """ "Solby Kommune Ida Vang", "Chef Ida Vang": what stands before the name, and the name; else the segment."""
    words = segment.split(" ")
    for at in range(1, len(words) - 1):
        before, name = " ".join(words[:at]).rstrip(":"), " ".join(words[at:])
        if (is_title_word(words[at - 1]) or looks_like_organisation(before)) and is_person_name(name):
            return [before, name]
    return [segment]


def _is_place(segment: str) -> bool:
    """One capitalised word after an organisation: where it lies ("Solby Sygehus, Tanghavn")."""
    return segment.isalpha() and segment[:1].isupper() and not is_title_word(segment)


def split_title(segments: list[str]) -> tuple[str | None, str | None]:
    """Title and organisation. A title may hold commas: the organisation is what certainly looks like one, at the end,
    else at the beginning ("PLO, praktiserende læge i Solby Kommune"), else the last of several segments."""
    if not segments:
        return None, None
    if len(segments) > 1 and _is_place(segments[-1]) and looks_like_organisation(segments[-2]):
        segments = [*segments[:-2], f"{segments[-2]}, {segments[-1]}"]
    start = organisation_start(segments[-1])
    if start is not None:
        title = ", ".join([*segments[:-1], segments[-1][:start].strip()] if start else segments[:-1])
        return title or None, segments[-1][start:]
    if looks_like_organisation(segments[0]):
        return ", ".join(segments[1:]) or None, segments[0]
    if has_title_word(segments[-1]):
        return ", ".join(segments), None
    return ", ".join(segments[:-1]) or None, segments[-1]
