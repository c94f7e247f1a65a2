"""Opening hours and instants of one town, as the tests write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from trygga.lib.opening_hours import OpeningHours

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


def instant_or_none(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def in_utc(at: datetime | None) -> datetime | None:
    """Equality is asked in UTC: Python's is blind to the doubled hour within one zone."""
    return None if at is None else at.astimezone(UTC)


def hours(text: str) -> OpeningHours:
    return OpeningHours.parse(text, STOCKHOLM)
