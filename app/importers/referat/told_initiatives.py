"""Initiatives outside money tables: status reports, and tables of their target groups, goals and principles."""

from datetime import date

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import Initiative, Participation, Principle
from app.importers.referat.focus_areas import read_focus_area
from app.importers.referat.initiative_tables import ListedGroups, find_agreement, find_groups
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.parties import Parties
from app.importers.referat.status_reports import (
    Told,
    allocated_amounts,
    find_status,
    participation_of,
    period_of,
    report_of,
)


def read_told(
    items: tuple[MoneyItem, ...], initiatives: Initiatives, parties: Parties, day: date | None
) -> dict[str, tuple[str, ...]]:
    """Adds what the items tell; the keys of the initiatives each item tells of. `day` is the meeting's."""
    named: dict[str, tuple[str, ...]] = {}
    for item in items:
        reports = tuple(_report(told, item.key, initiatives, parties, day) for told in find_status(item.text))
        agreement = next((found for line in item.text if (found := find_agreement(line.bare)) is not None), None)
        agreement = find_agreement(item.title) or agreement
        groups = tuple(_groups(row, item.key, agreement, initiatives) for row in find_groups(item.html_rows))
        named[item.key] = tuple(dict.fromkeys((*read_focus_area(item, initiatives), *reports, *groups)))
    return named


def _report(told: Told, item_key: str, initiatives: Initiatives, parties: Parties, day: date | None) -> str:
    where = Evidence((told.heading.number, told.heading.number), told.heading.bare, agenda_item_id=item_key)
    key = initiatives.add(None, told.heading.bare, "approved", where, allocated_amounts(told))
    report = report_of(told, day, item_key)
    taking_part = tuple(
        Participation(parties.of_column(one.municipality, where), one.status, one.text)
        for one in participation_of(told)
    )

    def told_of(known: Initiative) -> Initiative:
        fresh = (one for one in taking_part if one.party_ref not in {held.party_ref for held in known.participation})
        return replace(
            known,
            status_reports=(*known.status_reports, report),
            period=known.period or period_of(told),
            participation=(*known.participation, *fresh),
        )

    initiatives.change(key, told_of)
    return key


def _groups(row: ListedGroups, item_key: str, agreement: str | None, initiatives: Initiatives) -> str:
    where = Evidence((row.first.number, row.last.number), row.name, agenda_item_id=item_key)
    key = initiatives.add(None, row.name, "approved", where)

    def listed(known: Initiative) -> Initiative:
        return replace(
            known,
            target_groups=_joined(known.target_groups, row.groups.get("target_groups", []), agreement, where),
            goals=_joined(known.goals, row.groups.get("goals", []), agreement, where),
            principles=_joined(known.principles, row.groups.get("principles", []), agreement, where),
        )

    initiatives.change(key, listed)
    return key


def _joined(
    held: tuple[Principle, ...], texts: list[str], agreement: str | None, where: Evidence
) -> tuple[Principle, ...]:
    known = {key_text(one.text) for one in held}
    fresh = {key_text(text): text for text in texts if key_text(text) not in known}
    return (*held, *(Principle(text, agreement, where) for text in fresh.values()))
