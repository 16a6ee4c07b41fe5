"""Changes of a funding body part by part: what a single PUT or DELETE writes, and what a dry run tries.

Bodies are wire form and are never changed in place.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from app.domain.parts import with_part, without_part
from app.errors import Fault, InvalidInput

Collection = Literal["grants", "allocations", "transfers", "carry_overs"]
COLLECTIONS: tuple[Collection, ...] = get_args(Collection)

Body = dict[str, Any]


def as_proposed(body: Body, proposal: Mapping[str, Any]) -> Body:
    """The body as a dry run would have it. Raises `InvalidInput` for an id to remove that no part has.

    The version that a part was read with is no member of it.
    """
    removed: Sequence[str] = proposal["remove"]
    known = {part["id"] for collection in COLLECTIONS for part in body[collection]}
    unknown = [place for place, id in enumerate(removed) if id not in known]
    if unknown:
        message = "names no part of this pot"
        raise InvalidInput(tuple(Fault(f"/remove/{place}", "reference_unknown", message) for place in unknown))
    for collection in COLLECTIONS:
        for id in removed:
            body = without_part(body, collection, id)
        for part in proposal[collection]:
            content = {name: value for name, value in part.items() if name != "version"}
            body = with_part(body, collection, content)
    return body
