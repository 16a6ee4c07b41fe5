"""One range of bytes: which bytes, the whole, or none."""

import pytest

from app.http.ranges import byte_range
from app.problems import RangeNotSatisfiable

RANGES = [
    (None, None),
    ("bytes=0-0", (0, 1)),
    ("bytes=0-9", (0, 10)),
    ("bytes=0-999", (0, 10)),
    ("bytes=9-", (9, 10)),
    ("bytes=-1", (9, 10)),
    ("bytes=-999", (0, 10)),
    ("bytes = 2 - 3", (2, 4)),
    ("BYTES=2-3", (2, 4)),
    ("bytes=0-1,4-5", None),
    ("bytes=-", None),
    ("bytes=3-2", None),
    ("bytes=a-b", None),
    ("items=0-1", None),
    ("", None),
    ("bytes=" + "9" * 30 + "-", None),
    ("bytes=\u0661-\u0662", None),
]


@pytest.mark.parametrize(("header", "expected"), RANGES)
def test_a_range_is_the_bytes_it_names(header: str | None, expected: tuple[int, int] | None) -> None:
    assert byte_range(header, 10) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_a_range_without_bytes_cannot_be_satisfied(header: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        byte_range(header, size)
    assert refused.value.size_bytes == size
