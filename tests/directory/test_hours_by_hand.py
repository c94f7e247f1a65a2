"""What a contact point says of its hours, checked by hand in a calendar: holidays, eves, clock changes, closings."""

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from trygga.directory.asking import OpenNow, open_now

pytestmark = pytest.mark.no_database

ZONE = "Europe/Stockholm"
HOURS = {
    "office": "Mo-Fr 08:00-16:30; PH off",
    "half days": "Mo-Fr 08:00-16:30; Jan 5,Apr 30 08:00-12:00; easter -3 days 08:00-12:00; PH off",
    "lunch": "Mo-Fr 08:00-12:00,13:00-16:30; PH off",
    "summer": "Mo-Fr 08:00-16:30; Jun 15-Aug 15 Mo-Fr 09:00-15:00; PH off",
    "line": "Mo-Su 09:00-19:00; PH 12:00-15:00",
    "night": "Mo-Su 21:00-06:00",
    "weekdays' nights": "Mo-Fr 16:30-08:00; Sa-Su,PH 00:00-24:00",
    "nights but PH": "Mo-Su 22:00-06:00; PH off",
    "02:30-05:00": "02:30-05:00",
    "02:15-02:45": "02:15-02:45",
    "01:00-02:30": "01:00-02:30",
    "to midnight": "Mo-Su 16:00-24:00",
    "leap day": "Feb 29 10:00-11:00",
    "24/7": "24/7",
    "run out": "2025 Mo-Fr 08:00-16:30",
    "not known": "",
}
TABLE = """
    hours            | temporarily closed                  | asked at               | answer

    # An ordinary Friday, one minute before and after; the weekend. 6 February 2026 is a Friday.
    office           |                                     | 2026-02-06 07:59       | opens 2026-02-06 08:00
    office           |                                     | 2026-02-06 08:00       | open until 2026-02-06 16:30
    office           |                                     | 2026-02-06 08:01       | open until 2026-02-06 16:30
    office           |                                     | 2026-02-06 16:29       | open until 2026-02-06 16:30
    office           |                                     | 2026-02-06 16:30       | opens 2026-02-09 08:00
    office           |                                     | 2026-02-06 16:31       | opens 2026-02-09 08:00
    office           |                                     | 2026-02-08 23:59       | opens 2026-02-09 08:00

    # 6 January 2026 is a Tuesday. The evening before counts as any other, unless it is written out.
    office           |                                     | 2026-01-05 16:29       | open until 2026-01-05 16:30
    office           |                                     | 2026-01-05 16:30       | opens 2026-01-07 08:00
    office           |                                     | 2026-01-06 12:00       | opens 2026-01-07 08:00
    half days        |                                     | 2026-01-05 11:59       | open until 2026-01-05 12:00
    half days        |                                     | 2026-01-05 12:00       | opens 2026-01-07 08:00
    line             |                                     | 2026-01-05 18:59       | open until 2026-01-05 19:00
    line             |                                     | 2026-01-06 09:00       | opens 2026-01-06 12:00
    line             |                                     | 2026-01-06 14:59       | open until 2026-01-06 15:00
    line             |                                     | 2026-01-06 15:00       | opens 2026-01-07 09:00

    # Easter 2026: Good Friday is 3 April, Easter Monday 6 April. Maundy Thursday is known only where written out.
    office           |                                     | 2026-04-02 16:29       | open until 2026-04-02 16:30
    office           |                                     | 2026-04-02 16:30       | opens 2026-04-07 08:00
    half days        |                                     | 2026-04-02 12:00       | opens 2026-04-07 08:00
    half days        |                                     | 2026-04-30 12:00       | opens 2026-05-04 08:00
    line             |                                     | 2026-04-04 09:00       | open until 2026-04-04 19:00
    line             |                                     | 2026-04-05 11:59       | opens 2026-04-05 12:00
    office           |                                     | 2026-04-06 08:00       | opens 2026-04-07 08:00

    # 1 May 2026 is a Friday; Ascension Day is Thursday 14 May; 6 June is a Saturday.
    office           |                                     | 2026-04-30 16:30       | opens 2026-05-04 08:00
    office           |                                     | 2026-05-13 16:30       | opens 2026-05-15 08:00
    office           |                                     | 2026-05-14 08:00       | opens 2026-05-15 08:00
    office           |                                     | 2026-05-15 08:00       | open until 2026-05-15 16:30
    line             |                                     | 2026-06-06 15:00       | opens 2026-06-07 09:00

    # Midsummer Eve is Friday 19 June 2026 and Friday 25 June 2027.
    office           |                                     | 2026-06-18 16:29       | open until 2026-06-18 16:30
    office           |                                     | 2026-06-18 16:30       | opens 2026-06-22 08:00
    office           |                                     | 2026-06-19 08:00       | opens 2026-06-22 08:00
    office           |                                     | 2027-06-24 16:30       | opens 2027-06-28 08:00
    line             |                                     | 2026-06-19 11:59       | opens 2026-06-19 12:00

    # All Saints' Day is Saturday 31 October 2026; 6 November 2027 is a Saturday too.
    office           |                                     | 2026-10-30 16:29       | open until 2026-10-30 16:30
    line             |                                     | 2026-10-31 09:00       | opens 2026-10-31 12:00
    line             |                                     | 2026-11-01 09:00       | open until 2026-11-01 19:00
    line             |                                     | 2027-11-06 15:00       | opens 2027-11-07 09:00

    # Christmas 2026: Thursday 24 to Saturday 26 December.
    office           |                                     | 2026-12-23 16:29       | open until 2026-12-23 16:30
    office           |                                     | 2026-12-23 16:30       | opens 2026-12-28 08:00
    office           |                                     | 2026-12-24 08:00       | opens 2026-12-28 08:00
    line             |                                     | 2026-12-24 12:00       | open until 2026-12-24 15:00
    line             |                                     | 2026-12-26 15:00       | opens 2026-12-27 09:00

    # New Year: 31 December 2026 is a Thursday. The last minute of the year, and the first.
    office           |                                     | 2026-12-30 16:30       | opens 2027-01-04 08:00
    office           |                                     | 2026-12-31 23:59       | opens 2027-01-04 08:00
    office           |                                     | 2027-01-01 00:00       | opens 2027-01-04 08:00
    night            |                                     | 2026-12-31 23:59       | open until 2027-01-01 06:00
    night            |                                     | 2027-01-01 00:00       | open until 2027-01-01 06:00
    to midnight      |                                     | 2026-12-31 23:59       | open until 2027-01-01 00:00
    to midnight      |                                     | 2027-01-01 00:00       | opens 2027-01-01 16:00
    24/7             |                                     | 2026-12-31 23:59       | open

    # Over midnight, and over a lunch.
    night            |                                     | 2026-02-06 20:59       | opens 2026-02-06 21:00
    night            |                                     | 2026-02-06 21:00       | open until 2026-02-07 06:00
    night            |                                     | 2026-02-07 05:59       | open until 2026-02-07 06:00
    night            |                                     | 2026-02-07 06:00       | opens 2026-02-07 21:00
    weekdays' nights |                                     | 2026-02-06 16:30       | open until 2026-02-09 00:00
    weekdays' nights |                                     | 2026-02-09 08:00       | opens 2026-02-09 16:30
    # A holiday's "off" covers its own day, all of it and nothing else: a night that began on the evening before ends
    # at midnight, and what began on the holiday and goes past midnight is open after midnight.
    nights but PH    |                                     | 2026-01-05 23:59       | open until 2026-01-06 00:00
    nights but PH    |                                     | 2026-01-06 00:00       | opens 2026-01-07 00:00
    nights but PH    |                                     | 2026-01-06 23:00       | opens 2026-01-07 00:00
    nights but PH    |                                     | 2026-01-07 05:59       | open until 2026-01-07 06:00
    lunch            |                                     | 2026-02-06 11:59       | open until 2026-02-06 12:00
    lunch            |                                     | 2026-02-06 12:00       | opens 2026-02-06 13:00
    lunch            |                                     | 2026-02-06 12:59       | opens 2026-02-06 13:00
    lunch            |                                     | 2026-02-06 13:00       | open until 2026-02-06 16:30

    # Summer hours, from Monday 15 June until Saturday 15 August 2026.
    summer           |                                     | 2026-06-12 16:29       | open until 2026-06-12 16:30
    summer           |                                     | 2026-06-12 16:30       | opens 2026-06-15 09:00
    summer           |                                     | 2026-06-15 08:59       | opens 2026-06-15 09:00
    summer           |                                     | 2026-06-18 15:00       | opens 2026-06-22 09:00
    summer           |                                     | 2026-08-14 14:59       | open until 2026-08-14 15:00
    summer           |                                     | 2026-08-14 15:00       | opens 2026-08-17 08:00

    # The night of 29 March 2026 has no 02:00 to 03:00. The last but one asks at a time that is not there: 03:30.
    night            |                                     | 2026-03-28 21:00       | open until 2026-03-29 06:00
    02:30-05:00      |                                     | 2026-03-29 01:59       | opens 2026-03-29 03:00
    02:30-05:00      |                                     | 2026-03-29 03:00       | open until 2026-03-29 05:00
    02:15-02:45      |                                     | 2026-03-29 01:59       | opens 2026-03-30 02:15
    01:00-02:30      |                                     | 2026-03-29 01:59       | open until 2026-03-29 03:00
    02:30-05:00      |                                     | 2026-03-29 02:30       | open until 2026-03-29 05:00
    office           |                                     | 2026-03-27 16:30       | opens 2026-03-30 08:00

    # The night of 25 October 2026 has 02:00 to 03:00 twice: first at +02:00, then at +01:00.
    night            |                                     | 2026-10-24 21:00       | open until 2026-10-25 06:00
    02:30-05:00      |                                     | 2026-10-25 02:29+02:00 | opens 2026-10-25 02:30+02:00
    02:30-05:00      |                                     | 2026-10-25 02:30+02:00 | open until 2026-10-25 02:00+01:00
    02:30-05:00      |                                     | 2026-10-25 02:29+01:00 | opens 2026-10-25 02:30+01:00
    02:30-05:00      |                                     | 2026-10-25 02:30+01:00 | open until 2026-10-25 05:00
    01:00-02:30      |                                     | 2026-10-25 02:30+02:00 | opens 2026-10-25 02:00+01:00
    01:00-02:30      |                                     | 2026-10-25 02:29+01:00 | open until 2026-10-25 02:30+01:00
    02:15-02:45      |                                     | 2026-10-25 02:45+02:00 | opens 2026-10-25 02:15+01:00
    office           |                                     | 2026-10-23 16:30       | opens 2026-10-26 08:00

    # Always, never, far away, nobody knows.
    24/7             |                                     | 2026-03-29 03:00       | open
    run out          |                                     | 2026-02-06 12:00       | closed
    leap day         |                                     | 2026-02-28 10:00       | opens 2028-02-29 10:00
    not known        |                                     | 2026-02-06 12:00       | unknown

    # Closings: whatever the hours say, until the closing ends and the hours are open. "closed till": then nobody knows.
    office           | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 09:59       | open until 2026-02-06 10:00
    office           | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 10:00       | closed until 2026-02-06 14:00
    office           | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 13:59       | closed until 2026-02-06 14:00
    office           | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 14:00       | open until 2026-02-06 16:30
    office           | 2026-02-06 10:00 - 2026-02-06 20:00 | 2026-02-06 12:00       | closed until 2026-02-09 08:00
    office           | 2026-02-06 10:00 - 2026-02-06 20:00 | 2026-02-06 20:00       | opens 2026-02-09 08:00
    office           | 2026-02-06 16:31 - 2026-02-06 17:00 | 2026-02-06 16:29       | open until 2026-02-06 16:30
    office           | 2026-02-07 00:00 - 2026-02-09 12:00 | 2026-02-06 16:30       | opens 2026-02-09 12:00
    office           | 2026-02-07 00:00 - 2026-02-09 16:30 | 2026-02-06 16:30       | opens 2026-02-10 08:00
    lunch            | 2026-02-06 12:00 - 2026-02-06 13:00 | 2026-02-06 11:59       | open until 2026-02-06 12:00
    lunch            | 2026-02-06 12:00 - 2026-02-06 13:00 | 2026-02-06 12:30       | closed until 2026-02-06 13:00
    24/7             | 2026-12-31 23:59 - 2027-01-01 00:00 | 2026-12-31 23:58       | open until 2026-12-31 23:59
    24/7             | 2026-12-31 23:59 - 2027-01-01 00:00 | 2026-12-31 23:59       | closed until 2027-01-01 00:00
    24/7             | 2026-12-31 23:59 - 2027-01-01 00:00 | 2027-01-01 00:00       | open
    24/7             | 2026-03-28 12:00 - 2026-03-29 03:00 | 2026-03-29 01:59       | closed until 2026-03-29 03:00
    night            | 2026-10-25 02:30 - 2026-10-25 04:00 | 2026-10-25 02:29+02:00 | open until 2026-10-25 02:30+02:00
    night            | 2026-10-25 02:30 - 2026-10-25 04:00 | 2026-10-25 02:29+01:00 | closed until 2026-10-25 04:00
    office           | 2026-06-29 00:00 - 2026-07-27 00:00 | 2026-07-01 12:00       | closed until 2026-07-27 08:00
    run out          | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 12:00       | closed
    not known        | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 12:00       | closed till 2026-02-06 14:00
    not known        | 2026-02-06 10:00 - 2026-02-06 14:00 | 2026-02-06 14:00       | unknown
"""


class Case(NamedTuple):
    hours: str
    closing: str
    asked: str
    answer: str


def cases() -> list[Case]:
    lines = (line.strip() for line in TABLE.strip().splitlines()[1:])
    rows = (line.split("|") for line in lines if line and not line.startswith("#"))
    return [Case(*(cell.strip() for cell in row)) for row in rows]


def instant(text: str) -> datetime:
    """An instant in UTC: of a text with an offset, or of a wall time in Stockholm."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(ZONE))).astimezone(UTC)


def meant(answer: str) -> OpenNow:
    """The answer in a cell of the table, times in UTC."""
    match answer.split(" "):
        case ["open"]:
            return OpenNow(True)
        case ["closed"]:
            return OpenNow(False)
        case ["unknown"]:
            return OpenNow(None)
        case ["open", "until", *when]:
            return OpenNow(True, closes_at=instant(" ".join(when)))
        case ["opens", *when]:
            return OpenNow(False, opens_next=instant(" ".join(when)))
        case ["closed", "until", *when]:
            return OpenNow(False, opens_next=instant(" ".join(when)), closed_until=instant(" ".join(when)))
        case ["closed", "till", *when]:
            return OpenNow(False, closed_until=instant(" ".join(when)))
        case _:
            raise ValueError(answer)


def in_utc(found: OpenNow) -> OpenNow:
    """Equality is asked in UTC: Python's is blind to the doubled hour within one zone."""
    return OpenNow(found.is_open, *(at and at.astimezone(UTC) for at in found[1:]))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.hours}, {case.asked}")
def test_hours_by_hand(case: Case) -> None:
    begins, _, ends = case.closing.partition(" - ")
    closings = ((instant(begins), instant(ends)),) if ends else ()
    found = open_now(HOURS[case.hours], ZONE, instant(case.asked), closings)
    assert in_utc(found) == meant(case.answer)


def test_table_is_long_enough_to_mean_something() -> None:
    found = cases()
    assert len(set(found)) == len(found) >= 60
    assert {case.hours for case in found} == set(HOURS)
