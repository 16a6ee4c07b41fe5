"""A pot that several documents speak of: the newest statement counts, and none may break the pot.

`stated` is append-only. Grants and allocations follow the newest statement about them (`as_of`, which is the meeting's
day where the document names none): what an older document says, arriving late, is kept in `stated` and changes nothing.
Allocations that would take the pot over what was granted, under policy `block`, are kept in `stated` and not applied.
That holds for a new pot too: it is made with its grants and every statement, and without the allocations that do not
fit, so that a stored pot never breaks its own policy. The findings about it are computed from `stated`.
"""

from decimal import Decimal

from app.domain.amounts import kroner
from app.domain.findings import Finding
from app.domain.pot import Pot, read_pot
from app.services.ports import Body

_SAID_BY = {"grants": ("granted", "share"), "allocations": ("allocated",)}


def newest_only(current: Body, incoming: Body, document_id: str) -> Body:
    """`incoming` without the collections about which `current` has a newer statement of another document."""
    outdated = {name for name, what in _SAID_BY.items() if _is_outdated(current, incoming, document_id, what)}
    return {name: value for name, value in incoming.items() if name not in outdated}


def _is_outdated(current: Body, incoming: Body, document_id: str, what: tuple[str, ...]) -> bool:
    others = [row for row in current["stated"] if (row["evidence"] or {}).get("document_id") != document_id]
    return _latest(others, what) > _latest(incoming["stated"], what)


def _latest(rows: list[Body], what: tuple[str, ...]) -> str:
    """The newest day a statement of this kind is of; '' where there is none."""
    return max((row["as_of"] or "" for row in rows if row["what"] in what), default="")


def fitted(current: Body | None, proposed: Body) -> tuple[Body, tuple[Finding, ...]]:
    """`proposed`, with the allocations of `current` (of a new pot: none) where the proposed ones break the policy."""
    pot = read_pot(proposed)
    if pot.pot_policy != "block" or pot.granted is None or pot.allocated <= pot.granted:
        return proposed, ()
    kept = current["allocations"] if current else []
    return {**proposed, "allocations": kept}, (_overallocated(pot),)


def _overallocated(pot: Pot) -> Finding:
    granted = pot.granted or Decimal(0)
    excess = pot.allocated - granted
    message = (
        f"Der er tildelt {kroner(pot.allocated)} af {kroner(granted)}, {kroner(excess)} for meget. Tildelingerne er "
        "gemt som udsagn, men ikke taget i brug, for puljen må ikke overskrides."
    )
    places = tuple(one.evidence for one in pot.approved if one.evidence is not None)
    hint = "Ret tilskuddet eller tildelingerne, eller lad puljen advare i stedet (policy.pot = warn)."
    return Finding(
        "pot_overallocated", "error", message, ("/allocations",), pot.allocated, granted, excess, places[:1], hint
    )
