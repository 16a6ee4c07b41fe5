"""The people of one document: who is listed, and which mention elsewhere means whom."""

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from app.domain.danish_titles import party_kind
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text, one_letter_apart, words_in_order
from app.domain.vocabulary import Attendance, Role, Side
from app.importers.document import Attendee, ItemReference, Substitution
from app.importers.referat.persons import Person

_CANDIDATE_LIMIT = 50
_WORDS: dict[Attendance, str] = {
    "present": "til stede",
    "excused": "afbud",
    "absent": "fraværende",
    "away": "ikke til stede",
    "unknown": "uvist",
}


class Listed(Struct):
    """A row of the list of attendees while the document is being read."""

    key: str
    person: Person | None
    printed: str
    evidence: Evidence
    attendance: Attendance
    roles: tuple[Role, ...] = ()
    group: str | None = None
    title: str | None = None
    substitutes_for: Substitution | None = None
    note: str | None = None
    also_printed: list[str] = field(default_factory=list)
    absent_for: list[ItemReference] = field(default_factory=list)


def _merged(roles: tuple[Role, ...], more: tuple[Role, ...]) -> tuple[Role, ...]:
    """Who is listed again as moderator, say, is still a member."""
    return tuple(dict.fromkeys((*roles, *(role for role in more if role != "member"))))


def _fuller(known: Person | None, again: Person | None) -> Person | None:
    """Who is named as minute taker first is told of where the participants are listed."""
    if known is None or again is None:
        return known
    return replace(
        known,
        title=known.title or again.title,
        organisation=known.organisation or again.organisation,
        represents=known.represents or again.represents,
        political_party=known.political_party or again.political_party,
        side=known.side or again.side,
    )


class People:
    """Adds rows in the order of the document; finds the row a name belongs to.

    A name belongs to a row if all its words stand in order in exactly one listed name, or if it differs from exactly
    one listed name by one letter in one word.
    """

    def __init__(self) -> None:
        self._rows: dict[str, Listed] = {}
        self._names_by_word: dict[str, list[str]] = {}
        self.findings: list[Finding] = []
        self.told = False
        """Whether a sentence says who was there ("Alle var mødt"), though it lists nobody."""

    def __iter__(self) -> Iterator[Listed]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, key: str) -> Listed:
        return self._rows[key]

    def add(self, row: Listed) -> None:
        """A second row of the same name adds its roles. Where the two contradict each other that is a finding, and an
        absence counts: it is marked, while a presence is only being listed."""
        known = self._rows.get(row.key)
        if known is None:
            self._rows[row.key] = row
            for word in {row.key, *row.key.split()}:
                self._names_by_word.setdefault(word, []).append(row.key)
            return
        known.roles = _merged(known.roles, row.roles)
        known.person = _fuller(known.person, row.person)
        if known.attendance != row.attendance:
            self.contradiction(known, row.evidence, f"{_WORDS[known.attendance]} og {_WORDS[row.attendance]}")
            known.attendance = row.attendance if known.attendance == "present" else known.attendance

    def contradiction(self, row: Listed, where: Evidence, what: str) -> None:
        lines = f"Linje {_first_line(row.evidence)} og {_first_line(where)}"
        message = f"{lines} modsiger hinanden om den samme deltager: {what}. Fraværet er det, der er læst."
        self.findings.append(
            Finding(
                "attendance_contradiction", "warning", message, ("/meeting/attendees",), where=(row.evidence, where)
            )
        )

    def unread(self, where: Evidence) -> None:
        """A line of a list of attendees that no rule could read as a person or a role."""
        message = (
            f"Linje {_first_line(where)} står i en deltagerliste, men er ikke læst som en person; fx »Navn Navnesen, "
            "titel, organisation (afbud)« var ventet."
        )
        hint = "Ret linjen i kilden, eller tilføj personen på det gemte møde."
        self.findings.append(
            Finding("text_unplaced", "warning", message, ("/meeting/attendees",), where=(where,), hint=hint)
        )

    def known(self, name: str) -> str | None:
        """The key of the row the name belongs to. Nothing is noted."""
        key = key_text(name)
        return key if key in self._rows else self._fitting(tuple(key.split()))

    def mention(self, name: str, where: Evidence) -> str | None:
        """The key of the row the name belongs to. A spelling that the list does not have is kept with the row."""
        key = key_text(name)
        if key in self._rows:
            return key
        words = tuple(key.split())
        found = self._fitting(words)
        if found is None:
            return None
        row = self._rows[found]
        if name not in row.also_printed:
            row.also_printed.append(name)
            if not words_in_order(words, tuple(found.split())):
                self._joined(row, where)
        return found

    def _fitting(self, words: tuple[str, ...]) -> str | None:
        if len(words) < 2:
            return None
        groups = sorted((self._names_by_word.get(word, []) for word in words), key=len)
        candidates = {key for group in groups for key in group[:_CANDIDATE_LIMIT]}
        shortened = [key for key in candidates if words_in_order(words, tuple(key.split()))]
        fitting = shortened or [key for key in candidates if one_letter_apart(words, tuple(key.split()))]
        return fitting[0] if len(fitting) == 1 else None

    def _joined(self, row: Listed, where: Evidence) -> None:
        message = (
            f"Et navn på linje {_first_line(where)} afviger ét bogstav fra et på linje {_first_line(row.evidence)}; "
            "de er læst som den samme person."
        )
        hint = "Er det to personer, så ret navnet i kilden; ellers er der intet at gøre."
        self.findings.append(
            Finding(
                "possible_duplicate", "info", message, ("/meeting/attendees",), where=(row.evidence, where), hint=hint
            )
        )

    def attendees(self, item_keys: dict[str, str]) -> tuple[Attendee, ...]:
        """The rows as they are handed over. `item_keys` gives the key of the item with a printed number."""
        return tuple(_attendee(row, item_keys) for row in self)


def _attendee(row: Listed, item_keys: dict[str, str]) -> Attendee:
    person = row.person
    if person is None:
        return Attendee(
            row.key,
            None,
            None,
            row.printed,
            title=row.title,
            roles=row.roles,
            group=row.group,
            attendance=row.attendance,
            evidence=row.evidence,
        )
    items = tuple(ItemReference(item_keys.get(number), number) for number in person.item_numbers)
    return Attendee(
        row.key,
        row.key,
        person.name,
        row.printed,
        person.title,
        person.organisation,
        person.represents,
        person.political_party,
        row.roles,
        _side(person, row.roles),
        row.group,
        row.attendance,
        row.substitutes_for,
        items or None,
        person.note or row.note,
        tuple(row.also_printed),
        row.evidence,
        tuple(row.absent_for),
    )


def _side(person: Person, roles: tuple[Role, ...]) -> Side | None:
    """As printed; for a chair without it, the side of the region or municipality that stands as organisation."""
    if person.side is not None or not {"chair", "co_chair"} & set(roles):
        return person.side
    kind = party_kind(person.organisation or "")
    if kind == "region":
        return "regional"
    return "municipal" if kind == "municipality" else None


def _first_line(evidence: Evidence) -> int:
    return 0 if evidence.lines is None else evidence.lines[0]
