"""The clock of a mailbox: when it is read next, by when a report must be opened, when it closes itself.

The rules stand on working days. A working day is all openings that begin on one calendar day on the
mailbox's own wall clock: lunch does not end it, and an opening that runs past midnight belongs to the day on
which it began. Only what is open for more than 24 hours on end (24/7) is cut at each midnight, so that it has
days at all.

Answers are aware datetimes in the zone of the hours; compare and subtract them in UTC (see `opening_hours`).
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby

from trygga.lib.opening_hours import HORIZON, OpeningHours, in_utc

# An opening on the wall clock: its start, and its end, which is no longer open.
_Opening = tuple[datetime, datetime]

LEAST_TIME_LEFT = timedelta(hours=1)
"""An opening with less than this left when a report arrives is not expected to read it."""

_DAY = timedelta(days=1)


def reads_next(hours: OpeningHours, at: datetime) -> datetime | None:
    """When somebody may read next: `at` itself (in the zone of the hours) while open, else the next opening.

    None when the hours do not open again within HORIZON.
    """
    if hours.is_open(at):
        return in_utc(at).astimezone(hours.zone)
    return hours.next_opening(at)


def closes_soon(hours: OpeningHours, at: datetime) -> bool:
    """Whether it is open, but with less than LEAST_TIME_LEFT left: what arrives now may wait for the next opening."""
    closes = hours.closes_at(at)
    return hours.is_open(at) and closes is not None and in_utc(closes) - in_utc(at) < LEAST_TIME_LEFT


def read_by(hours: OpeningHours, arrived: datetime) -> datetime:
    """By when a report that arrived then must have been opened (product rule 8).

    The first opening counts that begins after the arrival, or that still has LEAST_TIME_LEFT when the report
    arrives; the limit is the end of the last opening of that working day. So what comes before lunch is due
    when the day ends, not when lunch begins.

    Hours that do not open again within HORIZON give the arrival itself: the limit has passed at once, and the
    writer is told straight away that nobody has read it.
    """
    for day in _working_days(hours, arrived):
        if any(_can_still_read(opening, in_utc(arrived)) for opening in day):
            return day[-1][1]
    return in_utc(arrived).astimezone(hours.zone)


def closes_itself_at(hours: OpeningHours, last_unlocked: datetime) -> datetime | None:
    """When a mailbox closes itself if nobody unlocks it any more: after one whole working day.

    An unlock counts for the working day in which it happens or, between two of them, for the one that begins later on
    the same date. The limit is the end of the last opening of the first working day after that: after an unlock on
    Friday morning, whether before or during the hours, Monday's closing time. None when no working day begins within
    HORIZON: such a mailbox is not read again (`reads_next`), whoever unlocked it last.
    """
    unlocked = in_utc(last_unlocked)
    is_within = False
    for day in _working_days(hours, last_unlocked):
        opens, closes = day[0][0], day[-1][1]
        if in_utc(opens) <= unlocked:
            is_within = unlocked < in_utc(closes)
        elif is_within or opens.date() > unlocked.astimezone(hours.zone).date():
            return closes
    return None


def _can_still_read(opening: _Opening, arrived: datetime) -> bool:
    start, end = (in_utc(edge) for edge in opening)
    return start > arrived or end - arrived >= LEAST_TIME_LEFT


def _working_days(hours: OpeningHours, at: datetime) -> Iterator[list[_Opening]]:
    """The working days around and after an instant, each a list of its openings.

    Looks two days back, so that an opening which holds the instant shows where it began or that it is longer
    than a day, and the day shows its first opening. The oldest day may be clipped, and is over.
    """
    since = in_utc(at)
    whole = hours.intervals(since - 2 * _DAY, since + HORIZON)
    openings = (piece for opening in whole for piece in _cut_at_midnights(opening))
    for _, day in groupby(openings, key=lambda opening: opening[0].date()):
        yield list(day)


def _cut_at_midnights(opening: _Opening) -> Iterator[_Opening]:
    start, end = opening
    # Two datetimes of one zone differ by what the wall clock shows: so 25 hours in autumn are still one day.
    is_too_long = end - start > _DAY
    while is_too_long and in_utc(midnight := _next_midnight(start)) < in_utc(end):
        yield start, midnight
        start = midnight
    yield start, end


def _next_midnight(at: datetime) -> datetime:
    midnight = datetime.combine(at.date() + _DAY, time.min, at.tzinfo)
    # Through UTC, for zones whose clocks skip midnight.
    return in_utc(midnight).astimezone(at.tzinfo)
