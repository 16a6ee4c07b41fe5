"""Values of exports: truths, access, ids and instants as the rules of section 10 of the formats say."""

from datetime import UTC, datetime

import pytest

from app.domain.findings import Finding
from app.importers.exports.values import (
    Time,
    access_of,
    access_unless,
    attribute_of,
    child,
    children,
    danish_instant,
    id_of,
    instant,
    markup_of,
    meeting_times,
    number_id_of,
    revision_of,
    strictest,
    text_of,
    truth,
)
from app.importers.exports.xml import Element, read_xml


def root_of(text: str) -> Element:
    root = read_xml(text.encode())
    assert not isinstance(root, Finding)
    return root


def iso(reading: Time) -> str | None:
    assert not isinstance(reading, Finding), reading.message
    return None if reading is None else reading.isoformat()


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("true", True),
        ("True", True),
        (" TRUE ", True),
        ("1", True),
        ("tRUE", False),
        ("ja", False),
        ("-1", False),
        ("", False),
        ("false", False),
        (None, False),
    ],
)
def test_truth_and_what_is_public_are_said_in_four_ways(text: str | None, is_true: bool) -> None:
    assert truth(text) == is_true
    assert access_of(text) == ("open" if is_true else "closed")


@pytest.mark.parametrize(
    ("text", "access"),
    [("False", "open"), ("false", "open"), ("0", "open"), ("True", "closed"), ("", "closed"), ("nej", "closed")],
)
def test_what_is_not_plainly_unprotected_is_closed(text: str, access: str) -> None:
    assert access_unless(text) == access
    assert access_unless(None) == "closed"


def test_the_strictest_access_wins() -> None:
    assert strictest("open", "unknown", "closed") == "closed"
    assert strictest("open", "unknown") == "unknown"
    assert strictest("open", "open") == "open"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("0A1B2C3D-0000-4000-8000-00000000ABCD", "0a1b2c3d-0000-4000-8000-00000000abcd"),
        ("{0A1B2C3D-0000-4000-8000-00000000ABCD}", "0a1b2c3d-0000-4000-8000-00000000abcd"),
        ("00000000-0000-0000-0000-000000000000", None),
        (" MDR-2031-00012 ", "MDR-2031-00012"),
        ("0", "0"),
        ("", None),
        (None, None),
    ],
)
def test_guids_are_in_lower_case_and_other_ids_as_they_are(text: str | None, id: str | None) -> None:
    assert id_of(text) == id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24-06-2031 16:30:00", "2031-06-24T16:30:00+02:00"),
        ("04-01-2031 09:05", "2031-01-04T09:05:00+01:00"),
        ("2031-06-24 16:30", "2031-06-24T16:30:00+02:00"),
        ("2031-06-24T16:30:00.1234567+02:00", "2031-06-24T16:30:00.123456+02:00"),
        ("2031-06-24T14:30:00Z", "2031-06-24T16:30:00+02:00"),
        ("2031-06-24T10:30:00-0400", "2031-06-24T16:30:00+02:00"),
        ("26-10-2031 02:30", "2031-10-26T02:30:00+02:00"),
        ("30-03-2031 02:30", "2031-03-30T03:30:00+02:00"),
        ("01-01-0001 00:00:00", None),
        ("01-01-0001", None),
        ("0001-01-01T00:00:00", None),
        ("  ", None),
        (None, None),
    ],
)
def test_instants_carry_the_offset_of_copenhagen(text: str | None, expected: str | None) -> None:
    assert iso(instant(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2031 10:00",
        "24-06-2031 25:00",
        "24-06-2031",
        "i morgen",
        "06/24/2031 10:00",
        "24-06-2031 10:00 PM",
        "01-01-0000 10:00",
        "9999-12-31T23:59:59-2359",
        "2031-06-24T10:00:00+99:99",
    ],
)
def test_what_is_no_instant_is_a_finding_that_shows_it(text: str) -> None:
    reading = instant(text)
    assert isinstance(reading, Finding)
    assert reading.code == "date_invalid"
    assert text in reading.message


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("27. august 2031", "16:00", "2031-08-27T16:00:00+02:00"),
        ("onsdag den 27. AUGUST  2031", "kl. 16.00", "2031-08-27T16:00:00+02:00"),
        ("3. januar 2031", "8:15:30", "2031-01-03T08:15:30+01:00"),
        ("27-08-2031", "16:00", "2031-08-27T16:00:00+02:00"),
        ("01-01-0001", "00:00", None),
        ("", "16:00", None),
        (None, None, None),
    ],
)
def test_danish_days_and_times_are_read_apart(day: str | None, clock: str | None, expected: str | None) -> None:
    assert iso(danish_instant(day, clock)) == expected


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("27. august 2031", None),
        ("27. august 2031", "om aftenen"),
        ("30. februar 2031", "16:00"),
        ("august", "16:00"),
        ("27. august", "16:00"),
        ("27. august 2031", "24:30"),
    ],
)
def test_a_danish_day_or_time_that_cannot_be_read_is_a_finding(day: str, clock: str | None) -> None:
    assert isinstance(danish_instant(day, clock), Finding)


def test_an_end_before_the_start_is_null_with_a_finding() -> None:
    times = meeting_times(instant("24-06-2031 16:00"), instant("24-06-2031 15:00"))
    assert times.ends_at is None
    assert iso(times.starts_at) == "2031-06-24T16:00:00+02:00"
    assert [finding.code for finding in times.findings] == ["date_invalid"]


def test_an_end_in_the_hour_that_comes_twice_is_the_one_after_the_start() -> None:
    times = meeting_times(instant("26-10-2031 02:45"), instant("26-10-2031 02:15"))
    assert iso(times.ends_at) == "2031-10-26T02:15:00+01:00"
    assert times.findings == ()


def test_what_cannot_be_read_of_a_start_leaves_the_end() -> None:
    times = meeting_times(instant("i dag"), instant("24-06-2031 15:00"))
    assert times.starts_at is None
    assert iso(times.ends_at) == "2031-06-24T15:00:00+02:00"
    assert len(times.findings) == 1


def test_a_meeting_without_a_start_says_so() -> None:
    times = meeting_times(instant("01-01-0001 00:00:00"), None)
    assert (times.starts_at, times.ends_at) == (None, None)
    assert [finding.paths for finding in times.findings] == [("/meeting/starts_at",)]


def test_revisions_sort_as_the_instants_do() -> None:
    readings = [instant("26-10-2031 01:59:59"), instant("26-10-2031 02:00"), instant("2031-10-26T02:00:00.5+01:00")]
    revisions = [revision_of(reading) for reading in readings]
    assert revisions == [
        "2031-10-25T23:59:59.000000Z",
        "2031-10-26T00:00:00.000000Z",
        "2031-10-26T01:00:00.500000Z",
    ]
    assert revision_of(datetime(31, 1, 1, tzinfo=UTC)) == "0031-01-01T00:00:00.000000Z"
    assert revision_of(None) is None
    assert revision_of(instant("x")) is None


def test_elements_are_found_in_any_namespace_one_or_many() -> None:
    root = root_of('<R xmlns="urn:x"><A><B>1</B></A><A><B> 2\n 3 </B><B/></A></R>')
    assert [text_of(part) for part in children(root, "A", "B")] == ["1", "2 3", None]
    assert text_of(root, "A", "B") == "1"
    assert child(root, "C") is None
    assert children(None, "A") == []
    assert text_of(None, "A") is None


def test_attributes_are_on_one_line() -> None:
    root = root_of("<R Åben=' true ' x=''/>")
    assert (attribute_of(root, "Åben"), attribute_of(root, "x"), attribute_of(root, "y")) == ("true", None, None)


def test_markup_is_the_text_as_it_is_or_the_elements_inside() -> None:
    root = root_of(
        "<R><a><![CDATA[<p>1 &lt; 2&nbsp;</p>]]></a><b>1 &lt; 2 <p>æ<br/>b</p>hale</b><c> \n</c><d>&lt;p&gt;</d></R>"
    )
    assert markup_of(root, "a") == "<p>1 &lt; 2&nbsp;</p>"
    assert markup_of(root, "b") == "1 &lt; 2 <p>æ<br>b</p>hale"
    assert markup_of(root, "c") is None
    assert markup_of(root, "d") == "<p>"
    assert markup_of(root, "e") is None


def test_zero_is_no_id_where_ids_are_counted() -> None:
    root = root_of("<R ID='0' ItemID='7'/>")
    assert (number_id_of(root), number_id_of(root, "ItemID"), number_id_of(root, "x")) == (None, "7", None)
