"""JSON Patch (RFC 6902) between two versions of a body."""

from collections.abc import Mapping
from typing import Any

import jsonpatch

from app.domain.exact_json import encode


def json_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Operations that make `after` of `before`. Exact numbers stay exact; a row that only moved is a move."""
    return list(jsonpatch.JsonPatch.from_diff(before, after, dumps=_text))


def _text(value: Any) -> str:
    return encode(value).decode()
