"""The coming week of an area: which hours are answered, and where the holes are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.factories.directory import ClosingFactory, ContactPointFactory, OtherSourceFactory
from tests.factories.places import AreaFactory
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.weeks import Answered, Hour, week_of

# A Wednesday; the clocks of the next Sunday are not changed.
AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def answered(cast: Cast, purpose: Purpose, *, at: datetime = AT) -> Answered:
    (found,) = (one for one in week_of(cast.sandby, cast.area, at=at) if one.purpose is purpose)
    return found


def point(cast: Cast, hours: str, **more: object) -> ContactPoint:
    found: ContactPoint = ContactPointFactory(
        programme=cast.sandby, purposes=[Purpose.FIRE_RISK], opening_hours=hours, **more
    )
    return found


def said(found: Answered) -> list[str]:
    return [f"{begins:%a %H:%M}-{ends:%a %H:%M}" for begins, ends in found.holes]


def test_hours_are_answered_partly_or_by_nobody(cast: Cast) -> None:
    point(cast, "We 08:00-16:30")
    day = answered(cast, Purpose.FIRE_RISK).days[0]
    assert day.begins_at.date() == date(2026, 11, 25)
    assert day.hours == (Hour.NOBODY,) * 8 + (Hour.ANSWERED,) * 8 + (Hour.PARTLY,) + (Hour.NOBODY,) * 7


def test_holes_are_told_to_the_minute_and_two_points_fill_each_others(cast: Cast) -> None:
    point(cast, "Mo-Fr 08:00-16:30")
    point(cast, "Mo-Th,Sa,Su 16:00-24:00, Mo-Su 00:00-08:00")
    assert said(answered(cast, Purpose.FIRE_RISK)) == [
        "Fri 16:30-Sat 00:00",
        "Sat 08:00-Sat 16:00",
        "Sun 08:00-Sun 16:00",
    ]


def test_purpose_without_anybody_is_one_hole(cast: Cast) -> None:
    found = answered(cast, Purpose.TENANCY_ADVICE)
    assert (found.points, said(found)) == (0, ["Wed 00:00-Wed 00:00"])
    assert {hour for day in found.days for hour in day.hours} == {Hour.NOBODY}


def test_112_always_answers(cast: Cast) -> None:
    assert answered(cast, Purpose.ACUTE).holes == ()


def test_closing_makes_a_hole(cast: Cast) -> None:
    one = point(cast, "24/7")
    ClosingFactory(point=one, begins_at=AT + timedelta(days=1), ends_at=AT + timedelta(days=1, hours=2))
    assert said(answered(cast, Purpose.FIRE_RISK)) == ["Thu 10:30-Thu 12:30"]


def test_what_is_not_shown_fills_no_hole_in_a_demo_neither(cast: Cast, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    point(cast, "24/7", verified_on=None)
    point(cast, "24/7", value="")
    OtherSourceFactory(point=point(cast, "24/7"))
    point(cast, "24/7").areas.add(AreaFactory(programme=cast.sandby))
    assert answered(cast, Purpose.FIRE_RISK).points == 0


def test_unknown_hours_fill_no_hole_and_are_counted(cast: Cast) -> None:
    point(cast, "")
    found = answered(cast, Purpose.FIRE_RISK)
    assert (found.points, found.of_unknown_hours, len(found.holes)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("day", "hour", "holes"),
    [
        (datetime(2026, 3, 29, 0, tzinfo=UTC), Hour.ABSENT, ["Sun 00:00-Sun 03:00"]),
        (datetime(2026, 10, 25, 0, tzinfo=UTC), Hour.ANSWERED, ["Sun 00:00-Sun 02:00"]),
    ],
)
def test_clock_changes(day: datetime, hour: Hour, holes: list[str], cast: Cast) -> None:
    point(cast, "Su 02:00-24:00; Mo-Sa 00:00-24:00")
    found = answered(cast, Purpose.FIRE_RISK, at=day)
    assert (found.days[0].hours[2], len(found.days[0].hours)) == (hour, 24)
    assert said(found) == holes


TEXTS = st.sampled_from(["24/7", "Mo-Fr 08:00-16:30", "Sa 22:00-02:00", "Tu 12:15-12:45", "Mo-Su 07:00-21:00; PH off"])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, max_size=3), week=st.integers(0, 60))
def test_holes_and_hours_tell_the_same(texts: list[str], week: int, cast: Cast) -> None:
    ContactPoint.objects.filter(programme=cast.sandby).delete()
    for text in texts:
        point(cast, text)
    at = AT + timedelta(weeks=week)
    found = answered(cast, Purpose.FIRE_RISK, at=at)
    for day in found.days:
        for number, hour in enumerate(day.hours):
            start = day.begins_at.replace(hour=number).astimezone(UTC)
            minutes = [start + timedelta(minutes=minute) for minute in range(60)]
            empty = [any(begins <= minute < ends for begins, ends in found.holes) for minute in minutes]
            if hour is not Hour.ABSENT:
                assert hour is (Hour.NOBODY if all(empty) else Hour.PARTLY if any(empty) else Hour.ANSWERED)
