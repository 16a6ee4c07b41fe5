"""Whether who imports a document may write what it speaks of."""

from collections.abc import Iterable

from app.domain.access import Caller
from app.domain.audience import audience_in
from app.domain.findings import Finding
from app.services.import_proposals import Proposal


def beyond_reach(proposals: Iterable[Proposal], caller: Caller) -> Finding | None:
    """Why nothing of the document is written for this caller; null where all of it is in their clusters."""
    if all(_is_in_reach(one, caller) for one in proposals):
        return None
    message = "Filen hører til en klynge, som du ikke har adgang til at skrive i. Intet fra den er gemt."
    return Finding("format_unknown", "error", message, hint="Bed om adgang til klyngen, eller send en anden fil.")


def _is_in_reach(proposal: Proposal, caller: Caller) -> bool:
    if caller.clusters is None or (proposal.body is None and proposal.current is None):
        return True
    if proposal.current is not None and not audience_in(proposal.current.audience).in_reach(caller):
        return proposal.body is None and proposal.planned.kind == "participant"
    if proposal.planned.kind == "cluster":
        return proposal.planned.id in caller.clusters
    cluster = (proposal.body or {}).get("cluster_id")
    return cluster is None or cluster in caller.clusters
