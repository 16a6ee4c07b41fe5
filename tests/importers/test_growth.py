"""Twice the text takes about twice the work, counted in calls so that every machine tells the same."""

import sys
from collections.abc import Callable
from itertools import count

import pytest

from tests.importers.minutes import minutes, read

AT_MOST_TIMES = 2.2


def labelled_items(many: int) -> str:
    item = "Punkt {0}: Ny sti {0}\n\n24-00{0:04}\n\nBeslutning: Godkendt.\n\nBilag: Kort {0}; Overslag {0}"
    return minutes(*(item.format(number) for number in range(1, many + 1)))


def labelled_lines(many: int) -> str:
    lines = (f"Bilag: Kort {number}\n\nBeslutning: Godkendt {number}." for number in range(many))
    return minutes("Punkt 1: Ny sti", *lines)


def earlier_decisions(many: int) -> str:
    """Each labelled decision below earlier ones could be the meeting's own, if it were the last."""
    lines = (f"Teknikudvalget den {number % 28 + 1}. maj 2023\n\nBeslutning: Godkendt." for number in range(many))
    return minutes("Punkt 1: Ny sti", "Sagens forløb", *lines, "Beslutning", "Godkendt.")


def calls_while_reading(text: str) -> int:
    calls = count()
    sys.setprofile(lambda *_: next(calls) and None)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return next(calls)


@pytest.mark.parametrize("write", [labelled_items, labelled_lines, earlier_decisions])
def test_labelled_sections_take_work_in_proportion_to_their_number(write: Callable[[int], str]) -> None:
    once, twice = calls_while_reading(write(100)), calls_while_reading(write(200))
    assert once > 1_000
    assert twice <= AT_MOST_TIMES * once
