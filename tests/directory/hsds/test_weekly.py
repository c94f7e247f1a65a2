"""Hours as rows and back: checked against the library that answers whether something is open."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trygga.directory.hsds.weekly import DAYS, Row, hours_of, rows_of
from trygga.lib.opening_hours import OpeningHours

pytestmark = pytest.mark.no_database

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)  # no holiday and no change of the clock that week or the next
WEEK = timedelta(days=7)
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
times = st.lists(st.builds("{}-{}".format, clocks, clocks | st.just("24:00")), min_size=1, max_size=2)
day_ranges = st.one_of(st.sampled_from(DAYS), st.builds("{}-{}".format, st.sampled_from(DAYS), st.sampled_from(DAYS)))
rules = st.builds(
    lambda days, spans: f"{','.join(days)} {','.join(spans)}",
    st.lists(day_ranges, min_size=1, max_size=2),
    times | st.just(["off"]),
)
texts = st.lists(rules, min_size=1, max_size=3).map("; ".join)


def open_minutes(text: str) -> set[int]:
    """Minutes of one week, from Monday, in which the library says that it is open."""
    found: set[int] = set()
    for start, end in OpeningHours.parse(text, ZoneInfo("UTC")).intervals(MONDAY + WEEK, MONDAY + 2 * WEEK):
        first, last = ((at - MONDAY - WEEK) // timedelta(minutes=1) for at in (start, end))
        found.update(range(first, last))
    return found


def minutes_of(rows: tuple[Row, ...]) -> set[int]:
    """The same, of rows."""
    found: set[int] = set()
    for row in rows:
        opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (row.opens, row.closes))
        length = closes - opens if closes > opens else closes - opens + 24 * 60
        for day in row.days:
            start = DAYS.index(day) * 24 * 60 + opens
            found.update(minute % (7 * 24 * 60) for minute in range(start, start + length))
    return found


@given(texts)
def test_rows_say_what_the_hours_say(text: str) -> None:
    rows = rows_of(text)
    if rows is not None:
        assert minutes_of(rows) == open_minutes(text)


@given(texts)
def test_hours_made_of_rows_say_the_same_and_stay_rows(text: str) -> None:
    rows = rows_of(text)
    if rows is not None:
        try:
            again = hours_of(rows)
        except ValueError:
            return
        assert open_minutes(again) == open_minutes(text)
        assert minutes_of(rows_of(again) or ()) == minutes_of(rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("24/7", [(DAYS, "00:00", "00:00")]),
        ("Mo-Fr 08:00-16:30", [(DAYS[:5], "08:00", "16:30")]),
        ("Mo-Fr 18:00-24:00", [(DAYS[:5], "18:00", "00:00")]),
        ("Mo-Fr 22:00-06:00", [(DAYS[:5], "22:00", "06:00")]),
        ("Mo-Su 09:00-19:00; We off", [(("Mo", "Tu", "Th", "Fr", "Sa", "Su"), "09:00", "19:00")]),
    ],
)
def test_plain_hours_become_rows(text: str, told: list[tuple[tuple[str, ...], str, str]]) -> None:
    assert [(row.days, row.opens, row.closes) for row in rows_of(text) or ()] == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mo-Fr 08:00-16:30; PH off",
        "Jun-Aug Mo-Fr 09:00-15:00",
        "Mo[1] 10:00-12:00",
        'Mo-Fr 08:00-16:30 || "by appointment"',
        "Fr 22:00-06:00; Sa off",
        "Mo 01:00-00:15; Mo 00:00-24:00",
        "Mo off",
        "Mo-Fr 08:00-08:00",
        "Apr 30 08:00-12:00",
        "mo-fr 8-16",
    ],
)
def test_other_hours_become_no_rows(text: str) -> None:
    assert rows_of(text) is None


@pytest.mark.parametrize(
    "row",
    [
        Row((), "08:00", "16:00"),
        Row(("Xx",), "08:00", "16:00"),
        Row(("Mo",), "8:00", "16:00"),
        Row(("Mo",), "08:00", "24:00"),
        Row(("Mo",), "08:00", "08:00"),
        Row(("Mo",), "08:00+01:00", "16:00"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(row: Row) -> None:
    with pytest.raises(ValueError, match="Row"):
        hours_of([row])


def test_no_rows_are_no_hours() -> None:
    assert hours_of([]) == ""
