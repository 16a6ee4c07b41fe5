"""A patch makes the newer body of the older one, exactly."""

from decimal import Decimal
from typing import Any

import jsonpatch
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.json_patch import json_patch

NUMBERS = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=2).filter(lambda number: number % 1 != 0)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=4)
NAMES = st.sampled_from(["a", "b", "/", "~1", "", "æ", "0", "-"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=5)


exact = msgspec.json.Encoder(order="deterministic", decimal_format="number").encode
"""Tells 1 from true, which `==` does not."""


@given(BODIES, BODIES)
@settings(max_examples=300, deadline=None)
def test_the_patch_of_any_two_bodies_makes_one_of_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    patched = jsonpatch.apply_patch(before, json_patch(before, after))
    assert exact(patched) == exact(after)


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, [{"op": "replace", "path": "/a", "value": True}]),
        ({"a": Decimal("0.10")}, {"a": Decimal("0.1")}, [{"op": "replace", "path": "/a", "value": Decimal("0.1")}]),
        ({"a": {"b/c": 1}}, {"a": {}}, [{"op": "remove", "path": "/a/b~1c"}]),
        ({"a": [1, 2, 3]}, {"a": [0, 1, 2, 3]}, [{"op": "add", "path": "/a/0", "value": 0}]),
    ],
)
def test_a_patch_says_no_more_than_changed(before: Any, after: Any, patch: Any) -> None:
    assert json_patch(before, after) == patch


def test_a_row_that_only_moved_is_one_move() -> None:
    rows = [{"id": str(n), "text": "tekst"} for n in range(6)]
    moved = [*rows[1:], rows[0]]
    assert json_patch({"rows": rows}, {"rows": moved}) == [{"op": "move", "from": "/rows/0", "path": "/rows/5"}]
