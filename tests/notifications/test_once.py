"""Due things happen once, also half-way killed, late by days, at the same moment, and over both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from tests.threads import at_once
from trygga.notifications.models import Notice, Occurrence
from trygga.notifications.once import do_once, due_day, missed_days
from trygga.notifications.services import send_mail
from trygga.notifications.wording import Wording

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 3, 2)


class Killed(BaseException):
    """The process ends here."""


def remind() -> None:
    send_mail(address="soraya@example.org", wording=Wording.DUE, language="en")


def remind_for(on: date, subject: str = "7") -> bool:
    return do_once("reminder", subject=subject, on=on, do=remind)


@pytest.mark.django_db
def test_second_time_does_nothing() -> None:
    assert (remind_for(MONDAY), remind_for(MONDAY), Notice.objects.count()) == (True, False, 1)


@pytest.mark.django_db
def test_other_name_subject_or_day_is_another_occurrence() -> None:
    done = [remind_for(MONDAY), remind_for(MONDAY, "8"), remind_for(MONDAY + timedelta(days=1))]
    other = do_once("head", subject="7", on=MONDAY, do=remind)
    assert ([*done, other], Notice.objects.count()) == ([True] * 4, 4)


@pytest.mark.django_db
def test_killed_half_way_leaves_neither_half() -> None:
    def half() -> None:
        remind()
        raise Killed

    with pytest.raises(Killed):
        do_once("reminder", subject="7", on=MONDAY, do=half)
    assert (Notice.objects.count(), Occurrence.objects.count()) == (0, 0)
    assert remind_for(MONDAY) is True


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_does_it() -> None:
    done = at_once(4, lambda _: remind_for(MONDAY))
    assert (sorted(done), Notice.objects.count()) == ([False, False, False, True], 1)


# ---- days ----
@pytest.mark.parametrize(
    ("now", "after", "day"),
    [
        ("2026-03-02T07:59", time(8), "2026-03-01"),
        ("2026-03-02T08:00", time(8), "2026-03-02"),
        ("2026-03-02T23:59", time(8), "2026-03-02"),
        ("2026-03-03T00:00", time(8), "2026-03-02"),
        ("2026-03-03T00:00", time(0), "2026-03-03"),
    ],
)
def test_day_is_due_when_its_hour_has_struck(now: str, after: time, day: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
    assert due_day(at, zone=STOCKHOLM, after=after) == date.fromisoformat(day)


def struck(first: datetime, hours: int, after: time) -> list[tuple[str, date]]:
    """When, looked at every half hour, the due day changes: UTC and the new day."""
    found: list[tuple[str, date]] = []
    day = due_day(first, zone=STOCKHOLM, after=after)
    for step in range(hours * 2):
        at = first + timedelta(minutes=30) * step
        if (due := due_day(at, zone=STOCKHOLM, after=after)) != day:
            day = due
            found.append((f"{at:%d %H:%M}", due))
    return found


def test_hour_that_is_skipped_in_spring_strikes_once() -> None:
    # On 29 March 2026 the clocks go from 02:00 to 03:00, at 01:00 UTC.
    first = datetime(2026, 3, 28, 0, tzinfo=UTC)
    assert struck(first, 72, time(2, 30)) == [
        ("28 01:30", date(2026, 3, 28)),
        ("29 01:30", date(2026, 3, 29)),
        ("30 00:30", date(2026, 3, 30)),
    ]


def test_hour_that_comes_twice_in_autumn_strikes_once() -> None:
    # On 25 October 2026 the clocks go from 03:00 back to 02:00, at 01:00 UTC.
    first = datetime(2026, 10, 24, 0, tzinfo=UTC)
    assert struck(first, 72, time(2, 30)) == [
        ("24 00:30", date(2026, 10, 24)),
        ("25 00:30", date(2026, 10, 25)),
        ("26 01:30", date(2026, 10, 26)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("first", [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)], ids=str)
def test_a_daily_job_over_a_clock_change_happens_once_a_local_day(first: datetime) -> None:
    for step in range(5 * 24 * 4):
        with time_machine.travel(first + timedelta(minutes=15) * step, tick=False):
            remind_for(due_day(timezone.now(), zone=STOCKHOLM, after=time(2, 30)))
    days = list(Occurrence.objects.order_by("on").values_list("on", flat=True))
    assert days == [first.date() + timedelta(days=number) for number in range(-1, 5)]
    assert Notice.objects.count() == len(days)


@pytest.mark.django_db
def test_work_late_by_three_days_finds_the_days_that_were_missed() -> None:
    remind_for(MONDAY)
    remind_for(MONDAY + timedelta(days=2))
    late = missed_days("reminder", subject="7", since=MONDAY, until=MONDAY + timedelta(days=4))
    assert late == [date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6)]
    for day in late:
        remind_for(day)
    assert missed_days("reminder", subject="7", since=MONDAY, until=MONDAY + timedelta(days=4)) == []
    assert missed_days("reminder", subject="8", since=MONDAY, until=MONDAY) == [MONDAY]
