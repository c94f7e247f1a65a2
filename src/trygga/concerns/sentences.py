"""What the writer is told, in the language of the page."""

from django.utils.translation import gettext as _

from trygga.directory.mailboxes import MailboxNow
from trygga.directory.sentences import reading_times


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


def dialogue_full() -> str:
    return _("No more messages can be received here. If there is more to say, call: the numbers stand below.")


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
