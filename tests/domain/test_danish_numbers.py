from decimal import Decimal

import pytest

from app.domain.danish_numbers import find_amounts, read_cell


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("0", "0"),
        ("750.000", "750000"),
        ("1.234.567", "1234567"),
        ("1.234,50", "1234.50"),
        ("1234567,89", "1234567.89"),
        ("-1.022.190", "-1022190"),
        ("−1.022.190", "-1022190"),
        ("– 5.000", "-5000"),
        ("5,-", "5"),
        ("500.000,-", "500000"),
        ("500.000 kr.", "500000"),
        ("kr. 500.000", "500000"),
        ("1,5 mio. kr.", "1500000"),
        ("1.mio", "1000000"),
        ("750 t.kr.", "750000"),
        ("2 mia. kr.", "2000000000"),
    ],
)
def test_this_cell_is_this_many_kroner(cell: str, amount: str) -> None:
    reading = read_cell(cell)
    assert reading is not None
    assert (reading.amount, reading.fault) == (Decimal(amount), None)


@pytest.mark.parametrize("cell", ["7500.000", "1.23.456", "1,234.50", "12.34", "1.2345", "0,001", "1,123"])
def test_this_cell_is_malformed_and_never_guessed(cell: str) -> None:
    reading = read_cell(cell)
    assert reading is not None
    assert (reading.amount, reading.fault, reading.printed) == (None, "malformed", cell)


@pytest.mark.parametrize("cell", ["", "Indsats", "1. september 2024", "2 + 3", "se note 4", "-"])
def test_this_cell_is_no_number(cell: str) -> None:
    assert read_cell(cell) is None


@pytest.mark.parametrize(("cell", "fault"), [("10.000 mio.", "unit_suspect"), ("9.999 mio.", None)])
def test_from_ten_thousand_on_a_number_with_mio_is_suspect(cell: str, fault: str | None) -> None:
    reading = read_cell(cell)
    assert reading is not None
    assert (reading.fault, reading.amount is None) == (fault, fault is not None)


def test_numbers_in_text_carry_the_unit_beside_them_and_whether_they_are_approximate() -> None:
    text = "Af de 88 pladser er ca. 500.000 kr. brugt, (1.mio) afsat, kr. 250.000 tilbage; 1.022.190 mio. er for meget."
    read = [(row.printed, row.unit, row.approximate, row.amount) for row in find_amounts(text)]
    assert read == [
        ("88", None, False, Decimal(88)),
        ("500.000 kr.", "kr.", True, Decimal(500_000)),
        ("1.mio", "mio", False, Decimal(1_000_000)),
        ("250.000", "kr.", False, Decimal(250_000)),
        ("1.022.190 mio.", "mio.", False, None),
    ]


def test_spans_point_at_what_was_printed() -> None:
    text = "Der er brugt 203.048 kr. i alt"
    (reading,) = find_amounts(text)
    assert text[slice(*reading.span)] == "203.048 kr."
