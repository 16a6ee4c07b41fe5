"""Which agenda item of a stored meeting a read one is: minutes come as a draft and approved, and numbers shift."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from app.domain.identity import key_text
from app.importers import document as read
from app.services.ports import Body
from app.services.writing import derived_id

_RULES: tuple[tuple[Callable[[read.AgendaItem], Any], Callable[[Body], Any]], ...] = (
    (lambda said: said.document_number, lambda held: held["document_number"]),
    (lambda said: key_text(said.title), lambda held: key_text(held["title"])),
    (lambda said: said.number, lambda held: held["number"]),
)
"""What an item is known by, the firmest first: a rule joins what it names once on either side."""


def item_ids(said: tuple[read.AgendaItem, ...], stored: list[Body], meeting_id: str) -> dict[str, str]:
    """The id of each item by its key: that of the stored item it is, else one that no stored item has."""
    left, held = list(said), list(stored)
    ids: dict[str, str] = {}
    for of_said, of_held in _RULES:
        found = _pairs(left, held, of_said, of_held)
        ids |= {one.key: id for one, id in found}
        left = [one for one in left if one.key not in ids]
        held = [one for one in held if one["id"] not in ids.values()]
    taken = {one["id"] for one in stored}
    for one in left:
        id = derived_id(meeting_id, "agenda_items", one.key)
        ids[one.key] = id if id not in taken else derived_id(meeting_id, "agenda_items", one.key, key_text(one.title))
    return ids


def _pairs(
    said: list[read.AgendaItem],
    held: list[Body],
    of_said: Callable[[read.AgendaItem], Any],
    of_held: Callable[[Body], Any],
) -> list[tuple[read.AgendaItem, str]]:
    often = Counter(map(of_said, said))
    rivals = Counter(map(of_held, held))
    ids = {of_held(one): one["id"] for one in held}
    return [(one, ids[name]) for one in said if (name := of_said(one)) and often[name] == rivals[name] == 1]
