"""Lists of what an initiative consists of, under names of their own (N3, N16)."""

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.initiative_names import close_names, name_forms
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.money_item import MoneyItem


def read_sub_initiatives(items: tuple[MoneyItem, ...], initiatives: Initiatives) -> tuple[Finding, ...]:
    """Names below "indsats 10 består af delindsatserne:" become variants of its parts; what is only close is told."""
    found: list[Finding] = []
    for item in items:
        parent: str | None = None
        for line in item.text:
            if line.style != "bullet":
                named = initiatives.named_in(line.bare) if "delindsats" in line.bare.casefold() else ()
                parent = named[0] if len(named) == 1 and line.bare.endswith(":") else None
            elif parent is not None:
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)
                found.extend(_name_of_part(line.bare, parent, where, initiatives))
    return tuple(found)


def _name_of_part(name: str, parent: str, where: Evidence, initiatives: Initiatives) -> tuple[Finding, ...]:
    parts = [one for one in initiatives.all if one.parent_ref == parent and one.name is not None]
    if initiatives.find(name) in {one.key for one in parts}:
        initiatives.add(None, name, "approved", where)
        return ()
    close = [one for one in parts if close_names(name_forms(name), name_forms(one.name or ""))]
    if len(close) != 1:
        return ()
    message = (
        f"»{name}« ligner indsats {close[0].code} »{close[0].name}«, men hedder noget andet; navnet er ikke lagt til."
    )
    hint = "Er det samme indsats, så læg navnet til som navnevariant."
    places = tuple(place for place in (where, close[0].evidence) if place is not None)
    return (Finding("possible_duplicate", "info", message, ("/initiatives",), where=places, hint=hint),)
