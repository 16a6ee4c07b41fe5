"""People as the dialects of XML name them: names with the party behind, words for roles."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.domain.vocabulary import Attendance, Role
from app.importers.exports.values import folded

AttendanceCodes = Mapping[str, Attendance]
"""What a customer's own codes for attendance mean, by code."""

NO_CODES: AttendanceCodes = MappingProxyType({})

_PARTY = re.compile(r"(?P<name>.*\S)\s*\((?P<party>[A-ZÆØÅ]{1,3})\)", re.DOTALL)

ROLES: dict[str, Role] = {
    "formand": "chair",
    "forperson": "chair",
    "forkvinde": "chair",
    "næstformand": "co_chair",
    "medformand": "co_chair",
    "mødeleder": "moderator",
    "ordstyrer": "moderator",
    "referent": "minute_taker",
    "sekretær": "secretariat",
    "gæst": "guest",
    "medlem": "member",
}


def name_and_party(text: str | None) -> tuple[str | None, str | None]:
    """The name with single blanks, and the letters of a party that stand in brackets behind it: "Ida  Holm (A)"."""
    name = folded(text)
    match = _PARTY.fullmatch(name or "")
    return (name, None) if match is None else (match["name"], match["party"])


def role_and_title(word: str | None) -> tuple[tuple[Role, ...], str | None]:
    """What someone is in the meeting; a word that is no role is a title."""
    role = ROLES.get((word or "").casefold())
    return ((role,), None) if role is not None else ((), word)
