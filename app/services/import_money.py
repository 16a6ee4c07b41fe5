"""What the pots of an import have to say once it has landed: the findings that a check of the stored pots gives.

Computed from what is proposed and what is stored, so a preview says the same. Of a pot that several documents speak of,
only what concerns this document is told.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.budget import pot_findings
from app.domain.findings import Finding
from app.domain.pot import ZERO, read_pot
from app.services.import_proposals import Proposal
from app.services.merged import with_survivors
from app.services.ports import Body, Kind, Query, Record, SortKey, Store

MAX_POTS = 200
"""How many pots of one cluster are looked through for what else they set aside."""

_MANY = 200


async def money_findings(
    store: Store, proposals: tuple[Proposal, ...], document_id: str, today: date
) -> tuple[Finding, ...]:
    """`today` is Copenhagen's day."""
    landed = {(one.planned.kind, one.planned.id): one.landed for one in proposals}
    found: list[Finding] = []
    for (kind, id), body in landed.items():
        if kind == "funding" and body is not None:
            pot = await with_survivors(store, body)
            cluster = landed.get(("cluster", pot["cluster_id"])) or {}
            initiatives = await _initiatives(store, pot, landed)
            elsewhere = await _elsewhere(store, pot["cluster_id"], id, landed)
            found += pot_findings(
                pot, cluster.get("parties", ()), initiatives, as_of=today, allocated_elsewhere=elsewhere
            )
    return tuple(finding for finding in found if _concerns(finding, document_id))


def _concerns(finding: Finding, document_id: str) -> bool:
    return not finding.where or any(place.document_id == document_id for place in finding.where)


async def _initiatives(store: Store, pot: Body, landed: dict[tuple[Kind, str], Body | None]) -> list[Body]:
    named = (row["initiative_id"] for row in (*pot["allocations"], *pot["stated"]))
    ids = tuple(dict.fromkeys(id for id in named if id))
    here = [body for id in ids if (body := landed.get(("initiative", id))) is not None]
    elsewhere = [id for id in ids if ("initiative", id) not in landed]
    return [*here, *(record.body for record in await _stored(store, "initiative", elsewhere))]


async def _elsewhere(
    store: Store, cluster_id: str, pot_id: str, landed: dict[tuple[Kind, str], Body | None]
) -> dict[str, Decimal]:
    """What the cluster's other pots have set aside, per initiative."""
    query = Query("funding", equals={"cluster": cluster_id}, sort=(SortKey("name_sort"),), limit=MAX_POTS)
    rows = (await store.find_page(query)).rows
    others = await _stored(store, "funding", [row.id for row in rows if ("funding", row.id) not in landed])
    bodies = [*(record.body for record in others), *_other_pots(landed, pot_id)]
    amounts: dict[str, Decimal] = {}
    for row in (row for body in bodies for row in read_pot(body).approved):
        amounts[row.initiative_id] = amounts.get(row.initiative_id, ZERO) + (row.amount or ZERO)
    return amounts


def _other_pots(landed: dict[tuple[Kind, str], Body | None], pot_id: str) -> list[Body]:
    return [body for (kind, id), body in landed.items() if kind == "funding" and id != pot_id and body is not None]


async def _stored(store: Store, kind: Kind, ids: Iterable[str]) -> list[Record]:
    wanted = tuple(ids)
    found: list[Record] = []
    for start in range(0, len(wanted), _MANY):
        found += await store.get_many(kind, wanted[start : start + _MANY])
    return [record for record in found if not record.deleted]
