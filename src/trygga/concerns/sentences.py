"""What the writer is told, in the language of the page."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from trygga.directory.mailboxes import MailboxNow


def weekday_and_time(at: datetime) -> str:
    """Such as "Monday 08:00"; with the date where it is a week away or more."""
    local = timezone.localtime(at)
    is_near = (at - timezone.now()).days < 6
    return formats.date_format(local, "l H:i" if is_near else "l j F H:i")


def reading_times(mailbox: MailboxNow) -> str:
    """When somebody reads next, and what to do if that is too late."""
    reads_next = mailbox.reads_next
    if reads_next is None:
        return _("Nobody reads this at the moment. If it cannot wait, call 112 and ask for the socialjour.")
    if mailbox.is_open_now:
        closes = mailbox.hours.closes_at(mailbox.at)
        if closes is None:
            return _("Somebody reads here around the clock. If it cannot wait, call 112.")
        return _(
            "Somebody reads here today until %(time)s. If it cannot wait, call 112 and ask for the socialjour."
        ) % {"time": formats.date_format(timezone.localtime(closes), "H:i")}
    return _("Nobody reads this until %(time)s. If it cannot wait, call 112 and ask for the socialjour.") % {
        "time": weekday_and_time(reads_next)
    }


def closed() -> str:
    return _(
        "The mailbox has closed, so nothing was sent. Your sheet is still here: print it or read it out on the phone. "
        "The numbers stand on this page."
    )


def expired() -> str:
    return _("The page had been open for a long time. Nothing you typed is lost: press the button once more.")


def newer_epoch() -> str:
    return _("The receiver has changed keys. Nothing you typed is lost: press the button once more.")


def malformed() -> str:
    return _(
        "That could not be taken in, and nothing was stored. What you wrote is still here: "
        "press the button once more, or call."
    )


def unknown_code() -> str:
    return _(
        "Nothing here belongs to this code. Compare each group with what you wrote down. "
        "A code works only on the site where you got it."
    )


def number_taken() -> str:
    return _("A new message has come in the meantime. Read it first; what you typed is still here.")


def dialogue_closed() -> str:
    return _("No more messages are read here. If you are still worried, write again or call.")


def not_yet_read(*, is_overdue: bool, mailbox: MailboxNow | None) -> str:
    """What stands on the answer page while nobody has opened the report."""
    if is_overdue:
        return _("Not yet read, although it should have been. Please call instead: the numbers stand below.")
    if mailbox is None or not mailbox.is_receiving:
        return _(
            "Not yet read, and nobody looks after the mailbox at the moment. "
            "Please call instead: the numbers stand below."
        )
    return _("Not yet read.") + " " + reading_times(mailbox)
