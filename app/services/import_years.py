"""No two pots of a cluster share a grant year: a pot that would is told of and not made."""

from collections.abc import Iterable

from app.domain.findings import Finding
from app.errors import RuleBroken
from app.services.grant_years import check_grant_years
from app.services.import_proposals import Proposal
from app.services.ports import Body, Store


async def pots_that_clash(store: Store, proposals: Iterable[Proposal]) -> dict[str, Finding]:
    """New pots with a year of a stored pot, or of an earlier one among the proposals: by id, with what to say."""
    clashes: dict[str, Finding] = {}
    taken: set[int] = set()
    for proposal in proposals:
        if proposal.planned.kind != "funding" or proposal.current is not None:
            continue
        pot = proposal.planned.content
        if taken.intersection(pot["grant_years"]) or await _is_taken(store, pot):
            clashes[proposal.planned.id] = _clash(pot)
        taken.update(pot["grant_years"])
    return clashes


async def _is_taken(store: Store, pot: Body) -> bool:
    try:
        await check_grant_years(store, pot, None)
    except RuleBroken:
        return True
    return False


def _clash(pot: Body) -> Finding:
    years = "+".join(str(year) for year in pot["grant_years"])
    message = (
        f"Puljen »{pot['name']}« ({years}) er ikke oprettet: klyngen har en anden pulje med et af årene. "
        "Beløbene står i mødets tekst."
    )
    return Finding("possible_duplicate", "warning", message, hint="Ret årene på den pulje, der findes, eller slet den.")
