"""What opening hours and closings say of one instant and of a stretch of time agree, minute by minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lib.stockholm import ALWAYS, LUNCH, MINUTE, NEVER, NIGHTS, OFFICE, hours, in_utc, instant
from trygga.lib.opening_hours import OpeningHours

pytestmark = pytest.mark.no_database

TEXTS = st.sampled_from(
    [
        OFFICE,
        LUNCH,
        NIGHTS,
        ALWAYS,
        NEVER,
        "02:30-05:00",
        "01:00-02:30",
        "02:15-02:45",
        "02:00-03:00",
        "Mo-Su 00:00-24:00",
        "Su 00:00-24:00; Mo 02:00-02:01",
        "Mo-Fr 12:00-12:00",
        "Mo-Fr 08:00-26:30; PH off",
        "Mo-Fr 16:30-08:00; Sa-Su,PH 00:00-24:00",
        'Mo-Fr 08:00-12:00 "a", Mo-Fr 12:00-16:00 "b"; PH 10:00-11:00',
    ]
)
# Every minute of two years, and twice as often the days around the clock changes.
MINUTES = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: instant("2026-01-01 00:00") + n * MINUTE)
NEAR_CHANGES = st.builds(
    lambda day, n: instant(f"{day} 00:00") + n * MINUTE,
    st.sampled_from(["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]),
    st.integers(-24 * 60, 12 * 60),
)


# Closings of seconds, minutes or weeks, near the instant that is asked about.
CLOSINGS = st.lists(
    st.tuples(st.integers(-2 * 24 * 60, 2 * 24 * 60), st.integers(0, 59), st.integers(1, 14 * 24 * 60 * 60)), max_size=4
)


@settings(max_examples=150, deadline=None)
@given(
    text=TEXTS,
    from_=NEAR_CHANGES | MINUTES | NEAR_CHANGES,
    length=st.integers(1, 30 * 60),
    closings=CLOSINGS | st.just([]),
)
def test_is_open_agrees_minute_by_minute_with_the_rest(
    text: str, from_: datetime, length: int, closings: list[tuple[int, int, int]]
) -> None:
    begin = [(from_ + minutes * MINUTE + timedelta(seconds=seconds), lasting) for minutes, seconds, lasting in closings]
    spans = [(begins, begins + timedelta(seconds=lasting)) for begins, lasting in begin]
    subject = hours(text).but_closed(spans)
    until = from_ + length * MINUTE
    minutes = [from_ + n * MINUTE for n in range(length)]

    found = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in subject.intervals(from_, until)]

    is_open = [subject.is_open(minute) for minute in minutes]
    assert [any(start <= minute < end for start, end in found) for minute in minutes] == is_open
    assert is_open == [
        hours(text).is_open(minute) and not any(b < minute + MINUTE and minute < e for b, e in spans)
        for minute in minutes
    ]
    changes = list(zip(minutes[1:], pairwise(is_open), strict=True))
    opens = next((minute for minute, change in changes if change == (False, True)), None)
    closes = next((minute for minute, change in changes if change == (True, False)), None)
    assert _if_before(until, subject.next_opening(from_)) == opens
    assert _if_before(until, subject.closes_at(from_)) == closes
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


def _if_before(limit: datetime, at: datetime | None) -> datetime | None:
    return None if at is None or at.astimezone(UTC) >= limit else at.astimezone(UTC)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [OFFICE, LUNCH, NIGHTS, ALWAYS, "02:30-05:00", "Mo-Fr 16:30-08:00; Sa-Su,PH 00:00-24:00"]
)
def test_every_minute_of_two_years_is_as_the_last_change_said(text: str) -> None:
    first = instant("2026-01-01 00:00")
    subject = hours(text).but_closed(
        (first + timedelta(days=day, minutes=17), first + timedelta(days=day + lasts))
        for day, lasts in ((9, 1), (180, 30))
    )
    at, end = first, instant("2028-01-01 00:00")
    while at < end:
        is_open = subject.is_open(at)
        change = in_utc(subject.closes_at(at) if is_open else subject.next_opening(at)) or end
        while at < min(change, end):
            assert subject.is_open(at) is is_open
            at += MINUTE
        assert at == end or subject.is_open(at) is not is_open


# ---- closings ----
def closed(*spans: tuple[str, str]) -> OpeningHours:
    return hours(OFFICE).but_closed((instant(begins), instant(ends)) for begins, ends in spans)


def test_closings_in_any_order_are_kept_in_order_and_as_one_where_they_meet() -> None:
    one, two = ("2026-01-12 10:00", "2026-01-12 11:00"), ("2026-01-12 11:00", "2026-01-12 12:00")
    three, inside = ("2026-01-13 08:00", "2026-01-13 09:00"), ("2026-01-12 10:15", "2026-01-12 10:30")
    kept = closed(three, two, inside, one).closings
    assert kept == ((instant(one[0]), instant(two[1])), (instant(three[0]), instant(three[1])))


def test_closing_takes_every_minute_that_it_touches() -> None:
    begins, ends = instant("2026-01-12 10:00:59.5"), instant("2026-01-12 10:02:00.5")
    subject = hours(OFFICE).but_closed([(begins, ends)])
    seen = [subject.is_open(instant(f"2026-01-12 {time}")) for time in ("09:59:59", "10:00:00", "10:02:59", "10:03:00")]
    assert seen == [True, False, False, True]


def test_closing_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="^Opening hours need a datetime with a time zone.$"):
        hours(OFFICE).but_closed([(datetime(2026, 1, 12), datetime(2026, 1, 13))])


def test_closings_say_when_it_closes_and_opens() -> None:
    subject = closed(("2026-01-12 10:00", "2026-01-12 12:00"), ("2026-01-12 15:00", "2026-01-13 10:00"))
    times = ("09:59", "11:59", "12:00", "14:59", "15:00")
    found = [
        (subject.closes_at(at), subject.next_opening(at)) for at in (instant(f"2026-01-12 {time}") for time in times)
    ]
    expected = [
        ("2026-01-12 10:00", "2026-01-12 12:00"),
        ("2026-01-12 15:00", "2026-01-12 12:00"),
        ("2026-01-12 15:00", "2026-01-13 10:00"),
        ("2026-01-12 15:00", "2026-01-13 10:00"),
        ("2026-01-13 16:30", "2026-01-13 10:00"),
    ]
    assert [(in_utc(closes), in_utc(opens)) for closes, opens in found] == [
        (instant(closes), instant(opens)) for closes, opens in expected
    ]
