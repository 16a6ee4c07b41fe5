"""What a label over or before a list of attendees says of them: "Gæster:", "Afbud fra:", "Fremmødte medlemmer"."""

import re

from msgspec import Struct

from app.domain.vocabulary import Attendance, Role


class Group(Struct, frozen=True):
    """`printed`: the label says more than who was there, and is kept."""

    role: Role | None = None
    attendance: Attendance = "present"
    printed: bool = True


PRESENT = Group(printed=False)
_EXCUSED = Group(None, "excused")
ABSENT = Group(None, "absent")
_AWAY = Group(None, "away")
_NAMED: dict[str, Group] = {
    "deltagere": PRESENT,
    "mødedeltagere": PRESENT,
    "til stede": PRESENT,
    "tilstede": PRESENT,
    "tilstedeværende": PRESENT,
    "deltog": PRESENT,
    "mødt": PRESENT,
    "fremmødte": PRESENT,
    "medlemmer": Group(),
    "politikere": Group(),
    "administration": Group(),
    "administrationen": Group(),
    "fra administrationen": Group(),
    "forvaltningen": Group(),
    "embedsmænd": Group(),
    "øvrige deltagere": Group(),
    "øvrige": Group(),
    "observatører": Group(),
    "suppleanter": Group(),
    "stedfortrædere": Group(),
    "sekretariat": Group("secretariat"),
    "sekretariatet": Group("secretariat"),
    "sekretær": Group("secretariat"),
    "gæst": Group("guest"),
    "gæster": Group("guest"),
    "formand": Group("chair"),
    "næstformand": Group("co_chair"),
    "ordstyrer": Group("moderator"),
    "mødeleder": Group("moderator"),
    "dirigent": Group("moderator"),
    "referent": Group("minute_taker"),
    "referenter": Group("minute_taker"),
    "afbud": _EXCUSED,
    "afbud fra": _EXCUSED,
    "meldt afbud": _EXCUSED,
    "ikke til stede": _AWAY,
    "ej til stede": _AWAY,
    "ikke mødt": _AWAY,
    "fravær": ABSENT,
    "fraværende": ABSENT,
}
_HERE = re.compile(
    r"(?:møde)?deltage(?:re|r|nde|rliste|rkreds)|deltog|(?:til)?stede(?:værende)?|(?:frem)?mødte?|medlemmer|fremmøde"
)
_GONE = re.compile(r"fravær(?:ende)?|udebleve[tn]e?")
_SAID_OF_THEM = re.compile(
    r"til|fra|i|på|ved|med|uden|ikke|ej|der|som|har|havde|var|blev|er|de|den|følgende|(?:an)?meldt|sendt|mødet?|og|samt"
    r"|faste|øvrige|også|politiske|(?:udvalgs|byråds|regionsråds|bestyrelses)medlemmer|udvalgets?|byrådets?|afbud|grund"
    r"|lovligt|forfald"
)
_MOST_WORDS = 6
_LABEL = re.compile(rf"({'|'.join(sorted(_NAMED, key=len, reverse=True))})\s+(?=(?-i:[A-ZÆØÅ]))(.+)", re.IGNORECASE)
_LABELS = tuple(_NAMED)


def group_of(label: str) -> Group | None:
    """The group that the label names, its colon off; null for any other text. A label of several words is one where
    each of them tells of attendance ("Afbud fra følgende medlemmer")."""
    folded = " ".join(label.casefold().split()).rstrip(": ")
    known = _NAMED.get(folded)
    if known is not None or not folded:
        return known
    words = folded.replace("-", " ").split()
    if len(words) > _MOST_WORDS:
        return None
    is_here, is_gone = (any(map(kind.fullmatch, words)) for kind in (_HERE, _GONE))
    if not (is_here or is_gone or "afbud" in words):
        return None
    if not all(any(kind.fullmatch(word) for kind in (_SAID_OF_THEM, _HERE, _GONE)) for word in words):
        return None
    if "afbud" in words:
        return ABSENT if "uden" in words else _EXCUSED
    if is_gone or not is_here:
        return ABSENT if is_gone else None
    return PRESENT if {"ikke", "ej"}.isdisjoint(words) else _AWAY


def labelled_without_colon(text: str) -> tuple[str, Group, str] | None:
    """ "Afbud Ida Holm, Bo Ahle": label, group, and what stands after the label."""
    match = _LABEL.fullmatch(text) if text.casefold().startswith(_LABELS) else None
    return None if match is None else (match[1], _NAMED[match[1].casefold()], match[2])
