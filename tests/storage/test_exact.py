"""Numbers survive both ways of keeping them, and give the same JSON either way."""

import json
from decimal import Decimal
from typing import Any

import bson
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import exact
from app.storage.mongodb_documents import EXACT

AMOUNTS = st.decimals(min_value=Decimal("-999999999999.99"), max_value=Decimal("999999999999.99"), places=2)
SHORT_DECIMALS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**exact.MAX_DIGITS) + 1, 10**exact.MAX_DIGITS - 1),
    st.integers(0, exact.MAX_PLACES),
)
WHOLE = st.integers(-(2**63) + 1, 2**63 - 1)
TEXTS = st.text(max_size=8)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
LEAVES = st.none() | st.booleans() | WHOLE | AMOUNTS | SHORT_DECIMALS | TEXTS
VALUES = LEAVES | st.lists(LEAVES, max_size=4) | st.dictionaries(NAMES, LEAVES, max_size=3)
BODIES = st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=3), max_size=4)


@given(AMOUNTS | SHORT_DECIMALS)
def test_a_decimal_of_fifteen_digits_survives_as_a_double(number: Decimal) -> None:
    kept = bson.encode({"n": exact.canonical(number)}, codec_options=EXACT)
    found = bson.decode(kept, codec_options=EXACT)["n"]
    assert found == number
    assert isinstance(found, int) is (number == number.to_integral_value())


@given(BODIES)
def test_the_json_of_both_stores_is_the_same_bytes_and_loses_nothing(body: dict[str, Any]) -> None:
    canonical = exact.canonical(body)
    assert canonical == body
    from_sqlite = exact.encode(canonical)
    from_mongodb = exact.encode(bson.decode(bson.encode(canonical, codec_options=EXACT)))
    assert from_mongodb == from_sqlite
    assert exact.decode(from_sqlite) == body
    back = bson.decode(bson.encode(canonical, codec_options=EXACT), codec_options=EXACT)
    assert repr(back) == repr(canonical)
    assert json.loads(from_sqlite, parse_float=Decimal) == body


@given(BODIES)
def test_the_canonical_form_of_a_canonical_body_is_itself(body: dict[str, Any]) -> None:
    once = exact.canonical(body)
    assert repr(exact.canonical(once)) == repr(once)
    assert repr(exact.decode(exact.encode(once))) == repr(once)


@pytest.mark.parametrize(
    "number",
    [
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("0.00001"),
        Decimal("1234567890123.456"),
        Decimal("1E+15"),
        2**63,
        -(2**63),
    ],
)
def test_a_number_that_could_not_come_back_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="number"):
        exact.canonical({"n": [number]})


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object(), {1: "x"}])
def test_what_is_not_exact_json_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        exact.canonical({"n": value})


def test_a_member_name_with_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        exact.canonical({"a\0b": 1})


def test_depth_sixty_four_is_kept() -> None:
    deep: Any = []
    for _ in range(64):
        deep = [deep]
    assert msgspec.json.decode(exact.encode(exact.canonical(deep))) == deep
