"""JSON of tokens and key sets, where two readers must never read two things."""

import json
from typing import Any, Never


def read_object(data: bytes) -> dict[str, Any]:
    """Raises `ValueError` for what is no JSON object in UTF-8, has two members of one name, or nests too deep."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_members, parse_constant=_constant)
    except RecursionError as exc:
        raise ValueError("nested too deep") from exc
    if not isinstance(value, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - one error for all that is wrong with it
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("two members of one name")
    return members


def _constant(_: str) -> Never:
    raise ValueError("NaN and Infinity are not JSON")
