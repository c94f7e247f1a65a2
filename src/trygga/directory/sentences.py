"""When somebody answers or reads, and what to do if that is too late, in the language of the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trygga.directory.mailboxes import MailboxNow
from trygga.lib.opening_hours import in_utc

# A language that declines the name of a month after the day.
MONTH = {"uk": "E"}


ALONE_IS_CLEAR = timedelta(days=1)
WEEKDAY_IS_CLEAR = timedelta(days=6)
TIME, WEEKDAY, DATE, DATE_OF_A_YEAR = "H:i", "l H:i", "l j F H:i", "l j F Y H:i"


@dataclass(frozen=True)
class Moment:
    """A time to come, told as closely as it takes to be mistaken for no other; as text in the language of the page.

    Equal ones read the same in one language and zone, also later.
    """

    at: datetime
    form: str

    @classmethod
    def seen_from(cls, now: datetime, at: datetime, *, is_today_clear: bool = False) -> "Moment":
        """Such as "Monday 08:00"; with the date where it is a week away or more, with the year if that is another.

        `is_today_clear`: within a day the time alone says it.
        """
        ahead = in_utc(at) - in_utc(now)
        if is_today_clear and ahead < ALONE_IS_CLEAR:
            return cls(at, TIME)
        if ahead < WEEKDAY_IS_CLEAR:
            return cls(at, WEEKDAY)
        return cls(at, DATE if at.year == now.astimezone(at.tzinfo).year else DATE_OF_A_YEAR)

    def __str__(self) -> str:
        form = self.form.replace("F", MONTH.get(get_language() or "", "F"))
        return formats.date_format(timezone.localtime(self.at), form)


def weekday_and_time(at: datetime) -> str:
    """Such as "Monday 08:00", seen from now."""
    return str(Moment.seen_from(timezone.now(), at))


def reading_times(mailbox: MailboxNow) -> str:
    """When somebody reads what is sent now, and what to do if that is too late.

    In the hours of a mailbox its writers are sent to social services; the socialjour answers when those are closed.
    """
    if mailbox.is_open_now:
        return _while_open(mailbox)
    if mailbox.reads_next is None:
        return nobody_reads()
    return _("Nobody reads this until %(time)s. If it cannot wait, call 112 and ask for the socialjour.") % {
        "time": weekday_and_time(mailbox.reads_next)
    }


def nobody_reads() -> str:
    return _(
        "Nobody reads this at the moment. If it cannot wait, call social services; in the evening, at night and at "
        "weekends call 112 and ask for the socialjour."
    )


def _while_open(mailbox: MailboxNow) -> str:
    closes = mailbox.hours.closes_at(mailbox.at)
    if closes is None:
        return _("Somebody reads here around the clock. If it cannot wait, call 112.")
    opens = mailbox.hours.next_opening(mailbox.at) if mailbox.closes_soon else None
    if opens is not None:
        return _(
            "This is perhaps not read before %(time)s. If it cannot wait, call social services; in danger call 112."
        ) % {"time": weekday_and_time(opens)}
    return _(
        "Somebody reads here today until %(time)s. If it cannot wait, call social services; in danger call 112."
    ) % {"time": formats.date_format(timezone.localtime(closes), "H:i")}
