"""Opening hours that are the same every week, as rows of days, opening and closing time, and back.

Only such hours become rows: with holidays, dates or months in them, whoever reads rows would be told wrong. A closing
time that is not after the opening time is on the next day, as RFC 5545 and most readers of HSDS take it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY = "|".join(DAYS)
RULE = re.compile(
    rf"(?:(?P<days>(?:{DAY})(?:-(?:{DAY}))?(?:,(?:{DAY})(?:-(?:{DAY}))?)*) ?)?"
    r"(?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*|off|closed)"
)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Span = tuple[str, str]
Week = dict[str, tuple[Span, ...]]


@dataclass(frozen=True)
class Row:
    """On these days (of DAYS, in their order) it opens at `opens` and closes at `closes`, both HH:MM."""

    days: tuple[str, ...]
    opens: str
    closes: str


@lru_cache(maxsize=1024)
def rows_of(text: str) -> tuple[Row, ...] | None:
    """The rows that say what these hours say; None where they are not the same every week, or are not known."""
    week = _week(text)
    return None if week is None else tuple(_rows(week))


def hours_of(rows: Iterable[Row]) -> str:
    """The opening hours that rows say, in OpenStreetMap's syntax; empty where there are none. Raises ValueError."""
    by_day: dict[str, set[Span]] = {day: set() for day in DAYS}
    for row in rows:
        if not (row.days and set(row.days) <= set(DAYS) and CLOCK.fullmatch(row.opens) and CLOCK.fullmatch(row.closes)):
            raise ValueError(row)
        if row.opens == row.closes != "00:00":
            raise ValueError(row)
        for day in row.days:
            by_day[day].add((row.opens, row.closes))
    week = {day: tuple(sorted(spans)) for day, spans in by_day.items()}
    text = _text(week)
    if text and _week(text) != week:
        raise ValueError(text)
    return text


# ---- from a text ----
def _week(text: str) -> Week | None:
    if text == "24/7":
        return dict.fromkeys(DAYS, (("00:00", "00:00"),))
    week: Week = dict.fromkeys(DAYS, ())
    rules = text.split(";")
    for rule in rules:
        found = RULE.fullmatch(rule.strip())
        spans = _spans(found["times"]) if found else None
        if found is None or spans is None or (len(rules) > 1 and _go_past_midnight(spans)):
            return None
        week |= dict.fromkeys(_days(found["days"]), spans)
    return week if any(week.values()) else None


def _days(text: str | None) -> list[str]:
    """The days that `Mo-Fr,Su` names; all where it names none. A range may go over the end of the week."""
    found = []
    for part in text.split(",") if text else [f"{DAYS[0]}-{DAYS[-1]}"]:
        first, _, last = part.partition("-")
        start = DAYS.index(first)
        length = (DAYS.index(last or first) - start) % len(DAYS)
        found += [DAYS[(start + step) % len(DAYS)] for step in range(length + 1)]
    return found


def _spans(text: str) -> tuple[Span, ...] | None:
    if text in ("off", "closed"):
        return ()
    found = []
    for span in text.split(","):
        opens, closes = span[:5], "00:00" if span[6:] == "24:00" else span[6:]
        if not (CLOCK.fullmatch(opens) and CLOCK.fullmatch(closes)) or opens == closes != "00:00":
            return None
        if opens == closes and span[6:] != "24:00":
            return None
        found.append((opens, closes))
    return tuple(sorted(found))


def _go_past_midnight(spans: Iterable[Span]) -> bool:
    """Whether hours end on the next day: what another rule leaves of them there is said by no row."""
    return any(closes <= opens and closes != "00:00" for opens, closes in spans)


def _rows(week: Week) -> Iterable[Row]:
    found: dict[Span, list[str]] = {}
    for day in DAYS:
        for span in dict.fromkeys(week[day]):
            found.setdefault(span, []).append(day)
    for (opens, closes), days in found.items():
        yield Row(tuple(days), opens, closes)


# ---- to a text ----
def _text(week: Week) -> str:
    if set(week.values()) == {(("00:00", "00:00"),)}:
        return "24/7"
    by_times: dict[tuple[Span, ...], list[str]] = {}
    for day in DAYS:
        if week[day]:
            by_times.setdefault(week[day], []).append(day)
    return "; ".join(f"{_range(days)} {_times(spans)}" for spans, days in by_times.items())


def _times(spans: Iterable[Span]) -> str:
    return ",".join(f"{opens}-{'24:00' if closes == '00:00' else closes}" for opens, closes in spans)


def _range(days: list[str]) -> str:
    runs = groupby(enumerate(days), key=lambda one: DAYS.index(one[1]) - one[0])
    named = [[day for _, day in run] for _, run in runs]
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in named)
