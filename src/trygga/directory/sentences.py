"""When a mailbox is read, and what to do if that is too late, in the language of the page."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trygga.directory.mailboxes import MailboxNow

# A language that declines the name of a month after the day.
MONTH = {"uk": "E"}


def weekday_and_time(at: datetime) -> str:
    """Such as "Monday 08:00"; with the date where it is a week away or more."""
    local = timezone.localtime(at)
    is_near = (at - timezone.now()).days < 6
    return formats.date_format(local, "l H:i" if is_near else f"l j {MONTH.get(get_language() or '', 'F')} H:i")


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
