"""The strict reader by itself: numbers stay exact, and depth is counted as a parser would."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unreadable
from app.http.reader import MAX_DEPTH, read_json

READ: list[tuple[bytes, Any]] = [
    (b"1", 1),
    (b"-0", 0),
    (b"1.0", Decimal("1.0")),
    (b"1234567.89", Decimal("1234567.89")),
    (b"1e2", Decimal("1e2")),
    (b"0.1", Decimal("0.1")),
    (b"123456789012345678901234567890", 123456789012345678901234567890),
    (b'"\\u00e6"', "æ"),
    (b' \n\t{"a": [null, true, false]} ', {"a": [None, True, False]}),
    (b'"\\"[[[\\\\"', '"[[[\\'),
]


@pytest.mark.parametrize(("data", "value"), READ)
def test_a_value_is_read_exactly(data: bytes, value: Any) -> None:
    read = read_json(data)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"]}":'])
def test_depth_is_bounded_whatever_nests(opening: bytes) -> None:
    with pytest.raises(Unreadable, match="deeper"):
        read_json(opening * (MAX_DEPTH + 1))


def test_what_comes_behind_an_error_is_not_looked_at() -> None:
    """Ten megabytes of it would be looked at for a second."""
    with pytest.raises(Unreadable, match="not JSON"):
        read_json(b"[]" + b"[" * 1_000)


def test_brackets_in_strings_are_not_depth() -> None:
    assert read_json(b'["' + b"[" * 1_000 + b'", "\\"' + b"{" * 1_000 + b'\\\\"]') == [
        "[" * 1_000,
        '"' + "{" * 1_000 + "\\",
    ]


def test_the_deepest_that_is_allowed_is_read() -> None:
    data = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert read_json(data) is not None


@given(st.text(alphabet='[]{}"\\:,a0 ', max_size=60))
def test_whatever_brackets_and_quotes_come_they_are_read_or_refused(text: str) -> None:
    with suppress(Unreadable):
        assert read_json(text.encode()) == json.loads(text)
