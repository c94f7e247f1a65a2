"""Due things that happen once: for a name, a subject and a local day, however often and however late one looks.

A job that is killed half-way leaves neither what it did nor the note of it; one that runs twice finds the note.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from trygga.lib.opening_hours import in_utc
from trygga.notifications.models import Occurrence
from trygga.web import rows

_DAY = timedelta(days=1)


def do_once(name: str, *, subject: str, on: date, do: Callable[[], None]) -> bool:
    """Run `do` and note it, in one transaction. False, and nothing done, where it was noted before.

    `subject` is a plain id. Of two at once one waits for the other. `do` writes rows (a notice, say), and nothing that
    a rollback would not take back.
    """
    with transaction.atomic():
        if not _is_first(Occurrence(name=name, subject=subject, on=on)):
            return False
        do()
        return True


def _is_first(occurrence: Occurrence) -> bool:
    try:
        with transaction.atomic():
            rows.insert(occurrence)
    except IntegrityError:
        return False
    return True


def due_day(now: datetime, *, zone: ZoneInfo, after: time) -> date:
    """The latest local day on which `after` has struck.

    An hour that the clocks skip strikes when they have jumped; one that they show twice strikes the first time.
    """
    today = in_utc(now).astimezone(zone).date()
    return today if in_utc(now) >= in_utc(datetime.combine(today, after, zone)) else today - _DAY


def missed_days(name: str, *, subject: str, since: date, until: date) -> list[date]:
    """The days from `since` to `until`, both included, for which nothing is noted; oldest first."""
    noted = set(
        Occurrence.objects.filter(name=name, subject=subject, on__range=(since, until)).values_list("on", flat=True)
    )
    days = (since + number * _DAY for number in range((until - since).days + 1))
    return [day for day in days if day not in noted]
