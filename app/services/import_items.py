"""Which agenda item of a stored meeting a read one is: minutes come as a draft and approved, and numbers shift."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from app.domain.identity import key_text
from app.importers import document as read
from app.services.ports import Body
from app.services.writing import derived_id

_Rule = tuple[Callable[[read.AgendaItem], Any], Callable[[Body], Any]]

_RULES: tuple[_Rule, ...] = (
    (lambda said: said.document_number, lambda held: held["document_number"]),
    (lambda said: key_text(said.title), lambda held: key_text(held["title"])),
    (lambda said: said.number, lambda held: held["number"]),
)
"""What an item is known by, the firmest first: a rule joins what it names once on either side."""


def item_ids(
    said: tuple[read.AgendaItem, ...], stored: list[Body], meeting_id: str, *, counts_anew: bool = False
) -> dict[str, str]:
    """The id of each item by its key: that of the stored item it is, else one that no stored item has.

    An id of the exporting system lasts whatever the number is by now: two are two items. `counts_anew`:
    the numbers say nothing.
    """
    by_source = {source: one["id"] for one in stored for source in one["source_ids"]}
    ids = {one.key: by_source[source] for one in said for source in one.source_ids if source in by_source}
    rules = _RULES[:-1] if counts_anew else _RULES
    for is_lasting in (True, False):
        left = [one for one in said if one.key not in ids and bool(one.source_ids) is is_lasting]
        taken = set(ids.values())
        held = [one for one in stored if one["id"] not in taken and not (is_lasting and one["source_ids"])]
        ids |= _joined(left, held, rules)
    taken = {one["id"] for one in stored}
    for one in said:
        if one.key not in ids:
            id = derived_id(meeting_id, "agenda_items", one.key)
            names = () if id not in taken else (key_text(one.title),)
            ids[one.key] = derived_id(meeting_id, "agenda_items", one.key, *names)
    return ids


def _joined(left: list[read.AgendaItem], held: list[Body], rules: tuple[_Rule, ...]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for of_said, of_held in rules:
        found = _pairs(left, held, of_said, of_held)
        ids |= {one.key: id for one, id in found}
        left = [one for one in left if one.key not in ids]
        held = [one for one in held if one["id"] not in ids.values()]
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
