"""Requests with an `Idempotency-Key`: what each creates has an id derived from it, so a repeat meets its own record.

Nothing is written but the record itself, which keeps the hash of the request. So there is no moment in which a crash
could leave a key without its effect, or an effect without its key.
"""

import hashlib

from app.domain.access import Caller
from app.domain.exact_json import encode_sorted
from app.errors import IdempotencyKeyReused
from app.services.ports import Body
from app.services.writing import KeyedRequest, derived_id


def keyed_request(caller: Caller, path: str, key: str, content: Body) -> KeyedRequest:
    """Keys belong to a caller and a path. `content` is a dumped shape: absent and null are the same request."""
    hash = hashlib.sha256(encode_sorted(content)).hexdigest()
    return KeyedRequest(derived_id("request", caller.name, path, key), hash)


def check_repeated(request: KeyedRequest, earlier_hash: str | None) -> None:
    """Raises `IdempotencyKeyReused` where the earlier request of this key was another one."""
    if request.hash != earlier_hash:
        raise IdempotencyKeyReused
