"""The opening hours that a service of a file says, in OpenStreetMap's syntax; empty where they are not known."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from trygga.directory.hsds.problems import Remark, Unusable, Why
from trygga.directory.hsds.terms import Json
from trygga.directory.hsds.values import entries_of, one_text, text_of
from trygga.directory.hsds.weekly import DAYS, Row, hours_of, rows_of
from trygga.lib.opening_hours import LONGEST, OpeningHours, UnreadableHours

DAY_OF = {day.upper(): day for day in DAYS}
NARROWED = ("valid_from", "valid_to", "dtstart", "until", "count", "byweekno", "bymonthday", "byyearday")
"""What says that a row holds for some weeks only."""


def hours_from(entry: Json, written: str | None, remarks: list[str]) -> str:
    """The hours of a service; `written` is our attribute, and must say the same as the rows. Raises Unusable."""
    schedules = list(entries_of(entry, "schedules"))
    if written is not None:
        return _checked(written, schedules)
    try:
        return hours_of([_row(one) for one in schedules])
    except ValueError:
        remarks.append(Remark.NO_HOURS.value)
        return ""


def _checked(written: str, schedules: Iterable[Json]) -> str:
    text = text_of(written, "opening_hours", LONGEST)
    try:
        OpeningHours.parse(text, ZoneInfo("UTC"))
    except UnreadableHours as error:
        raise Unusable(Why.BAD_HOURS, text) from error
    try:
        told = _spans([_row(one) for one in schedules if one.get("opens_at") is not None])
    except ValueError as error:
        raise Unusable(Why.TWO_HOURS) from error
    if told != _spans(rows_of(text) or ()):
        raise Unusable(Why.TWO_HOURS)
    return text


def _spans(rows: Iterable[Row]) -> set[tuple[str, str, str]]:
    return {(day, row.opens, row.closes) for row in rows for day in row.days}


def _row(schedule: Json) -> Row:
    """A schedule as a row. Raises ValueError where it is not simply the same every week, or has an offset from UTC."""
    is_weekly = one_text(schedule, "freq", 20) == "WEEKLY" and schedule.get("interval") in (None, 1)
    if not is_weekly or any(schedule.get(name) is not None for name in NARROWED):
        raise ValueError("not every week")
    days = [DAY_OF.get(day.strip().upper(), "") for day in one_text(schedule, "byday", 100).split(",")]
    return Row(tuple(days), _clock(one_text(schedule, "opens_at", 40)), _clock(one_text(schedule, "closes_at", 40)))


def _clock(text: str) -> str:
    """HH:MM, also where seconds that are none follow, or where midnight is said as the end of a day."""
    clock = text.removesuffix(":00") if len(text) == len("08:00:00") else text
    return "00:00" if clock == "24:00" else clock
