from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trygga.lib.deadlines import closes_itself_at, closes_soon, read_by, reads_next
from trygga.lib.opening_hours import OpeningHours

pytestmark = pytest.mark.no_database


STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = "Mo-Fr 08:00-16:30; PH off"
LUNCH = "Mo-Fr 08:00-12:00,13:00-16:30; PH off"
NIGHTS = "Mo-Su 22:00-06:00"
NEVER = "off"
ALWAYS = "24/7"
MINUTE = timedelta(minutes=1)


def instant(text: str) -> datetime:
    """An instant in UTC: of a text with an offset, or of an unambiguous wall time in Stockholm."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)).astimezone(UTC)


def in_utc(at: datetime | None) -> datetime | None:
    """Equality is asked in UTC: Python's is blind to the doubled hour within one zone."""
    return None if at is None else at.astimezone(UTC)


def hours(text: str) -> OpeningHours:
    return OpeningHours.parse(text, STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        (OFFICE, "2026-01-12 07:59", "2026-01-12 08:00"),
        (OFFICE, "2026-01-12 08:00", "2026-01-12 08:00"),
        (OFFICE, "2026-01-12 16:29", "2026-01-12 16:29"),
        (OFFICE, "2026-01-12 16:30", "2026-01-13 08:00"),
        (OFFICE, "2026-01-09 23:00", "2026-01-12 08:00"),  # Friday night: Monday
        (OFFICE, "2026-04-03 09:00", "2026-04-07 08:00"),  # Good Friday: Tuesday
        (OFFICE, "2026-12-24 02:00", "2026-12-28 08:00"),
        (OFFICE, "2026-03-29T03:00+02:00", "2026-03-30T08:00+02:00"),
        (LUNCH, "2026-01-12 12:30", "2026-01-12 13:00"),
        (ALWAYS, "2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"),
        (NEVER, "2026-01-12 12:00", None),
    ],
)
def test_reads_next_by_hand(text: str, at: str, expected: str | None) -> None:
    assert in_utc(reads_next(hours(text), instant(at))) == (None if expected is None else instant(expected))


@pytest.mark.parametrize(
    ("text", "arrived", "expected"),
    [
        # An ordinary Monday: the last hour no longer counts.
        (OFFICE, "2026-01-12 02:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 07:59", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 08:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 15:30", "2026-01-12 16:30"),
        (OFFICE, "2026-01-12 15:31", "2026-01-13 16:30"),
        (OFFICE, "2026-01-12 16:29", "2026-01-13 16:30"),
        (OFFICE, "2026-01-12 16:30", "2026-01-13 16:30"),
        # Weekends, holidays.
        (OFFICE, "2026-01-09 15:30", "2026-01-09 16:30"),
        (OFFICE, "2026-01-09 15:31", "2026-01-12 16:30"),
        (OFFICE, "2026-01-10 12:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-05 16:00", "2026-01-07 16:30"),  # Epiphany between
        (OFFICE, "2026-04-02 16:00", "2026-04-07 16:30"),  # Easter between
        (OFFICE, "2026-06-18 16:00", "2026-06-22 16:30"),  # Midsummer between
        (OFFICE, "2026-12-23 16:00", "2026-12-28 16:30"),  # Christmas between
        (OFFICE, "2026-12-31 09:00", "2027-01-04 16:30"),  # New Year between
        # Clock changes.
        (OFFICE, "2026-03-27 16:00", "2026-03-30T16:30+02:00"),
        (OFFICE, "2026-10-23 16:00", "2026-10-26T16:30+01:00"),
        (OFFICE, "2027-03-25 16:00", "2027-03-30T16:30+02:00"),  # Easter and the clock change
        ("Su 01:00-03:30", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),  # exactly an hour left
        ("Su 01:00-03:30", "2026-03-29T01:31+01:00", "2026-04-05T03:30+02:00"),
        ("Su 01:00-03:30", "2026-10-25T02:30+02:00", "2026-10-25T03:30+01:00"),
        ("Sa 12:00-36:00", "2026-10-24 13:00", "2026-10-25T12:00+01:00"),  # 25 hours, one night
        # Lunch does not end the day.
        (LUNCH, "2026-01-12 09:00", "2026-01-12 16:30"),
        (LUNCH, "2026-01-12 11:30", "2026-01-12 16:30"),
        (LUNCH, "2026-01-12 12:30", "2026-01-12 16:30"),
        (LUNCH, "2026-01-12 15:31", "2026-01-13 16:30"),
        ("Mo-Fr 08:00-12:00,13:00-13:30", "2026-01-12 12:30", "2026-01-12 13:30"),  # begins after the arrival
        ("Mo-Fr 08:00-12:00,13:00-13:30", "2026-01-12 13:00", "2026-01-13 13:30"),
        # Over midnight; the night belongs to the day on which it began.
        (NIGHTS, "2026-01-12 23:00", "2026-01-13 06:00"),
        (NIGHTS, "2026-01-13 05:00", "2026-01-13 06:00"),
        (NIGHTS, "2026-01-13 05:01", "2026-01-14 06:00"),
        ("Mo-Fr 08:00-16:30,22:00-06:00", "2026-01-12 15:00", "2026-01-13 06:00"),
        # Without end: midnight ends the day.
        (ALWAYS, "2026-01-12 12:00", "2026-01-13 00:00"),
        (ALWAYS, "2026-01-12 23:00", "2026-01-13 00:00"),
        (ALWAYS, "2026-01-12 23:01", "2026-01-14 00:00"),
        (ALWAYS, "2026-03-28 23:30", "2026-03-30T00:00+02:00"),
        ("Mo-Fr 00:00-24:00, Sa 00:00-06:00", "2026-01-16 05:00", "2026-01-17 00:00"),
        ("Mo-Fr 00:00-24:00, Sa 00:00-06:00", "2026-01-16 10:00", "2026-01-17 00:00"),
        # Never again: the limit has passed at once.
        (NEVER, "2026-01-12 12:00", "2026-01-12 12:00"),
        ("2026 Mo-Fr 08:00-16:30", "2026-12-31 17:00", "2026-12-31 17:00"),
    ],
)
def test_read_by_by_hand(text: str, arrived: str, expected: str) -> None:
    assert in_utc(read_by(hours(text), instant(arrived))) == instant(expected)


@pytest.mark.parametrize(
    ("text", "last_unlocked", "expected"),
    [
        (OFFICE, "2026-01-09 10:00", "2026-01-12 16:30"),  # Friday at work: Monday's closing time
        (OFFICE, "2026-01-09 07:59", "2026-01-12 16:30"),  # before hours: that day is looked after
        (OFFICE, "2026-01-09 00:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-08 23:59", "2026-01-09 16:30"),  # late the day before: a whole day is to come
        (OFFICE, "2026-01-09 08:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-09 16:30", "2026-01-12 16:30"),
        (OFFICE, "2026-01-11 20:00", "2026-01-12 16:30"),
        (OFFICE, "2026-01-05 10:00", "2026-01-07 16:30"),  # Epiphany between
        (OFFICE, "2026-04-02 10:00", "2026-04-07 16:30"),  # Easter between
        (OFFICE, "2026-06-18 10:00", "2026-06-22 16:30"),  # Midsummer between
        (OFFICE, "2026-12-23 10:00", "2026-12-28 16:30"),  # Christmas between
        (OFFICE, "2026-12-30 10:00", "2027-01-04 16:30"),  # New Year between
        (OFFICE, "2026-03-27 10:00", "2026-03-30T16:30+02:00"),
        (OFFICE, "2027-10-29 10:00", "2027-11-01T16:30+01:00"),
        (LUNCH, "2026-01-12 07:59", "2026-01-13 16:30"),
        (LUNCH, "2026-01-12 10:00", "2026-01-13 16:30"),
        (LUNCH, "2026-01-12 12:30", "2026-01-13 16:30"),  # the afternoon is not a day of its own
        (NIGHTS, "2026-01-12 23:00", "2026-01-14 06:00"),
        (NIGHTS, "2026-01-13 05:00", "2026-01-14 06:00"),
        (NIGHTS, "2026-01-13 06:00", "2026-01-15 06:00"),  # between two nights, for the one to come
        (NIGHTS, "2026-10-24 12:00", "2026-10-26T06:00+01:00"),
        (ALWAYS, "2026-01-12 10:00", "2026-01-14 00:00"),
        (ALWAYS, "2026-01-12 00:00", "2026-01-14 00:00"),
        (ALWAYS, "2026-10-24 10:00", "2026-10-26T00:00+01:00"),
        (NEVER, "2026-01-12 10:00", None),
        ("2026 Mo-Fr 08:00-16:30", "2026-12-31 10:00", None),
    ],
)
def test_closes_itself_at_by_hand(text: str, last_unlocked: str, expected: str | None) -> None:
    found = in_utc(closes_itself_at(hours(text), instant(last_unlocked)))

    assert found == (None if expected is None else instant(expected))


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        (OFFICE, "2026-01-12 07:59", False),
        (OFFICE, "2026-01-12 15:30", False),  # exactly an hour left
        (OFFICE, "2026-01-12 15:31", True),
        (OFFICE, "2026-01-12 16:30", False),
        (LUNCH, "2026-01-12 11:45", True),
        ("Su 01:00-03:30", "2026-03-29T01:31+01:00", True),  # the clock skips an hour
        (ALWAYS, "2026-01-12 23:59", False),
        (NEVER, "2026-01-12 12:00", False),
    ],
)
def test_closes_soon_by_hand(text: str, at: str, expected: bool) -> None:
    assert closes_soon(hours(text), instant(at)) is expected


@pytest.mark.parametrize("rule", [reads_next, read_by, closes_itself_at])
@pytest.mark.parametrize("text", [OFFICE, ALWAYS])
def test_rules_answer_on_the_wall_clock_of_the_mailbox(
    rule: Callable[[OpeningHours, datetime], datetime | None], text: str
) -> None:
    answer = rule(hours(text), instant("2026-01-12 12:00"))

    assert answer is not None
    assert answer.tzinfo == STOCKHOLM


@pytest.mark.parametrize("rule", [reads_next, read_by, closes_itself_at])
def test_rules_refuse_a_naive_datetime(rule: Callable[[OpeningHours, datetime], datetime | None]) -> None:
    with pytest.raises(ValueError, match=r"^Opening hours need a datetime with a time zone\.$"):
        rule(hours(OFFICE), datetime(2026, 1, 12, 12, 0))


TEXTS = st.sampled_from(
    [
        OFFICE,
        LUNCH,
        NIGHTS,
        ALWAYS,
        "02:15-02:45",
        "Mo-Fr 12:00-12:00",
        "Mo-Fr 08:00-26:30; PH off",
        "Mo-Fr 00:00-24:00, Sa 00:00-06:00",
        "Mo 08:00-48:00, We 10:00-36:00",
    ]
)
MINUTES = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: instant("2026-01-01 00:00") + n * MINUTE)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, at=MINUTES, later=st.integers(0, 3 * 24 * 60))
def test_limits_lie_ahead_on_a_closing_and_never_move_backwards(text: str, at: datetime, later: int) -> None:
    for rule in (read_by, closes_itself_at):
        limit = rule(hours(text), at)
        next_limit = rule(hours(text), at + later * MINUTE)

        assert limit is not None
        assert next_limit is not None
        assert at < limit.astimezone(UTC) <= next_limit.astimezone(UTC)
        assert hours(text).is_open(limit.astimezone(UTC) - MINUTE)
        is_midnight = (limit.hour, limit.minute) == (0, 0)
        assert is_midnight or not hours(text).is_open(limit)
