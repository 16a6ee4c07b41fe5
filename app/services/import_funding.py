"""A pot that several documents speak of: the newest statement counts, and none may break the pot.

`stated` is append-only. Grants and allocations follow the newest statement about them (`as_of`, which is the meeting's
day where the document names none): what an older document says, arriving late, is kept in `stated` and changes nothing.
A newer statement that the pot's policy refuses is kept in `stated` and not applied: the pot stays as it was, and the
import says so. A new pot has no earlier state to stay at: it is stored as the document has it, and where it does not
add up, its findings say so from then on. It may be changed in any way that does not make it worse.
"""

from msgspec.structs import replace

from app.domain.budget import refusals
from app.domain.findings import Finding
from app.services.ports import Body

_KEPT = " Tallene er gemt som udsagn, men puljen er ikke ændret."
_BINDING = ("policy", "grants", "allocations", "transfers")
"""What a refusal rests on."""

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


def fitted(current: Body, proposed: Body) -> tuple[Body, tuple[Finding, ...]]:
    """`proposed`, with what its policy refuses left as in `current`: the allocations, and the grants if need be."""
    if all(current.get(name) == proposed.get(name) for name in _BINDING):
        return proposed, ()
    refused = _refusals(current, proposed)
    if not refused:
        return proposed, ()
    told = tuple(replace(one, message=one.message + _KEPT) for one in refused)
    kept = {**proposed, "allocations": current["allocations"]}
    return (kept if not _refusals(current, kept) else {**kept, "grants": current["grants"]}), told


def _refusals(current: Body, proposed: Body) -> tuple[Finding, ...]:
    """Without what is stated, which may be much and binds no money."""
    return refusals({**current, "stated": []}, {**proposed, "stated": []})
