"""Amounts of money in messages and statements: written the Danish way, and read again where they were printed."""

import re
from decimal import Decimal

from app.domain.danish_numbers import AmountReading, find_amounts, read_cell


def danish(amount: Decimal) -> str:
    """`1.022.190`, `-1.022.190`, `1.234,50`."""
    shown = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return shown.translate(str.maketrans(",.", ".,"))


def kroner(amount: Decimal) -> str:
    """`1.022.190 kr.`"""
    return f"{danish(amount)} kr."


def read_printed(printed: str, unit: str | None) -> AmountReading | None:
    """The amount that a statement's `printed` holds, or null where it holds no number.

    `unit` is the statement's `unit_printed`: it counts where no unit stands beside the number itself.
    """
    reading = read_cell(printed) or _beside_unit(find_amounts(printed))
    if reading is None or reading.unit is not None or unit is None:
        return reading
    return read_cell(f"{reading.printed} {unit}") or reading


def near_misses(printed: str) -> frozenset[Decimal]:
    """What a malformed number may have meant: its digits with the dots moved, or with any one digit dropped."""
    whole, _, decimals = printed.partition(",")
    digits = re.sub(r"[^0-9]", "", whole)
    tail = f".{found.group()}" if (found := re.match(r"[0-9]{1,2}(?![0-9])", decimals)) else ""
    shorter = {digits[:at] + digits[at + 1 :] for at in range(len(digits))}
    return frozenset(Decimal(candidate + tail) for candidate in {digits, *shorter} if candidate)


def _beside_unit(readings: tuple[AmountReading, ...]) -> AmountReading | None:
    return next((reading for reading in readings if reading.unit), next(iter(readings), None))
