"""What running text says of whole pots: money carried over, criteria for its use, and who decided about it."""

from collections.abc import Iterable

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.domain.vocabulary import AgreementStatus
from app.importers.document import FORUM_REF, CarryOver, Criterion, Decided
from app.importers.referat.deciders import MONEY_STEMS, decider_of, own_decision, told_decision, told_sharing
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.pot_draft import PotDraft
from app.importers.referat.prose_pots import (
    CARRY_OVER_STEMS,
    CRITERIA_STEMS,
    ProseCarryOver,
    find_carry_overs,
    find_criteria,
    years_of_pot,
)

Pots = tuple[PotDraft, ...]


def read_carry_overs(item: MoneyItem, pots: Pots) -> None:
    """Money carried over from the year the text names, else from where the pot's money was carried last."""
    for line in item.text if item.mentions(CARRY_OVER_STEMS) else ():
        for told in find_carry_overs(line):
            pot = _carrying_pot(told.from_year, pots)
            if pot is not None:
                _carry(pot, told, item)


def _carry(pot: PotDraft, told: ProseCarryOver, item: MoneyItem) -> None:
    last = max((row.to_year for row in pot.carry_overs.values()), default=max(pot.years))
    start = told.from_year or last
    if start >= told.to_year:
        return
    where = Evidence((told.line.number, told.line.number), told.sentence, agenda_item_id=item.key)
    earlier = told_decision(told.sentence)
    decided = None if earlier is None else replace(earlier, evidence=where)
    if decided is None and item.is_agreed and not told.is_done:
        decided = Decided(forum_ref=FORUM_REF, agenda_item=item.key)
    is_agreed = told.is_done or item.is_agreed or earlier is not None
    key = f"carry_over/{start}-{told.to_year}"
    status: AgreementStatus = "approved" if is_agreed else "proposed"
    amount = None if told.amount is None else told.amount.amount
    pot.carry_overs.setdefault(key, CarryOver(key, start, told.to_year, None, amount, status, decided, where))


def _carrying_pot(year: int | None, pots: Pots) -> PotDraft | None:
    dated = [pot for pot in pots if pot.years]
    if year is not None:
        return next((pot for pot in dated if year in pot.years), None)
    carried = [pot for pot in dated if pot.carry_overs]
    return carried[-1] if carried else (dated[0] if len(dated) == 1 else None)


def read_criteria(item: MoneyItem, pots: Pots) -> None:
    """Criteria are for the money that is still to be shared out."""
    texts = find_criteria(item.text) if item.mentions(CRITERIA_STEMS) else ()
    unshared = [pot for pot in pots if not pot.allocations] or list(pots)
    for text in texts if len(unshared) == 1 else ():
        decided = Decided(forum_ref=FORUM_REF, agenda_item=item.key) if item.is_agreed else None
        unshared[0].criteria.setdefault(text, Criterion(text, decided))


def read_decisions(items: Iterable[MoneyItem], pots: Pots, held_by: dict[str, PotDraft], own: frozenset[str]) -> None:
    """Who decided what the tables set aside: as a sentence says, else the item itself, else it is left to another.

    `held_by` are the pots by the item whose table they stand in; `own` are names of the body that met.
    """
    money = tuple(items)
    for item in money:
        for line in item.text if item.mentions(MONEY_STEMS) else ():
            for sentence, decided in told_sharing(line, item.key):
                pot = _pot_of_years(years_of_pot(sentence), pots) or held_by.get(item.key)
                if pot is not None:
                    pot.decide(_of_own_forum(decided, own))
    for item in money:
        pot = held_by.get(item.key)
        if pot is None:
            continue
        released = any(cell.released for cell in pot.allocations.values())
        later = own_decision(item) or (None if released else decider_of(item, own, left_over=False))
        if later is not None:
            pot.decide(later)


def _of_own_forum(decided: Decided, own: frozenset[str]) -> Decided:
    """An earlier meeting of the same forum is known to be its own."""
    is_own = decided.forum_name is not None and key_text(decided.forum_name) in own
    return replace(decided, forum_ref=FORUM_REF) if is_own else decided


def _pot_of_years(years: tuple[int, ...], pots: Pots) -> PotDraft | None:
    return next((pot for pot in pots if years and set(years) <= set(pot.years)), None)
