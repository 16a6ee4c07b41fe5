from datetime import date, time

import pytest

from app.domain.danish_dates import find_clock, find_date, find_weekday, find_years, in_copenhagen


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mandag d. 06. marts 2023 kl. 11:00", date(2023, 3, 6)),
        ("d. 06-03-2023", date(2023, 3, 6)),
        ("den 1. jan. 2024", date(2024, 1, 1)),
        ("6.3.2023", date(2023, 3, 6)),
        ("6/3 2023", date(2023, 3, 6)),
        ("2023-03-06", date(2023, 3, 6)),
        ("29. februar 2024", date(2024, 2, 29)),
        ("først 6. marts 2023, så 7. marts 2023", date(2023, 3, 6)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    reading = find_date(text)
    assert reading is not None
    assert (reading.date.day, reading.fault) == (day, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31. februar 2024", "invalid"),
        ("29. februar 2023", "invalid"),
        ("00-03-2023", "invalid"),
        ("30-13-2023", "invalid"),
        ("30. april", "year_missing"),
        ("11. marts kl. 15-17", "year_missing"),
    ],
)
def test_a_day_that_is_none_stays_null_with_its_fault(text: str, fault: str) -> None:
    reading = find_date(text)
    assert reading is not None
    assert (reading.date.day, reading.date.from_, reading.fault) == (None, None, fault)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("i februar 2024", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("I alt ultimo 2023", date(2023, 10, 1), date(2023, 12, 31), "part_of_year"),
        ("primo 2024", date(2024, 1, 1), date(2024, 3, 31), "part_of_year"),
    ],
)
def test_a_fuzzy_date_is_bounded_by_its_days(text: str, first: date, last: date, precision: str) -> None:
    reading = find_date(text)
    assert reading is not None
    assert (reading.date.from_, reading.date.to, reading.date.precision) == (first, last, precision)


@pytest.mark.parametrize("text", ["", "2024", "punkt 3. Maj", "1.588.000", "72 timers", "10-12"])
def test_other_numbers_are_no_date(text: str) -> None:
    reading = find_date(text)
    assert reading is None or reading.fault == "year_missing"
    assert reading is None or reading.date.day is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("kl. 11:00", (time(11), None, False)),
        ("Kl. 10.00 – 11.30", (time(10), time(11, 30), False)),
        ("kl. 15-17", (time(15), time(17), False)),
        ("klokken 9", (time(9), None, False)),
        ("kl. 25:00", (None, None, True)),
        ("i eftermiddag", (None, None, False)),
    ],
)
def test_a_clock_is_read(text: str, clock: tuple[time | None, time | None, bool]) -> None:
    assert find_clock(text) == clock


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("Klyngemidler 2022+2023", (2022, 2023)),
        ("Tilskud 2022-2025", (2022, 2023, 2024, 2025)),
        ("Klyngemidler", ()),
        ("Sag 120220", ()),
        ("2023 og 2022", (2022, 2023)),
    ],
)
def test_years_of_a_label(label: str, years: tuple[int, ...]) -> None:
    assert find_years(label) == years


def test_the_offset_is_copenhagens_on_that_day() -> None:
    assert in_copenhagen(date(2024, 1, 15), time(14)).isoformat() == "2024-01-15T14:00:00+01:00"
    assert in_copenhagen(date(2024, 7, 15), time(14)).isoformat() == "2024-07-15T14:00:00+02:00"


def test_a_weekday_is_found_in_any_case() -> None:
    assert (find_weekday("Mandag d. 6."), find_weekday("uge 3")) == ("mandag", None)
