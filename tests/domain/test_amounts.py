from decimal import Decimal

import pytest

from app.domain.amounts import danish, kroner, near_misses, read_printed


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1022190", "1.022.190"),
        ("-1022190", "-1.022.190"),
        ("1234.5", "1.234,50"),
        ("-0.05", "-0,05"),
    ],
)
def test_amounts_are_written_the_danish_way(amount: str, printed: str) -> None:
    assert danish(Decimal(amount)) == printed
    assert kroner(Decimal(amount)) == f"{printed} kr."


@pytest.mark.parametrize(
    ("printed", "unit", "amount"),
    [
        ("750.000", None, "750000"),
        ("750000", "kr.", "750000"),
        ("203.048 kr.", "kr.", "203048"),
        ("1.mio", None, "1000000"),
        ("1,5", "mio. kr.", "1500000"),
        ("5,-", None, "5"),
        ("-1.022.190", None, "-1022190"),
    ],
)
def test_well_formed_amounts_are_read(printed: str, unit: str | None, amount: str) -> None:
    reading = read_printed(printed, unit)
    assert reading is not None
    assert (reading.amount, reading.fault) == (Decimal(amount), None)


@pytest.mark.parametrize(
    ("printed", "unit", "fault"),
    [
        ("7500.000", "kr.", "malformed"),
        ("1.0000", None, "malformed"),
        ("12.34.567 kr.", None, "malformed"),
        ("1.022.190 mio.", None, "unit_suspect"),
        ("10.000", "mio.", "unit_suspect"),
    ],
)
def test_what_is_not_well_formed_is_not_read(printed: str, unit: str | None, fault: str) -> None:
    reading = read_printed(printed, unit)
    assert reading is not None
    assert (reading.amount, reading.fault) == (None, fault)


def test_words_without_a_number_are_no_amount() -> None:
    assert read_printed("ikke opgjort", None) is None


@pytest.mark.parametrize(("printed", "meant"), [("7500.000", 750_000), ("75.0000", 750_000), ("75.00", 7_500)])
def test_a_digit_too_many_or_a_misplaced_dot_is_a_near_miss(printed: str, meant: int) -> None:
    assert Decimal(meant) in near_misses(printed)
    assert Decimal(meant * 100 + 7) not in near_misses(printed)
