"""`Idempotency-Key`: a POST that may be sent again when its answer got lost."""

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from app.problems import IdempotencyKeyInvalid

REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[!-~]{1,255}")
_DESCRIPTION = (
    "1 to 255 visible ASCII characters, of the caller's making and new for each request. Sent again with the same body "
    "the request is not done twice; with another body it is 422 `idempotency_key_reused`"
)
_SCHEMA: dict[str, Any] = {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}


async def idempotency_key(
    request: Request,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", description=_DESCRIPTION, json_schema_extra=_SCHEMA)
    ] = None,
) -> str | None:
    """Raises `IdempotencyKeyInvalid`."""
    if key is None:
        return None
    if len(request.headers.getlist("idempotency-key")) > 1 or not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid("Idempotency-Key is 1 to 255 visible ASCII characters")
    return key


KeyDep = Annotated[str | None, Depends(idempotency_key)]
HARMLESS_KEY = Depends(idempotency_key)
"""For a POST that may be repeated anyway: the key is checked and changes nothing."""
