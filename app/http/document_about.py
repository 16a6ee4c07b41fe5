"""What the OpenAPI document says of the service as a whole."""

from typing import Any

DESCRIPTION = """Every error is `application/problem+json` (RFC 9457); programs decide by its `code`.

* **Changes.** Send `If-Match` with the `ETag` that was read. 412: somebody else was first; read again, repeat.
* **Lists.** Follow `next_cursor`, or `links.next`, until it is null.
* **Retries.** Send an `Idempotency-Key` with a POST: sent again, it is not done twice. All else may be repeated as is.
* **Null** means not known or not stated, and is not 0. In a request, absent and null are the same, but for PATCH and
  `/by-source`, where null empties and absent keeps.
* **Amounts** are kroner with at most two decimals: read them as decimals.
* **Members** may be added to answers, and codes to lists; what is there stays."""

_TAGS = {
    "meetings": "Who met, what was on the agenda, what was decided; items and attendees one by one.",
    "clusters": "The collaborations of region, municipalities and general practice, and their parties.",
    "forums": "The bodies that meet.",
    "participants": "Persons, and the forums they are in.",
    "initiatives": "What a cluster does, by whom, for whom, and how it goes.",
    "funding": "Pots of money: grants, allocations, transfers; what is left, and whether it adds up.",
    "imports": "Source documents in, and what became of them.",
    "documents": "Source documents as they came. Evidence points into them.",
    "sources": "The systems that write here, and when each last succeeded.",
    "changes": "Every change once, in order, and the sums by which a mirror proves that it is whole.",
    "access-log": "Who was handed hidden material, and when.",
    "decisions": "What was decided, and who was there, across meetings.",
    "search": "Everything by its words.",
    "health": "For those who run the service.",
    "problems": "What a problem means and what to do.",
}
TAGS: list[dict[str, Any]] = [{"name": name, "description": text} for name, text in _TAGS.items()]
BEARER = (
    "A JWT of the configured issuer. Each operation names the scope that it needs, for which `klynge:admin` will do as "
    "well. 401 and 403 say in `WWW-Authenticate` what is wrong or missing (RFC 6750). A token may be limited to "
    "clusters and to one source. A service may be set to let those who send no token read what is open."
)
