import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.lib.stockholm import (
    ALWAYS,
    LUNCH,
    MINUTE,
    NEVER,
    NIGHTS,
    OFFICE,
    STOCKHOLM,
    hours,
    in_utc,
    instant,
    instant_or_none,
)
from trygga.lib.opening_hours import LONGEST, NOT_CLOCK_TIMES, UNREADABLE, OpeningHours, UnreadableHours

pytestmark = pytest.mark.no_database


def intervals_in_utc(text: str, from_: str, until: str) -> list[tuple[datetime, datetime]]:
    found = hours(text).intervals(instant(from_), instant(until))
    return [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in found]


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        # An ordinary day, to the minute.
        (OFFICE, "2026-01-12 07:59", False),
        (OFFICE, "2026-01-12 08:00", True),
        (OFFICE, "2026-01-12 16:29:59.999999", True),
        (OFFICE, "2026-01-12 16:30", False),
        # Weekend.
        (OFFICE, "2026-01-10 12:00", False),
        (OFFICE, "2026-01-11 12:00", False),
        # Holidays, and the days beside them.
        (OFFICE, "2026-01-05 12:00", True),  # Twelfth Night: an ordinary day to the library
        (OFFICE, "2026-01-06 12:00", False),  # Epiphany, a Tuesday
        (OFFICE, "2026-01-07 12:00", True),
        (OFFICE, "2026-04-02 12:00", True),  # Maundy Thursday
        (OFFICE, "2026-04-03 12:00", False),  # Good Friday
        (OFFICE, "2026-04-06 12:00", False),  # Easter Monday
        (OFFICE, "2026-04-07 12:00", True),
        (OFFICE, "2026-04-30 12:00", True),  # Walpurgis Eve
        (OFFICE, "2026-05-01 12:00", False),
        (OFFICE, "2026-05-14 12:00", False),  # Ascension Day
        (OFFICE, "2026-05-15 12:00", True),
        (OFFICE, "2026-06-19 12:00", False),  # Midsummer Eve
        (OFFICE, "2026-06-22 12:00", True),
        (OFFICE, "2026-12-23 12:00", True),
        (OFFICE, "2026-12-24 12:00", False),  # Christmas Eve
        (OFFICE, "2026-12-25 12:00", False),
        (OFFICE, "2026-12-28 12:00", True),
        (OFFICE, "2026-12-31 12:00", False),  # New Year's Eve
        (OFFICE, "2027-01-01 12:00", False),
        (OFFICE, "2027-01-04 12:00", True),
        (OFFICE, "2027-03-26 12:00", False),  # Good Friday
        # Lunch.
        (LUNCH, "2026-01-12 11:59", True),
        (LUNCH, "2026-01-12 12:00", False),
        (LUNCH, "2026-01-12 13:00", True),
        # Over midnight.
        (NIGHTS, "2026-01-12 21:59", False),
        (NIGHTS, "2026-01-12 23:59", True),
        (NIGHTS, "2026-01-13 00:00", True),
        (NIGHTS, "2026-01-13 06:00", False),
        # The spring night: 02:00 to 03:00 does not exist.
        ("02:30-05:00", "2026-03-29T01:59+01:00", False),
        ("02:30-05:00", "2026-03-29T03:00+02:00", True),
        ("02:30-05:00", "2027-03-28T03:00+02:00", True),
        ("02:15-02:45", "2026-03-29T03:00+02:00", False),
        # The autumn night: 02:00 to 03:00 comes twice.
        ("02:30-05:00", "2026-10-25T02:30+02:00", True),
        ("02:30-05:00", "2026-10-25T02:15+01:00", False),
        ("02:30-05:00", "2026-10-25T02:30+01:00", True),
        ("02:30-05:00", "2027-10-31T02:15+01:00", False),
        # Always, never, nobody knows.
        (ALWAYS, "2026-12-24 03:00", True),
        (NEVER, "2026-01-12 12:00", False),
        ("Mo-Fr 08:00-16:30 unknown", "2026-01-12 12:00", False),
    ],
)
def test_is_open_by_hand(text: str, at: str, is_open: bool) -> None:
    assert hours(text).is_open(instant(at)) is is_open


@pytest.mark.parametrize(
    ("text", "at", "opens"),
    [
        (OFFICE, "2026-01-12 07:59", "2026-01-12 08:00"),
        (OFFICE, "2026-01-12 08:00", "2026-01-13 08:00"),  # strictly after, also while open
        (OFFICE, "2026-01-09 16:30", "2026-01-12 08:00"),  # Friday to Monday
        (OFFICE, "2026-01-05 17:00", "2026-01-07 08:00"),  # past Epiphany
        (OFFICE, "2026-04-02 17:00", "2026-04-07 08:00"),  # past Easter
        (OFFICE, "2026-06-18 17:00", "2026-06-22 08:00"),  # past Midsummer
        (OFFICE, "2026-12-23 17:00", "2026-12-28 08:00"),  # past Christmas
        (OFFICE, "2026-12-30 17:00", "2027-01-04 08:00"),  # past New Year
        (OFFICE, "2026-03-27 17:00", "2026-03-30T08:00+02:00"),  # past the spring change
        (OFFICE, "2026-10-23 17:00", "2026-10-26T08:00+01:00"),  # past the autumn change
        (LUNCH, "2026-01-12 11:59", "2026-01-12 13:00"),
        ("02:30-05:00", "2026-03-28 12:00", "2026-03-29T03:00+02:00"),
        ("02:15-02:45", "2026-03-28 12:00", "2026-03-30T02:15+02:00"),
        ("02:30-05:00", "2026-10-24 12:00", "2026-10-25T02:30+02:00"),
        ("02:30-05:00", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        ("Feb 29 10:00-11:00", "2026-01-01 00:00", "2028-02-29 10:00"),
        (ALWAYS, "2026-01-12 12:00", None),
        (NEVER, "2026-01-12 12:00", None),
        ("2025 Mo-Fr 08:00-16:30", "2026-01-12 12:00", None),
    ],
)
def test_next_opening_by_hand(text: str, at: str, opens: str | None) -> None:
    assert in_utc(hours(text).next_opening(instant(at))) == instant_or_none(opens)


@pytest.mark.parametrize(
    ("text", "at", "closes"),
    [
        (OFFICE, "2026-01-12 08:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 16:29", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 16:30", "2026-01-13 16:30"),  # closed: the end of the next interval
        (LUNCH, "2026-01-12 11:59", "2026-01-12 12:00"),
        (NIGHTS, "2026-01-12 23:00", "2026-01-13 06:00"),
        (NIGHTS, "2026-03-28 23:00", "2026-03-29T06:00+02:00"),
        (NIGHTS, "2026-10-24 23:00", "2026-10-25T06:00+01:00"),
        ("Mo-Fr 00:00-24:00", "2026-01-12 12:00", "2026-01-17 00:00"),
        ("Mo-Su 00:00-24:00", "2026-01-12 12:00", None),
        (ALWAYS, "2026-01-12 12:00", None),
        (NEVER, "2026-01-12 12:00", None),
    ],
)
def test_closes_at_by_hand(text: str, at: str, closes: str | None) -> None:
    assert in_utc(hours(text).closes_at(instant(at))) == instant_or_none(closes)


@pytest.mark.parametrize(
    ("text", "from_", "until", "expected"),
    [
        (
            LUNCH,
            "2026-01-09 10:00",
            "2026-01-12 14:00",
            [
                ("2026-01-09 10:00", "2026-01-09 12:00"),
                ("2026-01-09 13:00", "2026-01-09 16:30"),
                ("2026-01-12 08:00", "2026-01-12 12:00"),
                ("2026-01-12 13:00", "2026-01-12 14:00"),
            ],
        ),
        # Seven hours in spring, nine in autumn.
        (NIGHTS, "2026-03-28 12:00", "2026-03-29 12:00", [("2026-03-28 22:00", "2026-03-29 06:00")]),
        (NIGHTS, "2026-10-24 12:00", "2026-10-25 12:00", [("2026-10-24 22:00", "2026-10-25 06:00")]),
        (NIGHTS, "2027-10-30 12:00", "2027-10-31 12:00", [("2027-10-30 22:00", "2027-10-31 06:00")]),
        # A day of 23 hours, a day of 25.
        (
            ALWAYS,
            "2026-03-29 00:00",
            "2026-03-30 00:00",
            [("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00")],
        ),
        (
            "Su",
            "2026-10-24 00:00",
            "2026-10-27 00:00",
            [("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00")],
        ),
        # Inside the missing hour, and up to it.
        ("02:15-02:45", "2026-03-29 00:00", "2026-03-29 12:00", []),
        (
            "01:00-02:30",
            "2026-03-29 00:00",
            "2026-03-29 12:00",
            [("2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00")],
        ),
        # Inside the doubled hour, and up to it.
        (
            "02:15-02:45",
            "2026-10-25 00:00",
            "2026-10-25 12:00",
            [
                ("2026-10-25T02:15+02:00", "2026-10-25T02:45+02:00"),
                ("2026-10-25T02:15+01:00", "2026-10-25T02:45+01:00"),
            ],
        ),
        (
            "01:00-02:30",
            "2026-10-25 00:00",
            "2026-10-25 12:00",
            [
                ("2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),
                ("2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00"),
            ],
        ),
        # Two intervals that touch are one, whatever is said about them.
        (
            'Mo 08:00-12:00 "by phone", Mo 12:00-16:00 "at the desk"',
            "2026-01-12 00:00",
            "2026-01-13 00:00",
            [("2026-01-12 08:00", "2026-01-12 16:00")],
        ),
        (NEVER, "2026-01-12 00:00", "2026-01-13 00:00", []),
        (ALWAYS, "2026-01-12 00:00", "2026-01-12 00:00", []),
        (ALWAYS, "2026-01-13 00:00", "2026-01-12 00:00", []),
    ],
)
def test_intervals_by_hand(text: str, from_: str, until: str, expected: list[tuple[str, str]]) -> None:
    assert intervals_in_utc(text, from_, until) == [(instant(start), instant(end)) for start, end in expected]


def test_intervals_are_on_the_wall_clock_of_the_zone() -> None:
    ((start, end),) = hours(NIGHTS).intervals(instant("2026-10-24 12:00"), instant("2026-10-25 12:00"))

    assert (start.tzinfo, start.isoformat()) == (STOCKHOLM, "2026-10-24T22:00:00+02:00")
    assert (end.tzinfo, end.isoformat()) == (STOCKHOLM, "2026-10-25T06:00:00+01:00")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Stockholm", "America/New_York", "Asia/Kathmandu"])
def test_is_open_of_one_instant_is_the_same_from_every_zone(zone: str) -> None:
    at = instant("2026-01-12 08:00").astimezone(ZoneInfo(zone))

    assert [hours(OFFICE).is_open(at - MINUTE), hours(OFFICE).is_open(at)] == [False, True]


def test_is_open_at_a_local_time_that_does_not_exist_takes_the_instant_it_names() -> None:
    does_not_exist = datetime(2026, 3, 29, 2, 30, tzinfo=STOCKHOLM)  # 01:30 UTC, the clock shows 03:30

    assert hours("03:30-04:00").is_open(does_not_exist) is True
    assert hours("02:00-03:00").is_open(does_not_exist) is False


def test_is_open_at_a_local_time_that_exists_twice_tells_them_apart() -> None:
    second = datetime(2026, 10, 25, 2, 45, fold=1, tzinfo=STOCKHOLM)

    assert in_utc(hours("02:30-05:00").closes_at(second)) == instant("2026-10-25T05:00+01:00")
    assert in_utc(hours("02:30-05:00").closes_at(second.replace(fold=0))) == instant("2026-10-25T03:00+02:00")


def test_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="^Opening hours need a datetime with a time zone.$"):
        hours(OFFICE).is_open(datetime(2026, 1, 12, 12, 0))


def test_hours_in_a_zone_half_an_hour_apart_change_at_the_right_minute() -> None:
    lord_howe = OpeningHours.parse("01:30-02:15", ZoneInfo("Australia/Lord_Howe"))  # 02:00 becomes 01:30

    found = list(lord_howe.intervals(instant("2026-04-04T12:00+00:00"), instant("2026-04-04T18:00+00:00")))

    assert [(in_utc(start), in_utc(end)) for start, end in found] == [
        (instant("2026-04-05T01:30+11:00"), instant("2026-04-05T02:15+10:30"))
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", UNREADABLE),
        ("   ", UNREADABLE),
        ("when we have time", UNREADABLE),
        ("Mo-Fr 8-16", UNREADABLE),
        ("Mån-Fre 08:00-16:30", UNREADABLE),
        ("Mo-Fr 08:00-16:30;", UNREADABLE),
        ("Mo-Fr 08:00–16:30", UNREADABLE),  # a dash, as word processors make it
        ("Mo-Fr 08:00-49:00", UNREADABLE),
        ("\x00", UNREADABLE),
        ("Mo-Fr 08:00-16:30; " * 14 + "PH off", UNREADABLE),
        ('"by appointment"', NOT_CLOCK_TIMES),
        ('Mo-Fr 08:00-16:30; "by appointment"', NOT_CLOCK_TIMES),
        ("Mo-Fr sunrise-sunset", NOT_CLOCK_TIMES),
        ("Mo-Fr 08:00-16:30; SH off", NOT_CLOCK_TIMES),
        ("Mo-Fr 08:00+", NOT_CLOCK_TIMES),
        ("Feb 30 10:00-12:00", NOT_CLOCK_TIMES),
        ("Mo-Fr 08:00-16:30; Jun 31 off", NOT_CLOCK_TIMES),
    ],
)
def test_parse_of_what_cannot_be_kept_to_says_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableHours, match=f"^{re.escape(sentence)}$"):
        OpeningHours.parse(text, STOCKHOLM)


@pytest.mark.parametrize(
    "text",
    [
        OFFICE,
        'Mo-Fr 08:00-16:30 "sunrise desk, SH, 08:00+"',
        "Apr 1-31 08:00-16:30",
        "easter +1 day 10:00-12:00",
        "2026+ Mo 08:00-09:00",
        '08:00-09:00 "' + "x" * (LONGEST - 14) + '"',
    ],
)
def test_parse_of_what_is_clear_keeps_the_text(text: str) -> None:
    assert OpeningHours.parse(text, STOCKHOLM) == OpeningHours(text=text, zone=STOCKHOLM)


def test_parse_forgives_white_space_around_the_text() -> None:
    assert OpeningHours.parse(f" {OFFICE}\n", STOCKHOLM) == OpeningHours(OFFICE, STOCKHOLM)


@pytest.mark.parametrize(
    ("year", "movable"),
    [
        (2026, "04-03 04-05 04-06 05-14 05-24 06-19 06-20 10-31"),
        (2027, "03-26 03-28 03-29 05-06 05-16 06-25 06-26 11-06"),
    ],
)
def test_public_holidays_of_a_year_are_the_swedish_ones_with_three_eves(year: int, movable: str) -> None:
    fixed = "01-01 01-06 05-01 06-06 12-24 12-25 12-26 12-31"
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]

    found = [f"{day:%m-%d}" for day in days if hours("PH").is_open(instant(f"{day} 12:00"))]

    assert found == sorted(f"{fixed} {movable}".split())


def test_public_holidays_are_known_until_2076_and_not_after() -> None:
    epiphanies = [hours("PH").is_open(instant(f"{year}-01-06 12:00")) for year in (1999, 2000, 2076, 2077)]

    assert epiphanies == [False, True, True, False]
