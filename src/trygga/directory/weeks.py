"""The coming week of an area: for each purpose, at which hours somebody answers, and where nobody does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from trygga.directory.asking import PointNow, answering_points
from trygga.directory.models import Purpose
from trygga.lib.opening_hours import OpeningHours, Span, UnreadableHours, in_utc
from trygga.organisations.models import Programme
from trygga.places.models import Area

DAYS = 7
HOURS = range(24)


class Hour(StrEnum):
    """How an hour is covered."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOBODY = "nobody"
    ABSENT = "absent"


@dataclass(frozen=True)
class Day:
    """One day: its hours on the wall clock. The hour that summer time skips is absent."""

    begins_at: datetime
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Answered:
    """One purpose in the coming week. `holes` are the spans in which nobody answers; `points` may be shown today.

    `of_unknown_hours` of them may answer or not: nobody knows when, so they fill no hole.
    """

    purpose: Purpose
    points: int
    of_unknown_hours: int
    days: tuple[Day, ...]
    holes: tuple[Span, ...]

    @property
    def is_never(self) -> bool:
        """Whether nobody answers in the whole week."""
        return all(hour in (Hour.NOBODY, Hour.ABSENT) for day in self.days for hour in day.hours)


def week_of(programme: Programme, area: Area, *, at: datetime) -> list[Answered]:
    """The seven days from today, purpose by purpose. What pages do not show fills no hole, in a demo neither."""
    found = [one for one in answering_points(programme, area, at=at, language="sv") if _counts(one)]
    days = _days(programme, at)
    return [_answered(purpose, [one for one in found if purpose in one.purposes], days) for purpose in Purpose]


def _counts(one: PointNow) -> bool:
    return one.is_checked and one.point.value != ""


def _days(programme: Programme, at: datetime) -> list[datetime]:
    """Where the days begin, and where the last one ends."""
    today = at.astimezone(programme.zone).date()
    dates = (today + timedelta(days=number) for number in range(DAYS + 1))
    return [datetime.combine(day, time(), programme.zone) for day in dates]


def _answered(purpose: Purpose, points: list[PointNow], days: list[datetime]) -> Answered:
    spans = [list(spans) for one in points if (spans := _spans(one, days[0], days[-1])) is not None]
    open_spans = _joined(span for one in spans for span in one)
    return Answered(
        purpose=purpose,
        points=len(points),
        of_unknown_hours=len(points) - len(spans),
        days=tuple(Day(start, _hours(start, open_spans)) for start in days[:-1]),
        holes=tuple(_holes(days[0], days[-1], open_spans)),
    )


def _spans(one: PointNow, start: datetime, end: datetime) -> Iterable[Span] | None:
    """When the point answers; None where nobody knows."""
    if one.is_emergency:
        return [(in_utc(start), in_utc(end))]
    try:
        hours = OpeningHours.parse(one.point.opening_hours, one.point.programme.zone).but_closed(one.closings)
    except UnreadableHours:
        return None
    return [(in_utc(begins), in_utc(ends)) for begins, ends in hours.intervals(start, end)]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in spans apart from each other, in order (UTC)."""
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


def _hours(day: datetime, open_spans: list[Span]) -> tuple[Hour, ...]:
    edges = [in_utc(day.replace(hour=hour)) for hour in HOURS]
    next_day = datetime.combine(day.date() + timedelta(days=1), time(), day.tzinfo)
    return tuple(_hour(start, end, open_spans) for start, end in pairwise([*edges, in_utc(next_day)]))


def _hour(start: datetime, end: datetime, open_spans: list[Span]) -> Hour:
    length = end - start
    if length <= timedelta():
        return Hour.ABSENT
    parts = (min(end, ends) - max(start, begins) for begins, ends in open_spans)
    covered = sum((part for part in parts if part > timedelta()), timedelta())
    if not covered:
        return Hour.NOBODY
    return Hour.ANSWERED if covered == length else Hour.PARTLY


def _holes(start: datetime, end: datetime, open_spans: list[Span]) -> Iterator[Span]:
    """What lies between the open spans, on the clock of `start`."""
    edge = in_utc(start)
    for begins, ends in [*open_spans, (in_utc(end), datetime.max.replace(tzinfo=UTC))]:
        if edge < begins:
            yield edge.astimezone(start.tzinfo), begins.astimezone(start.tzinfo)
        edge = ends
