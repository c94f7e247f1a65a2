"""Contact points and mailboxes."""

from trygga.directory.models.alarms import Alarm
from trygga.directory.models.exchange import CalendarAddress, DirectoryList
from trygga.directory.models.mailboxes import Mailbox, MailboxRule, Pathway
from trygga.directory.models.points import Closing, ContactPoint, OtherSource, PointChange, Purpose

__all__ = [
    "Alarm",
    "CalendarAddress",
    "Closing",
    "ContactPoint",
    "DirectoryList",
    "Mailbox",
    "MailboxRule",
    "OtherSource",
    "Pathway",
    "PointChange",
    "Purpose",
]
