"""When something is open: OpenStreetMap's `opening_hours` syntax, read on the wall clock of one time zone.

Source of the syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

Something is open at an instant exactly when the wall clock in its zone then shows an open minute. For summer
time that means: hours that begin in the missing hour of spring begin where it ends ("02:30-05:00" opens at
03:00); hours that begin or end in the doubled hour of autumn hold both times that the clock passes them.

Closings lie over the hours: in every minute that one of them touches it is closed, whatever the hours say.

The library underneath is only ever asked in wall-clock time without a zone. Asked with one, it raises for
times that do not exist, and its answers disagree with each other inside the doubled hour (2.1.4).

`PH` means the Swedish public holidays that the library knows, for the years 2000 to 2076: those of the law
(1989:253) except plain Sundays, and Midsummer Eve, Christmas Eve and New Year's Eve. It does not know the
days when many offices close at noon (Twelfth Night, Maundy Thursday, Walpurgis Eve, the Friday before All
Saints' Day) nor days squeezed between holidays: write those out, for example `Apr 30 08:00-12:00`. `PH off`
closes the holiday itself, from midnight to midnight, as a rule in OpenStreetMap's syntax overwrites those before
it for the whole days that it names. So a night that began on the evening before ends at midnight, and one that
would have begun on the holiday is open from its end: `Mo-Su 22:00-06:00; PH off` closes at 00:00 on 6 January and
opens at 00:00 on 7 January.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import opening_hours

HORIZON = timedelta(days=5 * 366)
"""How far ahead an opening or a closing is looked for: past the next 29 February, and still quick."""

LONGEST = 255
"""Characters; the most that OpenStreetMap keeps in one value."""

UNREADABLE = "These opening hours cannot be read. Write them like this: Mo-Fr 08:00-16:30; PH off"
NOT_CLOCK_TIMES = (
    "These opening hours do not say from when until when. Write days that exist and clock times, "
    "without sunrise, school holidays (SH), an open end (+) or a note that stands alone."
)

MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]
"""From its first instant until, not with, its second."""

_COMMENT = re.compile(r'"[^"]*"')
_RULE_SEPARATOR = re.compile(r";|\|\|")
# Each of these is accepted by the library and answered with a guess: 07:00-19:00 for the sun's day, nothing
# at all for school holidays, midnight for an open end, every day of the year for the 30th of February.
_GUESSWORK = re.compile(
    r"\b(sunrise|sunset|dawn|dusk|SH)\b|:\d\d\+|(?<!-)\b(Feb 3[01]|(Apr|Jun|Sep|Nov) 31)\b", re.IGNORECASE
)


class UnreadableHours(ValueError):
    """The text is not opening hours that can be kept to; the only argument tells its writer what to do."""


@dataclass(frozen=True)
class OpeningHours:
    """Opening hours: a text in OpenStreetMap's syntax, the zone whose clock hangs on the wall, and closings.

    Raises UnreadableHours when made from a text that cannot be kept to. Every method takes aware datetimes in
    any zone (ValueError for naive ones), also such that exist twice (by their `fold`) or not at all (as the
    instant that Python's offset before the gap gives), and gives aware datetimes in `zone`.

    Python compares two datetimes of one zone by their wall time, blind to the doubled hour: compare and
    subtract answers in UTC.
    """

    text: str
    zone: ZoneInfo
    closings: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        _read(self.text)

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> "OpeningHours":
        """The hours that a typed text means on the clocks of `zone`; raises UnreadableHours."""
        return cls(text.strip(), zone)

    def but_closed(self, closings: Iterable[Span]) -> "OpeningHours":
        """The same hours with these closings (aware datetimes) over them, each widened to whole minutes."""
        return replace(self, closings=whole_minutes(closings))

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at that instant: from the first moment of an interval up to, not with, its end.

        Hours marked `unknown` are not open: nobody is promised what nobody has said.
        """
        instant = in_utc(at)
        if any(begins <= instant < ends for begins, ends in self.closings):
            return False
        return _read(self.text).is_open(_wall(instant.astimezone(self.zone)))

    def next_opening(self, at: datetime) -> datetime | None:
        """When it opens next: the start of the first interval that begins strictly after `at`.

        While open, that is the opening after this one. None when none begins within HORIZON: also for 24/7.
        """
        since = in_utc(at)
        starts = (start for start, _ in self._intervals_in_utc(since, since + HORIZON) if start > since)
        return self._on_the_wall(next(starts, None))

    def closes_at(self, at: datetime) -> datetime | None:
        """When it closes next: the end of the interval that is open at `at`, or else of the next one.

        A closing ends an interval too. None when nothing ends within HORIZON: it never closes, or never opens.
        """
        since = in_utc(at)
        limit = since + HORIZON
        ends = (end for _, end in self._intervals_in_utc(since, limit) if end < limit)
        return self._on_the_wall(next(ends, None))

    def intervals(self, from_: datetime, until: datetime) -> Iterator[Span]:
        """The open intervals (start, end), in order and apart, clipped to what lies between two instants."""
        for start, end in self._intervals_in_utc(in_utc(from_), in_utc(until)):
            yield start.astimezone(self.zone), end.astimezone(self.zone)

    def _on_the_wall(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self.zone)

    def _intervals_in_utc(self, start: datetime, end: datetime) -> Iterator[Span]:
        """What the hours leave open between the closings."""
        for opened, closed in self._open_hours_in_utc(start, end):
            yield from _without(self.closings, opened, closed)

    def _open_hours_in_utc(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Open spans, joined where they touch: they differ in a comment, or the clock has changed."""
        opened: datetime | None = None
        closed = start
        for span_start, span_end in self._spans_in_utc(start, end):
            if opened is not None and span_start > closed:
                yield opened, closed
                opened = None
            opened = span_start if opened is None else opened
            closed = span_end
        if opened is not None:
            yield opened, closed

    def _spans_in_utc(self, start: datetime, end: datetime) -> Iterator[Span]:
        hours = _read(self.text)
        for steady_start, steady_end in _steady_stretches(self.zone, start, end):
            wall_start = _wall(steady_start.astimezone(self.zone))
            # Between two clock changes the wall clock stays equally far ahead of UTC.
            ahead = wall_start - _wall(steady_start)
            for opens, closes, state, _ in hours.intervals(wall_start, _wall(steady_end) + ahead):
                if state == opening_hours.State.OPEN:
                    yield (opens - ahead).replace(tzinfo=UTC), (closes - ahead).replace(tzinfo=UTC)


@lru_cache(maxsize=1024)
def _read(text: str) -> opening_hours.OpeningHours:
    """The library's reading of the text: pages ask often, and what it gives cannot be changed."""
    bare = _COMMENT.sub("", text)
    if _GUESSWORK.search(bare):
        raise UnreadableHours(NOT_CLOCK_TIMES)
    if not text.strip() or len(text) > LONGEST or not opening_hours.validate(text):
        raise UnreadableHours(UNREADABLE)
    # The library takes a rule without hours ("by appointment") for always open.
    if not all(rule.strip() for rule in _RULE_SEPARATOR.split(bare)):
        raise UnreadableHours(NOT_CLOCK_TIMES)
    return opening_hours.OpeningHours(text, country="SE")


def whole_minutes(closings: Iterable[Span]) -> tuple[Span, ...]:
    """The closings in UTC and in order, those that touch or overlap as one, each with every minute that it touches."""
    joined: list[Span] = []
    for begins, ends in sorted((in_utc(begins), in_utc(ends)) for begins, ends in closings):
        first, last = begins.replace(second=0, microsecond=0), _next_whole_minute(ends)
        if joined and first <= joined[-1][1]:
            first, last = joined[-1][0], max(joined.pop()[1], last)
        joined.append((first, last))
    return tuple(joined)


def _next_whole_minute(at: datetime) -> datetime:
    minute = at.replace(second=0, microsecond=0)
    return minute if minute == at else minute + MINUTE


def _without(closings: tuple[Span, ...], start: datetime, end: datetime) -> Iterator[Span]:
    """What closings, in order and apart, leave of the time from `start` until `end`."""
    for begins, ends in closings:
        if ends <= start:
            continue
        if begins >= end:
            break
        if start < begins:
            yield start, begins
        start = ends
    if start < end:
        yield start, end


def in_utc(at: datetime) -> datetime:
    """The instant in UTC, where datetimes compare and subtract right; raises ValueError for a naive one."""
    if at.utcoffset() is None:
        raise ValueError("Opening hours need a datetime with a time zone.")
    return at.astimezone(UTC)


def _wall(at: datetime) -> datetime:
    """What the clock shows, without its zone and without which of two equal times it is."""
    return at.replace(tzinfo=None, fold=0)


def _steady_stretches(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Span]:
    """The time from `start` until `end` (UTC), cut where the zone's clocks change."""
    years = range(start.year, end.year + 1)
    changes = [change for year in years for change in _clock_changes(zone, year) if start < change < end]
    edges = [start, *changes, end]
    yield from pairwise(edges)


@lru_cache(maxsize=256)
def _clock_changes(zone: ZoneInfo, year: int) -> tuple[datetime, ...]:
    """The instants (UTC, to the second) in a year when the zone's offset changes; sees at most one a day."""
    first = datetime(year, 1, 1, tzinfo=UTC)
    length = first.replace(year=year + 1) - first
    days = [first + timedelta(days=number) for number in range(length.days + 1)]
    return tuple(
        _clock_change_between(zone, day, next_day)
        for day, next_day in pairwise(days)
        if _offset(zone, day) != _offset(zone, next_day)
    )


def _clock_change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
